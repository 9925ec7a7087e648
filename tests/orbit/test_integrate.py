"""Flows as flows: what holds for every orbit, whatever the problem."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow.flows import pseudo_inverse

SMOOTH = af.examples.two_factor(1.1, 0.9)                              # exact, and lives for ever


def error(rtol, clock="s", example=SMOOTH, until=2.0):
    orbit = af.integrate(af.AdaptedFlow(example.problem), example.theta0, until=until, clock=clock, rtol=rtol)
    return np.linalg.norm(orbit.theta[-1] - example.exact(until)), len(orbit.s) - 1


@pytest.mark.parametrize("clock", ["s", "segment"])
def test_zero_time_is_the_start(clock, survivor):
    p, theta0 = survivor
    orbit = af.integrate(af.AdaptedFlow(p), theta0, until=0, clock=clock)
    assert (orbit.status, orbit.s.tolist(), len(orbit.theta)) == ("reached", [0.0], 1)
    np.testing.assert_array_equal(orbit.theta[0], theta0)
    np.testing.assert_array_equal(orbit(0), theta0)
    with_stop = af.integrate(af.AdaptedFlow(p), theta0, until=0, clock=clock, stop=af.CostBelow(1e-9))
    assert with_stop.status == "time_limit" and "before the stop" in with_stop.message


@pytest.mark.parametrize("flow", [af.AdaptedFlow, af.RankLossFlow, af.StandardFlow])
def test_restart_from_the_middle_continues_the_orbit(flow, survivor):
    p, theta0 = survivor
    once = af.integrate(flow(p), theta0, until=3.0, rtol=1e-9)
    half = af.integrate(flow(p), theta0, until=1.3, rtol=1e-9)
    rest = af.integrate(flow(p), half.theta[-1], until=1.7, rtol=1e-9)
    assert once.status == half.status == rest.status == "reached"
    assert (half.s[-1], rest.s[-1]) == pytest.approx((1.3, 1.7), rel=1e-12)
    np.testing.assert_allclose(rest.theta[-1], once.theta[-1], rtol=0, atol=1e-7)


def test_restart_from_the_middle_underparametrized(underparametrized):
    p, theta0 = underparametrized
    flow = af.UnderparametrizedFlow(p)
    once = af.integrate(flow, theta0, until=8.0, rtol=1e-9)
    half = af.integrate(flow, once(3.0), until=5.0, rtol=1e-9)
    np.testing.assert_allclose(half.theta[-1], once.theta[-1], rtol=0, atol=1e-7)
    assert np.all(np.diff(once.cost) < 0)


@pytest.mark.parametrize("clock", ["s", "segment"])
@pytest.mark.parametrize("rtol, bound", [(1e-4, 1e-3), (1e-6, 1e-5), (1e-8, 1e-7), (1e-10, 1e-9), (1e-12, 1e-11)])
def test_closed_form(clock, rtol, bound):
    assert error(rtol, clock)[0] < bound


def test_error_falls_with_the_steps_like_order_eight():
    """DOP853 has order 8: over steps refined by the tolerance the log error against the log number of steps falls at 8 or
    faster (a little, where the local error estimate gives away an order)."""
    results = [error(rtol) for rtol in np.geomspace(1e-4, 1e-12, 9)]
    slope = np.polyfit(np.log([steps for _, steps in results]), np.log([e for e, _ in results]), 1)[0]
    assert -11 < slope < -7


def test_error_is_in_proportion_to_the_tolerance():
    tolerances = np.geomspace(1e-4, 1e-12, 9)
    slope = np.polyfit(np.log(tolerances), np.log([error(rtol)[0] for rtol in tolerances]), 1)[0]
    assert 0.8 < slope < 1.3


@pytest.mark.parametrize("clock", ["s", "segment"])
def test_theorem_2_1_along_an_orbit(clock, survivor):
    """(2.6) and (2.7), from outputs computed apart from the orbit; in clock s nothing makes them true by construction."""
    p, theta0 = survivor
    orbit = af.integrate(af.AdaptedFlow(p), theta0, until=30.0, clock=clock, rtol=1e-9)
    assert orbit.status == "reached"
    x0 = p.outputs(theta0)
    for theta, s in zip(orbit.theta, orbit.s):
        np.testing.assert_allclose(p.outputs(theta), p.y + np.exp(-s / 5) * (x0 - p.y), rtol=0, atol=1e-7)
    assert np.abs(orbit.segment_defect).max() < 1e-5


def test_cost_law_at_relative_cost_1e_8_with_default_tolerances(survivor):
    p, theta0 = survivor
    orbit = af.integrate(af.AdaptedFlow(p), theta0, stop=af.CostBelow(1e-8 * p.cost(theta0)))
    assert orbit.status == "reached" and np.abs(orbit.cost_defect).max() < 1e-3


def test_infinite_time_lands_on_zero_cost(survivor):
    p, theta0 = survivor
    orbit = af.integrate(af.AdaptedFlow(p), theta0, until=np.inf, clock="segment")
    assert orbit.status == "reached" and orbit.s[-1] == np.inf
    assert orbit.cost[-1] < 1e-9 * orbit.cost[0]                       # rtol 1e-6, and the cost is quadratic
    np.testing.assert_array_equal(orbit(np.inf), orbit.theta[-1])
    tight = af.integrate(af.AdaptedFlow(p), theta0, until=np.inf, clock="segment", rtol=1e-11)
    np.testing.assert_allclose(orbit.theta[-1], tight.theta[-1], rtol=0, atol=1e-4)
    assert tight.cost[-1] < 1e-18 * tight.cost[0]


def test_infinite_time_of_the_exact_example():
    orbit = af.integrate(af.AdaptedFlow(SMOOTH.problem), SMOOTH.theta0, until=np.inf, clock="segment", rtol=1e-11)
    np.testing.assert_allclose(orbit.theta[-1], SMOOTH.exact(np.inf), rtol=1e-9)


@pytest.mark.parametrize("flow", [af.AdaptedFlow, af.RankLossFlow])
def test_both_clocks_run_through_the_same_orbit(flow, survivor):
    p, theta0 = survivor
    orbits = [af.integrate(flow(p), theta0, until=12.0, clock=clock, rtol=1e-9) for clock in ("s", "segment")]
    times = np.linspace(0, 12.0, 25)
    np.testing.assert_allclose(orbits[0](times), orbits[1](times), rtol=0, atol=1e-6)
    assert [orbit.s[-1] for orbit in orbits] == pytest.approx([12.0, 12.0], rel=1e-12)


def test_both_clocks_agree_for_a_flow_that_follows_no_segment(underparametrized):
    p, theta0 = underparametrized
    one, other = (af.integrate(af.UnderparametrizedFlow(p), theta0, until=20.0, clock=clock, rtol=1e-9) for clock in ("s", "segment"))
    np.testing.assert_allclose(one.theta[-1], other.theta[-1], rtol=0, atol=1e-6)


@pytest.mark.parametrize("clock", ["s", "segment"])
def test_all_adapted_flows_have_the_same_orbit_at_K_equal_to_QN(clock):
    example = af.examples.tanh_interpolation(y=(1.0, 9.5, 13.0, 14.1))
    for flow in (af.AdaptedFlow, af.UnderparametrizedFlow, af.RankLossFlow):
        orbit = af.integrate(flow(example.problem), example.theta0, until=6.0, clock=clock, rtol=1e-10)
        np.testing.assert_allclose(orbit.theta[-1], example.exact(6.0), rtol=0, atol=1e-6)


def test_correction_makes_the_law_hold(survivor):
    p, theta0 = survivor
    for clock in ("s", "segment"):
        plain, corrected = (af.integrate(af.AdaptedFlow(p), theta0, until=15.0, clock=clock, rtol=1e-4, correct=c) for c in (False, True))
        assert plain.status == corrected.status == "reached"
        assert np.abs(corrected.segment_defect).max() < 1e-3 * np.abs(plain.segment_defect).max()
        tight = af.integrate(af.AdaptedFlow(p), theta0, until=15.0, clock=clock, rtol=1e-10)
        np.testing.assert_allclose(corrected.theta[-1], tight.theta[-1], rtol=0, atol=1e-2)


@pytest.mark.parametrize("clock", ["s", "segment"])
def test_gram_route_runs_through_the_same_orbit_and_is_recorded(clock, survivor, monkeypatch):
    p, theta0 = survivor
    dense = af.integrate(af.AdaptedFlow(p), theta0, until=8.0, clock=clock, rtol=1e-9)
    monkeypatch.setattr(pseudo_inverse, "DENSE_SIZE", 0)
    gram = af.integrate(af.AdaptedFlow(p), theta0, until=8.0, clock=clock, rtol=1e-9)
    assert set(dense.route) == {"qr"} and set(gram.route) == {"gram"}
    np.testing.assert_allclose(gram.theta[-1], dense.theta[-1], rtol=0, atol=1e-7)


def test_fall_back_of_the_gram_route_is_recorded(monkeypatch):
    """Two inputs closer than 1e-9 make cond(D)^2 too large for the Gram matrix, and QR takes over: the law still holds."""
    monkeypatch.setattr(pseudo_inverse, "DENSE_SIZE", 0)
    p = af.Problem(af.Network([2, 1]), [[1.0, 0], [0, 1], [1e-9, 1]], [[1.0], [2], [3]])
    orbit = af.integrate(af.AdaptedFlow(p), np.zeros(3), until=3.0)
    assert orbit.status == "reached" and set(orbit.route) == {"qr"}
    assert np.abs(orbit.segment_defect).max() < 1e-3


def test_equilibrium_at_the_start_and_after_convergence():
    for example, until in ((af.examples.two_factor(1.0, -1.0, -1.0), 5.0), (SMOOTH, 1e9)):   # far enough that no single step leads there
        orbit = af.integrate(af.AdaptedFlow(example.problem), example.theta0, until=until)
        assert orbit.status == "equilibrium" and "At rest" in orbit.message and "(2.4)" in orbit.message
        assert orbit.cost[-1] < 1e-20
    assert af.integrate(af.StandardFlow(SMOOTH.problem), np.zeros(2), until=5.0).status == "equilibrium"   # the saddle w = 0


def test_saddle_of_the_rank_loss_flow_is_an_equilibrium():
    orbit = af.integrate(af.RankLossFlow(SMOOTH.problem), np.zeros(2), until=5.0)
    assert orbit.status == "equilibrium" and orbit.cost[-1] == 0.5 and "(4.5)" in orbit.message


@pytest.mark.parametrize("clock", ["s", "segment"])
@pytest.mark.parametrize("steps", [1, 7])
def test_max_steps_bounds_the_orbit(clock, steps, survivor):
    p, theta0 = survivor
    orbit = af.integrate(af.AdaptedFlow(p), theta0, until=10.0, clock=clock, rtol=1e-12, max_steps=steps)
    assert (orbit.status, len(orbit.s)) == ("step_limit", steps + 1)
    assert f"Undecided after {steps} steps" in orbit.message and "max_steps" in orbit.message and "condition of D" in orbit.message
    assert orbit.end_time is None and orbit.end_exponent is None


def test_first_axis_of_every_record_is_time(survivor):
    p, theta0 = survivor
    orbit = af.integrate(af.AdaptedFlow(p), theta0, until=2.0)
    T = len(orbit.s)
    assert orbit.theta.shape == (T, 42) and orbit.outputs.shape == (T, 10) and len(orbit.route) == T
    assert orbit.cost.shape == orbit.sigma_min.shape == orbit.condition.shape == orbit.cost_defect.shape == orbit.segment_defect.shape == (T,)
    assert np.all(np.diff(orbit.s) > 0) and orbit.s[0] == 0 and orbit.events == ()
    for k in (0, T // 2, T - 1):
        D = p.jacobian(orbit.theta[k])
        np.testing.assert_allclose(orbit.outputs[k], p.outputs(orbit.theta[k]), rtol=1e-14)
        assert orbit.cost[k] == pytest.approx(p.cost(orbit.theta[k]), rel=1e-13)
        assert orbit.sigma_min[k] == pytest.approx(np.linalg.svd(D, compute_uv=False)[-1], rel=1e-12)
        assert np.linalg.cond(D) / 10 < orbit.condition[k] < 10 * np.linalg.cond(D)


class CountedInterrupt:
    """A network's functions that raise KeyboardInterrupt once ``calls`` outputs have been asked for."""

    def __init__(self, net, calls):
        self.net, self.left = net, calls

    def __call__(self, theta, X):
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt
        return self.net.outputs(theta, X)


