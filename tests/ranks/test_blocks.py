"""The closed-form Jacobians against Network.jacobian, whose layout knows nothing of Kronecker products."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import ranks

SIZES = [(3, 3, 2, 4), (4, 2, 1, 3), (1, 1, 1, 1), (2, 4, 3, 5)]      # M, M1, Q, N


def whole(blocks):
    return np.hstack(list(blocks.values()))


@pytest.mark.parametrize("M, M1, Q, N", SIZES)
def test_one_layer(M, M1, Q, N):
    net, X = af.Network([M, Q], "identity"), np.random.default_rng(0).normal(size=(N, M))
    blocks = ranks.jacobian_one_layer(X, Q)
    assert blocks["W"].shape == (N * Q, Q * M) and blocks["b"].shape == (N * Q, Q)
    np.testing.assert_array_equal(whole(blocks), net.jacobian(net.init(0), X))


@pytest.mark.parametrize("M, M1, Q, N", SIZES)
def test_two_layers(M, M1, Q, N):
    net, X = af.Network([M, M1, Q], "identity"), np.random.default_rng(1).normal(size=(N, M))
    theta = net.init(1)
    (W1, b1), (W2, _) = net.unpack(theta)
    blocks = ranks.jacobian_two_layer_linear(X, W1, b1, W2)
    assert [block.shape[1] for block in blocks.values()] == [M1 * M, M1, Q * M1, Q]
    np.testing.assert_allclose(whole(blocks), net.jacobian(theta, X), rtol=1e-13, atol=1e-15)


def test_dead_samples():
    rng = np.random.default_rng(2)
    for _ in range(50):
        instance = ranks.draw("dead samples", rng)
        (W1, b1), (W2, _) = instance.layers
        blocks = ranks.jacobian_dead_relu(instance.X, W1, b1, W2)
        np.testing.assert_array_equal(whole(blocks), instance.D)


def test_named_samples_are_checked():
    X, W1, b1, W2 = np.array([[1, 2], [-1, -3]]), np.eye(2), np.zeros(2), np.ones((1, 2))
    assert whole(ranks.jacobian_dead_relu(X, W1, b1, W2, [0])).shape == (2, 9)
    assert ranks.rank_dead_relu(X, W1, b1, W2, np.array([True, False])).J == 1
    with pytest.raises(ValueError, match="active: expected the samples"):
        ranks.jacobian_dead_relu(X, W1, b1, W2, [1])
    with pytest.raises(ValueError, match="relu_pattern_bound"):
        ranks.rank_dead_relu(np.array([[1, -2]]), W1, b1, W2)
