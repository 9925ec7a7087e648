"""Submissions that break, misbehave or attack: a score and a sentence for each, and never an abort."""

import json
import os
import socket
import sys
from pathlib import Path

import nbformat
import pytest

from adaptedflow.classroom import Limits, Mark, sandbox, submissions
from adaptedflow.classroom.grade import _mark, _sentence
from adaptedflow.classroom.submissions import read_notebook

from .conftest import lost

linux = pytest.mark.skipif(sys.platform != "linux", reason="namespaces and address space limits are Linux's")
ALL = {"task-1-test", "task-2-test", "task-3-test", "task-4a-test", "task-4b-test", "task-5a-test"}


def cell(book, name):
    return next(cell for cell in book.cells if cell.id == name)


def remarks(grade):
    return " ".join(grade.remarks)


def test_endless_loop(graded, solved):
    cell(solved, "task-2-answer").source = "while True:\n    pass"
    cell(solved, "task-3-answer").source = "def adapted_velocity(D, x, y, N):\n    while True:\n        pass"
    grade = graded(solved, Limits(cell_seconds=2, seconds=60))
    assert set(lost(grade)) == {"task-2-test", "task-3-test"}
    assert "task-2-answer: Stopped after 2 s" in remarks(grade) and "Stopped after 2 s" in grade.marks[2].sentence


def test_a_loop_that_refuses_to_stop(graded, solved):
    cell(solved, "task-3-answer").source = "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile True: pass"
    grade = graded(solved, Limits(cell_seconds=1, seconds=5))
    assert set(lost(grade)) == ALL - {"task-1-test", "task-2-test"}
    assert "in the cell task-3-answer: it took more than 5 s" in remarks(grade)


@linux
def test_memory(graded, solved):
    cell(solved, "task-3-answer").source = "hoard = bytearray(10 * 2 ** 30)"
    grade = graded(solved)
    assert set(lost(grade)) == {"task-3-test"} and "more than the 2 GB" in remarks(grade)


def test_a_million_lines(graded, solved):
    cell(solved, "task-1-answer").source += "\nfor line in range(10 ** 6): print(line)"
    grade = graded(solved)
    assert lost(grade) == {} and "printed 6888890 bytes" in remarks(grade)


@pytest.mark.parametrize("leave", ["import sys; sys.exit()", "exit()"])
def test_exit(leave, graded, solved):
    cell(solved, "task-2-answer").source = leave
    assert set(lost(graded(solved))) == {"task-2-test"}


@pytest.mark.parametrize("crash", ["import os; os._exit(0)", "import ctypes; ctypes.string_at(0)"])
def test_crash_keeps_what_was_tested_before(crash, graded, solved):
    cell(solved, "task-3-answer").source = crash
    grade = graded(solved)
    assert set(lost(grade)) == ALL - {"task-1-test", "task-2-test"}
    assert "ended in the cell task-3-answer: it crashed, or it was told to exit" in remarks(grade)
    assert "Not reached" in grade.marks[2].sentence


def test_small_files_can_be_written_and_huge_ones_not():
    write = "with open('kept', 'wb') as stream:\n    for part in range({}): stream.write(bytes(2 ** 20))"
    outcome = sandbox.run([("small", write.format(2)), ("huge", write.format(80)), ("after", "1")], Limits(seconds=60))
    assert outcome.errors["small"] is None is outcome.errors["after"] and outcome.errors["huge"]["kind"] == "OSError"


@pytest.mark.parametrize("count, said", [(100_000, False), (100_001, True)])
def test_what_is_worth_a_sentence(count, said, graded, solved, monkeypatch):
    errors = {test: None for test in ALL} | {"number 1": {"kind": "KeyError", "text": "'x'"}, "number 2": None}
    monkeypatch.setattr(sandbox, "run", lambda cells, limits: sandbox.Outcome(errors, {"task-1-test": count}, None, {}))
    grade = graded(solved)
    assert grade.remarks[0] == "The cell number 1: KeyError: 'x'" and len(grade.remarks) == 1 + said
    assert said is (f"The cell task-1-test printed {count} bytes" in remarks(grade))


