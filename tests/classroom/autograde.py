"""nbgrader's own scores for submissions, from the environment that the Makefile builds for it."""

import csv
import os
import shutil
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
    _run(course, "generate_assignment", name)
    _autograde_all(course, name, students)
    _run(course, "export")
    released = nbformat.read(course / "release" / name / f"{name}.ipynb", as_version=4)
    with open(course / "grades.csv", newline="") as stream:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(stream)}
    return [cell.source for cell in released.cells], [scores[student] if (course / "autograded" / student / name).exists() else None for student in students]


def _autograde_all(course: Path, name: str, students: list[str]) -> None:
    """Grade them all. Some notebooks end nbgrader's run for the whole class: it runs again without the first that it has not graded."""
    while students:
        _run(course, "autograde", name, good=(0, 1))
        missing = [student for student in students if not (course / "autograded" / student / name).exists()]
        for student in missing[:1]:
            shutil.rmtree(course / "submitted" / student)
        students = missing[1:]


def _run(course: Path, *arguments: str, good=(0,)) -> None:
    path = f"{NBGRADER.parent}{os.pathsep}{os.environ['PATH']}"  # it starts alembic by name
    run = subprocess.run([NBGRADER, *arguments], cwd=course, env=os.environ | {"PATH": path}, capture_output=True, text=True)
    if run.returncode not in good:
        raise RuntimeError(f"nbgrader {' '.join(arguments)}: {run.stderr.strip()}")
