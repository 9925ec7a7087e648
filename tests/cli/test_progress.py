"""What a long computation says while it runs."""

import io
import re
import sys
import time

import pytest

import adaptedflow as af
from adaptedflow.cli import fitting, progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def told(course, shares):
    """Tell ``course`` of steps at which the cost is these shares of 50."""
    for steps, share in enumerate(shares):
        course(af.Progress(float(steps), steps, 50 * share, 60.0, share, 20.0))


def test_the_bar_on_a_terminal_shows_the_decades_that_the_cost_has_fallen(monkeypatch):
    """The bar never goes back where the cost does, and never beyond its end."""
    monkeypatch.setattr(sys, "stderr", Terminal())
    with progress.Course(50.0, 1e-4, True) as course:
        told(course, [1.0, 0.1, 0.5, 0.001, 10 ** -3.5, 1e-4, 0.0])
    shown = [float(decades) for decades in re.findall(r"fallen by ([0-9.]+) of 4\.0", sys.stderr.getvalue())]
    assert shown == [0, 1, 1, 3, 3.5, 4, 4] and sys.stderr.getvalue().endswith("\r")         # and takes itself away


def test_lines_where_there_is_no_terminal(capsys, monkeypatch):
    monkeypatch.setattr(progress, "SECONDS", 0)
    with progress.Course(50.0, 1e-4, True) as course:
        told(course, [0.1, 0.001])
    assert capsys.readouterr().err.splitlines() == [f"after 60 s and {steps} steps the cost has fallen by {fallen} of 4.0 decades, at this rate 20 s more"
                                                    for steps, fallen in enumerate(("1.0", "3.0"))]


def test_where_the_cost_need_not_fall_the_time_left_is_the_most_it_can_be():
    course = progress.Course(50.0, 1e-4, False)
    assert course.sentence(af.Progress(1.0, 3, 0.5, 60.0, 0.5, 30.0)).endswith("decades, at this rate at most 30 s more")
    assert course.sentence(af.Progress(1.0, 3, 0.5, 60.0, 0.5, None)).endswith("decades")


def test_an_orbit_that_goes_on_says_from_where(capsys):
    with progress.Course(50.0, 1e-4, True) as course:
        course(af.Progress(2.5, 7, 0.5, 0.1, 0.2, None))
        course(af.Progress(2.6, 8, 0.5, 0.1, 0.2, None))
    assert capsys.readouterr().err == "going on from s = 2.5, after 7 steps\n"


def test_a_phase_says_that_it_still_runs(capsys, monkeypatch):
    monkeypatch.setattr(progress, "SECONDS", 0.01)
    with progress.phase("a decomposition"):
        time.sleep(0.2)
    assert "a decomposition: 0 s\n" in capsys.readouterr().err


@pytest.mark.parametrize("seconds, text", [(0.0123, "0.012 s"), (9.4, "9.4 s"), (100, "100 s"), (130, "2 min"), (7300, "2 h")])
def test_durations(seconds, text):
    assert fitting.duration(seconds) == text
