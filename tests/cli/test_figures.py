"""``figures`` and ``notebooks``: what is run, what is written, and what stays when a notebook fails."""

import re

import nbformat
import pytest
from click.testing import CliRunner

from adaptedflow.cli import main


def adaptedflow(*arguments):
    return CliRunner().invoke(main, arguments)


def files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def printed(path):
    book = nbformat.read(path, as_version=4)
    return "".join(output.text for cell in book.cells for output in cell.get("outputs", []) if output.output_type == "stream")


def test_figures_and_executed_notebooks_are_written(companion):
    before = (companion / "notebooks/01_good.ipynb").read_bytes()
    result = adaptedflow("figures")
    assert result.exit_code == 0, result.output
    assert "1 figure\n" in result.output and "1 of 1 notebooks ran" in result.output
    assert files(companion / "figures") == ["README.md", "line.csv", "line.json", "line.png"]
    assert files(companion / "build") == ["notebooks/01_good.ipynb"]
    assert printed(companion / "build/notebooks/01_good.ipynb") == "4 0.5 tanh [2, 3] True\n"
    assert (companion / "notebooks/01_good.ipynb").read_bytes() == before


def test_a_further_format_on_request(companion):
    assert adaptedflow("figures", "--format", "pdf").exit_code == 0
    assert files(companion / "figures") == ["README.md", "line.csv", "line.json", "line.pdf", "line.png"]


def test_a_shell_with_an_agg_backend_still_shows_the_picture(companion, write, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "Agg")
    write("02_shown", "# Shown by matplotlib", "N = 1", "import matplotlib.pyplot as plt\nplt.plot([N])\nplt.show()")
    adaptedflow("figures", "--only", "02_shown")
    last = nbformat.read(companion / "build/notebooks/02_shown.ipynb", as_version=4).cells[-1]
    assert ["image/png" in output.get("data", {}) for output in last.outputs] == [True]


def test_one_failure_among_others(companion, write):
    (companion / "figures").mkdir()
    (companion / "figures/broken.csv").write_text("old")
    save = "from adaptedflow import files, paths\nfiles.write_whole(paths.figures() / 'broken.csv', 'new')"
    write("00_broken", "# Broken", "N = 1", save, "N / 0", "print('not reached')")
    stored = nbformat.read(companion / "notebooks/00_broken.ipynb", as_version=4)
    stored.cells[4].execution_count = 4  # from a run that went well
    nbformat.write(stored, companion / "notebooks/00_broken.ipynb")
    write("02_dead", "# Dead", "import os", "x = 1", "os._exit(1)")
    (companion / "notebooks/03_torn.ipynb").write_text("<<<<<<< HEAD")
    result = adaptedflow("figures")
    assert result.exit_code == 1
    assert "00_broken failed in cell In [3], 'N / 0': ZeroDivisionError: division by zero" in result.output
    assert "02_dead failed in cell In [3], 'os._exit(1)': the kernel died" in result.output
    assert "03_torn failed in reading" in result.output
    assert "1 of 4 notebooks ran" in result.output
    assert (companion / "figures/broken.csv").read_text() == "old"
    assert (companion / "figures/line.csv").exists() and (companion / "figures/README.md").exists()   # three of the four drew nothing
    assert [0 <= float(seconds) < 600 for seconds in re.findall(r"([0-9.]+) s\b", result.output)] == [True] * 5
    copy = nbformat.read(companion / "build/notebooks/00_broken.ipynb", as_version=4)
    assert [output.output_type for output in copy.cells[3].outputs] == ["error"]
    assert copy.cells[4].execution_count is None


def test_an_error_on_purpose_is_no_failure(companion, write):
    write("02_purpose", "# Fails on purpose", "N = 1", "N / 0", tags=["raises-exception"])
    assert adaptedflow("figures", "--only", "02_purpose").exit_code == 0


def test_only_some(companion, write):
    write("02_other", "# Other", "N = 1")
    result = adaptedflow("figures", "--only", "notebooks/02_other.ipynb")
    assert result.exit_code == 0 and "1 of 1 notebooks ran" in result.output
    assert files(companion / "build") == ["notebooks/02_other.ipynb"]


@pytest.mark.parametrize("arguments, said", [
    (["--only", "09_none"], "expected the name of a notebook, got '09_none'; there are: 01_good"),
    (["--format", "bmp"], "'bmp' is not one of 'png', 'pdf', 'svg'"),
])
def test_what_is_refused(companion, arguments, said):
    result = adaptedflow("figures", *arguments)
    assert result.exit_code == 2 and said in result.output
    assert not (companion / "build").exists()


def test_notebooks_in_place_twice_are_the_same_bytes(companion, write):
    write("02_broken", "# Broken", "N = 1", "N / 0")
    good, broken = (companion / "notebooks" / f"{name}.ipynb" for name in ("01_good", "02_broken"))
    before = broken.read_bytes()
    assert adaptedflow("notebooks").exit_code == 1
    stored = good.read_bytes()
    assert b"papermill" not in stored and b'"version"' not in stored and b'"execution"' not in stored
    assert printed(good) == "4 0.5 tanh [2, 3] True\n"
    assert adaptedflow("notebooks", "--only", "01_good").exit_code == 0
    assert good.read_bytes() == stored
    assert broken.read_bytes() == before