@pytest.mark.parametrize("clock, calls", [("s", 3), ("s", 40), ("s", 41), ("s", 43), ("s", 60), ("segment", 2), ("segment", 3), ("segment", 9)])
def test_interrupt_carries_the_orbit_so_far(clock, calls, survivor):
    p, theta0 = survivor
    outputs = CountedInterrupt(p.model, calls)
    model = af.FunctionModel(outputs, p.model.jacobian, p.K)
    with pytest.raises(af.Interrupted, match=r"interrupted at s = .* after \d+ steps; .orbit has them") as caught:
        af.integrate(af.AdaptedFlow(af.Problem(model, p.X, p.Y)), theta0, until=30.0, clock=clock, rtol=1e-12)
    assert isinstance(caught.value, KeyboardInterrupt)
    orbit = caught.value.orbit
    whole = af.integrate(af.AdaptedFlow(p), theta0, until=30.0, clock=clock, rtol=1e-12)
    T = len(orbit.s)
    assert 1 <= T < len(whole.s)
    np.testing.assert_allclose(orbit.theta, whole.theta[:T], rtol=0, atol=1e-9)
    if T > 1 and clock == "s" and calls > 50:
        outputs.left = 1000
        np.testing.assert_allclose(orbit(orbit.s[-1] / 2), whole(orbit.s[-1] / 2), rtol=0, atol=1e-9)


