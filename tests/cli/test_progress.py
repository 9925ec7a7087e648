"""What a long computation says while it runs."""

import io
import re
import sys
import time

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow.cli import fitting, progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def run():
    """Cost w^2 / 2 from 50 down, with a course of four decades."""
    problem = af.Problem(af.Network([1, 1], bias=False), [[1.0]], [[0.0]])

    def run(course, shares):
        stop = fitting._watched(af.CostBelow, 50.0 * 1e-4, 50.0, course)
        return [stop.excess(problem, np.array([10 * np.sqrt(share)])) for share in shares]

    return run


def test_the_bar_on_a_terminal_shows_the_decades_that_the_cost_has_fallen(run, monkeypatch):
    """The bar never goes back where the cost does, and never beyond its end."""
    shares = [1.0, 0.1, 0.5, 0.001, 10 ** -3.5, 1e-4, 1e-6]
    monkeypatch.setattr(sys, "stderr", Terminal())
    with progress.Course(4.0, True) as course:
        np.testing.assert_allclose(run(course, shares), np.log(np.array(shares) / 1e-4), atol=1e-12)
    shown = [float(decades) for decades in re.findall(r"([0-9.]+)/4\.0 ", sys.stderr.getvalue())]
    assert shown == [0, 0, 1, 1, 3, 3.5, 4, 4] and sys.stderr.getvalue().endswith("\r")      # and takes itself away


def test_lines_where_there_is_no_terminal(run, capsys, monkeypatch):
    monkeypatch.setattr(progress, "SECONDS", 0)
    with progress.Course(4.0, True) as course:
        run(course, [0.1, 0.001])
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition("the cost")[2] for line in lines] == [" has fallen by 1.0 of 4.0 decades, at this rate 0 s more", " has fallen by 3.0 of 4.0 decades, at this rate 0 s more"]
    assert course.sentence(60) == "after 60 s and 1 steps the cost has fallen by 3.0 of 4.0 decades, at this rate 20 s more"


def test_no_time_left_is_promised_where_the_cost_need_not_fall():
    course = progress.Course(4.0, False)
    course.update(2)
    assert course.sentence(60) == "after 60 s and 0 steps the cost has fallen by 2.0 of 4.0 decades"


def test_a_phase_says_that_it_still_runs(capsys, monkeypatch):
    monkeypatch.setattr(progress, "SECONDS", 0.01)
    with progress.phase("a decomposition"):
        time.sleep(0.2)
    assert "a decomposition: 0 s\n" in capsys.readouterr().err


@pytest.mark.parametrize("seconds, text", [(0.0123, "0.012 s"), (9.4, "9.4 s"), (100, "100 s"), (130, "2 min"), (7300, "2 h")])
def test_durations(seconds, text):
    assert fitting.duration(seconds) == text
