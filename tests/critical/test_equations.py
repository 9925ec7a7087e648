"""The functions g_alpha (4.13), their gradients, and when 0 is a regular value."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import critical


def test_gradients_are_those_of_the_functions(repeated):
    theta, h = repeated.model.init(0), 1e-6
    g = critical.equations(repeated, theta)
    for k, e in enumerate(np.eye(repeated.K)):
        ahead, behind = (critical.equations(repeated, theta + sign * h * e, g.frame).values for sign in (1, -1))
        assert np.allclose((ahead - behind) / (2 * h), g.jacobian[:, k], atol=1e-8)


def test_values_are_the_inner_products_of_the_paper(repeated):
    theta = repeated.model.init(1)
    g = critical.equations(repeated, theta)
    V = repeated.jacobian(theta) @ g.frame                             # (QN, r)
    assert np.linalg.matrix_rank(V, tol=1e-8) == V.shape[1] == 4
    assert np.allclose(g.values, V.T @ repeated.output_gradient(theta))
    assert np.allclose(g.values, V.T @ critical.projector(repeated, theta).matrix @ repeated.output_gradient(theta))


def test_coefficients_that_vary_do_not_change_the_gradients_at_an_equilibrium(triangle):
    problem, theta = triangle
    frame = critical.column_frame(problem, theta)
    def g(t):                                                          # the same columns, turned by an angle that depends on t
        c, s = np.cos(t[0]), np.sin(t[0])
        turned = frame.copy()
        turned[:, 0], turned[:, 1] = c * frame[:, 0] + s * frame[:, 1], -s * frame[:, 0] + c * frame[:, 1]
        return turned.T @ problem.cost_gradient(t)
    slopes = np.array([(g(theta + 1e-5 * e) - g(theta - 1e-5 * e)) / 2e-5 for e in np.eye(10)]).T
    assert np.allclose(slopes, critical.equations(problem, theta, frame).jacobian, atol=1e-8)


def test_regular_exactly_if_the_hessian_has_the_rank_of_D(triangle, fold):
    assert critical.equations(*triangle).regular
    degenerate = critical.equations(*fold)
    assert not degenerate.regular and degenerate.rank.rank == 0 and degenerate.values.size == 1


def test_no_equations_where_D_vanishes():
    model = af.FunctionModel(lambda t, X: np.array([[t @ t]]), lambda t, X: 2 * t[None], 2, lambda t, X, v: 2 * v[None])
    problem = af.Problem(model, np.ones((1, 1)), np.ones((1, 1)))
    with pytest.raises(ValueError, match="at least one entry|D = 0"):
        critical.equations(problem, np.zeros(2))
