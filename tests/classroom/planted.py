"""Submissions of which the scores are known: the release, the model solution, right and wrong answers."""

import copy
import importlib
from dataclasses import dataclass
from functools import cached_property

from adaptedflow.classroom import Assignment, sources

SEED = 20231115
ASSIGNMENTS = {name: Assignment(path) for name, path in sources().items()}
SLOW = {"adapted_flow": "task-4b", "borderline": "task-4a", "trapping": "task-3b"}   # tasks whose tests take thousands of calls


class Short(Assignment):
    """An assignment without its slow task: what a grader does is seen on it as well."""

    @cached_property
    def source(self):
        book = copy.deepcopy(ASSIGNMENTS[self.name].source)
        book.cells = [cell for cell in book.cells if not cell.id.startswith(SLOW[self.name])]
        return book


@dataclass(frozen=True)
class Planted:
    """A submission: the words that name it, the answers put in the place of the model's, and the tests that fail.

    ``answers`` is None for the release as it went out. ``part`` has the points that such a test costs where it is not all.
    """

    assignment: Assignment
    words: str
    answers: dict[str, str] | None
    failed: frozenset[str] = frozenset()
    part: int | None = None

    def book(self):
        return self.assignment.student(SEED) if self.answers is None else filled_in(self.assignment, self.answers)

    @property
    def lost(self) -> dict[str, int]:
        """The points lost, by test."""
        return {test: self.part or points for test, points in self.assignment.tests.items() if test in self.failed}

    @property
    def points(self) -> int:
        return sum(self.assignment.tests.values()) - sum(self.lost.values())


def planted(name: str) -> list[Planted]:
    """Return the planted submissions of one assignment; its answers are those of ``answers/NAME.py``."""
    assignment, answers = ASSIGNMENTS[name], importlib.import_module(f".answers.{name}", __package__)
    return [
        Planted(assignment, "the release", None, frozenset(assignment.tests)),
        Planted(assignment, "the model solution", {}),
        Planted(assignment, "right, written another way", answers.RIGHT),
        *(Planted(assignment, words, {f"{task}-answer": answer}, frozenset({f"{task}-test"}), *part)
          for words, (task, answer, *part) in answers.WRONG.items()),
    ]


def filled_in(assignment, answers=None):
    """The released notebook with the model solution in every code cell, or the text in ``answers`` where it has one."""
    book = assignment.student(SEED)
    model = {cell.id: cell.source for cell in assignment.source.cells}
    for cell in book.cells:
        if cell.id.endswith("-answer") and cell.cell_type == "code":
            cell.source = (answers or {}).get(cell.id, model[cell.id])
    return book
