"""The counterexamples of Section 2.1 are the smallest: exhaustive search over networks with entries 0 and 1."""

from itertools import product

import numpy as np

from adaptedflow import ranks


def arrays(*shapes):
    """All tuples of 0-1 arrays of these shapes."""
    sizes = [int(np.prod(shape)) for shape in shapes]
    for entries in product((0, 1), repeat=sum(sizes)):
        parts = np.split(np.array(entries), np.cumsum(sizes)[:-1])
        yield [part.reshape(shape) for part, shape in zip(parts, shapes)]


def test_full_w1_is_enough_below_eleven_parameters():
    """K < 11 and the paper's M >= M1 >= Q, N <= M1: (2, 2, 1) with N = 2 is the only case in which anything can fail, and none does."""
    for X, W1, b1, W2 in arrays((2, 2), (2, 2), (2,), (1, 2)):
        if ranks.exact_rank(X) == 2 == ranks.exact_rank(W1):
            assert ranks.rank_two_layer_linear(X, W1, b1, W2).rank == 2


def test_full_w1_fails_at_eleven_parameters():
    X, W1, W2 = np.array([[1, 0, 0], [1, 0, 1]]), np.eye(2, 3, dtype=int), np.zeros((1, 2), int)
    assert ranks.exact_rank(X) == 2 == ranks.exact_rank(W1)
    assert ranks.rank_two_layer_linear(X, W1, np.zeros(2, int), W2).rank == 1


def without_biases(X, W1, W2):
    none = np.zeros(0, int)
    return ranks.rank_deep_linear(X, [(W1, none), (W2, none)]).rank


def printed(X, W1, W2):
    """The printed bound, or None outside its hypotheses."""
    r1, r2, M1, Q = ranks.exact_rank(W1), ranks.exact_rank(W2), len(W1), len(W2)
    return r1 * len(X) + r2 * Q if ranks.exact_rank(X) == len(X) and r1 < M1 and r2 < Q else None


def test_the_bound_without_biases_holds_below_eight_weights_and_fails_there():
    for M, M1, Q, N in [(1, 1, 1, 1), (2, 1, 1, 1), (3, 1, 1, 1), (2, 2, 1, 1), (2, 2, 1, 2)]:
        for X, W1, W2 in arrays((N, M), (M1, M), (Q, M1)):
            bound = printed(X, W1, W2)
            assert bound is None or without_biases(X, W1, W2) <= bound
    X, W1, W2 = np.array([[1, 0]]), np.diag([1, 0]), np.zeros((2, 2), int)
    assert without_biases(X, W1, W2) == 2 > printed(X, W1, W2) == 1
