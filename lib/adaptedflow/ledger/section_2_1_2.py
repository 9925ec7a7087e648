"""Section 2.1.2: shallow ReLU networks with all units active on the first J samples and dead on the others."""

import numpy as np

from ..activations import softplus
from ..network import Network
from ..numerical_rank import numerical_rank
from ..ranks import exact_rank
from . import instances
from .linear_instances import exact_jacobian, independent, of_rank
from .registry import check, counterexample
from .section_2_1_1 import all_rows


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
