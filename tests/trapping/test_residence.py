"""Residence times and lengths against closed forms, and stays of every kind."""

import mpmath
import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import trapping

BALANCED = (1e-2, 1e-4, 1e-7)


def test_balanced_escape(escape):
    """x = w^2, |theta|^2 = 2 x, e = |theta|: from |theta| = 1e-4 to 1/2 by the logistic equation x' = 2 x (1 - x)."""
    stay = trapping.residence(escape, trapping.region(escape.flow.problem, 0.5))
    x0, x1 = 1e-8 / 2, 0.125
    assert stay.entry == 0 and not stay.complete and len(stay.visits) == 1
    assert stay.exit == stay.time == pytest.approx(np.log(x1 * (1 - x0) / (x0 * (1 - x1))) / 2, rel=1e-8)
    assert stay.time == pytest.approx(8.58396, rel=1e-6)
    assert stay.arc_length == pytest.approx(0.5 - 1e-4, rel=1e-7)


@pytest.mark.parametrize("depth, w0", [(2, 1e-3), (3, 1e-2), (4, 1e-2)])
def test_deep_chain(chains, depth, w0):
    """w' = w^(depth - 1) (1 - w^depth) and e = sqrt(2 depth) w^(depth - 1), by a quadrature with 30 digits."""
    case, eps = chains(*[w0] * depth), 0.1
    orbit = af.integrate(af.StandardFlow(case.problem), case.theta0, stop=af.CostBelow(0.4), until=1e7, rtol=1e-8)
    stay = trapping.residence(orbit, trapping.region(case.problem, eps))
    w1 = (eps / np.sqrt(2 * depth)) ** (1 / (depth - 1))
    with mpmath.workdps(30):
        exact = mpmath.quad(lambda w: 1 / (w ** (depth - 1) * (1 - w ** depth)), np.geomspace(w0, w1, 12).tolist())
    assert stay.time == pytest.approx(float(exact), rel=1e-6)
    assert stay.arc_length == pytest.approx(np.sqrt(depth) * (w1 - w0), rel=1e-6)


@pytest.mark.parametrize("c", [3e-3, 1e-6])
@pytest.mark.parametrize("flow, rate", [(af.StandardFlow, lambda x, c: 1 / ((1 - x) * mpmath.hypot(c, 2 * x))),
                                        (af.AdaptedFlow, lambda x, c: 2 / (1 - x))])
def test_passage_of_the_saddle_in_both_flows(chains, c, flow, rate):
    """w1^2 - w2^2 = c: e^2 = 2 sqrt(c^2 + 4 x^2), so the region is |x| < X; x' = (1 - x) sqrt(c^2 + 4 x^2), and (1 - x) / 2 adapted."""
    eps = 0.1
    X = np.sqrt(eps ** 4 / 4 - c ** 2) / 2
    w1 = np.sqrt((np.hypot(c, 0.02) + c) / 2)
    case = chains(w1, -0.01 / w1)
    orbit = af.integrate(flow(case.problem), case.theta0, stop=af.CostBelow(0.48), until=100.0, rtol=1e-8)
    stay = trapping.residence(orbit, trapping.region(case.problem, eps))
    exact = mpmath.quad(lambda x: rate(x, c), [-X, -X / 2, -c, -c / 9, 0, c / 9, c, X / 2, X] if c < X / 2 else [-X, 0, X])
    assert stay.complete and len(stay.visits) == 1 and stay.exit - stay.entry == stay.time
    assert stay.time == pytest.approx(float(exact), rel=1e-6)
    before, after = (case.problem.outputs(orbit(s))[0] for s in (stay.entry, stay.exit))
    assert (before, after) == pytest.approx((-X, X), rel=1e-6)
    length = mpmath.quad(lambda x: 1 / mpmath.sqrt(mpmath.hypot(c, 2 * x)), [-X, -c, 0, c, X])      # dl = dx / |grad x|
    assert stay.arc_length == pytest.approx(float(length), rel=1e-6)


def test_integral_of_the_speed_is_the_length_of_the_polyline(escape):
    stay = trapping.residence(escape, trapping.region(escape.flow.problem, 0.5))
    path = escape(np.linspace(stay.entry, stay.exit, 2001))
    assert stay.arc_length == pytest.approx(np.linalg.norm(np.diff(path, axis=0), axis=1).sum(), rel=1e-6)


