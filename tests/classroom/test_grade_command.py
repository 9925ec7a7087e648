"""``grade``: a folder of submissions in, a table and a page for each student out."""

import csv
import shutil
import subprocess
import sys

import nbformat
import pytest
from click.testing import CliRunner

from adaptedflow import paths
from adaptedflow.classroom import grade as grading
from adaptedflow.classroom import sandbox, sources
from adaptedflow.cli import main

from .answers.adapted_flow import WRONG
from .conftest import PROTECTED
from .planted import ASSIGNMENTS, SEED, filled_in

ASSIGNMENT = ASSIGNMENTS["adapted_flow"]


def grade(*arguments):
    return CliRunner().invoke(main, ["grade", *map(str, arguments), *([] if PROTECTED else ["--unprotected"])])


@pytest.fixture(autouse=True)
def build(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "BUILD", tmp_path / "build")


@pytest.fixture
def submissions(tmp_path):
    folder = tmp_path / "submitted"
    nested = folder / "ada" / "adapted_flow"
    nested.mkdir(parents=True)
    nbformat.write(filled_in(ASSIGNMENT), nested / "adapted_flow.ipynb")
    wrong = filled_in(ASSIGNMENT, {"task-4a-answer": WRONG["N for N / 2"][1] + "\nraise ValueError('<b>bold</b>')", "task-4b-answer": ""})
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
    assert {student: row["points"] for student, row in rows.items()} == {"ada": "30", "ben": "22", "cy": "0", "dee": "0"}
    assert rows["ben"]["task-4a-test"] == "0" and rows["ben"]["out_of"] == "30" and rows["ben"]["task-6-answer (by hand)"] == ""
    assert "No notebook was handed in" in rows["cy"]["remarks"] and "could not be read" in rows["dee"]["remarks"]
    page = (tmp_path / "out/feedback/ben.html").read_text()
    assert "22 of 30 points" in page and "At your time the cost (2.6) is not eps" not in page.split("task-4a-test")[0]
    assert "&lt;b&gt;bold" in page and "<b>bold" not in page
    assert {path: path.read_bytes() for path in submissions.rglob("*.ipynb")} == before
    assert "ada" in result.output and "4 submissions for adapted_flow" in result.output
    assert rows["ben"]["total"] == rows["ben"]["comment"] == ""


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


def test_notebooks_of_two_assignments(submissions, tmp_path, quick):
    other = submissions / "cy" / "linear_networks.ipynb"
    other.touch()
    result = grade(submissions, "--seed", SEED)
    assert result.exit_code == 2 and "found adapted_flow and linear_networks; give --assignment" in result.output
    result = grade(submissions, "--seed", SEED, "--assignment", "linear_networks", "--output", tmp_path / "out")
    assert result.exit_code == 0 and "cy                         0 of 30   The file could not be read" in result.output
    assert "ada                        0 of 30   No notebook was handed in" in result.output


@pytest.fixture
def quick(monkeypatch):
    """Every test passes, and no kernel is started; the list says who was graded."""
    graded = []

    def run(cells, limits):
        graded.append(limits)
        return sandbox.Outcome({cell.name: None for cell in cells})

    monkeypatch.setattr(sandbox, "run", run)
    return graded


def table(tmp_path):
    with open(tmp_path / "out/grades.csv", newline="", encoding="utf-8-sig") as stream:
        return {row["student"]: row for row in csv.DictReader(stream)}


def written_by_hand(tmp_path, **entries):
    """Write ``entries`` into ada's row and a column and a row of the teacher's own into the table."""
    rows = table(tmp_path)
    rows["ada"] |= {name.replace("_BY_HAND", " (by hand)").replace("_", "-"): value for name, value in entries.items()} | {"seat": "7"}
    rows["zoe"] = {"student": "zoe", "comment": "came late"}
    with open(tmp_path / "out/grades.csv", "w", newline="") as stream:
        writer = csv.DictWriter(stream, rows["ada"], restval="")
        writer.writeheader()
        writer.writerows(rows.values())


