import math

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow.orbit.events import _may_dip

EXAMPLE = af.examples.two_factor(1.1, 0.9)                             # N = 1, C(0) = (0.99 + 1)^2 / 2


@pytest.mark.parametrize("clock", ["s", "segment"])
@pytest.mark.parametrize("relative", [0.5, 1e-3, 1e-8])
def test_cost_below_is_met_to_rounding_on_the_computed_orbit(clock, relative, survivor):
    p, theta0 = survivor
    eps = relative * p.cost(theta0)
    orbit = af.integrate(af.AdaptedFlow(p), theta0, stop=af.CostBelow(eps), clock=clock)
    assert orbit.status == "reached" and "Reached" in orbit.message
    # the cost's own rounding: residuals of relative size sqrt(relative) are differences of numbers of order one
    assert orbit.cost[-1] == pytest.approx(eps, rel=1e-12 / math.sqrt(relative))
    assert np.all(orbit.cost[:-1] > eps)


@pytest.mark.parametrize("relative", [1e-1, 1e-4, 1e-8])
def test_stopping_time_of_theorem_2_2_is_met(relative, survivor):
    """(2.41) before the run, the event on the computed cost in clock s after it."""
    p, theta0 = survivor
    eps = relative * p.cost(theta0)
    predicted = af.stopping_time(p.cost(theta0), eps, p.N)
    observed = af.integrate(af.AdaptedFlow(p), theta0, stop=af.CostBelow(eps), rtol=1e-10).s[-1]
    assert observed == pytest.approx(predicted, rel=1e-6)


def test_stop_is_the_first_time_and_until_may_come_before_it():
    flow = af.AdaptedFlow(EXAMPLE.problem)
    eps = 0.1
    expected = math.log((1.1 * 0.9 + 1) ** 2 / 2 / eps) / 2
    assert af.integrate(flow, EXAMPLE.theta0, until=50, stop=af.CostBelow(eps), rtol=1e-10).s[-1] == pytest.approx(expected, rel=1e-8)
    early = af.integrate(flow, EXAMPLE.theta0, until=expected - 0.01, stop=af.CostBelow(eps))
    assert early.status == "time_limit" and early.s[-1] == pytest.approx(expected - 0.01, rel=1e-12)
    late = af.integrate(flow, EXAMPLE.theta0, until=expected + 0.01, stop=af.CostBelow(eps))
    assert late.status == "reached" and late.s[-1] == pytest.approx(expected, rel=1e-5)


def test_stop_met_at_the_start():
    orbit = af.integrate(af.AdaptedFlow(EXAMPLE.problem), EXAMPLE.theta0, stop=af.CostBelow(10.0))
    assert (orbit.status, orbit.s.tolist()) == ("reached", [0.0])


@pytest.mark.parametrize("stop", [af.CostBelow(1e-9), af.GradientBelow(1e-9)])
def test_a_stop_is_met_where_there_is_nothing_left(stop):
    example = af.examples.two_factor(1.0, -1.0, -1.0)                  # w1 w2 = -1 = y
    assert stop.excess(example.problem, example.theta0) == -math.inf
    assert af.integrate(af.AdaptedFlow(example.problem), example.theta0, stop=stop).status == "reached"


@pytest.mark.parametrize("flow", [af.StandardFlow, af.AdaptedFlow])
def test_gradient_below_is_met(flow, survivor):
    p, theta0 = survivor
    tol = 1e-3 * np.linalg.norm(p.cost_gradient(theta0))
    orbit = af.integrate(flow(p), theta0, stop=af.GradientBelow(tol))
    assert orbit.status == "reached"
    assert np.linalg.norm(p.cost_gradient(orbit.theta[-1])) == pytest.approx(tol, rel=1e-9)
    assert all(np.linalg.norm(p.cost_gradient(theta)) > tol for theta in orbit.theta[:-1])


def test_stop_with_correction_is_met_too(survivor):
    p, theta0 = survivor
    eps = 1e-6 * p.cost(theta0)
    orbit = af.integrate(af.AdaptedFlow(p), theta0, stop=af.CostBelow(eps), correct=True)
    assert orbit.status == "reached" and orbit.cost[-1] == pytest.approx(eps, rel=1e-3)
    assert orbit.s[-1] == pytest.approx(af.stopping_time(p.cost(theta0), eps, p.N), rel=1e-4)


def test_stopping_time_is_2_41():
    assert af.stopping_time(8.0, 2.0, 3) == pytest.approx(1.5 * math.log(4), rel=1e-15)
    assert af.stopping_time(1.0, 1e-10, 100) == pytest.approx(50 * math.log(1e10), rel=1e-14)
    assert af.stopping_time(1.0, 1.0, 5) == af.stopping_time(1.0, 2.0, 5) == af.stopping_time(0.0, 1e-3, 5) == 0.0