def test_deleted_files(graded, solved, tmp_path):
    kept = tmp_path / "kept.txt"
    kept.write_text("grades")
    cell(solved, "task-1-answer").source += f"\nimport shutil, os\nshutil.rmtree('.', ignore_errors=True)\nos.unlink({str(kept)!r})"
    grade = graded(solved)
    if not grade.cut["files"]:
        pytest.skip("the system does not allow to make files read-only for a submission")
    assert kept.exists() and "Read-only file system" in remarks(grade) and lost(grade) == {}


def test_the_network_is_cut(graded, solved):
    with socket.create_server(("localhost", 0)) as server:
        port = server.getsockname()[1]
        cell(solved, "task-1-answer").source += f"\nimport socket; socket.create_connection(('localhost', {port}), 2)"
        grade = graded(solved)
    if not grade.cut["network"]:
        pytest.skip("the system does not allow to cut the network")
    assert "Network is unreachable" in remarks(grade) or "gaierror" in remarks(grade)  # localhost may have no address there


def test_other_processes_are_out_of_reach(graded, solved):
    cell(solved, "task-1-answer").source += f"\nimport os; os.kill({os.getpid()}, 0)"
    grade = graded(solved)
    if not grade.cut["network"]:
        pytest.skip("the system does not allow namespaces")
    assert "ProcessLookupError" in remarks(grade)


def test_what_is_not_cut_is_said(monkeypatch):
    monkeypatch.setattr(sandbox, "WORKER", Path(__file__).parent / "no_such_worker")
    outcome = sandbox.run([("a", "1")], Limits(seconds=20))
    assert outcome.cut == {} and "before the first cell" in outcome.ended


@pytest.mark.parametrize("how", ["edited", "deleted", "moved to text", "without metadata"])
def test_tests_run_as_they_were_set(how, graded, solved):
    test = cell(solved, "task-2-test")
    cell(solved, "task-2-answer").source = "def jacobian(theta, X, widths): return np.zeros((2, 4))"
    if how == "edited":
        test.source = "print('all is well')"
    elif how == "deleted":
        solved.cells.remove(test)
    elif how == "moved to text":
        solved.cells[solved.cells.index(test)] = nbformat.v4.new_markdown_cell("fine", id=test.id, metadata=test.metadata)
    else:
        for each in solved.cells:
            each.metadata = {}
    grade = graded(solved)
    assert lost(grade) == {"task-2-test": 7}
    assert (grade.remarks == ()) if how == "without metadata" else ("task-2-test" in remarks(grade) and "as it was set" in remarks(grade))


def test_a_deleted_set_up_and_a_deleted_answer(graded, solved):
    solved.cells.remove(cell(solved, "network"))
    solved.cells.remove(cell(solved, "task-4a-answer"))
    grade = graded(solved)
    assert lost(grade) == {"task-4a-test": 3} and "The cell task-4a-answer is missing" in remarks(grade)


def test_copies_of_a_cell_and_cells_of_their_own(graded, solved):
    again = nbformat.v4.new_code_cell("1 / 0", metadata=cell(solved, "task-1-answer").metadata)
    solved.cells += [again, nbformat.v4.new_code_cell("1 / 0")]
    grade = graded(solved)
    assert lost(grade) == {} and "second copy" in remarks(grade) and "ZeroDivisionError" in remarks(grade)


@pytest.mark.parametrize("text", ["", "{", "[]", "not a notebook", '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code"}]}', "[" * 100_000])
def test_broken_files(text, graded):
    grade = graded(text)
    assert grade.points == 0 and set(lost(grade)) == ALL and "could not be read as a notebook" in remarks(grade)


@pytest.mark.parametrize("broken", [{"source": 3}, {"source": None}, {"cell_type": 3, "source": "x"}, {"metadata": ["a"]}, {"metadata": None}])
def test_a_file_with_one_broken_cell_is_no_notebook(broken, tmp_path):
    cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "fine"}
    book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    path = tmp_path / "task.ipynb"
    path.write_text(json.dumps(book))
    assert [cell.source for cell in read_notebook(path).cells] == ["fine"]
    path.write_text(json.dumps(book | {"cells": [cell, cell | {"id": "b"} | broken]}))
    with pytest.raises(ValueError, match="could not be read as a notebook: "):
        read_notebook(path)