@pytest.mark.parametrize("more", [[], ["--again"], ["--student", "ada"]])
def test_what_a_teacher_writes_stays_and_counts(more, submissions, tmp_path, quick):
    assert grade(submissions, "--seed", SEED, "--output", tmp_path / "out").exit_code == 0
    written_by_hand(tmp_path, task_5b_answer_BY_HAND="3", task_6_answer_BY_HAND="5.5", comment="Well <done>", task_1_test="2")
    result = grade(submissions, "--seed", SEED, "--output", tmp_path / "out", *more)
    assert result.exit_code == 0, result.output
    ada = table(tmp_path)["ada"]
    assert (ada["task-5b-answer (by hand)"], ada["task-6-answer (by hand)"], ada["comment"], ada["task-1-test"], ada["seat"]) == ("3", "5.5", "Well <done>", "2", "7")
    assert ada["points"] == "28" and ada["total"] == "36.5" and table(tmp_path)["zoe"]["comment"] == "came late"
    page = (tmp_path / "out/feedback/ada.html").read_text()
    assert "Well &lt;done&gt;" in page and "28 of 30 points" in page and "36.5 of 40 in all" in page and "Changed by your teacher" in page


def test_blocks_have_their_points_the_page_names_the_wrong_ones_and_a_teacher_can_give_others(submissions, tmp_path, monkeypatch):
    wrong = {"kind": "Parts", "text": "The columns of b1 are wrong.\nAnd those of b2.\n", "points": 4}
    monkeypatch.setattr(sandbox, "run", lambda cells, limits: sandbox.Outcome({cell.name: wrong if cell.name == "task-2-test" else None for cell in cells}))
    for points, total, said in (("4", "27", "The columns of b1 are wrong. And those of b2."), ("6", "29", "Changed by your teacher.")):
        assert grade(submissions, "--seed", SEED, "--output", tmp_path / "out").exit_code == 0
        assert (table(tmp_path)["ada"]["task-2-test"], table(tmp_path)["ada"]["points"]) == (points, total)
        assert f">{points} of 7</td><td>{said}</td>" in (tmp_path / "out/feedback/ada.html").read_text()
        written_by_hand(tmp_path, task_2_test="6")


def test_a_run_goes_on_where_it_was_and_grades_one_student_again(submissions, tmp_path, quick):
    arguments = [submissions, "--seed", SEED, "--output", tmp_path / "out"]
    grade(*arguments)
    first = len(quick)
    assert "as before" in grade(*arguments).output and len(quick) == first == 2
    assert grade(*arguments, "--student", "ada").exit_code == 0 and len(quick) == first + 1
    grade(*arguments, "--again")
    assert len(quick) == 2 * first + 1
    assert "expected students who handed in, got eve" in grade(*arguments, "--student", "eve").output


def test_options_change_the_limits_and_what_is_left_out_is_listed(submissions, tmp_path, quick):
    (submissions / "cy/task.py").write_text("")
    result = grade(submissions, "--seed", SEED, "--output", tmp_path / "out", "--cell-seconds", 5, "--seconds", 50, "--memory", 1)
    assert result.exit_code == 0 and set(quick) == {sandbox.Limits(5.0, 50.0, 1.0, PROTECTED)}
    assert "cy/task.py,no notebook\n" in (tmp_path / "out/not_graded.csv").read_text()


def test_what_was_graded_before_a_run_was_broken_off_is_kept(submissions, tmp_path, monkeypatch, quick):
    run = sandbox.run

    def once(cells, limits):
        if quick:
            raise KeyboardInterrupt
        return run(cells, limits)

    monkeypatch.setattr(sandbox, "run", once)
    assert grade(submissions, "--seed", SEED, "--output", tmp_path / "out").exit_code != 0
    assert table(tmp_path)["ada"]["points"] == "30" and (tmp_path / "out/feedback/ada.html").exists()