def two_saddles():
    """One parameter, cost with a flat stretch at x = 0 and another at x = 2 on the way to y = 3: x' = (3 - x) e(x)^2."""
    def slope(x):
        return np.sqrt((x ** 2 + 0.01) * ((x - 2) ** 2 + 0.01))
    grid = np.linspace(-1, 4, 20001)
    theta = np.concatenate([[0], np.cumsum((1 / slope(grid[1:]) + 1 / slope(grid[:-1])) / 2 * np.diff(grid))])
    def outputs(t, X):
        return np.array([[np.interp(t[0], theta, grid)]])
    return af.Problem(af.FunctionModel(outputs, lambda t, X: np.array([[slope(outputs(t, X)[0, 0])]]), 1), [[1.0]], [[3.0]]), slope


def test_two_visits_are_added_up():
    problem, slope = two_saddles()
    orbit = af.integrate(af.StandardFlow(problem), np.zeros(1), stop=af.CostBelow(0.02), until=1e3, rtol=1e-7)
    stay = trapping.residence(orbit, trapping.region(problem, 0.5))
    assert len(stay.visits) == 2 and stay.complete
    assert stay.entry == stay.visits[0, 0] and stay.exit == stay.visits[1, 1]
    assert stay.time == pytest.approx(np.diff(stay.visits).sum()) and stay.time < stay.exit - stay.entry
    ends = np.array([[problem.outputs(orbit(s))[0] for s in visit] for visit in stay.visits])
    np.testing.assert_allclose(slope(ends), 0.5, rtol=1e-3)
    exact = sum(mpmath.quad(lambda x: 1 / ((3 - x) * slope(float(x)) ** 2), np.linspace(a, b, 40).tolist()) for a, b in ends)
    assert stay.time == pytest.approx(float(exact), rel=1e-3)
    b = stay.bounds
    assert max(b.proposition_3_1, b.cost_ratio) < stay.time and b.proposition_3_1 < min(b.cost_drop, b.local)


@pytest.mark.parametrize("c", [1e-2, 1.3e-2, 1.7e-2, 2.2e-2, 3e-2, 4e-2])
def test_brief_visit_between_two_steps_is_found(chains, c):
    """The least e on the passage is sqrt(2 c), at x = 0: a region that ends just above it, wherever between two steps that falls."""
    w1 = np.sqrt((np.hypot(c, 1.0) + c) / 2)
    case = chains(w1, -0.5 / w1)
    orbit = af.integrate(af.AdaptedFlow(case.problem), case.theta0, until=4.0, rtol=1e-9)
    for share in (1e-3, 1e-6):                                         # well above the error of the orbit itself
        stay = trapping.residence(orbit, trapping.region(case.problem, np.sqrt(2 * c) * (1 + share)))
        X = c / 2 * np.sqrt((1 + share) ** 4 - 1)                      # e^2 = 2 sqrt(c^2 + 4 X^2)
        assert stay.complete and stay.time == pytest.approx(2 * np.log((1 + X) / (1 - X)), rel=1e-3)
    assert not trapping.residence(orbit, trapping.region(case.problem, np.sqrt(2 * c) * (1 - 1e-6)))


def test_no_visit(escape):
    stay = trapping.residence(escape, trapping.region(escape.flow.problem, 1e-5))
    assert not stay and (stay.entry, stay.exit, stay.bounds, stay.time, stay.arc_length) == (None, None, None, 0.0, 0.0)
    assert stay.visits.shape == (0, 2) and not stay.complete


def test_orbit_inside_from_beginning_to_end(escape):
    stay = trapping.residence(escape, trapping.region(escape.flow.problem, 10.0))
    assert (stay.entry, stay.exit) == (0.0, escape.s[-1]) and not stay.complete and stay


def test_orbit_into_the_saddle_never_leaves(chains):
    case = chains(0.5, -0.5)                                           # c = 0, x0 y < 0
    orbit = af.integrate(af.StandardFlow(case.problem), case.theta0, until=50.0)
    stay = trapping.residence(orbit, trapping.region(case.problem, 0.1))
    assert stay.entry > 0 and stay.exit == 50.0 and not stay.complete


def test_arguments_that_are_refused(escape, chains):
    problem = escape.flow.problem
    with pytest.raises(TypeError, match="expected an orbit of af.integrate and a trapping.region, got ndarray and Region"):
        trapping.residence(escape.theta, trapping.region(problem, 1.0))
    with pytest.raises(TypeError, match="got Orbit and float"):
        trapping.residence(escape, 0.5)
    with pytest.raises(ValueError, match="region: expected one of the orbit's own problem"):
        trapping.residence(escape, trapping.region(chains(1.0, 2.0).problem, 1.0))
