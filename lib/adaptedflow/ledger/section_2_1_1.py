"""Section 2.1.1: Jacobians and ranks of linear networks, on networks of whole numbers with exact ranks."""

import numpy as np

from ..network import Network
from ..ranks import exact_rank
from .registry import check, counterexample


def linear(*weights, biases=None):
    """The linear network with these weights (and zero biases unless given), and its theta."""
    net = Network([weights[0].shape[1], *(len(W) for W in weights)], "identity")
    theta = np.zeros(net.num_parameters)
    for (W, b), given, bias in zip(net.unpack(theta), weights, biases or [0] * len(weights)):
        W[:], b[:] = given, bias
    return net, theta


def exact_jacobian(net, theta, X):
    return np.rint(net.jacobian(theta, X)).astype(int)


def independent(rng, N, M):
    """N linearly independent rows of whole numbers in R^M, N <= M."""
    while True:
        X = rng.integers(-3, 4, size=(N, M))
        if exact_rank(X) == N:
            return X


def of_rank(rng, rows, columns, r):
    """A (rows, columns) matrix of whole numbers of rank r."""
    return independent(rng, r, rows).T @ independent(rng, r, columns) if r else np.zeros((rows, columns), int)


def sizes(rng, most=4):
    """M >= M1 >= Q and N <= M1, as the section assumes."""
    Q = int(rng.integers(1, most))
    M1 = int(rng.integers(Q, most + 1))
    return int(rng.integers(M1, most + 2)), M1, Q, int(rng.integers(1, M1 + 1))


def input_dimension(M, Q):
    """Of the training inputs."""
    return M


@check("linear-input-space", formula=input_dimension, tolerance=0)
def inputs_that_the_network_takes(formula, rng):
    for M, Q in rng.integers(1, 6, size=(5, 2)):
        net = Network([int(M), int(Q)], "identity")
        yield net.unpack(net.init(rng))[0][0].shape[1], formula(M=M, Q=Q)


@counterexample("linear-input-space", printed=lambda M, Q: Q)
def two_inputs_and_one_output(formula):
    yield Network([2, 1], "identity").unpack(np.zeros(3))[0][0].shape[1], formula(M=2, Q=1)


def kronecker_rows(X, Q):
    """(2.15): for each sample 1_Q (x) x^T and 1_Q."""
    return np.vstack([np.hstack([np.kron(np.eye(Q), x[None]), np.eye(Q)]) for x in X])


@check("one-layer-jacobian", formula=kronecker_rows, tolerance=0,
       variants={"x^T (x) 1_Q": lambda X, Q: np.vstack([np.hstack([np.kron(x[None], np.eye(Q)), np.eye(Q)]) for x in X])})
def jacobian_of_one_layer(formula, rng):
    for _ in range(10):
        M, Q, N = rng.integers(2, 5, size=3)
        net, X = Network([int(M), int(Q)], "identity"), rng.normal(size=(N, M))
        yield net.jacobian(net.init(rng), X), formula(X=X, Q=Q)


def all_rows(Q, N):
    """rank D = QN."""
    return Q * N


@check("one-layer-full-rank", formula=all_rows, tolerance=0)
def independent_inputs(formula, rng):
    for _ in range(40):
        M, Q = rng.integers(1, 6, size=2)
        N = int(rng.integers(1, M + 1))
        net, theta = linear(rng.integers(-3, 4, size=(Q, M)))
        yield exact_rank(exact_jacobian(net, theta, independent(rng, N, M))), formula(Q=Q, N=N)


def affine_rank(X, Q, one=1):
    """Q (1 + the dimension of the affine hull of the inputs)."""
    return Q * (one + exact_rank(X - X[0]))


@check("one-layer-spanning", formula=affine_rank, tolerance=0,
       variants={"linear span": lambda X, Q, one=1: Q * exact_rank(X), "full rank": lambda X, Q, one=1: Q * len(X)})
def spanning_inputs(formula, rng):
    for _ in range(40):
        M, Q = rng.integers(1, 5, size=2)
        X = np.vstack([independent(rng, M, M), rng.integers(-3, 4, size=(int(rng.integers(1, 4)), M))])
        net, theta = linear(np.zeros((Q, M)))
        yield exact_rank(exact_jacobian(net, theta, X)), formula(X=X, Q=Q)


@counterexample("one-layer-spanning", printed=lambda X, Q, one=1: Q * X.shape[1])
def two_and_three_numbers(formula):
    for inputs in ([1, 2], [1, 2, 3]):
        X = np.array(inputs)[:, None]
        net, theta = linear(np.zeros((1, 1)))
        yield exact_rank(exact_jacobian(net, theta, X)), formula(X=X, Q=1)


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
