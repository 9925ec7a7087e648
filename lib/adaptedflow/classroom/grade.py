"""Scores and sentences for one submission."""

from dataclasses import dataclass
from pathlib import Path

from . import sandbox
from .restore import cells_to_run
from .submissions import read_notebook

MUCH = 100_000  # bytes printed by one cell that are worth a sentence


@dataclass(frozen=True)
class Mark:
    """The points of one test cell and the sentence that says why."""

    test: str
    points: int
    out_of: int
    sentence: str


@dataclass(frozen=True)
class Grade:
    """What one student's submission is worth; ``manual`` has the points of the cells that a person marks.

    ``cut`` says what the submission was kept from; it is empty where nothing was run.
    """

    student: str
    assignment: str
    marks: tuple[Mark, ...]
    manual: dict[str, int]
    remarks: tuple[str, ...]
    cut: dict[str, bool]

    @property
    def points(self) -> int:
        return sum(mark.points for mark in self.marks)

    @property
    def out_of(self) -> int:
        return sum(mark.out_of for mark in self.marks)


def grade(assignment, seed: int, student: str, path: Path | None, limits=sandbox.Limits()) -> Grade:
    """Run the submission at ``path`` and return its grade; nothing it does or lacks raises an error here."""
    try:
        cells, remarks = cells_to_run(assignment, seed, read_notebook(path))
    except ValueError as error:
        marks = tuple(Mark(test, 0, points, "Not run.") for test, points in assignment.tests.items())
        return Grade(student, assignment.name, marks, assignment.manual, (str(error),), {})
    outcome = sandbox.run(cells, limits)
    marks = tuple(_mark(test, points, outcome, limits) for test, points in assignment.tests.items())
    remarks += [f"The cell {cell}: {_sentence(error, limits)}" for cell, error in outcome.errors.items()
                if error and cell not in assignment.tests]
    remarks += [f"The cell {cell} printed {count} bytes; output does not count, and was not kept."
                for cell, count in outcome.printed.items() if count > MUCH]
    remarks += [outcome.ended] if outcome.ended else []
    return Grade(student, assignment.name, marks, assignment.manual, tuple(remarks), outcome.cut)


def _mark(test, points, outcome, limits) -> Mark:
    if test not in outcome.errors:
        return Mark(test, 0, points, "Not reached: the process ended before.")
    error = outcome.errors[test]
    return Mark(test, 0, points, _sentence(error, limits)) if error else Mark(test, points, points, "All checks passed.")


def _sentence(error: dict, limits) -> str:
    kind, text = error["kind"], error["text"].strip()
    if kind == "AssertionError":
        return text or "A check failed."
    if kind == "NotImplementedError":
        return text or "This part is still missing."
    if kind == "CellTimeout":
        return f"Stopped after {limits.cell_seconds:g} s: does every loop come to an end?"
    if kind == "MemoryError":
        return f"It asked for more than the {limits.memory:g} GB of memory there are."
    if kind == "SystemExit":
        return "It called exit; the cells after it were run nevertheless."
    return f"{kind}: {text}" if text else f"{kind}."
