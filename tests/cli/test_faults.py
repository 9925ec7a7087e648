"""Damaged files, folders that cannot be written, runs that were killed: one sentence with a cure, and nothing half done."""

import base64
import io
import os

import nbformat
import pytest
from click.testing import CliRunner
from matplotlib.figure import Figure

from adaptedflow import paths
from adaptedflow.cli import main
from adaptedflow.cli.outputs import keep_stored
from adaptedflow.cli.reading import read_notebook
from adaptedflow.cli.scratch import clear_parts, own_folder

TWO_FIGURES = """import pathlib
from matplotlib.figure import Figure
from adaptedflow import figures
factor = float(pathlib.Path("factor.txt").read_text())
for name in ("a_first", "b_second"):
    figure = Figure()
    figure.subplots().plot([0, factor])
    figures.save(figure, name, {"x": [0, factor]}, alt="A line that rises.")
"""


def adaptedflow(*arguments):
    return CliRunner().invoke(main, arguments)


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("content", [b"{}", b"[]", b"", b"<<<<<<< HEAD", b"\xff\xfe", b'{"cells": [], "nbformat": 4, "nbformat_min', b'{"cells": 3, "nbformat": 4}'])
def test_a_damaged_notebook_is_told_with_the_cure(content, tmp_path, capfd):
    (tmp_path / "05_torn.ipynb").write_bytes(content)
    with pytest.raises(ValueError, match="05_torn.ipynb is not a notebook: its file is damaged; take it back from git: git checkout"):
        read_notebook(tmp_path / "05_torn.ipynb")
    assert capfd.readouterr() == ("", "")


def test_a_missing_notebook_is_told_with_the_cure(tmp_path):
    with pytest.raises(ValueError, match=r"05_gone.ipynb cannot be read \(No such file or directory\); take it back"):
        read_notebook(tmp_path / "05_gone.ipynb")


def test_figures_of_a_notebook_are_replaced_together_or_not_at_all(companion, write):
    (companion / "notebooks/factor.txt").write_text("1")
    write("02_two", "# Two", "N = 1", TWO_FIGURES)
    assert adaptedflow("notebooks", "--only", "02_two").exit_code == 0
    (companion / "notebooks/factor.txt").write_text("2")
    (companion / "figures/b_second.png").unlink()
    (companion / "figures/b_second.png").mkdir()                       # in the way, after others were replaced
    before = contents(companion / "figures") | contents(companion / "notebooks")
    result = adaptedflow("notebooks")
    assert result.exit_code == 1 and "1 of 2 notebooks ran" in result.output
    assert f"02_two failed in writing: {companion}/figures/b_second.png: Is a directory; move what lies there away" in result.output
    assert before.items() <= (contents(companion / "figures") | contents(companion / "notebooks")).items() | {
        ("01_good.ipynb", before["01_good.ipynb"])}


def test_a_folder_for_figures_that_cannot_be_written(companion):
    (companion / "figures").write_text("a file in its place")
    result = adaptedflow("figures")
    assert result.exit_code == 1 and "0 of 1 notebooks ran" in result.output and "Traceback" not in result.output
    assert f"01_good failed in writing: {companion}/figures" in result.output and "; move what lies there away" in result.output


def test_a_build_folder_that_cannot_be_written(companion):
    (companion / "build").write_text("a file in its place")
    result = adaptedflow("figures")
    assert result.exit_code == 1 and "0 of 1 notebooks ran" in result.output and "move what lies there away" in result.output


def test_the_summary_comes_also_where_the_gallery_cannot(companion):
    (companion / "figures").mkdir()
    (companion / "figures/other.json").write_text("{")
    result = adaptedflow("figures")
    assert result.exit_code == 1 and "1 of 1 notebooks ran" in result.output
    assert "the gallery was not written: other.json: expected the provenance" in result.output and "make figures" in result.output


