"""Conserved quantities: their gradients are orthogonal to V, and they stay put along orbits of both flows."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow.horizontal import balancedness, circle, lift, tanh_invariants

ORTHOGONAL = np.array([[1.0, 2.0], [0.5, -0.75]])              # (1, 2).(0.5, -0.75) + 1 = 0


def on_horizontal_curves(net, X, quantity, seed=0):
    """``D grad c`` for every scalar ``c`` of ``quantity(theta)``, by central differences: (QN, number of scalars)."""
    theta = np.random.default_rng(seed).normal(size=net.num_parameters)
    step = 1e-6
    gradient = np.array([(quantity(theta + step * e) - quantity(theta - step * e)) / (2 * step) for e in np.eye(len(theta))])
    return net.jacobian(theta, X) @ gradient, np.abs(gradient).max()


def flat(matrices):
    return np.concatenate([m.ravel() for m in matrices])


@pytest.mark.parametrize("widths, bias", [([2, 3, 1], True), ([2, 2, 3, 2], True), ([1, 2, 1], False)])
def test_linear_networks_conserve_the_whole_matrix(widths, bias):
    net = af.Network(widths, "identity", bias=bias)
    X = np.random.default_rng(1).normal(size=(3, widths[0]))
    change, scale = on_horizontal_curves(net, X, lambda theta: flat(balancedness(net, theta)))
    assert np.abs(change).max() < 1e-7 * scale


def test_relu_networks_conserve_the_diagonal_only():
    net = af.Network([2, 3, 2, 1], "relu")
    X = np.random.default_rng(2).normal(size=(5, 2))
    change, scale = on_horizontal_curves(net, X, lambda theta: flat([np.diag(m) for m in balancedness(net, theta)]), seed=3)
    assert np.abs(change).max() < 1e-7 * scale
    off = on_horizontal_curves(net, X, lambda theta: balancedness(net, theta)[0][0, 1:], seed=3)[0]
    assert np.abs(off).max() > 1e-3


@pytest.mark.parametrize("widths", [[2, 3, 1], [2, 2, 3, 2]])
def test_tanh_with_orthogonal_inputs(widths):
    net = af.Network(widths, "tanh")
    change, scale = on_horizontal_curves(net, ORTHOGONAL, lambda theta: tanh_invariants(net, ORTHOGONAL, theta))
    assert np.abs(change).max() < 1e-7 * scale
    off = on_horizontal_curves(net, ORTHOGONAL, lambda theta: flat([np.diag(m) for m in balancedness(net, theta)]))[0]
    assert np.abs(off).max() > 1e-3


def test_both_flows_and_a_loop_conserve():
    net = af.Network([2, 3, 1], "tanh")
    theta0 = net.init(5)
    problem = af.Problem(net, ORTHOGONAL, np.array([[1.0], [-0.5]]))
    before = tanh_invariants(net, ORTHOGONAL, theta0)
    for flow in (af.AdaptedFlow(problem), af.StandardFlow(problem)):
        after = tanh_invariants(net, ORTHOGONAL, af.integrate(flow, theta0, until=2.0, rtol=1e-10).theta[-1])
        np.testing.assert_allclose(after, before, atol=1e-7)
    loop = circle(problem.outputs(theta0), [1, 0], [0, 1], 0.4)
    np.testing.assert_allclose(tanh_invariants(net, ORTHOGONAL, lift(net, ORTHOGONAL, loop, theta0).theta[-1]), before, atol=1e-9)


def test_refusals():
    net = af.Network([2, 3, 1], "tanh")
    for X in (np.eye(2), np.array([[1.0, 0.0], [-3.0, 0.0]])):         # (x, 1) . (x', 1) is 1, and it is -2
        with pytest.raises(ValueError, match="orthogonal augmented inputs"):
            tanh_invariants(net, X, net.init(0))
    for other in (af.Network([2, 3, 1], "relu"), af.Network([2, 1], "tanh"), af.Network([2, 3, 1], "tanh", bias=False)):
        with pytest.raises(ValueError, match="expected tanh with biases"):
            tanh_invariants(other, ORTHOGONAL, other.init(0))
    assert balancedness(af.Network([2, 1]), np.ones(3)) == []


@pytest.mark.parametrize("cosine, accepted", [(1e-14, True), (1e-10, False)])
def test_inputs_count_as_orthogonal_up_to_rounding(cosine, accepted):
    net, X = af.Network([2, 3, 1], "tanh"), ORTHOGONAL + [[0.0, 0.0], [cosine, 0.0]]
    if accepted:
        assert len(tanh_invariants(net, X, net.init(0))) == 3
    else:
        with pytest.raises(ValueError, match="orthogonal augmented inputs"):
            tanh_invariants(net, X, net.init(0))
