"""Submissions that break, misbehave or attack: a score and a sentence for each, and never an abort."""

import copy
import json

import nbformat
import pytest

from adaptedflow.classroom import Limits, Mark, sandbox, submissions
from adaptedflow.classroom.grade import _mark, _sentence
from adaptedflow.classroom.submissions import read_notebook

from .conftest import PROTECTED, closed_in, lost

ALL = {"task-1-test", "task-2-test", "task-3-test", "task-4a-test", "task-5a-test"}
HURRY = Limits(cell_seconds=1.5, seconds=300, protected=PROTECTED)


def cell(book, name):
    return next(cell for cell in book.cells if cell.id == name)


def remarks(grade):
    return " ".join(grade.remarks)


def test_loops_without_end_cost_their_own_tasks(graded, solved):
    cell(solved, "task-2-answer").source = "while True:\n    pass"
    cell(solved, "task-3-answer").source = "def adapted_velocity(D, x, y, N):\n    while True:\n        pass"
    cell(solved, "task-4a-answer").source = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    grade = graded(solved, HURRY)
    assert set(lost(grade)) == {"task-2-test", "task-3-test", "task-4a-test"}
    assert "task-2-answer: Stopped after 1.5 s of computing" in remarks(grade) and "task-4a-answer: Stopped after 1.5 s of computing" in remarks(grade)
    assert "Stopped after 4.5 s of computing" in grade.marks[2].sentence


def test_the_time_of_a_submission_is_bounded(graded, solved):
    solved.cells.insert(0, nbformat.v4.new_code_cell("import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"))
    grade = graded(solved, Limits(cell_seconds=30, seconds=3, protected=PROTECTED))
    assert set(lost(grade)) == ALL
    assert "ended in the cell number 1: it took more than 3 s in all" in remarks(grade) and "Not reached" in grade.marks[2].sentence


@closed_in
def test_memory_output_and_ends_of_the_process_cost_their_own_tasks(graded, solved):
    cell(solved, "task-1-answer").source += "\nfor line in range(10 ** 4): print(line)\nprint('x' * 10 ** 7)"
    cell(solved, "task-2-answer").source = "import os; os._exit(0)"
    cell(solved, "task-3-answer").source = "hoard = bytearray(10 * 2 ** 30)"
    cell(solved, "task-4a-answer").source = "exit()"
    cell(solved, "task-5a-answer").source = "import ctypes; ctypes.string_at(0)"
    grade = graded(solved)
    assert set(lost(grade)) == ALL - {"task-1-test"} and "task-3-answer: It asked for more than the 2 GB" in remarks(grade)
    assert "task-4a-answer: It called exit" in remarks(grade) and "task-1" not in remarks(grade)
    for task in ("task-2", "task-5a"):
        assert f"{task}-answer: It ended the kernel: it crashed, or it was told to exit" in remarks(grade)


def test_errors_of_cells_are_remarks_and_bounded(graded, solved, monkeypatch):
    errors = {test: None for test in ALL} | {f"number {number}": {"kind": "KeyError", "text": "x" * 5000} for number in range(100)}
    monkeypatch.setattr(sandbox, "run", lambda cells, limits: sandbox.Outcome(errors, None, ["task-1-test: look"]))
    grade = graded(solved)
    assert grade.look == ("task-1-test: look",) and grade.remarks[0].startswith("The cell number 0: KeyError: xx")
    assert len(remarks(grade)) < 10_000 and "70 more remarks are left out" in remarks(grade)


def test_tests_run_as_they_were_set(graded, solved):
    """One is edited, one deleted, one made a text, and the answers before them are wrong."""
    for name, task in (("jacobian", "task-2"), ("adapted_velocity", "task-3"), ("stopping_time", "task-4a")):
        cell(solved, f"{task}-answer").source = f"def {name}(*given): return np.zeros(2)"
    test = cell(solved, "task-4a-test")
    cell(solved, "task-2-test").source = "print('all is well')"
    solved.cells.remove(cell(solved, "task-3-test"))
    solved.cells[solved.cells.index(test)] = nbformat.v4.new_markdown_cell("fine", id=test.id, metadata=test.metadata)
    grade = graded(solved)
    assert set(lost(grade)) == {"task-2-test", "task-3-test", "task-4a-test"} and len(grade.remarks) == 3
    assert all(f"The cell {test} {how}; it was run as it was set." in grade.remarks
               for test, how in (("task-2-test", "was changed"), ("task-3-test", "is missing"), ("task-4a-test", "was changed")))


def test_odd_cells_cost_nothing_but_the_answer_that_is_missing(graded, solved):
    """Set-up and an answer deleted, copies, cells of one's own that fail, odd metadata, words that no file can hold."""
    solved.cells.remove(cell(solved, "network"))
    solved.cells.remove(cell(solved, "task-4a-answer"))
    again = nbformat.v4.new_code_cell("1 / 0", metadata=copy.deepcopy(cell(solved, "task-1-answer").metadata))
    solved.cells += [again, nbformat.v4.new_code_cell("1 / 0")]
    cell(solved, "task-3-answer").metadata["nbgrader"] = "none"
    cell(solved, "task-2-answer").metadata["nbgrader"] = {"grade_id": ["a"]}
    cell(solved, "task-5a-answer").source += "\nraise ValueError('\\ud800')"
    grade = graded(solved)
    assert set(lost(grade)) == {"task-4a-test"} and "The cell task-4a-answer is missing" in remarks(grade)
    assert "task-1-answer, part 2: ZeroDivisionError" in remarks(grade) and "surrogates not allowed" in remarks(grade)


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
    ("ComputedTooLong", "9", "Stopped after 9 s of computing: does every loop come to an end?"),
    ("WaitedTooLong", "12", "Stopped after 12 s by the clock: what does it wait for?"),
    ("MemoryError", "", "It asked for more than the 1.5 GB of memory there are."),
    ("SystemExit", "0", "It called exit; the cells after it were run nevertheless."),
    ("Died", "it crashed", "It ended the kernel: it crashed. The other cells were run without it."),
    ("KeyError", "'x'", "KeyError: 'x'"), ("KeyError", " ", "KeyError."),
])
def test_there_is_a_sentence_for_each_error(kind, text, sentence):
    limits = Limits(cell_seconds=3, memory=1.5)
    assert _sentence({"kind": kind, "text": text}, limits) == sentence
    for error, mark in (({"kind": kind, "text": text}, Mark("t", 0, 5, sentence)), (None, Mark("t", 5, 5, "All checks passed."))):
        assert _mark("t", 5, sandbox.Outcome(errors={"t": error}), limits) == mark
    assert _mark("u", 5, sandbox.Outcome(errors={"t": None}), limits) == Mark("u", 0, 5, "Not reached: the submission ended before.")
