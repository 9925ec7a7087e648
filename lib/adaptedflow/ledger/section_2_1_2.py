"""Section 2.1.2: shallow ReLU networks with all units active on the first J samples and dead on the others."""

import numpy as np

from ..activations import softplus
from ..network import Network
from ..numerical_rank import numerical_rank
from ..ranks import exact_rank
from . import instances
from .linear_instances import exact_jacobian, independent, of_rank, sizes
from .registry import check, counterexample
from .section_2_1_1 import all_rows
from .section_2_1_1_two_layers import last_features, two_layer_rank, with_ones


def partly_active(rng, J, N, Q):
    """Such a network with N <= M = M1, weights of full rank and independent inputs, all of whole numbers: ``net, theta, X``."""
    M = max(N, Q) + int(rng.integers(0, 2))
    side = np.where(np.arange(N) < J, 1, -1)[:, None]
    X, W1 = (np.zeros((1, 1), int),) * 2
    while exact_rank(X) < N or exact_rank(W1) < M:
        X, W1 = side * rng.integers(1, 6, size=(N, M)), rng.integers(0, 4, size=(M, M))   # W1 x has the sign of the sample
    W2, b2 = of_rank(rng, Q, M, Q), rng.integers(-2, 3, size=Q)
    return Network([M, M, Q], "relu"), np.concatenate([W1.ravel(), np.zeros(M, int), W2.ravel(), b2]), X


def linear_jacobian(X, W1, b1, W2):
    """(2.27): rows W2 (x) x^T, W2, 1_Q (x) h^T, 1_Q."""
    eye = np.eye(len(W2))
    return np.vstack([np.hstack([np.kron(W2, x[None]), W2, np.kron(eye, (W1 @ x + b1)[None]), eye]) for x in X])


@check("relu-all-active", formula=linear_jacobian, tolerance=1e-12,
       variants={"features without their bias": lambda X, W1, b1, W2: linear_jacobian(X, W1, 0 * b1, W2)})
def every_unit_active(formula, rng):
    for _ in range(10):
        net = instances.network(rng, hidden_layers=1, activation="relu")
        X, theta = rng.normal(size=(4, net.widths[0])), net.init(rng)
        (W1, b1), (W2, _) = net.unpack(theta)
        b1 += 0.1 - (X @ W1.T + b1).min(axis=0)                        # lifts each unit above zero on all samples
        yield net.jacobian(theta, X), formula(X=X, W1=W1, b1=b1, W2=W2)


def rank_with_all_active(X, W1, b1, W2):
    """rank W2 rank X~ + (Q - rank W2) rank H~, as for the linear network."""
    return two_layer_rank(X, W1, b1, W2)


@check("relu-all-active-rank", formula=rank_with_all_active, tolerance=0, variants={
    "full rank wherever W1 has it": lambda X, W1, b1, W2: len(X) * len(W2) if exact_rank(W1) == len(W1) else two_layer_rank(X, W1, b1, W2),
    "inputs for features": lambda X, W1, b1, W2: len(W2) * exact_rank(with_ones(X))})
def active_units_of_every_rank(formula, rng):
    for draw in range(150):
        M, M1, Q, N = sizes(rng)
        W1, W2 = of_rank(rng, M1, M, int(rng.integers(0, M1 + 1))), of_rank(rng, Q, M1, int(rng.integers(0, Q + 1)))
        X = independent(rng, N, M)
        if draw % 2:
            X = last_features(rng, W1, X, X[0])
        b1 = 1 - (X @ W1.T).min(axis=0)                                # every unit active on every sample
        theta = np.concatenate([W1.ravel(), b1, W2.ravel(), np.zeros(Q, int)])
        yield exact_rank(exact_jacobian(Network([M, M1, Q], "relu"), theta, X)), formula(X=X, W1=W1, b1=b1, W2=W2)
    yield from equal_features(formula)


def equal_features(formula):
    """One W1 and one W2, and two ranks."""
    W1, b1, W2 = np.eye(2, 3, dtype=int), np.ones(2, int), np.zeros((1, 2), int)
    theta, net = np.array([1, 0, 0, 0, 1, 0, 1, 1, 0, 0, 0]), Network([3, 2, 1], "relu")
    for X in (np.array([[1, 0, 0], [0, 1, 0]]), np.array([[1, 0, 0], [1, 0, 1]])):
        yield exact_rank(exact_jacobian(net, theta, X)), formula(X=X, W1=W1, b1=b1, W2=W2)


def zeros_and_independent_rows(J, N, M, M1, Q):
    """Rows that vanish but for b2, columns that vanish in them, and independent rows that the weights give."""
    return np.array([Q * (N - J), M1 * M + M1 + Q * M1, J * Q])


