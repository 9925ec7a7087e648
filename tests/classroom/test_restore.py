"""What runs of a submission: every cell as it was set, at its place, and the answers as they came."""

import copy

import nbformat
import pytest

from adaptedflow.classroom import Assignment, sources
from adaptedflow.classroom.cells import grade_id, is_answer
from adaptedflow.classroom.restore import _Found, cells_to_run

ASSIGNMENT = Assignment(next(iter(sources().values())))


def submitted():
    return copy.deepcopy(ASSIGNMENT.student(7))


WHOLE, _ = cells_to_run(ASSIGNMENT, 7, submitted())
SET = [cell.name for cell in WHOLE if not is_answer(next(each for each in ASSIGNMENT.source.cells if grade_id(each) == cell.name))]


def test_a_submission_that_is_whole_runs_as_it_is():
    run, remarks = cells_to_run(ASSIGNMENT, 7, submitted())
    assert remarks == [] and len(SET) >= 3 and run == WHOLE
    assert [cell.name for cell in run] == [grade_id(cell) for cell in ASSIGNMENT.source.cells if cell.cell_type == "code"]


@pytest.mark.parametrize("name", SET)
def test_a_cell_that_is_missing_runs_at_its_place(name):
    book = submitted()
    book.cells = [cell for cell in book.cells if grade_id(cell) != name]
    run, remarks = cells_to_run(ASSIGNMENT, 7, book)
    assert run == WHOLE and remarks == [f"The cell {name} is missing; it was run as it was set."]


@pytest.mark.parametrize("name", SET)
def test_a_cell_that_was_changed_runs_as_it_came_and_then_as_it_was_set(name):
    book = submitted()
    for number, cell in enumerate(book.cells, start=1):
        if grade_id(cell) == name:
            cell.source += "\nimport math"
            place = number
    run, remarks = cells_to_run(ASSIGNMENT, 7, book)
    assert [cell for cell in run if "changed" not in cell.name] == WHOLE and remarks == [f"The cell {name} was changed; it was run as it was set."]
    names = [cell.name for cell in run]
    assert names.index(f"{name}, changed (number {place})") == names.index(name) - 1


def test_a_second_copy_of_a_test_does_not_run_twice():
    book = submitted()
    book.cells += [copy.deepcopy(cell) for cell in book.cells if grade_id(cell) == SET[-1]]
    run, remarks = cells_to_run(ASSIGNMENT, 7, book)
    assert sorted(run, key=lambda cell: cell.name) == sorted(WHOLE, key=lambda cell: cell.name) and remarks == []


def test_a_test_that_was_moved_before_its_answer_runs_after_it():
    book = submitted()
    test = next(cell for cell in book.cells if grade_id(cell) == "task-2-test")
    book.cells.remove(test)
    book.cells.insert(1, test)
    assert cells_to_run(ASSIGNMENT, 7, book) == (WHOLE, [])


@pytest.mark.parametrize("source, known", [("def first(x):\n    pass", True), ("second = abs", True), ("second == 1", False), ("third = 2", False)])
def test_an_answer_without_a_name_is_known_by_one_of_its_functions(source, known):
    assert _Found(1, None, False, nbformat.v4.new_code_cell(source)).defines(("first", "second")) == known


def test_cells_are_known_by_their_text_where_metadata_and_ids_are_gone():
    book = submitted()
    for number, cell in enumerate(book.cells):
        cell.metadata, cell.id = {}, f"a{number}"
        cell.source = cell.source.replace("\n", "  \r\n")
    run, remarks = cells_to_run(ASSIGNMENT, 7, book)
    assert remarks == [] and [cell.source.replace("  \r\n", "\n") for cell in run] == [cell.source for cell in WHOLE]
