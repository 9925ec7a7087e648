"""``grade``: a folder of submissions in, a table and a page for each student out."""

import csv

import nbformat
import pytest
from click.testing import CliRunner

from adaptedflow import paths
from adaptedflow.classroom import find_submissions, sources
from adaptedflow.cli import main
from adaptedflow.cli.grade import _say_what_was_not_cut as say

from .answers.adapted_flow import WRONG
from .planted import SEED, filled_in


def grade(*arguments):
    return CliRunner().invoke(main, ["grade", *map(str, arguments)])


@pytest.fixture(autouse=True)
def build(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "BUILD", tmp_path / "build")


@pytest.fixture
def submissions(adapted_flow, tmp_path):
    folder = tmp_path / "submitted"
    nested = folder / "ada" / "adapted_flow"
    nested.mkdir(parents=True)
    nbformat.write(filled_in(adapted_flow), nested / "adapted_flow.ipynb")
    wrong = filled_in(adapted_flow, {"task-4a-answer": WRONG["N for N / 2"][1] + "\nraise ValueError('<b>bold</b>')"})
    nbformat.write(wrong, folder / "ben.ipynb")
    (folder / "cy").mkdir()
    (folder / "dee.ipynb").write_text("{")
    (folder / ".hidden").mkdir()
    return folder


def test_a_class(submissions, tmp_path):
    before = {path: path.read_bytes() for path in submissions.rglob("*.ipynb")}
    result = grade(submissions, "--seed", SEED, "--output", tmp_path / "out")
    assert result.exit_code == 0, result.output
    with open(tmp_path / "out/grades.csv", newline="") as stream:
        rows = {row["student"]: row for row in csv.DictReader(stream)}
    assert {student: row["points"] for student, row in rows.items()} == {"ada": "30", "ben": "27", "cy": "0", "dee": "0"}
    assert rows["ben"]["task-4a-test"] == "0" and rows["ben"]["out_of"] == "30" and rows["ben"]["task-6-answer (by hand)"] == ""
    assert "No notebook was handed in" in rows["cy"]["remarks"] and "could not be read" in rows["dee"]["remarks"]
    page = (tmp_path / "out/feedback/ben.html").read_text()
    assert "27 of 30 points" in page and "At your time the cost (2.6) is not eps" not in page.split("task-4a-test")[0]
    assert "&lt;b&gt;bold" in page and "<b>bold" not in page
    assert {path: path.read_bytes() for path in submissions.rglob("*.ipynb")} == before
    assert "ada" in result.output and "4 submissions for adapted_flow" in result.output


def test_grades_go_to_the_build_unless_said_otherwise(tmp_path):
    (tmp_path / "submitted" / "ada").mkdir(parents=True)
    result = grade(tmp_path / "submitted", "--seed", 1, "--assignment", "adapted_flow")
    assert result.exit_code == 0 and (tmp_path / "build/classroom/grades/adapted_flow/grades.csv").exists(), result.output
    assert (tmp_path / "build/classroom/grades/adapted_flow/feedback/ada.html").exists()


def test_nobody_handed_in(tmp_path):
    for assignment in ([], ["--assignment", "adapted_flow"]):
        result = grade(tmp_path, "--seed", 1, *assignment)
        assert result.exit_code == 2 and "found none" in result.output
    assert not (tmp_path / "build").exists()  # a seed given to 'grade' is not kept


def test_no_class_seed(tmp_path):
    result = grade(tmp_path, "--assignment", "adapted_flow")
    assert result.exit_code == 2 and "expected the class seed" in result.output and "give --seed" in result.output


def test_unknown_assignment(tmp_path):
    result = grade(tmp_path, "--assignment", "ranks_of_rings", "--seed", 1)
    assert result.exit_code == 2 and ", ".join(sources()) in result.output


def test_notebooks_of_two_assignments(submissions, tmp_path):
    other = submissions / "cy" / "linear_networks.ipynb"
    other.touch()
    result = grade(submissions, "--seed", SEED)
    assert result.exit_code == 2 and "found adapted_flow and linear_networks; give --assignment" in result.output
    result = grade(submissions, "--seed", SEED, "--assignment", "linear_networks", "--output", tmp_path / "out")
    assert result.exit_code == 0 and "cy                         0 of 30   The file could not be read" in result.output
    assert "ada                        0 of 30   No notebook was handed in" in result.output


def test_which_file_is_whose(tmp_path):
    for name in ("fay/other.ipynb", "ada/deep/task.ipynb", "ada/other.ipynb", "ben/only.ipynb", "cy/one.ipynb", "cy/two.ipynb", "dee/.ipynb_checkpoints/task.ipynb", "eve.ipynb", "notes.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = {student: path and path.relative_to(tmp_path).as_posix() for student, path in find_submissions(tmp_path, "task", ["other"]).items()}
    assert found == {"ada": "ada/deep/task.ipynb", "ben": "ben/only.ipynb", "cy": None, "dee": None, "eve": "eve.ipynb", "fay": None}


def test_what_one_submission_was_not_kept_from_is_said(capsys):
    class Result:
        def __init__(self, **cut):
            self.cut = cut

    say([Result(network=True, memory=True), Result(network=False, memory=True), Result()])
    said = capsys.readouterr().out
    assert "network" in said and "memory" not in said and "files" not in said