def test_what_is_found_again_stays_to_the_byte_unless_forced(companion, write):
    factor = companion / "notebooks/factor.txt"
    factor.write_text("1")
    write("02_two", "# Two", "N = 1", TWO_FIGURES + "print(f'wall time {0.3 * factor:.8f} s')")
    adaptedflow("notebooks", "--only", "02_two")
    factor.write_text("1.00001")
    stored = contents(companion)
    assert adaptedflow("notebooks", "--only", "02_two").exit_code == 0
    del stored["build/notebooks/02_two.ipynb"]
    assert stored.items() <= contents(companion).items()
    assert adaptedflow("notebooks", "--only", "02_two", "--force").exit_code == 0
    assert b"1.00001" in (companion / "figures/a_first.csv").read_bytes()
    assert b"wall time 0.30000300 s" in (companion / "notebooks/02_two.ipynb").read_bytes()


def book(*texts, source="print(x)"):
    v4 = nbformat.v4
    outputs = [v4.new_output("stream", name="stdout", text=text) for text in texts]
    return v4.new_notebook(cells=[v4.new_code_cell(source, id="a", outputs=outputs)])


@pytest.mark.parametrize("old, new, stays", [
    ("wall time 1.2 s", "wall time 3 s", True), ("s = 1.2", "s = 1.3", False), ("wall time 1.2 s, 3", "wall time 1.2 s, 4", False),
])
def test_outputs_that_differ_in_times_only_stay(old, new, stays):
    drawn = book(new)
    keep_stored(drawn, book(old))
    assert drawn.cells[0].outputs[0].text == (old if stays else new)
    other = book(new, source="print(y)")
    keep_stored(other, book(old))
    assert other.cells[0].outputs[0].text == new


def html(colour):
    figure = Figure(figsize=(1, 1))
    figure.subplots().plot([0, 1], color=colour)
    stream = io.BytesIO()
    figure.savefig(stream, format="png")
    picture = base64.b64encode(stream.getvalue()).decode()
    output = nbformat.v4.new_output("display_data", {"text/html": f'<img src="data:image/png;base64,{picture}">', "image/png": picture})
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("show()", id="a", outputs=[output])])


@pytest.mark.parametrize("colour, stays", [("#0072B2", True), ("#0072B4", True), ("red", False)])
def test_pictures_that_differ_by_rounding_stay(colour, stays):
    stored, drawn = html("#0072B2"), html(colour)
    keep_stored(drawn, stored)
    assert (drawn == stored) is stays


def test_what_a_killed_run_left_is_cleared_by_the_next_and_what_runs_is_not(tmp_path):
    home = tmp_path / "drawing"
    for name in ("left", "running"):
        (home / name).mkdir(parents=True)
        (home / name / "line.png").touch()
    fcntl = pytest.importorskip("fcntl", reason="no locks on folders: this system is not Unix")
    held = os.open(home / "running", os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    try:
        with own_folder(home, "mine-") as mine:
            assert {path.name for path in home.iterdir()} == {"running", mine.name}
            with own_folder(home, "other-") as other:
                assert mine.exists() and other.exists()
    finally:
        os.close(held)
    assert [path.name for path in home.iterdir()] == ["running"]
    with own_folder(home, "mine-"):
        pass
    assert not home.exists()


def test_old_temporary_files_are_removed_and_young_ones_are_not(tmp_path):
    for name, age in ((".a.csv.12.part", 5000), (".b.csv.34.part", 0), ("c.csv", 5000)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (os.path.getmtime(tmp_path / name) - age,) * 2)
    clear_parts(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".b.csv.34.part", "c.csv"]
    clear_parts(paths.BUILD / "none")


@pytest.mark.parametrize("content, words", [(None, "no such file; take it back"), (b"\xff", "other bytes; take it back"), (b"[[claim", "does not parse")])
def test_a_ledger_without_its_rows_is_one_sentence(content, words, tmp_path, monkeypatch):
    if content is not None:
        (tmp_path / "claims.toml").write_bytes(content)
    monkeypatch.setattr(paths, "DATA", tmp_path)
    result = adaptedflow("ledger")
    assert result.exit_code == 1 and result.output.startswith("Error: claims.toml: expected") and words in result.output and len(result.output.splitlines()) == 1
