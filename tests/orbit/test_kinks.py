import numpy as np
import pytest

import adaptedflow as af
from adaptedflow.orbit.clock import PaperTime, SegmentTime
from adaptedflow.orbit.kinks import crossings


def one_unit(target):
    """``w2 relu(w1 x + b1) + b2`` on the one sample x = 1, from an output of 1.1."""
    p = af.Problem(af.Network([1, 1, 1], "relu"), [[1.0]], [[target]])
    return p, np.array([0.5, 0.5, 1.0, 0.1])


@pytest.mark.parametrize("clock", ["s", "segment"])
def test_a_unit_that_dies_is_recorded_and_the_orbit_goes_on(clock):
    """Beyond the kink only the output bias moves: ``D = (0, 0, 0, 1)``, rank 1 = QN, and (2.7) goes on holding."""
    p, theta0 = one_unit(-3.0)
    orbit = af.integrate(af.AdaptedFlow(p), theta0, until=3.0, clock=clock, rtol=1e-9)
    assert orbit.status == "reached"
    (kink,) = orbit.events
    assert (kink.layer, kink.unit, kink.sample, kink.direction, kink.attracting) == (1, 1, 1, -1, False)
    w1, b1, _, _ = orbit(kink.s)
    assert abs(w1 + b1) < 1e-8 and 0 < kink.s < 3
    after = orbit.s > kink.s
    assert after.any() and np.ptp(orbit.theta[after][:, :3], axis=0) == pytest.approx(0, abs=1e-7)   # the dead unit stays where it is
    assert orbit.theta[-1, 3] == pytest.approx(-3 + 4.1 * np.exp(-3.0), abs=1e-6)
    assert np.abs(orbit.segment_defect).max() < 1e-6


def test_no_kink_is_recorded_where_none_is_met():
    p, theta0 = one_unit(3.0)
    assert af.integrate(af.AdaptedFlow(p), theta0, until=3.0).events == ()
    for activation in ("tanh", af.mollified_relu(0.5)):
        smooth = af.Problem(af.Network([1, 1, 1], activation), p.X, [[-3.0]])
        assert af.integrate(af.AdaptedFlow(smooth), theta0, until=3.0).events == ()


def preactivation(p, theta, kink):
    return p.model.preactivations(theta, p.X)[kink.layer - 1][kink.sample - 1, kink.unit - 1]


def orbits():
    for seed in range(9):
        net, rng = af.Network([2, 5, 3, 1], "relu"), np.random.default_rng(seed)
        p = af.Problem(net, rng.normal(size=(4, 2)), rng.normal(size=(4, 1)))
        theta0 = net.init(rng)
        if af.numerical_rank(p.jacobian(theta0)).rank == 4:
            yield p, theta0


def test_crossings_are_located_and_have_their_direction():
    seen = set()
    for p, theta0 in orbits():
        orbit = af.integrate(af.AdaptedFlow(p), theta0, until=np.inf, clock="segment", rtol=1e-9)
        assert [kink.s for kink in orbit.events] == sorted(kink.s for kink in orbit.events)
        for kink in orbit.events:
            assert abs(preactivation(p, orbit(kink.s), kink)) < 1e-6 * (1 + np.linalg.norm(orbit(kink.s)))
            before = max(orbit.s[orbit.s < kink.s])
            assert preactivation(p, orbit(before), kink) * kink.direction < 1e-9
            if not kink.attracting:
                seen.add((kink.layer, kink.direction))
        assert all(not kink.attracting for kink in orbit.events[:-1])
        assert (orbit.status == "kink") == bool(orbit.events and orbit.events[-1].attracting)
    assert {layer for layer, _ in seen} == {1, 2} and {direction for _, direction in seen} == {1, -1}


