"""A companion of tiny notebooks in a temporary folder."""

import nbformat
import pytest

from adaptedflow import paths

PARAMETERS = """N = 4  # images
rate = 0.5
activation = "tanh"
widths = [2, 3]
bias = True"""
SAVE = """import matplotlib.pyplot as plt
from adaptedflow import figures
figure, axes = plt.subplots()
axes.plot([N, 2 * N])
figures.save(figure, "line", {"x": [N, 2 * N]}, alt="A line that rises.")"""


@pytest.fixture
def companion(tmp_path, monkeypatch):
    """Folders notebooks/, figures/ and build/ in a temporary folder; the command line works on them."""
    (tmp_path / "notebooks").mkdir()
    monkeypatch.setattr(paths, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(paths, "BUILD", tmp_path / "build")
    monkeypatch.setenv(paths.FIGURES_VARIABLE, str(tmp_path / "figures"))
    write(tmp_path, "01_good", "# Good", PARAMETERS, "print(N, rate, activation, widths, bias)", SAVE)
    return tmp_path


def write(companion, name, heading, *sources, tags=()):
    """Write a notebook of a heading and code cells, the first tagged ``parameters``; ``tags`` go to the last."""
    v4 = nbformat.v4
    cells = [v4.new_code_cell(source, id=f"cell-{number}") for number, source in enumerate(sources)]
    cells[0].metadata["tags"] = ["parameters"]
    if tags:
        cells[-1].metadata["tags"] = list(tags)
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    book = v4.new_notebook(cells=[v4.new_markdown_cell(heading, id="heading"), *cells], metadata={"kernelspec": kernel})
    nbformat.write(book, companion / "notebooks" / f"{name}.ipynb")


@pytest.fixture(name="write")
def _write(companion):
    return lambda *arguments, **options: write(companion, *arguments, **options)
