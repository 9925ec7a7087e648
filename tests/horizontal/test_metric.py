"""Lifts in a weighted metric: against the formula written out, against linear least squares, and against a conserved quantity."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

import adaptedflow as af
from adaptedflow.horizontal import hidden_metric, lift, rescaled

NET = af.Network([2, 4, 2])
X = np.array([[1.0, 0.2], [-0.3, 1.1], [0.4, -0.9]])


def segment(theta0, size=0.3):
    x0 = NET.outputs(theta0, X).ravel()
    return np.array([x0, x0 + size * np.random.default_rng(5).normal(size=len(x0))])


def test_weights_stand_on_the_hidden_layers():
    theta = np.zeros(NET.num_parameters)
    for W, b in NET.unpack(theta)[:-1]:
        W += 1
        b += 1
    np.testing.assert_array_equal(hidden_metric(NET, 3.0), 1 + 2 * theta)
    net = af.Network([2, 3, 2, 1], bias=False)
    np.testing.assert_array_equal(hidden_metric(net, 0.5), [0.5] * 12 + [1] * 2)


def test_lift_solves_the_weighted_equation():
    theta0, g = NET.init(3), np.random.default_rng(1).uniform(0.3, 3, size=NET.num_parameters)
    curve = segment(theta0)
    v = curve[1] - curve[0]
    def slope(t, theta):
        D = NET.jacobian(theta, X)
        DG = D / g ** 2
        return DG.T @ np.linalg.solve(DG @ D.T, v)
    expected = solve_ivp(slope, (0, 1), theta0, "DOP853", rtol=1e-11, atol=1e-12, t_eval=[0.5, 1.0]).y.T
    lifted = lift(NET, X, curve, theta0, metric=g)
    np.testing.assert_allclose([lifted(0.5), lifted(1.0)], expected, atol=1e-8)
    np.testing.assert_allclose(lifted.theta[-1], expected[-1], atol=1e-8)
    least = np.linalg.svd(NET.jacobian(lifted.theta[-1], X) / g, compute_uv=False)[-1]
    assert lifted.sigma_min[-1] == pytest.approx(least, rel=1e-9)
    assert np.abs(lift(NET, X, curve, theta0).theta[-1] - expected[-1]).max() > 1e-3      # another bundle


def test_equal_weights_change_nothing():
    theta0 = NET.init(3)
    curve = segment(theta0)
    plain = lift(NET, X, curve, theta0)
    weighted = lift(NET, X, curve, theta0, metric=np.full(NET.num_parameters, 4.0))
    np.testing.assert_allclose(weighted.theta[-1], plain.theta[-1], atol=1e-9)


def test_large_Lam_is_least_squares_in_the_last_layer():
    theta0 = NET.init(3)
    curve = segment(theta0)
    lifted = lift(NET, X, curve, theta0, metric=hidden_metric(NET, 1e4))
    features = np.column_stack([np.tanh(NET.preactivations(theta0, X)[0]), np.ones(3)])     # (N, M_1 + 1)
    change = np.linalg.lstsq(features, (curve[1] - curve[0]).reshape(3, 2))[0].T            # (Q, M_1 + 1)
    (_, _), (W, b) = NET.unpack(lifted.theta[-1] - theta0)
    np.testing.assert_allclose(np.column_stack([W, b]), change, atol=1e-6)


def test_conserved_quantity_of_the_metric():
    """tanh [1, 1, 1], inputs 1, -1, no biases: ``Lam^2 sinh(w1)^2 - w2^2`` is constant."""
    net, inputs, theta0, Lam = af.Network([1, 1, 1]), np.array([[1.0], [-1.0]]), np.array([0.7, 0.0, 1.2, 0.0]), 2.5
    z = theta0[2] * np.tanh(theta0[0])
    lifted = lift(net, inputs, np.array([[z, -z], [-1.0, 1.0]]), theta0, metric=hidden_metric(net, Lam))
    kept = Lam ** 2 * np.sinh(lifted.theta[:, 0]) ** 2 - lifted.theta[:, 2] ** 2
    np.testing.assert_allclose(kept, kept[0], atol=1e-7)


def test_rescaled_flow_and_second_derivatives():
    theta0, g = NET.init(2), np.linspace(0.5, 2, NET.num_parameters)
    model = rescaled(NET, g)
    v = np.random.default_rng(0).normal(size=len(g))
    slope = np.imag(model.jacobian(g * theta0 + 1e-30j * v, X)) / 1e-30
    np.testing.assert_allclose(model.jacobian_derivative(g * theta0, X, v), slope, atol=1e-12)
    np.testing.assert_allclose(model.outputs(g * theta0, X), NET.outputs(theta0, X))


@pytest.mark.parametrize("wrong", [0.0, -1.0, np.nan])
def test_weights_are_positive(wrong):
    with pytest.raises(ValueError, match="Lam"):
        hidden_metric(NET, wrong)
    with pytest.raises(ValueError, match="metric"):
        rescaled(NET, np.full(NET.num_parameters, wrong))
