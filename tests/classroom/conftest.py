"""Submissions made from the released notebook, and the assignment they are for."""

import copy

import nbformat
import pytest

from adaptedflow.classroom import Assignment, Limits, grade, sources

SEED = 20231115


def filled_in(assignment, answers=None):
    """The released notebook with the model solution in every code cell, or the text in ``answers`` where it has one."""
    book = assignment.student()
    model = {cell.id: cell.source for cell in assignment.source.cells}
    for cell in book.cells:
        if cell.id.endswith("-answer") and cell.cell_type == "code":
            cell.source = (answers or {}).get(cell.id, model[cell.id])
    return book


@pytest.fixture(scope="session")
def adapted_flow():
    return Assignment(sources()["adapted_flow"])


@pytest.fixture
def solved(adapted_flow):
    """The model solution, to be altered."""
    return copy.deepcopy(filled_in(adapted_flow))


@pytest.fixture
def graded(adapted_flow, tmp_path):
    """Return a function that hands in a notebook, or a text in its place, and returns the grade."""
    def hand_in(book, limits=Limits(cell_seconds=20, seconds=60)):
        path = tmp_path / "ada.ipynb"
        path.write_text(book if isinstance(book, str) else nbformat.writes(book), encoding="utf-8")
        return grade(adapted_flow, SEED, "ada", path, limits)

    return hand_in


def lost(grade):
    """The points lost, by test."""
    return {mark.test: mark.out_of - mark.points for mark in grade.marks if mark.points < mark.out_of}
