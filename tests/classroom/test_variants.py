"""Whatever runs in Jupyter has its points, and full marks cost work."""

import pytest

from adaptedflow.classroom import Limits

from .conftest import closed_in, lost
from .planted import SEED
from .cheats import CHEATS, without_work
from .variants import RIGHT

SAMPLE = slice(SEED % 15, None, 15)    # the others run in make test-all ONLY=classroom
MISTAKES = {"a crash": "It ended the kernel", "exit": "It called exit", "an error in a cell of one's own": "ZeroDivisionError",
            "a syntax error in a cell of one's own": "SyntaxError"}


def test_the_tables_are_as_long_as_is_said():
    assert len(RIGHT) >= 60 and len(CHEATS) >= 60


@closed_in
@pytest.mark.parametrize("words", list(RIGHT)[SAMPLE])
def test_right_answers_have_their_points(words, graded, solved):
    RIGHT[words](solved)
    grade = graded(solved)
    assert lost(grade) == {}, (grade.marks, grade.remarks)
    assert all("run as it was set" in remark or MISTAKES.get(words, "no remark") in remark for remark in grade.remarks)


@closed_in
@pytest.mark.parametrize("words", list(CHEATS)[SAMPLE])
def test_cheats_have_no_points(words, graded):
    book = without_work()
    CHEATS[words](book)
    grade = graded(book, Limits(cell_seconds=20, seconds=60))
    assert grade.points == 0, grade.marks


@closed_in
def test_replaced_functions_are_told_and_right_answers_keep_their_points(graded, solved):
    CHEATS["isclose says yes"](solved)
    grade = graded(solved)
    assert grade.points == 30 and grade.look == ("numpy.allclose, numpy.isclose were replaced",)