def test_an_attracting_kink_ends_the_orbit_and_both_sides_lead_to_it():
    found = 0
    for p, theta0 in orbits():
        orbit = af.integrate(af.AdaptedFlow(p), theta0, until=20.0, rtol=1e-9)
        if orbit.status != "kink":
            continue
        found += 1
        kink, theta = orbit.events[-1], orbit.theta[-1]
        assert kink.s == pytest.approx(orbit.s[-1], rel=1e-9)
        assert f"layer {kink.layer}, unit {kink.unit}, sample {kink.sample}" in orbit.message and "af.mollified_relu" in orbit.message
        normal = np.array([np.imag(preactivation(p, theta + 1e-30j * e, kink)) / 1e-30 for e in np.eye(p.K)])
        for side in (-1, 1):                                           # the velocity on each side has the opposite sign
            beside = theta + side * 1e-6 * normal / (normal @ normal) * (1 + np.linalg.norm(theta))
            assert side * (normal @ af.AdaptedFlow(p).velocity(beside)) < 0
    assert found >= 2


@pytest.mark.parametrize("clock", ["s", "segment"])
def test_a_kink_beyond_which_D_has_no_rank_is_a_rank_loss(clock):
    """Without biases ``w2 relu(w1)`` has D = 0 once the unit is dead. Before, D has condition one and the speed stays finite: the
    rank is lost by a jump, where x = -1 + (x0 + 1) e^-s is zero."""
    p = af.Problem(af.Network([1, 1, 1], "relu", bias=False), [[1.0]], [[-1.0]])
    orbit = af.integrate(af.AdaptedFlow(p), [0.5, 1.5], until=20.0, clock=clock)
    assert orbit.s[-1] == pytest.approx(np.log(1.75), rel=1e-5)
    np.testing.assert_allclose(orbit.theta[-1], [0, np.sqrt(2)], rtol=0, atol=1e-4)
    assert orbit.status == "rank_loss" and "Allow more steps" not in orbit.message
    assert orbit.end_time == pytest.approx(np.log(1.75), rel=1e-5)


def straight(before, after, start=0.4, length=0.1):
    """A piece of orbit on which theta and the clock are linear."""
    def piece(tau):
        return np.append(before + tau * (after - before), start + length * tau)
    piece.t_min, piece.t_max = 0.0, 1.0
    return piece


@pytest.mark.parametrize("make, kind", [(PaperTime, af.StandardFlow), (SegmentTime, af.RankLossFlow)])
def test_an_attracting_kink_is_one_to_which_the_velocity_beyond_leads_back(make, kind):
    """In any layer; here along straight pieces, and the rate of the pre-activation by a difference."""
    seen = set()
    for seed in range(40):
        net, rng = af.Network([2, 3, 3, 3, 1], "relu"), np.random.default_rng(seed)
        p = af.Problem(net, rng.normal(size=(4, 2)), rng.normal(size=(4, 1)))
        before, after = net.init(rng, scale=2), net.init(rng, scale=2)
        clock = make(kind(p), p.outputs(before))
        for state, kink in crossings(p, clock, lambda: straight(before, after), before, after, 1.0):
            theta, h = state[:-1], 1e-7
            normal = np.array([np.imag(preactivation(p, theta + 1e-30j * e, kink)) / 1e-30 for e in np.eye(p.K)])
            beyond = theta + 1e-5 * kink.direction * normal / np.linalg.norm(normal)
            velocity = kind(p).velocity(beyond)
            step = h * velocity / np.linalg.norm(velocity)
            rate = (preactivation(p, beyond + step, kink) - preactivation(p, beyond - step, kink)) / (2 * h)
            if abs(rate) > 1e-3:
                assert kink.attracting == (rate * kink.direction < 0)
                seen.add((kink.layer, kink.attracting))
    assert seen == {(layer, attracting) for layer in (1, 2, 3) for attracting in (False, True)}


