"""Projectors, pullback metric and gradient, against the singular value decomposition and the definitions."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import horizontal

NETS = [([2, 3, 1], "tanh", 4), ([2, 3, 2], "softplus", 3), ([1, 1, 1], "identity", 2), ([3, 2], "identity", 3)]


def instance(widths, activation, N, seed=1):
    net = af.Network(widths, activation)
    rng = np.random.default_rng(seed)
    return net, rng.normal(size=(N, widths[0])), rng.normal(size=net.num_parameters), rng


@pytest.mark.parametrize("widths, activation, N", NETS)
def test_projectors_split_the_tangent_space(widths, activation, N):
    net, X, theta, rng = instance(widths, activation, N)
    P, vertical = horizontal.horizontal_projector(net, X, theta), horizontal.vertical_projector(net, X, theta)
    D = net.jacobian(theta, X)
    np.testing.assert_allclose(P, np.linalg.pinv(D) @ D, atol=1e-12)
    np.testing.assert_allclose(P @ P, P, atol=1e-13)
    np.testing.assert_allclose(P, P.T, atol=1e-15)
    np.testing.assert_allclose(D @ vertical, 0, atol=1e-12 * np.abs(D).max())
    assert round(np.trace(P)) == N * widths[-1]


def test_metric_measures_output_lengths_on_lifts():
    net, X, theta, rng = instance([2, 3, 1], "tanh", 4)
    u, v = rng.normal(size=(2, 4))
    lift_u, lift_v = (np.linalg.pinv(net.jacobian(theta, X)) @ w for w in (u, v))
    h = horizontal.pullback_metric(net, X, theta)
    assert lift_u @ h @ lift_v == pytest.approx(u @ v, rel=1e-11)


@pytest.mark.parametrize("widths, activation, N", NETS)
def test_gradient_represents_the_differential_on_horizontal_vectors(widths, activation, N):
    net, X, theta, rng = instance(widths, activation, N)
    dF = rng.normal(size=net.num_parameters)
    gradient = horizontal.grad_h(net, X, theta, dF)
    D = net.jacobian(theta, X)
    np.testing.assert_allclose(D @ D.T @ (D @ gradient), D @ dF, rtol=1e-9)   # dF(V) = h(V, grad) for V = D^T e_i
    np.testing.assert_allclose(horizontal.vertical_projector(net, X, theta) @ gradient, 0, atol=1e-12 * np.abs(gradient).max())
    np.testing.assert_allclose(gradient, np.linalg.pinv(D) @ np.linalg.pinv(D).T @ dF, rtol=1e-8, atol=1e-10 * np.abs(gradient).max())


def test_gradient_of_the_cost_is_minus_the_adapted_field():
    net, X, theta, rng = instance([2, 3, 1], "tanh", 4)
    problem = af.Problem(net, X, rng.normal(size=(4, 1)))
    gradient = horizontal.grad_h(net, X, theta, problem.cost_gradient(theta))
    np.testing.assert_allclose(gradient, -af.AdaptedFlow(problem).velocity(theta), rtol=1e-10)


def test_no_bundle_where_rank_is_lost():
    net, X = af.Network([1, 1, 1], "tanh"), np.array([[1.0], [-1.0]])
    with pytest.raises(af.RankLossError, match="rank 1: expected QN = 2") as caught:
        horizontal.horizontal_projector(net, X, np.zeros(4))
    assert caught.value.sigma_min <= caught.value.cutoff


@pytest.mark.parametrize("values", [(1.0, 1e-17), (3.0, 2.0, 1e-17)])
def test_the_error_tells_the_smallest_singular_value(values):
    """``x = diag(values) theta``."""
    D = np.diag(values)
    model = af.FunctionModel(lambda t, X: (D @ t)[None], lambda t, X: D, len(D))
    with pytest.raises(af.RankLossError) as caught:
        horizontal.pullback_metric(model, np.ones((1, 1)), np.ones(len(D)))
    assert caught.value.sigma_min == pytest.approx(1e-17, rel=1e-9, abs=0)


def test_more_outputs_than_parameters_are_refused():
    net = af.Network([1, 1, 1], "tanh")
    with pytest.raises(af.RankLossError, match="expected QN = 5") as caught:
        horizontal.grad_h(net, np.arange(5.0)[:, None], np.ones(4), np.ones(4))
    assert caught.value.sigma_min == 0                                 # D D^T is 5 by 5 and of rank 4
