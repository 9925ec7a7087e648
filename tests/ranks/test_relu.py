"""Ranks of ReLU networks with one hidden layer."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import ranks


def test_one_dead_sample_costs_no_rank_and_two_do():
    """W2 of full rank, independent inputs: (J + 1) Q for J < N."""
    N, Q = 4, 2
    for J in range(N + 1):
        X = np.eye(N, dtype=int) * 2 + 1
        X[J:] -= 8                                                     # still independent, sums negative
        W1 = np.ones((3, N), int) + np.eye(3, N, dtype=int)
        W2 = np.array([[1, 0, 2], [0, 1, 1]])
        assert ranks.exact_rank(X) == N
        found = ranks.rank_dead_relu(X, W1, np.zeros(3, int), W2)
        assert found.J == J
        assert found.rank == (min(J + 1, N)) * Q


def test_printed_counterexample_by_determinant():
    net = af.Network([2, 2, 1], "relu")
    theta = np.array([1, 0, 0, 1, 0, 0, 1, 1, 0])                      # W1 = 1, b1 = 0, W2 = (1, 1), b2 = 0
    X = np.array([[1, 2], [-1, -3]])
    assert round(np.linalg.det(net.ntk(theta, X))) == 17
    assert ranks.rank_dead_relu(X, np.eye(2), np.zeros(2), np.ones((1, 2))).rank == 2


def test_pattern_bound_is_the_exact_rank_where_it_says_so():
    rng = np.random.default_rng(1)
    attained = 0
    for _ in range(200):
        instance = ranks.draw("any pattern", rng)
        (W1, b1), (W2, _) = instance.layers
        bound = ranks.relu_pattern_bound(instance.X, W1, b1, W2)
        rank = ranks.exact_rank(instance.D)
        assert rank <= bound.bound
        if bound.attained:
            attained += 1
            assert rank == bound.bound
    assert attained > 50


def test_pattern_bound_on_dead_samples_is_their_rank():
    rng = np.random.default_rng(2)
    for _ in range(100):
        instance = ranks.draw("dead samples", rng)
        (W1, b1), (W2, _) = instance.layers
        bound = ranks.relu_pattern_bound(instance.X, W1, b1, W2)
        assert bound.attained and bound.bound == ranks.rank_dead_relu(instance.X, W1, b1, W2).rank


def test_two_groups_by_hand():
    """Unit 1 active on the first three samples, unit 2 on the others: 2 eta + 2 + 2 = 10 with eta = 3, and K minus two rescalings is 10."""
    X = np.array([[1, 0], [2, 1], [1, 3], [-1, 0], [-2, 1], [-1, 3]])
    W1, b1, W2 = np.array([[1, 0], [-1, 0]]), np.zeros(2, int), np.eye(2, dtype=int)
    net = af.Network([2, 2, 2], "relu")
    theta = np.concatenate([W1.ravel(), b1, W2.ravel(), [0, 0]])
    assert ranks.relu_pattern_bound(X, W1, b1, W2).bound == 10 == ranks.relu_bound([2, 2, 2])
    assert ranks.exact_rank(net.jacobian(theta, X).astype(int)) == 10


def test_two_groups_can_miss_the_bound():
    X = np.array([[-3, -2], [-1, 2], [-1, 2], [-2, 2], [3, -1], [-1, -2], [3, 3]])
    W1, b1, W2 = np.array([[-1, 3], [-1, -3], [1, -3]]), np.array([3, 3, -2]), np.array([[1, -1, 3], [1, 1, -2]])
    net = af.Network([2, 3, 2], "relu")
    D = net.jacobian(np.concatenate([W1.ravel(), b1, W2.ravel(), [0, 0]]), X).astype(int)
    assert ranks.relu_pattern_bound(X, W1, b1, W2) == ranks.PatternBound(bound=12, groups=2, attained=False)
    assert ranks.exact_rank(D) == 11


def test_mollified_relu_has_the_same_jacobian_outside_its_window():
    rng = np.random.default_rng(3)
    for _ in range(20):
        instance = ranks.draw("dead samples", rng)                     # pre-activations are whole and not zero
        soft = af.Network(instance.net.widths, af.mollified_relu(0.5))
        np.testing.assert_array_equal(soft.jacobian(instance.theta, instance.X), instance.D)


def test_a_unit_at_its_kink_is_dead():
    """x = 1 and 0 through one unit without bias: the derivative at the kink is taken as 0, in the network too."""
    X, W1, b1, W2 = np.array([[1], [0]]), np.array([[1]]), np.array([0]), np.array([[3]])
    found = ranks.rank_dead_relu(X, W1, b1, W2)
    D = af.Network([1, 1, 1], "relu").jacobian(np.array([1.0, 0, 3, 0]), X)
    assert found.J == 1 and found.rank == np.linalg.matrix_rank(D) == 2 and not D[1, :3].any()
    np.testing.assert_array_equal(np.hstack(list(ranks.jacobian_dead_relu(X, W1, b1, W2).values())), D)
    assert ranks.relu_pattern_bound(X, W1, b1, W2) == ranks.PatternBound(2, 1, True)


def test_one_group_or_one_output_attains_the_bound():
    X, W1, b1 = np.array([[1, 0], [0, 1], [2, 2]]), np.array([[1, 0], [0, 1]]), np.zeros(2, int)      # two groups of units
    both, one = np.array([[1, 1], [0, 1]]), np.array([[1, 1]])
    assert ranks.relu_pattern_bound(X, W1, b1, one).attained and not ranks.relu_pattern_bound(X, W1, b1, both).attained
    assert ranks.relu_pattern_bound(X, W1[[0, 0]], b1, both).attained
    assert ranks.relu_pattern_bound(X, W1, b1, both * [1, 0]).groups == 1      # the second unit has no outgoing weight


def test_mixed_pattern_is_refused():
    with pytest.raises(ValueError, match="sample 1 with 1 of 2 units active"):
        ranks.rank_dead_relu(np.array([[1, 1], [1, -1]]), np.eye(2), np.zeros(2), np.ones((1, 2)))


@pytest.mark.parametrize("active", [[0, 1], [1], [True, True], [5], "both"])
def test_active_samples_that_are_others_are_refused(active):
    arguments = np.array([[1, 1], [-1, -1]]), np.eye(2), np.zeros(2), np.ones((1, 2))                      # the first sample is active
    assert ranks.rank_dead_relu(*arguments, active=[0]) == ranks.rank_dead_relu(*arguments, active=[True, False]) == ranks.rank_dead_relu(*arguments)
    with pytest.raises(ValueError, match="active: expected"):
        ranks.rank_dead_relu(*arguments, active=active)
