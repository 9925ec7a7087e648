"""An assignment, its model solution, and a hand to grade what is made of them."""

import copy
import os

import nbformat
import pytest

from adaptedflow.classroom import Limits, grade, sandbox

from .planted import ASSIGNMENTS, SEED, Short, filled_in


PROTECTED = sandbox.trouble() is None  # elsewhere the tests that ask for it are left out, and the others run without
closed_in = pytest.mark.skipif(not PROTECTED, reason=f"submissions cannot be closed in here: {sandbox.trouble()}")
WHOLE = "ADAPTEDFLOW_CLASSROOM" in os.environ   # make test-all ONLY=classroom: no samples


@pytest.fixture(scope="session")
def short():
    return Short(ASSIGNMENTS["adapted_flow"].path)


@pytest.fixture
def solved(short):
    """The model solution, to be altered."""
    return copy.deepcopy(filled_in(short))


@pytest.fixture
def graded(short, tmp_path):
    """Return a function that hands in a notebook, or a text in its place, and returns the grade."""
    def hand_in(book, limits=Limits(cell_seconds=60, seconds=300, protected=PROTECTED)):
        path = tmp_path / "ada.ipynb"
        path.write_text(book if isinstance(book, str) else nbformat.writes(book), encoding="utf-8")
        return grade(short, SEED, "ada", path, limits)

    return hand_in


def lost(grade):
    """The points lost, by test."""
    return {mark.test: mark.out_of - mark.points for mark in grade.marks if mark.points < mark.out_of}
