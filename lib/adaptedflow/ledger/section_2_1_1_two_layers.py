"""Section 2.1.1, two layers: Jacobian, rank and its bound, on networks of whole numbers with exact ranks."""

import numpy as np

from ..network import Network
from ..ranks import exact_rank
from .linear_instances import exact_jacobian, independent, linear, of_rank, sizes
from .registry import check, counterexample
from .section_2_1_1 import all_rows


def count_of_columns(M, M1, Q):
    """K, with M1 M columns in the first block of (2.27)."""
    return M1 * M + M1 + Q * M1 + Q


@check("two-layer-jacobian-size", formula=count_of_columns, tolerance=0)
def columns_of_the_jacobian(formula, rng):
    for M, M1, Q in rng.integers(1, 6, size=(20, 3)):
        net = Network([int(M), int(M1), int(Q)], "identity")
        yield net.jacobian(net.init(rng), rng.normal(size=(2, M))).shape[1], formula(M=M, M1=M1, Q=Q)


@counterexample("two-layer-jacobian-size", printed=lambda M, M1, Q: Q * M + M1 + Q * M1 + Q)
def two_inputs_two_units_one_output(formula):
    yield Network([2, 2, 1], "identity").jacobian(np.ones(9), np.ones((1, 2))).shape[1], formula(M=2, M1=2, Q=1)


@check("two-layer-w2-full", formula=all_rows, tolerance=0)
def upper_weights_of_full_rank(formula, rng):
    for _ in range(40):
        M, M1, Q, _ = sizes(rng)
        N = int(rng.integers(1, M + 1))                                # N > M1 is allowed
        r1 = int(rng.integers(0, M1 + 1))
        net, theta = linear(of_rank(rng, M1, M, r1), of_rank(rng, Q, M1, Q), biases=rng.integers(-2, 3, size=2).tolist())
        yield exact_rank(exact_jacobian(net, theta, independent(rng, N, M))), formula(Q=Q, N=N)


def with_ones(A):
    return np.column_stack([A, np.ones(len(A), int)])


def is_of_full_rank(W2, H):
    """1 if rank W2 = Q or the hidden features are affinely independent, else 0."""
    return float(exact_rank(W2) == len(W2) or exact_rank(with_ones(H)) == len(H))


@check("two-layer-w1-full", formula=is_of_full_rank, tolerance=0,
       variants={"W1 alone": lambda W2, H: 1.0, "W2 alone": lambda W2, H: float(exact_rank(W2) == len(W2)),
                 "linear independence of the features": lambda W2, H: float(exact_rank(W2) == len(W2) or exact_rank(H) == len(H))})
def lower_weights_of_full_rank(formula, rng):
    for draw in range(150):
        M, M1, Q, N = sizes(rng)
        W1, W2 = of_rank(rng, M1, M, M1), of_rank(rng, Q, M1, int(rng.integers(0, Q + 1)))
        X = independent(rng, N, M)
        if draw % 3:                                                   # the last features those of the first input, or zero
            X = last_features(rng, W1, X, X[0] if draw % 3 == 1 else 0 * X[0])
        net, theta = linear(W1, W2)
        yield float(exact_rank(exact_jacobian(net, theta, X)) == Q * N), formula(W2=W2, H=X @ W1.T)


def last_features(rng, W1, X, like):
    """Independent inputs of which the last has the features of ``like``, if W1 has a kernel in which such are found; X otherwise."""
    for step in rng.integers(-3, 4, size=(200, X.shape[1])):
        Z = np.vstack([X[:-1], like + step])
        if not (W1 @ step).any() and exact_rank(Z) == len(Z):
            return Z
    return X


@counterexample("two-layer-w1-full", printed=lambda W2, H: 1.0)
def two_inputs_with_one_feature_vector(formula):
    X, W1 = np.array([[1, 0, 0], [1, 0, 1]]), np.eye(2, 3, dtype=int)
    for W2 in (np.zeros((1, 2), int), np.diag([1, 0])):
        net, theta = linear(W1, W2)
        yield float(exact_rank(exact_jacobian(net, theta, X)) == len(W2) * 2), formula(W2=W2, H=X @ W1.T)


def two_layer_rank(X, W1, b1, W2):
    """rank W2 rank X~ + (Q - rank W2) rank H~."""
    r2, Q = exact_rank(W2), len(W2)
    return r2 * exact_rank(with_ones(X)) + (Q - r2) * exact_rank(with_ones(X @ W1.T + b1))


def exchanged(X, W1, b1, W2):
    """Inputs and features in each other's place."""
    r2, Q = exact_rank(W2), len(W2)
    return r2 * exact_rank(with_ones(X @ W1.T + b1)) + (Q - r2) * exact_rank(with_ones(X))


def without_ones(X, W1, b1, W2):
    r2, Q = exact_rank(W2), len(W2)
    return r2 * exact_rank(X) + (Q - r2) * exact_rank(X @ W1.T + b1)


@check("two-layer-rank-bound", formula=two_layer_rank, tolerance=0,
       variants={"inputs and features exchanged": exchanged, "without the ones": without_ones})
def weights_that_lose_rank(formula, rng):
    for _ in range(150):
        M, M1, Q, N = sizes(rng)
        W1, W2 = of_rank(rng, M1, M, int(rng.integers(0, M1))), of_rank(rng, Q, M1, int(rng.integers(0, Q)))
        X, b1 = independent(rng, N, M), int(rng.integers(-2, 3))
        net, theta = linear(W1, W2, biases=[b1, 0])
        yield exact_rank(exact_jacobian(net, theta, X)), formula(X=X, W1=W1, b1=b1, W2=W2)


@counterexample("two-layer-rank-bound", printed=lambda X, W1, b1, W2: exact_rank(W1) * len(X) + exact_rank(W2) * len(W2))
def zero_weights_and_one_output_bias(formula):
    X, W1, W2 = np.array([[1]]), np.zeros((1, 1), int), np.zeros((1, 1), int)
    net, theta = linear(W1, W2)
    rank = exact_rank(exact_jacobian(net, theta, X))
    yield rank, min(rank, formula(X=X, W1=W1, b1=0, W2=W2))            # a bound: it disagrees where the rank is above it
