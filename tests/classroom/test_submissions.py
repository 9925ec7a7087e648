"""Which file is whose: every file that is handed in is graded, or listed with the reason."""

import datetime
import io
import os
import subprocess
import zipfile

import pytest

from adaptedflow.classroom import assignments_named_in, find_submissions


def zipped(**members):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return whole.getvalue()


def found(tmp_path, handed_in):
    """The content of the notebook that counts for each student, and the files left out with their reasons."""
    folder, scratch = tmp_path / "in", tmp_path / "scratch"
    folder.mkdir()
    scratch.mkdir()
    for number, (name, content) in enumerate(handed_in.items()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        os.utime(path, (number, number))
    submissions, left_out = find_submissions(folder, "task", {"other"}, scratch)
    return {each.student: each.path and each.path.read_text() for each in submissions}, dict(left_out), {each.student: each.remarks for each in submissions}


@pytest.mark.parametrize("name, student", [
    ("ada.ipynb", "ada"), ("ada.IPYNB", "ada"), ("ada (1).ipynb", "ada"), ("ada - Copy.ipynb", "ada"), ("ada.ipynb.txt", "ada"), ("ada.ipynb.json", "ada"),
    ("ada/task.ipynb", "ada"), ("ada/task/task.ipynb", "ada"), ("ada/Task (1).ipynb", "ada"), ("ada/task-1.ipynb", "ada"), ("ada/my work.ipynb", "ada"),
    ("lovelaceada_123_4567_task.ipynb", "lovelaceada"), ("lovelaceada_LATE_123_4567_task.ipynb", "lovelaceada"),
    ("Ada Lovelace_123_assignsubmission_file_/task.ipynb", "Ada Lovelace"), ("Ada Lovelace_123_assignsubmission_file/x.ipynb", "Ada Lovelace"),
    ("émilie.ipynb", "émilie"), ("a.b.c.ipynb", "a.b.c"),
])
def test_one_notebook(name, student, tmp_path):
    assert found(tmp_path, {name: "x"})[:2] == ({student: "x"}, {})


@pytest.mark.parametrize("archive, members, expected", [
    ("ada.zip", {"task.ipynb": "x"}, {"ada": "x"}),
    ("ada.ZIP", {"task/task.ipynb": "x", "task/README.txt": ""}, {"ada": "x"}),
    ("ada/work.zip", {"task.ipynb": "x", "__MACOSX/._task.ipynb": "junk"}, {"ada": "x"}),
    ("submissions.zip", {"lovelaceada_1_2_task.ipynb": "x", "benb_3_4_task.ipynb": "y"}, {"lovelaceada": "x", "benb": "y"}),
    ("all.zip", {"Ada L_1_assignsubmission_file_/task.ipynb": "x", "Ben_2_assignsubmission_file_/task.ipynb": "y"}, {"Ada L": "x", "Ben": "y"}),
    ("all.zip", {"ada/task.ipynb": "x", "ben/task.ipynb": "y"}, {"ada": "x", "ben": "y"}),
    ("all.zip", {"Ada_1_assignsubmission_file_/work.zip": zipped(**{"task.ipynb": "x"})}, {"Ada": "x"}),
    ("all.zip", {"Ada_1_assignsubmission_file_/task.ipynb": "x", "list of the class.csv": ""}, {"Ada": "x"}),
    ("ada.zip", {"../../task.ipynb": "x"}, {"ada": "x"}),
])
def test_zip_files(archive, members, expected, tmp_path):
    assert found(tmp_path, {archive: zipped(**members)})[0] == expected


def test_what_a_zip_file_has_besides_is_listed_with_its_reason(tmp_path):
    _, left_out, _ = found(tmp_path, {"ada.zip": zipped(**{"task.ipynb": "x", "__MACOSX/._task.ipynb": "junk", "notes.txt": ""})})
    assert sorted(left_out.values()) == ["made by macOS beside each file", "no notebook"]


@pytest.mark.parametrize("name, content, reason", [
    ("ada/task.py", "", "no notebook"), ("ada/task.html", "", "no notebook"), ("ada.pdf", "", "no notebook"), ("ada.zip", "no zip", "could not be read"),
    ("ada/other.ipynb", "", "of another assignment"), ("ada/" + "/".join("d" * 35) + "/task.ipynb", "", "more than 30 folders deep"),
])
def test_what_cannot_be_graded_is_listed_and_its_student_too(name, content, reason, tmp_path):
    students, left_out, remarks = found(tmp_path, {name: content})
    assert students == {"ada": None} and len(left_out) == 1 and reason in str(left_out)
    assert reason in remarks["ada"][0]


@pytest.mark.parametrize("name, reason", [
    ("._ada.ipynb", "made by macOS"), ("__MACOSX/._ada.ipynb", "made by macOS"), (".hidden.ipynb", "hidden"), ("notes.txt", "no notebook"), (".DS_Store", "made by macOS"),
])
def test_what_is_nobodys_is_listed(name, reason, tmp_path):
    students, left_out, _ = found(tmp_path, {name: "x", "ben.ipynb": "y"})
    assert students == {"ben": "y"} and reason in (left_out.get(name) or left_out[name.split("/")[0]])


@pytest.mark.parametrize("first, second", [("ada.ipynb", "ada (1).ipynb"), ("ada.ipynb", "ada/task.ipynb"), ("ada/task.ipynb", "ada/new/task.ipynb"),
                                           ("ada/one.ipynb", "ada/two.ipynb"), ("ada/task.ipynb", "ada.zip")])
def test_of_two_different_notebooks_the_last_counts_and_it_is_said(first, second, tmp_path):
    students, left_out, remarks = found(tmp_path, {first: "old", second: zipped(**{"task.ipynb": "new"}) if second.endswith(".zip") else "new"})
    assert students["ada"] in ("new", "old") and "2 different notebooks" in remarks["ada"][0] and len(left_out) == 1
    if not second.endswith(".zip"):
        assert students == {"ada": "new"} and "graded was " in left_out[first]


@pytest.mark.parametrize("named, other", [("ada.ipynb", "ada/draft.ipynb"), ("ada/task.ipynb", "ada/draft.ipynb")])
def test_a_notebook_named_after_the_student_or_the_task_counts_before_later_ones(named, other, tmp_path):
    assert found(tmp_path, {named: "x", other: "y"})[0] == {"ada": "x"}


def test_late_is_who_is_said_to_be_late(tmp_path):
    for name in ("ada_LATE_1_2_task.ipynb", "ben_3_4_task.ipynb", "cy.pdf"):
        (tmp_path / name).write_text("x")
    found, _ = find_submissions(tmp_path, "task", set(), tmp_path / "scratch")
    assert {each.student: each.marked_late for each in found} == {"ada": True, "ben": False, "cy": False}


def test_two_equal_notebooks_are_no_remark(tmp_path):
    students, left_out, remarks = found(tmp_path, {"ada.ipynb": "x", "ada (1).ipynb": "x"})
    assert students == {"ada": "x"} and remarks == {"ada": ()} and "another notebook of the same student" in left_out["ada.ipynb"]


@pytest.mark.parametrize("name, student", [("a.b", "a.b"), ("Ada Lovelace_123_assignsubmission_file_", "Ada Lovelace"), ("ada.ipynb", "ada.ipynb")])
def test_an_empty_folder_is_a_student_who_handed_in_nothing(name, student, tmp_path):
    (tmp_path / "in" / name).mkdir(parents=True)
    (tmp_path / "scratch").mkdir()
    (found,), _ = find_submissions(tmp_path / "in", "task", set(), tmp_path / "scratch")
    assert (found.student, found.path) == (student, None)


def test_assignments_are_named_by_notebooks_at_any_depth(tmp_path):
    for name in ("one.ipynb", "ada/two.ipynb", "ada/mine/three (1).ipynb", "ada/four.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    assert assignments_named_in(tmp_path, ["one", "two", "three", "four", "ada", "mine"]) == {"one", "two", "three"}


def test_links_pipes_and_deep_folders_do_not_end_a_run(tmp_path):
    folder = tmp_path / "in"
    (folder / "eve").mkdir(parents=True)
    (folder / "ada.ipynb").symlink_to("/etc/passwd")
    (folder / "ben").symlink_to("/etc")
    os.mkfifo(folder / "cy.ipynb")
    (folder / f"{'x' * 249}.ipynb").write_text("z")
    here = os.getcwd()
    try:
        os.chdir(folder / "eve")
        for _ in range(1500):
            os.mkdir("d")
            os.chdir("d")
    finally:
        os.chdir(here)
    submissions, left_out = find_submissions(folder, "task", set(), tmp_path)
    subprocess.run(["rm", "-r", folder / "eve"], check=True)  # pytest's own way to remove folders does not come so far down
    paths = {each.student: each.path for each in submissions}
    assert "ben" not in paths
    assert [paths.get(name) for name in ("ada", "cy", "eve")] == [None] * 3 and paths["x" * 249].read_text() == "z"
    reasons = dict(left_out)
    assert "links are not followed" in reasons["ada.ipynb"] and "links are not followed" in reasons["ben"] and "a pipe" in reasons["cy.ipynb"]


def test_the_time_is_that_of_the_file_or_of_the_entry_in_a_zip_file(tmp_path):
    folder, scratch = tmp_path / "in", tmp_path / "scratch"
    folder.mkdir()
    scratch.mkdir()
    (folder / "ada.ipynb").write_text("x")
    os.utime(folder / "ada.ipynb", (0, 12345))
    with zipfile.ZipFile(folder / "ben.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo("task.ipynb", (2026, 1, 2, 3, 4, 6)), "y")
    ada, ben = find_submissions(folder, "task", set(), scratch)[0]
    assert ada.changed == 12345 and ben.changed == datetime.datetime(2026, 1, 2, 3, 4, 6).timestamp()
