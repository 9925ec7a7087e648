import base64
import json
import os
import subprocess
import sys

import numpy as np
import pytest
from matplotlib.figure import Figure

from adaptedflow import paths
from adaptedflow.figures import read_table, save

TABLE = {"s": [0.0, 1.0, 2.0], "cost": np.array([1.0, 0.36787944117, 1.23456789e-9]), "steps": [0, 7, 12345678]}
CALL = {"alt": "Cost falls along a straight line."}

SCRIPT = """
import matplotlib.pyplot as plt, numpy as np
from adaptedflow.figures import curves, label_end, log_scale, long_table, save, style
s = np.linspace(0, 5, 60)
table = long_table({f"L = {L}": {"s": s, "cost": np.exp(-2 * s / L)} for L in (1, 2, 3)})
with style():
    figure, axes = plt.subplots()
    log_scale(axes.yaxis)
    for name, curve in curves(table):
        label_end(axes.plot(curve["s"], curve["cost"])[0], name)
    axes.set_xlabel("$s$")
    axes.set_ylabel(r"$\\mathcal{C}[\\underline{x}[\\underline{\\theta}(s)]]$")
save(figure, "decay", table, alt="Three costs decay at three rates.")
assert not plt.get_fignums()
"""


@pytest.fixture
def folder(monkeypatch, tmp_path):
    monkeypatch.setenv(paths.FIGURES_VARIABLE, str(tmp_path / "figures"))
    monkeypatch.delenv(paths.FORMAT_VARIABLE, raising=False)
    return tmp_path / "figures"


@pytest.fixture
def figure():
    figure = Figure()
    figure.subplots().plot([0, 1, 2], [1, 0.4, 0.1])
    return figure


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_three_files_and_no_value(folder, figure):
    assert save(figure, "decay", TABLE, **CALL) is None
    assert set(contents(folder)) == {"decay.png", "decay.csv", "decay.json"}
    assert (folder / "decay.png").read_bytes().startswith(b"\x89PNG")


def test_table_comes_back_to_six_digits(folder, figure):
    save(figure, "decay", TABLE, **CALL)
    assert (folder / "decay.csv").read_text() == "s,cost,steps\n0,1,0\n1,0.367879,7\n2,1.23457e-09,12345678\n"
    table = read_table(folder / "decay.csv")
    assert list(table) == list(TABLE)
    for name, column in TABLE.items():
        np.testing.assert_allclose(table[name], column, rtol=5e-6)


def test_provenance_tells_no_time_or_place(folder, figure):
    save(figure, "decay", TABLE, **CALL)
    text = (folder / "decay.json").read_text()
    record = json.loads(text)
    assert list(record) == sorted(record)
    versions = record.pop("versions")
    assert versions["numpy"] == np.__version__ and set(versions) == {"adaptedflow", "matplotlib", "numpy", "python", "scipy"}
    assert versions["python"] == f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert record == {"name": "decay", "notebook": "", "claims": [], "alt": CALL["alt"], "parameters": {}}
    assert str(folder) not in text and str(paths.ROOT) not in text


@pytest.mark.parametrize("extension", ["png", "svg", "pdf"])
def test_same_bytes_from_two_processes(tmp_path, extension):
    runs = []
    for run in ("first", "second"):
        environment = os.environ | {paths.FIGURES_VARIABLE: str(tmp_path / run), paths.FORMAT_VARIABLE: extension,
                                    "MPLBACKEND": "agg", "PYTHONHASHSEED": str(len(runs) + 1)}
        subprocess.run([sys.executable, "-c", SCRIPT], env=environment, check=True, timeout=120)
        runs.append(contents(tmp_path / run))
    assert set(runs[0]) == {"decay.csv", "decay.json", "decay.png", f"decay.{extension}"}
    assert runs[0] == runs[1]


def test_readers_settings_do_not_reach_the_ticks(folder):
    import matplotlib

    pictures = []
    for size in (6, 20):
        figure = Figure()
        figure.subplots()
        with matplotlib.rc_context({"xtick.labelsize": size, "xtick.direction": "in"}):
            save(figure, "ticks", TABLE, **CALL)
        pictures.append((folder / "ticks.png").read_bytes())
    assert pictures[0] == pictures[1]


def test_failure_while_drawing_leaves_all_old_files(folder, figure, monkeypatch):
    save(figure, "decay", TABLE, **CALL)
    before = contents(folder)

    def fail(*_, **__):
        raise MemoryError

    monkeypatch.setattr(figure, "savefig", fail)
    with pytest.raises(MemoryError):
        save(figure, "decay", {"s": [5.0]}, **CALL | {"alt": "Another sentence altogether."})
    assert contents(folder) == before


@pytest.mark.parametrize("change, error, words", [
    ({"figure": [1, 2]}, TypeError, r"figure: expected a matplotlib Figure, got list\. Pass"),
    ({"name": "a/b"}, ValueError, r"name: expected letters.*, got 'a/b'\. Shorten"),
    ({"name": "decay.png"}, ValueError, r"name: .*without folder or file ending, got 'decay\.png'"),
    ({"name": 3}, TypeError, r"name: expected a string, got 3"),
    ({"alt": "  "}, ValueError, r"alt: expected a sentence .*, got '  '\. Say what"),
    ({"alt": 3}, TypeError, r"alt: expected a sentence .*, got 3"),
    ({"alt": None}, LookupError, r"name: expected a figure with a section .*, got 'decay'\. Add \[decay\]"),
    ({"table": [1, 2]}, TypeError, r"table: expected a mapping .*, got list\. Pass a dict"),
    ({"table": {}}, ValueError, r"table: expected at least one column, got none\. Pass"),
])
def test_refusals_before_anything_is_written(folder, figure, change, error, words):
    call = {"figure": figure, "name": "decay", "table": TABLE} | CALL | change
    with pytest.raises(error, match=words):
        save(call.pop("figure"), call.pop("name"), call.pop("table"), **call)
    assert not folder.exists()


def test_unknown_format_is_refused(folder, figure, monkeypatch):
    monkeypatch.setenv(paths.FORMAT_VARIABLE, "jpeg")
    with pytest.raises(ValueError, match=r"expected one of png, pdf, svg, got 'jpeg'\. Set it to"):
        save(figure, "decay", TABLE, **CALL)
    assert not folder.exists()


@pytest.mark.parametrize("draw", ["figure, axes = plt.subplots()", "figure = Figure(); axes = figure.subplots()"])
def test_a_notebook_shows_the_figure_once_with_its_description(folder, draw):
    import nbformat
    from nbclient import NotebookClient

    source = f"""
import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from adaptedflow.figures import save
{draw}
axes.plot([1, 2])
save(figure, "shown", {{"x": [1, 2]}}, alt="A line that rises.")
"""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    environment = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    client = NotebookClient(book, kernel_name="python3", timeout=120)
    with client.setup_kernel(env=environment):
        client.execute_cell(book.cells[0], 0)
    (output,) = book.cells[0].outputs
    assert output.output_type == "display_data"
    assert output.data["text/plain"] == "A line that rises."
    assert output.metadata["image/png"]["alt"] == "A line that rises."
    assert base64.b64decode(output.data["image/png"]) == (folder / "shown.png").read_bytes()
