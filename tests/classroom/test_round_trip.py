"""The release scores nothing, the model solution everything, and a mistake costs the points of its own task."""

import pytest

from adaptedflow.classroom import Limits, sandbox
from adaptedflow.classroom.restore import cells_to_run

from .answers import ADAPTED_FLOW_RIGHT, ADAPTED_FLOW_WRONG
from .conftest import SEED, filled_in, lost


def test_release_scores_nothing(adapted_flow, graded):
    grade = graded(adapted_flow.student())
    assert grade.points == 0 and grade.out_of == 30 and grade.remarks == ()
    assert all("still missing" in mark.sentence for mark in grade.marks)


def test_model_solution_scores_everything(graded, solved):
    grade = graded(solved)
    assert lost(grade) == {} and grade.points == 30 and grade.remarks == ()
    assert sum(grade.manual.values()) == 10


def test_right_answers_written_another_way(adapted_flow, graded):
    assert lost(graded(filled_in(adapted_flow, ADAPTED_FLOW_RIGHT))) == {}


@pytest.mark.parametrize("mistake", ADAPTED_FLOW_WRONG)
def test_a_mistake_costs_its_task(mistake, adapted_flow, graded):
    task, answer = ADAPTED_FLOW_WRONG[mistake]
    grade = graded(filled_in(adapted_flow, {f"{task}-answer": answer}))
    assert lost(grade) == {f"{task}-test": adapted_flow.tests[f"{task}-test"]}
    assert grade.remarks == ()


@pytest.mark.parametrize("seed", [0, 1, 2, 2 ** 32 - 1])
def test_the_model_solution_holds_for_other_seeds(seed, adapted_flow, solved):
    outcome = sandbox.run(cells_to_run(adapted_flow, seed, solved)[0], Limits())
    assert seed != SEED and {error for error in outcome.errors.values() if error} == set()
