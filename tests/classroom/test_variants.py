"""Whatever runs in Jupyter has its points, and full marks cost work."""

import pytest

from adaptedflow.classroom import Limits

from .cheats import CHEATS, without_work
from .conftest import closed_in, lost
from .planted import SEED
from .variants import APART, RIGHT, together

SAMPLE = slice(SEED % 7, None, 7), slice(SEED % 20, None, 20)    # make test-all ONLY=classroom has all, one by one
MISTAKES = ("run as it was set", "ZeroDivisionError", "SyntaxError: invalid syntax", ": mine", "It ended the kernel", "It called exit")


def test_the_tables_are_as_long_as_is_said():
    assert len(RIGHT) >= 60 and len(CHEATS) >= 60 and set(APART) < set(RIGHT)


@closed_in
def test_right_answers_have_their_points_all_that_fit_into_one_notebook(graded, solved):
    together(solved)
    grade = graded(solved)
    assert lost(grade) == {} and grade.look == (), (grade.marks, grade.remarks, grade.look)
    assert len(grade.remarks) == 5 and all(any(mistake in remark for mistake in MISTAKES) for remark in grade.remarks)


@closed_in
@pytest.mark.parametrize("words", APART[SAMPLE[0]])
def test_right_answers_have_their_points(words, graded, solved):
    RIGHT[words](solved)
    grade = graded(solved)
    assert lost(grade) == {}, (grade.marks, grade.remarks)
    assert all(any(mistake in remark for mistake in MISTAKES) for remark in grade.remarks)


@closed_in
@pytest.mark.parametrize("words", list(CHEATS)[SAMPLE[1]])
def test_cheats_have_no_points(words, graded, short):
    book = without_work(short)
    CHEATS[words](book)
    grade = graded(book, Limits(cell_seconds=20, seconds=60))
    assert grade.points == 0, grade.marks


@closed_in
def test_replaced_functions_are_told_and_right_answers_keep_their_points(graded, solved):
    CHEATS["isclose says yes"](solved)
    grade = graded(solved)
    assert lost(grade) == {} and grade.look == ("numpy.allclose, numpy.isclose were replaced",)
