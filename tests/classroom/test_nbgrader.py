"""nbgrader itself, where it is installed: its release is ours, and its scores are ours."""

import csv
import os
import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest

from adaptedflow.classroom import grade, write_release

from .answers import ADAPTED_FLOW_RIGHT, ADAPTED_FLOW_WRONG
from .conftest import SEED, filled_in

NBGRADER = shutil.which("nbgrader")
pytestmark = pytest.mark.skipif(NBGRADER is None, reason="needs nbgrader on the PATH: pip install nbgrader==0.9.6 into an environment of its own")


def nbgrader(course, *arguments):
    path = f"{Path(NBGRADER).parent}{os.pathsep}{os.environ['PATH']}"  # it starts alembic by name
    run = subprocess.run([NBGRADER, *arguments], cwd=course, env=os.environ | {"PATH": path}, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_release_and_scores_agree(adapted_flow, tmp_path):
    name, course = adapted_flow.name, tmp_path / "course"
    write_release(adapted_flow, tmp_path, SEED)
    books = {"release": adapted_flow.student(), "solution": filled_in(adapted_flow), "another": filled_in(adapted_flow, ADAPTED_FLOW_RIGHT)}
    for mistake in ("output bias forgotten by hand", "D transposed", "N forgotten", "N for N / 2", "Euler's method", "the product's sign forgotten"):
        task, answer = ADAPTED_FLOW_WRONG[mistake]
        books[task] = filled_in(adapted_flow, {f"{task}-answer": answer})
    for student, book in books.items():
        folder = course / "submitted" / student / name
        folder.mkdir(parents=True)
        nbformat.write(book, folder / f"{name}.ipynb")
    nbgrader(course, "generate_assignment", name)
    theirs = nbformat.read(course / "release" / name / f"{name}.ipynb", as_version=4)
    assert [cell.source for cell in theirs.cells] == [cell.source for cell in adapted_flow.student().cells]
    nbgrader(course, "autograde", name)
    nbgrader(course, "export")
    with open(course / "grades.csv", newline="") as stream:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(stream)}
    assert scores == {student: grade(adapted_flow, SEED, student, course / "submitted" / student / name / f"{name}.ipynb").points for student in books}
