"""Whatever runs in Jupyter has its points, and full marks cost work."""

import pytest

from adaptedflow.classroom import Limits, sandbox
from adaptedflow.classroom.sandbox import NOT_AS_TOLD

from .cheats import CHEATS, without_work
from .conftest import closed_in, lost
from .planted import SEED
from .variants import APART, RIGHT, together

SAMPLE = slice(SEED % 7, None, 7), slice(SEED % 20, None, 20)    # classroom.table has all, one by one
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
def test_cheats_have_no_points(words, graded):
    book = without_work()
    CHEATS[words](book)
    grade = graded(book, Limits(cell_seconds=20, seconds=60))
    assert grade.points == 0, grade.marks


@closed_in
def test_a_kernel_that_does_not_tell_what_was_replaced_has_its_points(graded, solved):
    hung = "def hang(asked):\n    while asked: pass\n    return {}\nget_ipython().user_expressions = hang"
    next(cell for cell in solved.cells if cell.id == "task-5a-answer").source += f"\n{hung}"
    grade = graded(solved, Limits(cell_seconds=2, seconds=60))
    assert lost(grade) == {} and grade.look == (NOT_AS_TOLD,)


@closed_in
def test_replaced_functions_and_forged_replies_are_told_and_right_answers_keep_their_points(graded, solved):
    CHEATS["isclose says yes"](solved)
    forged = "_run = get_ipython().kernel.do_execute\nasync def fine(*given, **named):\n    return await _run(*given, **named) | {'status': 'ok'}\nget_ipython().kernel.do_execute = fine"
    next(cell for cell in solved.cells if cell.id == "task-5a-answer").source += f"\n{forged}"
    grade = graded(solved)
    assert lost(grade) == {} and grade.look[1] == "numpy.allclose, numpy.isclose were replaced"
    assert grade.look[0] == "task-5a-test: a check that must fail did not fail: the kernel does not do what it is told"


@closed_in
def test_a_test_cannot_watch_which_functions_of_numpy_an_answer_calls():
    answer = sandbox.Cell("answer", "import numpy as np\ndef inverse(A):\n    return np.linalg.inv(A)")
    watched = ("calls = []\nnp.linalg.inv = lambda A: calls.append(1)\n"
               "assert inverse(np.eye(2)).tolist() == [[1, 0], [0, 1]] and not calls, 'seen'")
    test = sandbox.Cell("test", watched, ("inverse",), "import numpy as np", True)
    assert sandbox.run([answer, test], Limits()).errors == {"answer": None, "test": None}
