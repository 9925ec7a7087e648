"""Bounds that hold at every parameter, and where they are attained."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import ranks


@pytest.mark.parametrize("activation", ["tanh", "softplus", "erf", "relu", "identity"])
@pytest.mark.parametrize("widths, N", [([1, 1, 2], 3), ([2, 1, 3], 3), ([2, 4, 2, 3], 6), ([3, 2], 6), ([2, 3, 1], 5)])
def test_last_layer_bound_holds(activation, widths, N):
    net, rng = af.Network(widths, activation), np.random.default_rng(0)
    bound = ranks.last_layer_bound(widths, N)
    for _ in range(20):
        X = rng.normal(size=(N, widths[0]))
        assert af.numerical_rank(net.jacobian(net.init(rng, scale=2.0), X)).rank <= bound


@pytest.mark.parametrize("widths, N, bound", [([1, 1, 2], 3, 5), ([2, 1, 3], 3, 7), ([3, 2], 6, 8), ([1, 1, 1], 4, 4)])
def test_last_layer_bound_by_hand(widths, N, bound):
    assert ranks.last_layer_bound(widths, N) == bound


@pytest.mark.parametrize("widths, N, rank", [([1, 1, 2], 3, 5), ([2, 1, 3], 3, 7)])
def test_last_layer_bound_is_attained_by_tanh(widths, N, rank):
    net = af.Network(widths, "tanh")
    measured = af.numerical_rank(net.jacobian(net.init(1), np.random.default_rng(1).normal(size=(N, widths[0]))))
    assert measured.clear and measured.rank == rank


@pytest.mark.parametrize("widths, N, bound", [([1, 1, 1], 6, 3), ([2, 3, 1], 20, 10), ([2, 3, 2, 1], 40, 15)])
def test_relu_bound_and_kernel(widths, N, bound):
    net, rng = af.Network(widths, "relu"), np.random.default_rng(2)
    assert ranks.relu_bound(widths) == bound
    best = 0
    for _ in range(30):
        theta, X = net.init(rng), rng.normal(size=(N, widths[0]))
        D, kernel = net.jacobian(theta, X), ranks.rescaling_kernel(net, theta)
        assert kernel.shape == (sum(widths[1:-1]), net.num_parameters)
        np.testing.assert_allclose(D @ kernel.T, 0, atol=1e-12)
        assert af.numerical_rank(kernel).rank == len(kernel)
        best = max(best, af.numerical_rank(D).rank)
    assert best == bound


def test_rescaling_bound_is_not_for_mollified_relu():
    """Full column rank with a sample in the window of each unit."""
    net = af.Network([1, 1, 1], af.mollified_relu(1.0))
    X = np.array([[-0.5], [0.0], [0.5], [3.0], [4.0]])
    assert af.numerical_rank(net.jacobian(np.array([1.0, 0.0, 1.0, 0.0]), X)).rank == 4 > ranks.relu_bound([1, 1, 1])


def test_kernel_needs_a_homogeneous_activation():
    net = af.Network([1, 1, 1], "tanh")
    with pytest.raises(ValueError, match="rescaling"):
        ranks.rescaling_kernel(net, net.init(0))


def test_kernel_without_biases():
    net = af.Network([3, 2, 2], "relu", bias=False)
    theta, X = net.init(3), np.random.default_rng(3).normal(size=(4, 3))
    np.testing.assert_allclose(net.jacobian(theta, X) @ ranks.rescaling_kernel(net, theta).T, 0, atol=1e-13)
