"""Minima above zero cost that the flow of Theorem 5.1 approaches fast: the part of the Hessian that D^T D leaves out is large there."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow.flows.pseudo_inverse import least_squares_derivative

T = np.arange(1, 21) / 5


def brown_dennis(second=True):
    """Number 16 of Moré, Garbow and Hillstrom: twenty residuals, four parameters, least sum of squares 85822.2."""
    def parts(x):
        return x[0] + T * x[1] - np.exp(T), x[2] + x[3] * np.sin(T) - np.cos(T)

    def jacobian(x, X):
        a, b = parts(x)
        return np.stack([2 * a, 2 * a * T, 2 * b, 2 * b * np.sin(T)], axis=1)

    def jacobian_derivative(x, X, v):
        a, b = v[0] + T * v[1], v[2] + v[3] * np.sin(T)
        return np.stack([2 * a, 2 * a * T, 2 * b, 2 * b * np.sin(T)], axis=1)
    model = af.FunctionModel(lambda x, X: sum(part ** 2 for part in parts(x))[:, None], jacobian, 4, jacobian_derivative if second else None)
    return af.Problem(model, T[:, None], np.zeros((20, 1)))


@pytest.mark.parametrize("second", [True, False])
def test_brown_and_dennis_ends_at_its_minimum(second):
    """It took more than 1000 steps: explicit ones are as short as the fastest rate, 280 / N, asks."""
    problem = brown_dennis(second)
    orbit = af.integrate(af.UnderparametrizedFlow(problem), [25.0, 5.0, -5.0, -1.0], until=1e4)
    assert orbit.status in ("equilibrium", "reached") and len(orbit.s) < 300
    assert 2 * problem.N * orbit.cost[-1] == pytest.approx(85822.2, rel=1e-6)
    np.testing.assert_allclose(orbit.theta[-1], [-11.5944, 13.2036, -0.403439, 0.236779], rtol=1e-5)


def test_the_derivative_of_the_lift_against_differences():
    problem, theta, v = brown_dennis(), np.array([2.0, 1.0, -0.5, 0.7]), np.cos(np.arange(20.0))
    flow, h = af.UnderparametrizedFlow(problem), 1e-6
    columns = [(flow.lift(theta + h * e, v).vector - flow.lift(theta - h * e, v).vector) / (2 * h) for e in np.eye(4)]
    np.testing.assert_allclose(least_squares_derivative(problem, theta, v), np.array(columns).T, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("units, few", [(1, True), (80, False)])
def test_implicit_steps_are_for_few_parameters_however_many_samples(units, few):
    problem = af.Problem(af.Network([1, units, 1]), np.linspace(-1, 1, 300)[:, None], np.zeros((300, 1)))
    assert af.UnderparametrizedFlow(problem).implicit() == few