def test_a_kink_need_not_be_at_zero():
    """``relu(u - 1)`` with one more on the bias is ReLU."""
    shifted = af.Activation("shifted", lambda u: np.where(u.real > 1, u - 1, 0), lambda u: np.where(u.real > 1, 1.0, 0.0), np.zeros_like, (1.0,))
    p, theta0 = one_unit(-3.0)
    other = af.Problem(af.Network([1, 1, 1], shifted), p.X, p.Y)
    (kink,) = af.integrate(af.AdaptedFlow(p), theta0, until=3.0, rtol=1e-9).events
    orbit = af.integrate(af.AdaptedFlow(other), theta0 + [0, 1, 0, 0], until=3.0, rtol=1e-9)
    (same,) = orbit.events
    assert (same.layer, same.direction, same.attracting) == (1, -1, False) and same.s == pytest.approx(kink.s, rel=1e-7)
    assert preactivation(other, orbit(same.s), same) == pytest.approx(1.0, abs=1e-8)
    before, after = np.array([0.9, 0.4, 1.0, 0.1]), np.array([0.3, 0.2, 1.1, 0.3])     # w1 + b1 from 1.3 to 0.5
    ((state, found),) = crossings(other, PaperTime(af.StandardFlow(other), other.y), lambda: straight(before, after), before, after, 1.0)
    np.testing.assert_allclose(state[:-1], before + 3 / 8 * (after - before), rtol=1e-12)
    assert found.direction == -1


@pytest.mark.parametrize("make", [PaperTime, SegmentTime])
def test_a_step_across_such_a_kink_is_said_to_lead_where_D_is_deficient(make):
    p = af.Problem(af.Network([1, 1, 1], "relu", bias=False), [[1.0]], [[-1.0]])
    before, after = np.array([0.2, 1.4]), np.array([-0.1, 1.4])

    clock = make(af.AdaptedFlow(p), p.outputs(before))
    ((state, kink),) = crossings(p, clock, lambda: straight(before, after), before, after, 1.0)
    np.testing.assert_allclose(state, [0.0, 1.4, 0.4 + 0.2 / 3], rtol=0, atol=1e-12)
    assert (kink.direction, kink.attracting, kink.deficient, kink.ends) == (-1, False, True, True)
    assert kink.s == pytest.approx(clock.to_s(0.4 + 0.2 / 3), rel=1e-12)


@pytest.mark.parametrize("clock", ["s", "segment"])
@pytest.mark.parametrize("seed", [6, 19, 25, 28])
def test_samples_that_die_on_the_way_raise_nothing(seed, clock):
    """Section 2.1.2: with two dead samples rank D < QN. Deficiency met on the way is the end of an orbit, not an exception."""
    net, rng = af.Network([2, 3, 1], "relu"), np.random.default_rng(seed)
    p = af.Problem(net, rng.normal(size=(5, 2)), rng.normal(size=(5, 1)))
    theta0 = net.init(rng)
    for correct in (False, True):
        orbit = af.integrate(af.AdaptedFlow(p), theta0, until=60.0, clock=clock, correct=correct)
        assert orbit.status in ("reached", "rank_loss", "kink", "step_limit", "blow_up")


@pytest.mark.parametrize("rtol", [1e-8, 1e-2])
def test_standard_flow_records_kinks_too(rtol):
    """At the kink itself, and not where the step over it ends."""
    p, theta0 = one_unit(-3.0)
    orbit = af.integrate(af.StandardFlow(p), theta0, until=10.0, rtol=rtol)
    (kink,) = orbit.events
    assert kink.direction == -1 and orbit.status == "reached"
    assert abs(preactivation(p, orbit(kink.s), kink)) < 1e-12


def test_a_unit_without_inputs_and_bias_meets_no_kink_of_its_own():
    """``w3 relu(w2 relu(w1))``: where w1 passes zero, the second unit falls silent with the first, and nothing of its own can move it."""
    p = af.Problem(af.Network([1, 1, 1, 1], "relu", bias=False), [[1.0]], [[-1.0]])
    orbit = af.integrate(af.StandardFlow(p), [0.1, 1.0, 1.2], until=10.0)
    (kink,) = orbit.events
    assert (orbit.status, kink.layer, kink.direction) == ("equilibrium", 1, -1)
    assert orbit.theta[-1, 0] < 0 and orbit.theta[-1, 1:] == pytest.approx(orbit(kink.s)[1:], rel=1e-5)
