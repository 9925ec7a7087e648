"""What runs of a submission: every cell as it was set, at its place, and the answers as they came."""

import copy

import pytest

from adaptedflow.classroom import Assignment, sources
from adaptedflow.classroom.cells import grade_id, is_answer
from adaptedflow.classroom.restore import cells_to_run

ASSIGNMENT = Assignment(next(iter(sources().values())))


def submitted():
    return copy.deepcopy(ASSIGNMENT.student())


WHOLE, _ = cells_to_run(ASSIGNMENT, 7, submitted())
SET = [name for name, _ in WHOLE if not is_answer(next(cell for cell in ASSIGNMENT.source.cells if grade_id(cell) == name))]


def test_a_submission_that_is_whole_runs_as_it_is():
    run, remarks = cells_to_run(ASSIGNMENT, 7, submitted())
    assert remarks == [] and len(SET) >= 3 and [name for name, _ in run] == [name for name, _ in WHOLE]


@pytest.mark.parametrize("name", SET)
def test_a_cell_that_is_missing_runs_at_its_place(name):
    book = submitted()
    book.cells = [cell for cell in book.cells if grade_id(cell) != name]
    run, remarks = cells_to_run(ASSIGNMENT, 7, book)
    assert run == WHOLE and remarks == [f"The cell {name} is missing; it was run as it was set."]


def test_a_second_copy_does_not_run():
    book = submitted()
    book.cells += [copy.deepcopy(cell) for cell in book.cells if grade_id(cell) == SET[-1]]
    run, remarks = cells_to_run(ASSIGNMENT, 7, book)
    assert run == WHOLE and remarks == [f"There was a second copy of the cell {SET[-1]}; the first one counts."]
