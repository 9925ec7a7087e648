"""nbgrader itself: its release is ours, and its scores are ours. ``make test-all`` holds every planted answer against it."""

import pytest

from .autograde import NBGRADER, autograde
from .planted import ASSIGNMENTS, SEED, planted

pytestmark = pytest.mark.skipif(not NBGRADER.exists(), reason="needs nbgrader in build/classroom/venv: 'make test' installs it there")


def test_release_and_scores_agree(tmp_path):
    assignment, (release, model, another, *wrong) = ASSIGNMENTS["adapted_flow"], planted("adapted_flow")
    submissions = [release, model, another, *{each.failed: each for each in wrong}.values()]  # one mistake for each test
    released, scores = autograde(assignment, submissions, tmp_path)
    assert released == [cell.source for cell in assignment.student(SEED).cells]
    assert scores == [submission.points for submission in submissions]
