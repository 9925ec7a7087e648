"""The standard flow against closed forms of x = w1 w2, and its implicit method against a tight explicit one."""

import numpy as np
import pytest
from scipy.integrate import quad, solve_ivp

import adaptedflow as af


@pytest.mark.parametrize("w, y", [(0.3, 1.0), (2.0, 1.0), (0.05, 2.0), (1.0, -1.0)])
@pytest.mark.parametrize("rtol, bound", [(1e-6, 1e-4), (1e-9, 1e-7)])
def test_balanced_two_factor_is_logistic(w, y, rtol, bound):
    """w1 = w2 = w: x = w^2 obeys x' = -2 x (x - y), the logistic equation: x = y x0 e^{2ys} / (y + x0 (e^{2ys} - 1))."""
    example = af.examples.two_factor(w, w, y)
    orbit = af.integrate(af.StandardFlow(example.problem), example.theta0, until=4.0, rtol=rtol)
    assert orbit.status == "reached"
    growth, x0 = np.exp(2 * y * orbit.s), w * w
    np.testing.assert_allclose(orbit.outputs[:, 0], y * x0 * growth / (y + x0 * (growth - 1)), rtol=0, atol=bound)
    np.testing.assert_allclose(orbit.theta[:, 0], orbit.theta[:, 1], rtol=0, atol=bound)


@pytest.mark.parametrize("c", [1e-1, 1e-2, 1e-4])
def test_passage_beside_the_saddle_takes_the_time_of_the_quadrature(c):
    """w1^2 - w2^2 = c is conserved and x' = (y - x) sqrt(c^2 + 4 x^2): from x = -1/2 to 1/2 towards y = 1, where C = 1/8."""
    root = np.sqrt(c * c + 1)
    w1 = np.sqrt((root + c) / 2)
    example = af.examples.two_factor(w1, -0.5 / w1, 1.0)
    orbit = af.integrate(af.StandardFlow(example.problem), example.theta0, stop=af.CostBelow(0.125), rtol=1e-9)
    time = quad(lambda x: 1 / ((1 - x) * np.hypot(c, 2 * x)), -0.5, 0.5, points=[-c, 0, c], epsabs=1e-12, limit=200)[0]
    assert orbit.status == "reached" and orbit.s[-1] == pytest.approx(time, rel=1e-6)
    np.testing.assert_allclose(orbit.theta[:, 0] ** 2 - orbit.theta[:, 1] ** 2, c, rtol=0, atol=1e-7)


def test_adapted_flow_passes_the_same_saddle_in_log_3():
    example = af.examples.two_factor(np.sqrt((np.hypot(1e-2, 1) + 1e-2) / 2), -0.5 / np.sqrt((np.hypot(1e-2, 1) + 1e-2) / 2), 1.0)
    orbit = af.integrate(af.AdaptedFlow(example.problem), example.theta0, stop=af.CostBelow(0.125), rtol=1e-10)
    assert orbit.s[-1] == pytest.approx(np.log(3), rel=1e-8)


@pytest.mark.parametrize("until", [1.0, 40.0])
def test_implicit_steps_against_a_tight_explicit_integration(until, survivor):
    p, theta0 = survivor
    assert af.StandardFlow(p).implicit()
    orbit = af.integrate(af.StandardFlow(p), theta0, until=until, rtol=1e-8)
    explicit = solve_ivp(lambda s, theta: -p.cost_gradient(theta), (0, until), theta0, method="DOP853", rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(orbit.theta[-1], explicit.y[:, -1], rtol=0, atol=2e-6)
    assert np.all(np.diff(orbit.cost) < 0)


def test_a_model_without_second_derivatives_takes_explicit_steps_to_the_same_place(survivor):
    p, theta0 = survivor
    bare = af.Problem(af.FunctionModel(p.model.outputs, p.model.jacobian, p.K), p.X, p.Y)
    assert not af.StandardFlow(bare).implicit()
    explicit, implicit = (af.integrate(af.StandardFlow(one), theta0, until=10.0, rtol=1e-9) for one in (bare, p))
    np.testing.assert_allclose(explicit.theta[-1], implicit.theta[-1], rtol=0, atol=1e-6)


def test_stiff_orbit_takes_few_steps(survivor):
    """The exact Jacobian is what lets the implicit method stride: a wrong one would show in the number of steps."""
    p, theta0 = survivor
    orbit = af.integrate(af.StandardFlow(p), theta0, until=1e4)
    assert orbit.status == "reached" and len(orbit.s) < 250


def test_cost_falls_by_1_10_along_the_orbit(survivor):
    """``C' = -|grad C|^2``, integrated along the dense orbit by Simpson's rule."""
    p, theta0 = survivor
    orbit = af.integrate(af.StandardFlow(p), theta0, until=2.0, rtol=1e-10)
    s = np.linspace(0, 2, 401)
    rate = np.array([np.sum(p.cost_gradient(theta) ** 2) for theta in orbit(s)])
    simpson = (s[1] - s[0]) / 3 * (rate[0] + rate[-1] + 4 * rate[1:-1:2].sum() + 2 * rate[2:-1:2].sum())
    assert orbit.cost[0] - orbit.cost[-1] == pytest.approx(simpson, rel=1e-6)
