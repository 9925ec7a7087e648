"""The release scores nothing, the model solution everything, and a mistake costs the points of its own task."""

import re

import pytest

from adaptedflow import paths
from adaptedflow.classroom import Limits, sandbox
from adaptedflow.classroom.restore import cells_to_run

from .conftest import PROTECTED, lost
from .planted import ASSIGNMENTS, SEED, filled_in, planted

each_assignment = pytest.mark.parametrize("name", ASSIGNMENTS)
SAMPLE = 6       # the model solution and every sixth planted one after it; make test-all ONLY=classroom grades all of them, and holds them against nbgrader's scores
SUBMISSIONS = [pytest.param(each, id=f"{name}: {each.words}") for name in ASSIGNMENTS for each in planted(name)[1::SAMPLE]]


@pytest.mark.parametrize("submission", SUBMISSIONS)
def test_a_mistake_costs_its_task(submission, graded):
    grade = graded(submission.book(), assignment=submission.assignment)
    assert lost(grade) == submission.lost
    assert grade.points == submission.points and grade.remarks == ()


@each_assignment
def test_release_scores_nothing_and_says_why(name, graded):
    grade = graded(ASSIGNMENTS[name].student(SEED), assignment=ASSIGNMENTS[name])
    assert grade.points == 0 and grade.out_of > 0
    assert all("still missing" in mark.sentence for mark in grade.marks)


@each_assignment
def test_each_task_has_a_wrong_answer_and_another_right_one(name):
    _, _, another, *wrong = planted(name)
    assert set().union(*(each.failed for each in wrong)) == set(ASSIGNMENTS[name].tests) and len(wrong) >= 3
    model = {cell.id: cell.source for cell in ASSIGNMENTS[name].source.cells}
    assert set(another.answers) == {test.replace("-test", "-answer") for test in ASSIGNMENTS[name].tests}
    assert all(answer != model[cell] for each in (another, *wrong) for cell, answer in each.answers.items())


@each_assignment
def test_the_text_counts_the_points_as_the_cells_do(name):
    tests, manual = (sum(points.values()) for points in (ASSIGNMENTS[name].tests, ASSIGNMENTS[name].manual))
    introduction = ASSIGNMENTS[name].source.cells[0].source
    assert f"**Points:** {tests + manual}; {tests} are given by tests, {manual} by a reader." in introduction
    tasks = [int(points) for cell in ASSIGNMENTS[name].source.cells for points in re.findall(r"^## Task .*\((\d+) points\)$", cell.source, re.MULTILINE)]
    assert sum(tasks) == tests + manual
    teaching = (paths.NOTEBOOKS / "assignments/TEACHING.md").read_text(encoding="utf-8")
    assert re.search(rf"^\| `{name}`: .* \| {tests} \| {manual} \|", teaching, re.MULTILINE)
    rubrics = re.findall(rf"^\| `{name}` \| `([\w-]+)` \| (\d+) \| (.*) \|$", teaching, re.MULTILINE)
    assert {cell: int(points) for cell, points, _ in rubrics} == ASSIGNMENTS[name].manual
    assert all(sum(map(int, re.findall(r"\((\d)\)", words))) == int(points) for _, points, words in rubrics)


@each_assignment
@pytest.mark.parametrize("seed", [0, 2 ** 32 - 1])
def test_the_model_solution_holds_for_other_seeds(name, seed):
    cells = cells_to_run(ASSIGNMENTS[name], seed, filled_in(ASSIGNMENTS[name]))[0]
    assert seed != SEED and set(sandbox.run(cells, Limits(protected=PROTECTED)).errors.values()) == {None}