@pytest.mark.parametrize("call, error, words", [
    (lambda: af.CostBelow(0), ValueError, "eps: expected a finite number > 0, got 0. Zero cost is reached only in the limit; clock='segment'"),
    (lambda: af.CostBelow(-1e-3), ValueError, "eps: expected a finite number > 0, got -0.001"),
    (lambda: af.CostBelow(np.nan), ValueError, "eps: .*got nan"),
    (lambda: af.CostBelow(np.inf), ValueError, "eps: .*got inf"),
    (lambda: af.CostBelow("1"), TypeError, "eps: expected a real number, got '1'"),
    (lambda: af.GradientBelow(0), ValueError, "tol: expected a finite number > 0, got 0"),
    (lambda: af.GradientBelow(None), TypeError, "tol: expected a real number, got None"),
    (lambda: af.stopping_time(1, 0, 1), ValueError, "eps: expected a finite number > 0, got 0"),
    (lambda: af.stopping_time(1, -1, 1), ValueError, "eps: expected a finite number > 0, got -1"),
    (lambda: af.stopping_time(-1, 1, 1), ValueError, "initial_cost: expected a finite number >= 0, got -1"),
    (lambda: af.stopping_time(np.nan, 1, 1), ValueError, "initial_cost: .*got nan"),
    (lambda: af.stopping_time(1, 1, 0), ValueError, "N: expected a (finite|whole) number >= 1, got 0"),
    (lambda: af.stopping_time(1, 1, 2.5), (TypeError, ValueError), "N: expected a whole number, got 2.5"),
    (lambda: af.stopping_time(1, 1, "2"), TypeError, "N: expected .* number, got '2'"),
])
def test_malformed_arguments_are_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


class Within:
    """Within ``radius`` of a point: met and left again."""

    def __init__(self, centre, radius):
        self.centre, self.radius = centre, radius

    def excess(self, problem, theta):
        return float(np.linalg.norm(theta - self.centre) - self.radius)


def whole(clock):
    return af.integrate(af.AdaptedFlow(EXAMPLE_UP.problem), EXAMPLE_UP.theta0, until=5.0, clock=clock)


EXAMPLE_UP = af.examples.two_factor(1.5, 0.7, y=2.0)


@pytest.mark.parametrize("clock", ["s", "segment"])
@pytest.mark.parametrize("share", [0.04, 0.3, 0.5, 0.77, 0.96])
def test_a_stop_that_is_met_and_left_again_within_a_step_is_found(clock, share):
    """A ball of a twentieth of the step, at each step of the orbit; at its ends none is inside."""
    orbit = whole(clock)
    for k in range(len(orbit.s) - 1):
        s = (1 - share) * orbit.s[k] + share * orbit.s[k + 1]
        radius = 0.02 * np.linalg.norm(orbit.theta[k + 1] - orbit.theta[k])
        found = af.integrate(orbit.flow, EXAMPLE_UP.theta0, until=5.0, clock=clock, stop=Within(orbit(s), radius))
        assert found.status == "reached" and found.s[-1] < s
        assert np.linalg.norm(found.theta[-1] - orbit(s)) == pytest.approx(radius, rel=1e-6)


def test_of_two_times_within_a_step_the_first_counts():
    orbit = whole("s")
    k = int(np.argmax(np.diff(orbit.s)))
    early, late = (orbit(orbit.s[k] + share * (orbit.s[k + 1] - orbit.s[k])) for share in (0.4, 0.6))

    class Either(Within):
        def excess(self, problem, theta):
            return min(np.linalg.norm(theta - early), np.linalg.norm(theta - late)) - 1e-2 * np.linalg.norm(late - early)
    found = af.integrate(orbit.flow, EXAMPLE_UP.theta0, until=5.0, stop=Either(None, None))
    assert np.linalg.norm(found.theta[-1] - early) < np.linalg.norm(found.theta[-1] - late)


def test_a_gradient_that_is_small_in_passing_is_seen():
    """``x = theta^3`` at 0, passed by the adapted flow from 1 to y = -1: D vanishes there, so a flow of one's own, at speed 1."""
    from adaptedflow.flows import Lift
    from adaptedflow.flows.base import Flow

    class Straight(Flow):
        def lift(self, theta, v, scale=0.0):
            return Lift(-np.ones(1), 1.0, 1.0, "straight")
    model = af.FunctionModel(lambda theta, X: theta[None] ** 3, lambda theta, X: 3 * theta[None] ** 2, 1)
    flow = Straight(af.Problem(model, np.ones((1, 1)), -np.ones((1, 1))))
    orbit = af.integrate(flow, [1.0], until=1.8, stop=af.GradientBelow(1e-3))
    assert orbit.status == "reached" and orbit.theta[-1, 0] == pytest.approx(np.sqrt(1e-3 / 3), rel=1e-3)


@pytest.mark.parametrize("unit", [1e-3, 1.0, 1e3])
def test_where_a_stop_may_be_met_between_two_looks_does_not_depend_on_the_unit_of_time(unit):
    """By hand: from 1.1 to 0.9 the cost may fall twice as steeply as from 3 to 1.1 beside it, and come down to zero; from 3 to 1.1 it stays above 0.15."""
    for values, expected in (([3.0, 2.9, 2.8], [False, False]), ([3.0, 1.1, 0.9], [False, True]), ([3.0, 2.0, 2.1, 2.0], [True, True, False])):
        assert _may_dip(unit * np.arange(len(values)), np.array(values)).tolist() == expected


def test_a_cost_that_falls_and_rises_within_a_step_is_seen():
    from adaptedflow.flows import Lift
    from adaptedflow.flows.base import Flow

    class Straight(Flow):
        def lift(self, theta, v, scale=0.0):
            return Lift(np.ones(1), 1.0, 1.0, "straight")
    model = af.FunctionModel(lambda theta, X: theta[None], lambda theta, X: np.ones((1, 1)), 1)
    flow = Straight(af.Problem(model, np.ones((1, 1)), np.ones((1, 1))))
    orbit = af.integrate(flow, [0.0], until=3.0, stop=af.CostBelow(1e-6))
    assert orbit.status == "reached" and orbit.s[-1] == pytest.approx(1 - np.sqrt(2e-6), abs=1e-9)
