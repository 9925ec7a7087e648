"""Ranks of linear networks: special cases by hand, and formulas against each other."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import ranks


def network_rank(widths, X, theta=None, bias=True):
    net = af.Network(widths, "identity", bias=bias)
    measured = af.numerical_rank(net.jacobian(net.init(0) if theta is None else theta, X))
    assert measured.clear
    return measured.rank


def test_one_layer_needs_affine_independence():
    line = np.array([[0], [1], [2]])
    assert [ranks.rank_one_layer(line[:N], 1) for N in (1, 2, 3)] == [1, 2, 2]
    assert ranks.rank_one_layer(np.eye(3), 2) == 6
    assert ranks.rank_one_layer(np.vstack([np.eye(3), np.zeros((1, 3))]), 2) == 8          # N = M + 1


@pytest.mark.parametrize("widths", [[1, 1, 1], [3, 2, 1], [3, 2, 4], [2, 5, 3]])
def test_two_layers_are_the_deep_formula(widths):
    rng = np.random.default_rng(3)
    net = af.Network(widths, "identity")
    for _ in range(40):
        X, theta = rng.integers(-2, 3, size=(4, widths[0])), rng.integers(-1, 2, size=net.num_parameters)
        (W1, b1), (W2, _) = layers = [(W.astype(int), b.astype(int)) for W, b in net.unpack(theta)]
        two = ranks.rank_two_layer_linear(X, W1, b1, W2)
        deep = ranks.rank_deep_linear(X, layers)
        assert two.rank == deep.rank == ranks.exact_rank(net.jacobian(theta, X).astype(int))
        assert (two.rank_inputs, two.rank_hidden, two.rank_W2) == (*deep.right, deep.left[0])


def test_whole_numbers_and_floats_give_the_same():
    rng = np.random.default_rng(4)
    for _ in range(50):
        instance = ranks.draw("deep linear", rng)
        floats = [(W.astype(float), b.astype(float)) for W, b in instance.layers]
        assert ranks.rank_deep_linear(instance.X, instance.layers) == ranks.rank_deep_linear(instance.X, floats)


@pytest.mark.parametrize("widths", [[3, 3, 2], [2, 3, 1, 2], [4, 2]])
def test_networks_without_biases(widths):
    net = af.Network(widths, "identity", bias=False)
    X = np.random.default_rng(5).normal(size=(5, widths[0]))
    theta = net.init(0)
    theta[:widths[0]] = 0                                              # a zero row in W1
    assert ranks.rank_deep_linear(X, net.unpack(theta)).rank == network_rank(widths, X, theta, bias=False)


@pytest.mark.parametrize("widths", [[2, 1, 2], [3, 1, 4], [3, 2, 5, 4], [3, 5, 2, 4], [4, 4, 4], [2, 3], [3, 1, 3, 1, 3]])
@pytest.mark.parametrize("N", [1, 2, 3, 6])
def test_maximum_is_attained_and_not_exceeded(widths, N):
    rng = np.random.default_rng(6)
    X = rng.normal(size=(N, widths[0]))
    most = ranks.max_rank_deep_linear(widths, X)
    assert network_rank(widths, X) == most
    net = af.Network(widths, "identity")
    for _ in range(20):
        theta = rng.integers(-1, 2, size=net.num_parameters).astype(float)
        assert ranks.rank_deep_linear(X, net.unpack(theta)).rank <= most


def test_bottleneck_by_hand():
    triangle = np.array([[0, 0], [1, 0], [0, 1]])
    assert ranks.max_rank_deep_linear([2, 1, 2], triangle) == 5        # of QN = 6


@pytest.mark.parametrize("call, word", [
    (lambda: ranks.rank_one_layer(np.ones(3), 1), "X: expected shape"),
    (lambda: ranks.rank_one_layer(np.ones((3, 1)), 0), "Q: expected"),
    (lambda: ranks.rank_two_layer_linear(np.ones((2, 3)), np.ones((2, 2)), np.ones(2), np.ones((1, 2))), "W1: expected shape"),
    (lambda: ranks.rank_two_layer_linear(np.ones((2, 3)), np.ones((2, 3)), np.ones(2), np.ones((1, 3))), "W2: expected shape"),
    (lambda: ranks.rank_deep_linear(np.ones((2, 3)), []), "layers: expected pairs"),
    (lambda: ranks.rank_deep_linear(np.ones((2, 3)), None), "layers: expected pairs"),
    (lambda: ranks.rank_deep_linear(np.ones((2, 3)), [np.ones((2, 3))]), "layers: expected pairs"),
    (lambda: ranks.rank_deep_linear(np.ones((2, 3)), [(np.ones((2, 3)), np.ones(2)), (np.ones((1, 2)),)]), "layers: expected pairs"),
    (lambda: ranks.rank_deep_linear(np.ones((2, 3)), [(np.ones((2, 3)), np.ones(2)), (np.ones((1, 2)), np.ones(0))]), "b2"),
    (lambda: ranks.max_rank_deep_linear([3], np.ones((2, 3))), "widths"),
    (lambda: ranks.rank_one_layer(np.array([[np.nan]]), 1), "finite"),
])
def test_bad_input_gives_no_number(call, word):
    with pytest.raises(ValueError, match=word):
        call()
