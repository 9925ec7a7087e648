"""Scores and sentences for one submission."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from . import by_hand, likeness, sandbox
from .restore import cells_to_run
from .submissions import read_notebook

if TYPE_CHECKING:
    from collections.abc import Iterable
    from .assignment import Assignment

LONGEST_REMARK, MOST_REMARKS = 300, 30  # characters, and how many


@dataclass(frozen=True)
class Mark:
    """The points of one test cell and the sentence that says why."""

    test: str
    points: int
    out_of: int
    sentence: str


@dataclass(frozen=True)
class Grade:
    """What one student's submission is worth; ``manual`` has the points of the cells that a person marks, ``answers`` what stands in them.

    ``remarks`` are for the student too; what a teacher should ``look`` at is not.
    """

    student: str
    assignment: str
    marks: tuple[Mark, ...]
    manual: dict[str, int]
    remarks: tuple[str, ...]
    look: tuple[str, ...] = ()
    answers: dict[str, str] = field(default_factory=dict)

    @property
    def points(self) -> int:
        return sum(mark.points for mark in self.marks)

    @property
    def out_of(self) -> int:
        return sum(mark.out_of for mark in self.marks)


def grade(assignment: Assignment, seed: int, student: str, path: Path | None, limits: sandbox.Limits = sandbox.Limits(), said: Iterable[str] = ()) -> Grade:
    """Run the submission at ``path`` and return its grade; nothing it does or lacks raises an error here. Remarks begin with what was ``said``."""
    try:
        book = read_notebook(path)
        cells, remarks = cells_to_run(assignment, seed, book)
    except ValueError as error:
        marks = tuple(Mark(test, 0, points, "Not run.") for test, points in assignment.tests.items())
        return Grade(student, assignment.name, marks, assignment.manual, (str(error), *said))
    outcome = sandbox.run(cells, limits)
    marks = tuple(_mark(test, points, outcome, limits) for test, points in assignment.tests.items())
    remarks += [f"The cell {cell}: {_sentence(error, limits)}"[:LONGEST_REMARK] for cell, error in outcome.errors.items()
                if error and cell not in assignment.tests]
    remarks = [*said, *remarks, *([outcome.ended] if outcome.ended else [])]
    if len(remarks) > MOST_REMARKS:
        remarks[MOST_REMARKS:] = [f"{len(remarks) - MOST_REMARKS} more remarks are left out."]
    return Grade(student, assignment.name, marks, assignment.manual, tuple(remarks),
                 (*outcome.look, *_few_lines(assignment, book, marks)), by_hand.answers(assignment, book))


def _few_lines(assignment, book, marks) -> list[str]:
    """A sentence where all tests are passed with less than a third of the model solution's code."""
    handed_out = likeness.lines_of(assignment.student(0))  # code, the same for every class
    lines, model = likeness.lines_of(book) - handed_out, likeness.lines_of(assignment.solved()) - handed_out
    whole = all(mark.points == mark.out_of for mark in marks)
    return [f"all points with {max(lines, 0)} lines more than were handed out; the model solution has {model}"] if whole and lines < model / 3 else []


def _mark(test, points, outcome, limits) -> Mark:
    if test not in outcome.errors:
        return Mark(test, 0, points, "Not reached: the submission ended before.")
    error = outcome.errors[test]
    if error and "points" in error:
        return Mark(test, max(0, min(error["points"], points)), points, error["text"].strip())
    return Mark(test, 0, points, _sentence(error, limits)) if error else Mark(test, points, points, "All checks passed.")


def _sentence(error: dict, limits) -> str:
    kind, text = error["kind"], error["text"].strip()
    if kind == "AssertionError":
        return text or "A check failed."
    if kind == "NotImplementedError":
        return text or "This part is still missing."
    if kind == "Died":
        return f"It ended the kernel: {text}. The other cells were run without it."
    if kind == "ComputedTooLong":
        return f"Stopped after {text} s of computing: does every loop come to an end?"
    if kind == "WaitedTooLong":
        return f"Stopped after {text} s by the clock: what does it wait for?"
    if kind == "MemoryError":
        return f"It asked for more than the {limits.memory:g} GB of memory there are."
    if kind == "SystemExit":
        return "It called exit; the cells after it were run nevertheless."
    return f"{kind}: {text}" if text else f"{kind}."
