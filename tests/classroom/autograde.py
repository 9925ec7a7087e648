"""nbgrader's own scores for submissions, from the environment that the Makefile builds for it."""

import csv
import os
import subprocess
from pathlib import Path

import nbformat

from adaptedflow import paths
from adaptedflow.classroom import write_release

from .planted import SEED

NBGRADER = paths.BUILD / "classroom" / "venv" / "bin" / "nbgrader"


def autograde(assignment, books, folder: Path) -> tuple[list[str], list[float]]:
    """Release ``assignment`` and grade the notebooks ``books`` with nbgrader in ``folder``.

    Returns the source of each cell that nbgrader would give to students, and the scores in the order of the books: None where nbgrader gave up.
    """
    name, course = assignment.name, folder / "course"
    write_release(assignment, folder, SEED)
    students = [f"student{number:03}" for number in range(len(books))]
    for student, book in zip(students, books):
        place = course / "submitted" / student / name
        place.mkdir(parents=True)
        nbformat.write(book, place / f"{name}.ipynb")
    for arguments in (["generate_assignment", name], ["autograde", name], ["export"]):
        _run(course, *arguments, good=(0, 1) if "autograde" in arguments else (0,))
    released = nbformat.read(course / "release" / name / f"{name}.ipynb", as_version=4)
    with open(course / "grades.csv", newline="") as stream:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(stream)}
    return [cell.source for cell in released.cells], [scores[student] if (course / "autograded" / student / name).exists() else None for student in students]


def _run(course: Path, *arguments: str, good) -> None:
    path = f"{NBGRADER.parent}{os.pathsep}{os.environ['PATH']}"  # it starts alembic by name
    run = subprocess.run([NBGRADER, *arguments], cwd=course, env=os.environ | {"PATH": path}, capture_output=True, text=True)
    if run.returncode not in good:
        raise RuntimeError(f"nbgrader {' '.join(arguments)}: {run.stderr.strip()}")