P = SMOOTH.problem
FLOW, START = af.AdaptedFlow(P), np.array([1.1, 0.9])


@pytest.mark.parametrize("arguments, error, words", [
    ((FLOW, START), ValueError, r"expected at least one of until=time and stop=af.CostBelow\(eps\), got neither"),
    ((FLOW, START, -1), ValueError, "until: expected a finite number >= 0, got -1.*clock='segment'"),
    ((FLOW, START, np.nan), ValueError, "until: expected a finite number >= 0, got nan"),
    ((FLOW, START, np.inf), ValueError, "until: expected a finite number >= 0, got inf. Infinite time needs clock='segment' and AdaptedFlow"),
    ((FLOW, START, "1"), TypeError, "until: expected a real number, got '1'"),
    ((FLOW, START, True), TypeError, "until: expected a real number, got True"),
    ((FLOW, START, None, 1e-3), TypeError, r"stop: expected af.CostBelow\(eps\) or af.GradientBelow\(tol\), got 0.001"),
    ((FLOW, START, None, af.CostBelow), TypeError, "stop: expected af.CostBelow.*, got <class"),
    ((FLOW, START, 1, None, "t"), ValueError, "clock: expected 's' or 'segment', got 't'"),
    ((af.StandardFlow(P), START, 1, None, "segment"), ValueError, "clock: expected 's' for StandardFlow, got 'segment'"),
    ((af.RankLossFlow(P), START, np.inf, None, "segment"), ValueError, "until: expected a finite number >= 0, got inf"),
    ((FLOW, START, 1, None, "s", 0), ValueError, "rtol: expected a finite number >= 1e-13, got 0"),
    ((FLOW, START, 1, None, "s", np.nan), ValueError, "rtol: expected a finite number >= 1e-13, got nan"),
    ((FLOW, START, 1, None, "s", 1e-6, -1), ValueError, "atol: expected a finite number >= 0, got -1"),
    ((FLOW, START, 1, None, "s", 1e-6, "a"), TypeError, "atol: expected a real number, got 'a'"),
    ((af.RankLossFlow(P), START, 1, None, "s", 1e-6, None, True), ValueError, "correct: expected AdaptedFlow, got RankLossFlow"),
    ((FLOW, START, 1, None, "s", 1e-6, None, False, 0), ValueError, "max_steps: expected a whole number >= 1, got 0"),
    ((FLOW, START, 1, None, "s", 1e-6, None, False, 1e3), TypeError, "max_steps: expected a whole number, got 1000.0"),
    ((FLOW, [1.1], 1), ValueError, r"theta0: expected shape \(2,\), got \(1,\)\. net.init\(seed\)"),
    ((FLOW, [1.1, np.nan], 1), ValueError, "theta0: expected finite numbers, got nan"),
    ((FLOW, [1.1, 1j], 1), TypeError, "theta0: expected real numbers .*, got dtype complex128"),
    ((FLOW, [True, True], 1), TypeError, "theta0: expected real numbers .*, got dtype bool"),
    ((FLOW, None, 1), TypeError, "theta0: expected real numbers .*, got dtype object"),
    ((P, START, 1), TypeError, "flow: expected"),
    ((None, START, 1), TypeError, "flow: expected"),
    ((af.AdaptedFlow, START, 1), TypeError, "flow: expected"),
    ((af.ComparisonFlow([[1.0]]), [0.5], 1), TypeError, "flow: expected"),
])
def test_malformed_arguments_are_refused(arguments, error, words):
    with pytest.raises(error, match=words):
        af.integrate(*arguments)


@pytest.mark.parametrize("correct", ["no", 1, None])
def test_correct_is_true_or_false(correct):
    with pytest.raises(TypeError, match="correct: expected True or False, got"):
        af.integrate(FLOW, START, until=1, correct=correct)


def test_a_deficient_start_is_refused():
    with pytest.raises(af.RankLossError, match="cannot tell whether .* has full rank"):
        af.integrate(FLOW, [0.0, 0.0], until=1)


def test_the_default_of_atol_is_a_thousandth_of_rtol_on_the_scale_of_theta(survivor):
    p, theta0 = survivor
    large = 20 * theta0
    scale = np.sqrt(1 + np.mean(large ** 2))
    for options in ({}, {"rtol": 1e-4}):
        given = af.integrate(af.AdaptedFlow(p), large, until=1.0, atol=1e-3 * options.get("rtol", 1e-6) * scale, **options)
        assert np.array_equal(given.theta, af.integrate(af.AdaptedFlow(p), large, until=1.0, **options).theta)
    assert scale > 3
