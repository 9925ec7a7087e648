"""How far an integration is, and when it says how long it takes."""

import sys

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow.orbit import progress
from adaptedflow.orbit.run import Run


class Clock:
    """A clock that shows a second more each time."""

    now = 0.0

    @classmethod
    def monotonic(cls):
        cls.now += 1.0
        return cls.now


def seen(monkeypatch, flow, theta0, **options):
    found = []
    with monkeypatch.context() as patched:
        patched.setattr(progress, "time", Clock)
        orbit = af.integrate(flow, theta0, **options, progress=found.append)
    return found, orbit


def test_progress_is_told_before_each_step(survivor, monkeypatch):
    p, theta0 = survivor
    found, orbit = seen(monkeypatch, af.AdaptedFlow(p), theta0, until=8.0)
    assert [each.steps for each in found] == list(range(len(orbit.s) - 1))
    np.testing.assert_allclose([each.s for each in found], orbit.s[:-1], rtol=1e-14)
    np.testing.assert_allclose([each.cost for each in found], orbit.cost[:-1], rtol=1e-14)
    np.testing.assert_allclose([each.share for each in found], orbit.s[:-1] / 8, rtol=1e-14)
    assert [each.seconds for each in found] == list(range(1, len(orbit.s)))
    assert all(each.left is None for each in found[:6])                # too early to say
    said = [(each.left, len(orbit.s) - 1 - each.steps) for each in found if each.left is not None]
    assert said and all(remaining / 2 < left < 6 * remaining for left, remaining in said)            # a second each


def test_the_end_that_is_known_beforehand(survivor, monkeypatch):
    """The stopping time (2.41) along the adapted flow; ``until`` otherwise, and infinity in the segment clock, which is at 1 there."""
    p, theta0 = survivor
    flow, eps = af.AdaptedFlow(p), 1e-4 * p.cost(theta0)
    end = p.N / 2 * np.log(1e4)
    for clock, seen_at in (("s", lambda s: s / end), ("segment", lambda s: np.expm1(-s / p.N) / np.expm1(-end / p.N))):
        found, orbit = seen(monkeypatch, flow, theta0, stop=af.CostBelow(eps), clock=clock)
        np.testing.assert_allclose([each.share for each in found], seen_at(orbit.s[:-1]), rtol=1e-9)
    found, orbit = seen(monkeypatch, flow, theta0, until=np.inf, clock="segment")
    np.testing.assert_allclose([each.share for each in found], -np.expm1(-orbit.s[:-1] / p.N), rtol=1e-9)


def test_no_end_is_promised_where_none_is_known(survivor, underparametrized, monkeypatch):
    p, theta0 = survivor
    cases = [(af.AdaptedFlow(p), theta0, dict(stop=af.GradientBelow(1e-3))), (af.StandardFlow(p), theta0, dict(stop=af.CostBelow(0.3 * p.cost(theta0)))),
             (af.RankLossFlow(p), theta0, dict(stop=af.CostBelow(0.1 * p.cost(theta0))))]
    for flow, start, options in cases:
        found, _ = seen(monkeypatch, flow, start, **options)
        assert found and all(each.share is None and each.left is None for each in found)


@pytest.mark.parametrize("clock", ["s", "segment"])
def test_the_way_that_is_left_where_the_velocity_is_known(clock):
    """``x = theta_1``: the velocity of theta is (x - y) / N, falling as exp(-s / N), beside a theta of length 30 or so."""
    p = af.Problem(af.Network([2, 1], "identity", bias=False), [[1.0, 0.0], [0.0, 1.0]], [[5.0], [30.0]])
    run = Run(af.AdaptedFlow(p), np.array([-5.0, 30.0]), clock, 1e-6, 1e-9, False, 12.0, None, 1000)
    run.advance()
    for node in run.nodes:
        assert progress._rest(run.flow, node, run.limit.time) == pytest.approx(run.nodes[-1].tau - node.tau, rel=0.01, abs=1e-9)


def test_nothing_is_said_while_what_is_foretold_changes(survivor, monkeypatch):
    p, theta0 = survivor
    monkeypatch.setattr(progress, "STEADY", 1.0)
    assert all(each.left is None for each in seen(monkeypatch, af.AdaptedFlow(p), theta0, until=8.0)[0])


def test_words_say_no_more_than_is_known():
    assert progress.in_words(af.Progress(3.25, 40, 0.0125, 12.0, None, None)) == "s = 3.25, cost 0.0125, 40 steps in 12 s"
    assert progress.in_words(af.Progress(3.25, 40, 0.0125, 12.0, 0.3, 150.0)).endswith("40 steps in 12 s, 2 min left at this rate")


def test_a_bar_on_a_terminal_and_nowhere_else(survivor, capsys, monkeypatch):
    p, theta0 = survivor
    af.integrate(af.AdaptedFlow(p), theta0, until=2.0, progress=True)
    assert capsys.readouterr() == ("", "")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    af.integrate(af.AdaptedFlow(p), theta0, until=2.0, progress=True)
    assert "orbit: " in (said := capsys.readouterr().err) and "s = 0, cost" in said and said.endswith("\r")
    with pytest.raises(TypeError, match="progress: expected True, False, or a function"):
        af.integrate(af.AdaptedFlow(p), theta0, until=2.0, progress="yes")
