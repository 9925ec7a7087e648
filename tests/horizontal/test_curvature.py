"""The curvature against its closed form, and the cases in which it vanishes."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow.horizontal import LiftField, curvature, lie_bracket


def test_smallest_network_in_closed_form(smallest):
    for theta in np.random.default_rng(7).normal(size=(50, 4)):
        kappa = np.einsum("i,j,ijk->k", smallest.p, smallest.q, curvature(smallest.net, smallest.X, theta))
        expected = smallest.curvature(theta)
        np.testing.assert_allclose(kappa, expected, atol=1e-10 * np.abs(expected).max())


def test_value_at_a_named_point(smallest):
    kappa = curvature(smallest.net, smallest.X, [1, 0, 1, 0])
    np.testing.assert_allclose(-2 * kappa[0, 1], [0, -1 / 8, 0, 1 / 8], atol=1e-15)


@pytest.mark.parametrize("widths, activation, N", [([2, 3, 1], "tanh", 3), ([1, 2, 2], "erf", 3), ([2, 2, 2, 1], "softplus", 4)])
def test_curvature_is_the_bracket_of_lifts(widths, activation, N):
    net = af.Network(widths, activation)
    rng = np.random.default_rng(8)
    X, theta = rng.normal(size=(N, widths[0])), rng.normal(size=net.num_parameters)
    kappa = curvature(net, X, theta)
    n = len(kappa)
    assert kappa.shape == (n, n, net.num_parameters) and n == N * widths[-1]
    scale = np.abs(kappa).max()
    np.testing.assert_array_equal(kappa, -kappa.transpose(1, 0, 2))
    np.testing.assert_allclose(kappa @ net.jacobian(theta, X).T, 0, atol=1e-10 * scale)      # vertical
    lifts = [LiftField(net, X, e) for e in np.eye(n)]
    for i, j in ((0, 1), (n - 1, 0)):
        np.testing.assert_allclose(lie_bracket(lifts[i], lifts[j], theta), kappa[i, j], atol=1e-10 * scale)


@pytest.mark.parametrize("widths, activation, X", [
    ([2, 2], "identity", [[0.0, 1.0], [1.0, 0.3]]),            # no hidden layer: D is constant
    ([2, 2, 1], "tanh", [[0.4, 1.0]]),                         # QN = 1: one direction
    ([1, 1, 1], "tanh", [[0.0], [1.0], [2.0], [3.0]]),         # K = QN: nothing is vertical
])
def test_integrable_cases(widths, activation, X):
    net = af.Network(widths, activation)
    theta = np.random.default_rng(9).normal(size=net.num_parameters)
    np.testing.assert_allclose(curvature(net, np.array(X), theta), 0, atol=1e-9)


def test_curvature_of_a_function_model():
    """The contact lift: x = (t1, t2) on R^3 has ``D`` constant, so no curvature; with t3 t1 in it there is some."""
    flat = af.FunctionModel(lambda t, X: t[None, :2], lambda t, X: np.eye(2, 3), 3, lambda t, X, v: np.zeros((2, 3)))
    np.testing.assert_array_equal(curvature(flat, np.ones((1, 1)), np.ones(3)), 0)
    bent = af.FunctionModel(lambda t, X: np.array([[t[0], t[1] + t[0] * t[2]]]),
                            lambda t, X: np.array([[1, 0, 0], [t[2], 1, t[0]]]), 3,
                            lambda t, X, v: np.array([[0, 0, 0], [v[2], 0, v[0]]]))
    # at t = 0: X_1 = e1 + ..., X_2 = e2 + ...; d(D^T e_2)[e1] = e3, so [X_1, X_2] = e3
    np.testing.assert_allclose(curvature(bent, np.ones((1, 1)), np.zeros(3))[0, 1], [0, 0, 1], atol=1e-15)