def test_files_that_are_too_large_or_not_there_are_not_read(tmp_path, monkeypatch):
    path = tmp_path / "task.ipynb"
    nbformat.write(nbformat.v4.new_notebook(), path)
    for size, readable in ((path.stat().st_size, True), (path.stat().st_size - 1, False)):
        monkeypatch.setattr(submissions, "LARGEST", size)
        if readable:
            assert read_notebook(path).cells == []
        else:
            with pytest.raises(ValueError, match="could not be read as a notebook: expected a file of at most 20 MB"):
                read_notebook(path)
    for missing, words in ((None, "No notebook was handed in"), (tmp_path, "at most 20 MB"), (tmp_path / "none.ipynb", "at most 20 MB")):
        with pytest.raises(ValueError, match=words):
            read_notebook(missing)


@pytest.mark.parametrize("kind, text, sentence", [
    ("AssertionError", " Not eps. ", "Not eps."), ("AssertionError", "", "A check failed."),
    ("NotImplementedError", "still missing", "still missing"), ("NotImplementedError", "", "This part is still missing."),
    ("CellTimeout", "", "Stopped after 3 s: does every loop come to an end?"),
    ("MemoryError", "", "It asked for more than the 1.5 GB of memory there are."),
    ("SystemExit", "0", "It called exit; the cells after it were run nevertheless."),
    ("KeyError", "'x'", "KeyError: 'x'"), ("KeyError", " ", "KeyError."),
])
def test_there_is_a_sentence_for_each_error(kind, text, sentence):
    limits = Limits(cell_seconds=3, memory=1.5)
    assert _sentence({"kind": kind, "text": text}, limits) == sentence
    for error, mark in (({"kind": kind, "text": text}, Mark("t", 0, 5, sentence)), (None, Mark("t", 5, 5, "All checks passed."))):
        assert _mark("t", 5, sandbox.Outcome(errors={"t": error}), limits) == mark
    assert _mark("u", 5, sandbox.Outcome(errors={"t": None}), limits) == Mark("u", 0, 5, "Not reached: the process ended before.")


@pytest.mark.parametrize("lines, begun, finished, outcome", [
    ([{"begin": "a"}], "a", False, {}),
    ([{"begin": "a"}, {"end": "a", "error": None, "printed": 3}], None, False, {"errors": {"a": None}, "printed": {"a": 3}}),
    ([{"end": "a", "error": None, "printed": 3}, {"end": "a", "error": {"kind": "E", "text": ""}, "printed": 9}, {"finished": True}], None, True,
     {"errors": {"a": None}, "printed": {"a": 3}}),                    # what was reported first counts
    ([{"cut": {"network": True, "files": False, "memory": True}}, {"cut": {"network": False, "files": False, "memory": False}}], None, False,
     {"cut": {"network": True, "files": False, "memory": True}}),
    ([{"finished": False}, {"finished": 1}, 7, "text", {"end": 3}], None, False, {}),
])
def test_lines_of_a_report(lines, begun, finished, outcome):
    seen = sandbox.Outcome()
    report = b"\xff\n{\n" + "\n".join(map(json.dumps, lines)).encode()
    assert sandbox._take_in(report, seen) == (begun, finished) and seen == sandbox.Outcome(**outcome)


def test_odd_metadata(graded, solved):
    cell(solved, "task-1-answer").metadata["nbgrader"] = "none"
    cell(solved, "task-2-answer").metadata["nbgrader"] = {"grade_id": ["a"]}
    assert lost(graded(solved)) == {}


def test_the_package_itself_is_not_there(graded, solved):
    cell(solved, "task-1-answer").source += "\nimport adaptedflow"
    assert "adaptedflow" in remarks(graded(solved))


def test_forged_reports_do_not_upset_the_grader(graded, solved):
    cell(solved, "task-1-answer").source += "\nimport os\nfor d in range(3, 12):\n    try: os.write(d, b'[1]\\n{\"end\": \"x\", \"error\": 3}\\n{\"cut\": 1}\\n\\xff\\n')\n    except OSError: pass"
    assert graded(solved).out_of == 30


def test_words_without_a_code(graded, solved):
    cell(solved, "task-1-answer").source += "\nraise ValueError('\\ud800')"
    assert "ValueError" in remarks(graded(solved))
