"""What an assignment asks for does not depend on the class; what a reader is asked does."""

import re

import pytest

from adaptedflow.classroom import class_numbers
from adaptedflow.classroom.cells import is_test

from .answers import adapted_flow, linear_networks, shallow_relu, trapping, underparametrized
from .conftest import WHOLE
from .plain import failures
from .planted import ASSIGNMENTS

SEEDS = [*range(6), 97, 2026, 2027, 20817, 2 ** 31, 2 ** 32 - 1][:: 1 if WHOLE else 4]
DERIVATIVES = {"adapted_flow": (adapted_flow, "task-2"), "trapping": (trapping, "task-2a"), "shallow_relu": (shallow_relu, "task-2"),
               "underparametrized": (underparametrized, "task-3a")}
each_assignment = pytest.mark.parametrize("name", ASSIGNMENTS)


@pytest.mark.parametrize("name", DERIVATIVES)
@pytest.mark.parametrize("seed", SEEDS)
def test_derivatives_have_to_be_exact(name, seed):
    answers, task = DERIVATIVES[name]

    def fails(answer):
        return bool(failures(ASSIGNMENTS[name], seed, {f"{task}-answer": answer}, only=[task]))

    for step in ("1e-2", "1e-3", "1e-4", "1e-5", "1e-6", "1e-8"):
        assert fails(re.sub(r"\b(1e-5|2e-5)\b", lambda found: step if found[0] == "1e-5" else f"(2 * {step})", answers.CENTRAL)), step
    assert not fails(answers.RIGHT[f"{task}-answer"]) and not fails(answers.COMPLEX_STEP)


@pytest.mark.parametrize("seed", SEEDS)
def test_second_order_is_too_coarse_for_every_class(seed):
    task = {"only": ["task-4b"]}
    method = adapted_flow.OBSERVED.format(move="{}", time=adapted_flow.WITHIN, never="np.inf")
    assert failures(ASSIGNMENTS["adapted_flow"], seed, {"task-4b-answer": method.format(adapted_flow.MIDPOINT)}, **task)
    assert not failures(ASSIGNMENTS["adapted_flow"], seed, {"task-4b-answer": method.format(adapted_flow.RUNGE_KUTTA)}, **task)


def test_numpys_max_is_not_pythons():
    with pytest.raises(TypeError):
        failures(ASSIGNMENTS["adapted_flow"], 7, before="from numpy import *", only=["task-4a"])


SCRIBBLING = """
from copy import deepcopy
def scribbling(answer):
    def called(*given):
        found = deepcopy(answer(*given))
        for one in given:
            if type(one).__name__ == "ndarray" and one.dtype.kind == "f":
                one[...] = float("nan")
        return found
    return called
"""
# The answers go on with the names they knew, so that only what the tests take from the notebook is at stake.
OWN_NAMES = """
from types import FunctionType as _F
_own = dict(globals())
for _name, _one in list(_own.items()):
    if isinstance(_one, _F):
        _own[_name] = _F(_one.__code__, _own)
"""
RENAMED = "unpack = outputs = with_ones = identity = mollified_relu = abs = sum = max = min = zip = range = rng = D = x = y = N = 3\nimport random as np"


@each_assignment
def test_answers_may_overwrite_what_they_get_and_names_may_be_taken(name):
    functions = re.findall(r"^@_check\((\w+)=", "\n".join(cell.source for cell in ASSIGNMENTS[name].source.cells if is_test(cell)), re.MULTILINE)
    assert len(functions) == 2 * len(ASSIGNMENTS[name].tests)          # each test has a visible part and a hidden one, in a function each
    scribble = SCRIBBLING + "\n".join(f"{function} = scribbling({function})" for function in functions[::2])
    assert not failures(ASSIGNMENTS[name], 7, after=scribble)
    assert not failures(ASSIGNMENTS[name], 7, after=OWN_NAMES + "".join(f"{one} = _own['{one}']\n" for one in functions) + RENAMED)


@each_assignment
def test_tests_upset_no_names_of_the_student(name):
    for cell in ASSIGNMENTS[name].source.cells:
        if is_test(cell):
            outside = [line for line in cell.source.splitlines() if line and not line.startswith((" ", "#"))]
            assert all(re.match(r"@_check\(|def _(visible|hidden)\(\):|_visible = |_points\(", line) for line in outside), outside


@each_assignment
def test_questions_have_numbers_of_the_class(name):
    assignment = ASSIGNMENTS[name]
    texts = {}
    for seed in (*range(0, class_numbers.MODULUS, 4), 2027, 2028):
        for book in (assignment.teacher(seed), assignment.student(seed)):
            text = "\n".join(cell.source for cell in book.cells if cell.cell_type == "markdown")
            assert not re.search(r"\{\{\w", text)
        texts[seed] = text
    assert len(set(texts.values())) > 20 and texts[2027] != texts[2028]
    manual = [cell.source for cell in assignment.source.cells if cell.id in ("task-5b", "task-6")]
    assert len(manual) == 2 and all(len(re.findall(r"\{\{\w+:", source)) >= 2 for source in manual)
    rubrics = [cell.source for cell in assignment.source.cells if cell.id in ("task-5b-answer", "task-6-answer")]
    assert all("{{" in source for source in rubrics)                   # the model answer knows the class's numbers


def test_more_than_the_class_number_is_not_told():
    assignment = ASSIGNMENTS["adapted_flow"]
    assert assignment.student(5).cells == assignment.student(5 + 97 * 12345).cells != assignment.student(6).cells


def test_what_is_no_choice_is_refused():
    import nbformat

    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("{{a: 2}} {{sqrt(a * 8)}} {{1 / a}}"), nbformat.v4.new_code_cell("{{b}}")])
    class_numbers.fill_in(book, "name", 1)
    assert [cell.source for cell in book.cells] == ["2 4 0.5", "{{b}}"]
    book.cells[0].source = "{{b + 1}}"
    with pytest.raises(ValueError, match="name: expected a choice 'a: 1 | 2' or a formula in numbers drawn before, got 'b \\+ 1'"):
        class_numbers.fill_in(book, "name", 1)


def test_a_message_can_hold_numbers_of_a_hidden_test():
    wrong, task = {"task-4a-answer": linear_networks.WRONG["W2 taken to be of full rank"][1]}, {"only": ["task-4a"]}
    said = {failures(ASSIGNMENTS["linear_networks"], seed, wrong, **task)["task-4a-test"] for seed in (0, 1)}
    assert len(said) == 2 and all("M1 = " in sentence for sentence in said)
