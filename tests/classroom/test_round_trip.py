"""The release scores nothing, the model solution everything, and a mistake costs the points of its own task."""

import re
from dataclasses import replace

import pytest

from adaptedflow import paths
from adaptedflow.classroom import Limits, sandbox
from adaptedflow.classroom.restore import cells_to_run

from .conftest import PROTECTED, WHOLE
from .planted import ASSIGNMENTS, SEED, SLOW, filled_in, planted

each_assignment = pytest.mark.parametrize("name", ASSIGNMENTS)
SEEDS = (0, 2 ** 32 - 1)


def errors_of(name):
    """The errors of all planted answers to an assignment, and of the model solution for other seeds, from one kernel."""
    cells = []
    for submission in planted(name):
        changed = {cell.removesuffix("-answer") for cell in submission.answers or ()}
        cells += [(submission.words, cell) for cell in cells_to_run(ASSIGNMENTS[name], SEED, submission.book())[0] if not changed or _task(cell) in changed]
    for seed in SEEDS:
        cells += [(seed, cell) for cell in cells_to_run(ASSIGNMENTS[name], seed, filled_in(ASSIGNMENTS[name]))[0]]
    if not WHOLE:                      # of a slow task the release, the model solution and a mistake
        slow = [words for words, cell in cells if cell.is_test and _task(cell) == SLOW.get(name)]
        cells = [(words, cell) for words, cell in cells if _task(cell) != SLOW.get(name) or words in slow[:2] + slow[3:4]]
    return sandbox.run([replace(cell, name=f"{words}: {cell.name}") for words, cell in cells], Limits(seconds=600, protected=PROTECTED)).errors


def _task(cell):
    return cell.name.removesuffix("-test").removesuffix("-answer")


@each_assignment
def test_the_release_scores_nothing_a_mistake_costs_its_task_and_right_answers_cost_nothing(name):
    found, tests, (release, *others) = errors_of(name), ASSIGNMENTS[name].tests, planted(name)
    assert all("still missing" in found[f"{release.words}: {test}"]["text"] for test in tests)
    for submission in others:
        own = {cell.removeprefix(f"{submission.words}: "): error for cell, error in found.items() if cell.startswith(f"{submission.words}: ")}
        assert own or not WHOLE and submission.failed == {f"{SLOW[name]}-test"}
        assert {cell for cell, error in own.items() if error} == submission.failed & set(own), submission.words
        assert all(own[test].get("points", 0) == tests[test] - submission.lost[test] for test in submission.failed & set(own)), (submission.words, own)
        assert not any(error and error["kind"] in ("ComputedTooLong", "WaitedTooLong", "Died", "NotImplementedError") for error in own.values()), own
    for seed in SEEDS:
        other = {f"{seed}: {test}" for test in tests if WHOLE or test != f"{SLOW.get(name)}-test"}
        assert seed != SEED and other <= set(found) and not any(found[test] for test in other)


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
