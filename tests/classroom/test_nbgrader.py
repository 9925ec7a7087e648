"""nbgrader itself, where it is installed: its release is ours, and its scores are ours."""

import csv
import os
import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest

from adaptedflow.classroom import write_release

from .planted import ASSIGNMENTS, SEED, planted

NBGRADER = shutil.which("nbgrader")
pytestmark = pytest.mark.skipif(NBGRADER is None, reason="needs nbgrader on the PATH: pip install nbgrader==0.9.6 into an environment of its own")


def nbgrader(course, *arguments):
    path = f"{Path(NBGRADER).parent}{os.pathsep}{os.environ['PATH']}"  # it starts alembic by name
    run = subprocess.run([NBGRADER, *arguments], cwd=course, env=os.environ | {"PATH": path}, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_release_and_scores_agree(tmp_path):
    name, course = "adapted_flow", tmp_path / "course"
    write_release(ASSIGNMENTS[name], tmp_path, SEED)
    submissions = {f"student{number:02}": each for number, each in enumerate(planted(name))}
    for student, submission in submissions.items():
        folder = course / "submitted" / student / name
        folder.mkdir(parents=True)
        nbformat.write(submission.book(), folder / f"{name}.ipynb")
    nbgrader(course, "generate_assignment", name)
    theirs = nbformat.read(course / "release" / name / f"{name}.ipynb", as_version=4)
    assert [cell.source for cell in theirs.cells] == [cell.source for cell in ASSIGNMENTS[name].student().cells]
    nbgrader(course, "autograde", name)
    nbgrader(course, "export")
    with open(course / "grades.csv", newline="") as stream:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(stream)}
    assert scores == {student: submission.points for student, submission in submissions.items()}