def test_a_page_that_was_changed_by_hand_stays(submissions, tmp_path, quick):
    arguments = [submissions, "--seed", SEED, "--output", tmp_path / "out"]
    grade(*arguments)
    page = tmp_path / "out/feedback/ada.html"
    page.write_text("mine")
    assert "was changed by hand" in grade(*arguments).output and page.read_text() == "mine"


@pytest.mark.parametrize("text", ["name;points\na;1\n", "student,points\na,1\na,2\n", "student\na,1,2\n"])
def test_a_table_that_is_none_is_kept(text, submissions, tmp_path, quick):
    (tmp_path / "out").mkdir()
    (tmp_path / "out/grades.csv").write_text(text)
    result = grade(submissions, "--seed", SEED, "--output", tmp_path / "out")
    assert result.exit_code == 2 and "kept as it is" in result.output and (tmp_path / "out/grades.csv").read_text() == text and not quick


def test_without_bubblewrap_nothing_is_graded_unless_it_is_said(submissions, tmp_path, monkeypatch, quick):
    monkeypatch.setattr(sandbox.bubblewrap.shutil, "which", lambda name: None)
    sandbox.trouble.cache_clear()
    arguments = ["grade", str(submissions), "--seed", "1", "--output", str(tmp_path / "out")]
    try:
        refused, forced = (CliRunner().invoke(main, [*arguments, *more]) for more in ([], ["--unprotected"]))
    finally:
        sandbox.trouble.cache_clear()
    assert refused.exit_code == 1 and "apt install bubblewrap" in refused.output and "--unprotected" in refused.output
    assert forced.exit_code == 0 and quick and not any(limits.protected for limits in quick)


FORBIDDEN = ["unshare", "--user", "--map-root-user", "sh", "-c", 'echo 0 >/proc/sys/user/max_user_namespaces && exec "$@"', "sh"]   # as where namespaces are forbidden


@pytest.mark.skipif(subprocess.run([*FORBIDDEN, "true"], capture_output=True).returncode != 0 if shutil.which("unshare") else True, reason="needs a namespace in which there are no others")
def test_where_namespaces_are_forbidden_nothing_is_graded_and_the_cure_is_said(submissions, tmp_path):
    run = subprocess.run([*FORBIDDEN, sys.executable, "-m", "adaptedflow", "grade", submissions, "--seed", "1", "--output", tmp_path / "out"], capture_output=True, text=True)
    assert run.returncode == 1 and not (tmp_path / "out").exists()
    assert "bubblewrap does not work on this system (bwrap: " in run.stderr and "it makes user namespaces" in run.stderr and "TEACHING.md" in run.stderr


def test_elsewhere_than_on_linux_the_cure_is_a_virtual_machine(monkeypatch):
    monkeypatch.setattr(sandbox.bubblewrap.sys, "platform", "darwin")
    assert "is for Linux only: grade in a virtual machine" in sandbox.trouble.__wrapped__()


def test_words_of_a_student_are_no_formula_no_row_and_no_command(tmp_path, monkeypatch, quick):
    errors = {"number 1": {"kind": "=HYPERLINK('a')", "text": "x\n\x1b[2Jzoe,adapted_flow,4,30\u202e" + "y" * 10_000}}
    monkeypatch.setattr(grading.__globals__["sandbox"], "run", lambda cells, limits: sandbox.Outcome(errors))
    (tmp_path / "submitted").mkdir()
    nbformat.write(filled_in(ASSIGNMENT), tmp_path / "submitted" / "=cmd()\x1b[31m.ipynb")
    result = grade(tmp_path / "submitted", "--seed", SEED, "--assignment", "adapted_flow", "--output", tmp_path / "out")
    assert result.exit_code == 0 and "\x1b" not in result.output and "\u202e" not in result.output and len(result.output) < 1000
    assert [*table(tmp_path)] == ["'=cmd() [31m"] and len((tmp_path / "out/grades.csv").read_text().splitlines()) == 2
    assert not any(value.startswith(("=", "+", "-", "@")) for value in table(tmp_path)["'=cmd() [31m"].values())