@check("shallow-zero-block", formula=zeros_and_independent_rows, tolerance=0)
def sizes_in_the_jacobian(formula, rng):
    for _ in range(20):
        N, Q = int(rng.integers(2, 5)), int(rng.integers(1, 3))
        J = int(rng.integers(1, N))
        net, theta, X = partly_active(rng, J, N, Q)
        yield zeros_of(net, theta, X), formula(J=J, N=N, M=net.widths[0], M1=net.widths[1], Q=Q)
    net = Network([1, 2, 1], "relu")                                   # M1 differs from M
    yield zeros_of(net, np.array([1, 2, 0, 0, 1, 1, 0]), np.array([[1], [-1]])), formula(J=1, N=2, M=1, M1=2, Q=1)


def zeros_of(net, theta, X):
    M, M1, Q = net.widths
    D = exact_jacobian(net, theta, X)
    dead = ~D[:, :-Q].any(axis=1)
    weights = np.hstack([D[:, :M1 * M], D[:, -Q - Q * M1:-Q]])         # the first and third block
    return np.array([dead.sum(), (~D[dead].any(axis=0)).sum(), exact_rank(weights)])


@counterexample("shallow-zero-block", printed=lambda J, N, M, M1, Q: np.array([Q * (N - J), Q * M + M1 + Q * M1, J]))
def two_units(formula):
    net = Network([2, 2, 1], "relu")
    yield zeros_of(net, np.array([1, 0, 0, 1, 0, 0, 1, 1, 0]), np.array([[1, 2], [-1, -3]])), formula(J=1, N=2, M=2, M1=2, Q=1)


def rank_with_dead_samples(J, N, Q, one=1):
    """(J + 1) Q for J < N: the dead samples move with b2. QN for J = N."""
    return min(J + one, N) * Q


@check("relu-partly-active", formula=rank_with_dead_samples, tolerance=0)
def active_and_dead_samples(formula, rng):
    for _ in range(40):
        N, Q = int(rng.integers(1, 5)), int(rng.integers(1, 4))
        J = int(rng.integers(0, N + 1))
        net, theta, X = partly_active(rng, J, N, Q)
        yield exact_rank(exact_jacobian(net, theta, X)), formula(J=J, N=N, Q=Q)


@counterexample("relu-partly-active", printed=lambda J, N, Q, one=1: J * Q)
def one_active_and_one_dead(formula):
    net = Network([2, 2, 1], "relu")
    D = exact_jacobian(net, np.array([1, 0, 0, 1, 0, 0, 1, 1, 0]), np.array([[1, 2], [-1, -3]]))
    yield exact_rank(D), formula(J=1, N=2, Q=1)


@check("softplus-no-zero-blocks", formula=all_rows, tolerance=0)
def rows_and_families(formula, rng):
    """Rows of the block of W1 that are not zero; then ranks of two vectors before and after softplus, both ways."""
    for _ in range(10):
        N, Q = int(rng.integers(2, 5)), int(rng.integers(1, 4))
        net, theta, X = partly_active(rng, 1, N, Q)
        M, M1, _ = net.widths
        block = Network(net.widths, "softplus").jacobian(theta, X)[:, :M1 * M]
        yield block.any(axis=1).sum(), formula(Q=Q, N=N)
        image = np.outer([1, 2], rng.uniform(1, 3, size=4))            # dependent
        preimage = np.log(np.expm1(image))
        v = rng.uniform(1, 2, size=4) * np.array([1, -1, 1, -1])
        for family, rank in ((preimage, 2), (image, 1), (np.array([v, -v]), 1), (softplus.value(np.array([v, -v])), 2)):
            yield numerical_rank(family).rank, formula(Q=1, N=rank)
        yield numerical_rank(softplus.value(preimage)).rank, formula(Q=1, N=1)


def inverse_of_softplus(y, one=1):
    """The u with softplus(u) = y, for y > 0."""
    return np.log(np.exp(y) - one)


@check("softplus-range", formula=inverse_of_softplus, tolerance=1e-6)
def every_positive_number_once(formula, rng):
    y = rng.uniform(0.01, 5, size=20)
    u = formula(y=y)
    yield softplus.value(u), y                                         # onto (0, infinity)
    v = np.sort(rng.uniform(-20, 20, size=50))
    yield np.all(np.diff(softplus.value(v)) > 0) and softplus.value(np.array([-30.0]))[0] > 0, True          # one to one, and never zero
    yield v[v > -5], formula(y=softplus.value(v[v > -5]))
