"""The course of an integration: what a step is taken up to, and what ends it where no further step can be had."""

import dataclasses

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow.orbit.clock import PaperTime, SegmentTime
from adaptedflow.orbit.ends import Kinks, TimeLimit
from adaptedflow.orbit.field import Field
from adaptedflow.orbit.node import Step
from adaptedflow.orbit.run import Run
from adaptedflow.orbit.stepper import Stepper

EXAMPLE = af.examples.two_factor()                                     # loses rank at log 2
FLOW = af.AdaptedFlow(EXAMPLE.problem)


def breaking(monkeypatch, owner, method, number, instead):
    """Let the call ``number`` of ``owner.method`` be ``instead()``."""
    right, calls = getattr(owner, method), []

    def broken(self, *args):
        calls.append(1)
        return instead() if len(calls) == number else right(self, *args)
    monkeypatch.setattr(owner, method, broken)


def deficient():
    raise af.RankLossError("deficient", 0.0, 1.0)


@pytest.mark.parametrize("clock", ["s", "segment"])
@pytest.mark.parametrize("owner, method, instead, words", [(Stepper, "step", lambda: None, "No shorter step can be had"), (Run, "_accept", deficient, "No shorter step can be had")])
def test_where_no_further_step_can_be_had_the_steps_before_decide(owner, method, instead, words, clock, monkeypatch):
    """Three steps before a breakdown would be called, its law is plain enough; at the fifth step nothing is."""
    whole = len(af.integrate(FLOW, EXAMPLE.theta0, until=20.0, clock=clock).s) - 1
    for number, status in ((whole - 3, "rank_loss"), (5, "step_limit")):
        with monkeypatch.context() as patched:
            breaking(patched, owner, method, number + (owner is Run), instead)     # the start is accepted first
            orbit = af.integrate(FLOW, EXAMPLE.theta0, until=20.0, clock=clock)
        assert (orbit.status, len(orbit.s)) == (status, number), orbit.message
        assert len(orbit._pieces) == number - 1
        if status == "rank_loss":
            assert orbit.end_time == pytest.approx(np.log(2), rel=1e-6)
        else:
            assert words in orbit.message


def test_a_stop_that_is_met_exactly_at_the_start_is_met():
    orbit = af.integrate(FLOW, EXAMPLE.theta0, stop=af.CostBelow(EXAMPLE.problem.cost(EXAMPLE.theta0)))
    assert (orbit.status, orbit.s.tolist()) == ("reached", [0.0])


def test_the_norm_of_D_that_a_run_remembers_is_the_largest(survivor):
    p, theta0 = survivor
    run = Run(af.AdaptedFlow(p), theta0, "s", 1e-6, 1e-9, False, 10.0, None, 1000)
    run.advance()
    norms = [node.norm for node in run.nodes]
    assert run.field.norm == max(norms) > min(norms)
    assert norms[0] == pytest.approx(np.linalg.norm(p.jacobian(theta0)), rel=1e-12)


def test_a_step_that_would_end_the_segment_beside_y_is_taken_to_nine_tenths(survivor):
    p, theta0 = survivor
    flow = af.AdaptedFlow(p)
    clock = SegmentTime(flow, p.outputs(theta0))
    start = Field(flow, clock).node(0.0, theta0, 0.0)
    moved = 0.1 * np.cos(np.arange(p.K))                               # not at y, wherever

    def piece(tau):                                                    # the clock shows 1 at tau = 0.8
        return np.append(theta0 + tau * moved, 1.25 * tau)
    piece.t_min, piece.t_max = 0.0, 1.0
    step = Step(start, 1.0, theta0 + moved, 1.25, lambda: piece)
    cut = TimeLimit(p, clock, np.inf, "reached").cut(step)
    assert (cut.tau, cut.time, cut.end, cut.whole) == (pytest.approx(0.72, rel=1e-12), pytest.approx(0.9, rel=1e-12), None, step)
    np.testing.assert_allclose(cut.theta, theta0 + 0.72 * moved, rtol=1e-12)
    half = TimeLimit(p, clock, clock.to_s(0.5), "reached").cut(step)   # before the end of the segment nothing has to be at y
    assert (half.tau, half.time, half.end.status) == (pytest.approx(0.4, rel=1e-12), 0.5, "reached")


def test_a_rank_lost_by_a_jump_ahead_has_the_error_of_the_look_ahead():
    p = af.Problem(af.Network([1, 1, 1], "relu", bias=False), [[1.0]], [[-1.0]])
    flow = af.AdaptedFlow(p)

    def seen_from(theta):
        field = Field(flow, PaperTime(flow, p.outputs(theta)))
        return Kinks(field).beyond([dataclasses.replace(field.node(0.0, theta, 0.0), time=3.0)])
    found = seen_from(np.array([1e-10, 1.4])).breakdown
    assert (found.kind, found.time, found.exponent) == ("rank_loss", 3.0, 0.0)
    assert found.error == pytest.approx(3e-9, rel=1e-12, abs=0)
    assert seen_from(np.array([0.5, 1.4])) is None
