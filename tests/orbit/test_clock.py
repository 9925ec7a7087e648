import numpy as np
import pytest

import adaptedflow as af
from adaptedflow.flows import pseudo_inverse
from adaptedflow.flows.stages import Stages
from adaptedflow.orbit.clock import AIM, PaperTime, SegmentTime


def test_the_clocks_are_one_map_and_its_inverse(survivor):
    p, theta0 = survivor
    clock = SegmentTime(af.AdaptedFlow(p), p.outputs(theta0))
    assert clock.from_s(5 * np.log(2)) == pytest.approx(0.5, rel=1e-15)           # t = 1 - exp(-s / N), N = 5
    for s in (0.0, 1e-12, 0.3, 7.0, 40.0):
        assert clock.to_s(clock.from_s(s)) == pytest.approx(s, rel=1e-10, abs=0)
    assert clock.from_s(np.inf) == 1 and clock.to_s(1.0) == np.inf
    assert PaperTime(af.AdaptedFlow(p), p.outputs(theta0)).from_s(3.0) == 3.0


@pytest.mark.parametrize("flow", [af.AdaptedFlow, af.RankLossFlow])
def test_segment_velocity_is_the_velocity_of_the_flow_in_t(flow, survivor):
    """On the segment, ``dtheta/dt = theta' ds/dt`` with ``ds/dt = N / (1 - t)``."""
    p, theta0 = survivor
    orbit = af.integrate(af.AdaptedFlow(p), theta0, until=4.0, rtol=1e-12)
    clock = SegmentTime(flow(p), p.outputs(theta0))
    t = clock.from_s(4.0)
    expected = flow(p).velocity(orbit.theta[-1]) * p.N / (1 - t)
    np.testing.assert_allclose(clock.velocity(orbit.theta[-1], t, 0.0).vector, expected, rtol=0, atol=1e-9 * np.linalg.norm(expected))


@pytest.mark.parametrize("flow, make, start", [
    (af.StandardFlow, PaperTime, "survivor"), (af.AdaptedFlow, PaperTime, "survivor"), (af.AdaptedFlow, SegmentTime, "survivor"),
    (af.UnderparametrizedFlow, PaperTime, "underparametrized"), (af.UnderparametrizedFlow, SegmentTime, "underparametrized")])
def test_velocity_jacobian_is_the_derivative_of_the_velocity(flow, make, start, request):
    p, theta0 = request.getfixturevalue(start)
    clock, h = make(flow(p), p.outputs(theta0)), 1e-5
    theta = theta0 + 0.1 * np.sin(np.arange(p.K))
    difference = np.array([(clock.velocity(theta + h * e, 0.3, 0.0).vector - clock.velocity(theta - h * e, 0.3, 0.0).vector) / (2 * h) for e in np.eye(p.K)]).T
    got = clock.velocity_jacobian(theta, 0.3)
    np.testing.assert_allclose(got, difference, rtol=0, atol=1e-7 * np.abs(got).max())


def test_the_segment_aims_anew_where_outputs_have_strayed_and_only_there(survivor):
    p, theta0 = survivor
    x0, t = p.outputs(theta0), 0.75
    clock = SegmentTime(af.AdaptedFlow(p), x0)
    on = x0 + t * (p.y - x0)
    stray = np.linalg.norm(p.y - on) * np.eye(len(x0))[2]
    assert clock.aimed(on, t) is clock and clock.aimed(on + 0.5 * AIM * stray, t) is clock
    off = on + 2 * AIM * stray
    anew = clock.aimed(off, t)
    assert anew is not clock and clock.aimed(off, 1.0) is clock
    np.testing.assert_allclose(off + (1 - t) * anew.segment, p.y, rtol=1e-14)   # what is left of the time leads to y


@pytest.mark.parametrize("make", [PaperTime, SegmentTime])
def test_a_velocity_is_judged_unless_it_is_on_trial(make, survivor, monkeypatch):
    p, theta0 = survivor
    monkeypatch.setattr(pseudo_inverse, "DENSE_SIZE", 0)
    clock = make(af.AdaptedFlow(p), p.outputs(theta0))
    assert np.isfinite(clock.velocity(theta0, 0.0, 0.0).condition) and np.isnan(clock.velocity(theta0, 0.0, 0.0, Stages(1e-9)).condition)


@pytest.mark.parametrize("flow", [af.UnderparametrizedFlow, af.RankLossFlow])
def test_flows_that_follow_no_segment_look_at_the_outputs(flow, underparametrized):
    """``D^+ (y - x) / (1 - t)``, wherever the outputs are."""
    p, theta = underparametrized
    clock = SegmentTime(flow(p), p.y + 1.0)
    expected = np.linalg.pinv(p.jacobian(theta)) @ (p.y - p.outputs(theta)) / (1 - 0.75)
    np.testing.assert_allclose(clock.velocity(theta, 0.75, 0.0).vector, expected, rtol=0, atol=1e-10 * np.linalg.norm(expected))


def test_a_step_lands_on_y_where_next_to_nothing_is_left(survivor):
    """At t = 1, and relative to what was left before the step."""
    p, theta0 = survivor
    clock, unit = SegmentTime(af.AdaptedFlow(p), p.outputs(theta0)), np.eye(len(p.y))[1]
    for left in (1e-3, 1e3):
        before = p.y + left * unit
        assert clock.lands(p.y + 0.5 * AIM * left * unit, before, 1.0)
        assert not clock.lands(p.y + 2 * AIM * left * unit, before, 1.0)
        assert clock.lands(before, before, 0.99)
    assert PaperTime(af.AdaptedFlow(p), p.outputs(theta0)).lands(before, before, 1.0)
