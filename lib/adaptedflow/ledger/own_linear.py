"""Checks of our own statements on linear networks."""

import numpy as np

from ..lifetime import linear_bound, rank_loss_on_level
from ..network import Network
from ..numerical_rank import numerical_rank
from ..problem import Problem
from . import instances
from .registry import Check


def level_bound(S, X, Q, N, place=(0, 0)):
    """m^2 from S (M1, M1) and the inputs with ones X (M + 1, N)."""
    def eigenvalue(A, k):
        return max(0.0, np.linalg.eigvalsh(A)[len(A) - k]) if k <= len(A) else 0.0
    singular_values = np.linalg.svd(X, compute_uv=False)
    least = singular_values[N - 1] if N <= len(singular_values) else 0.0
    return (eigenvalue(S, Q - place[0]) + eigenvalue(-S, N - place[1])) * least ** 2


def with_ones(problem):
    return np.column_stack([problem.X, np.ones(problem.N)]).T          # (M + 1, N)


def invariant(problem, theta):
    """S by least squares, without the library's projector."""
    (W1, b1), (W2, _) = problem.model.unpack(theta)
    X = with_ones(problem)
    A = np.linalg.lstsq(X.T, X.T @ np.column_stack([W1, b1]).T)[0].T
    return W2.T @ W2 - A @ A.T


def bound_and_equality(formula, rng):
    for _ in range(4):                                                 # equality: each unit has weights in one layer only, inputs +-delta
        w, a, delta, Q, N = *rng.uniform(0.5, 2, size=2), rng.uniform(0.3, 0.9), int(rng.integers(1, 4)), 2
        net = Network([1, Q + N, Q], "identity")
        problem, theta = Problem(net, [[delta], [-delta]], rng.normal(size=(N, Q))), np.zeros(net.num_parameters)
        (W1, b1), (W2, _) = net.unpack(theta)
        W2[:, :Q], W1[Q], b1[Q + 1] = w * np.eye(Q), a, a
        measured = np.linalg.svd(problem.jacobian(theta), compute_uv=False)[-1] ** 2
        yield measured, formula(invariant(problem, theta), with_ones(problem), Q, N)
    for _ in range(60):
        M, Q, M1 = (int(n) for n in rng.integers(1, 5, size=3))
        net, N = Network([M, M1 + 2, Q], "identity"), int(rng.integers(2, M + 2))
        problem, theta = instances.labelled(net, N, rng), net.init(rng)
        for (W, b), size in zip(net.unpack(theta), np.exp(rng.uniform(-1.5, 1.5, size=2))):
            W *= size
            b += size * rng.normal(size=len(b))
        bound = formula(invariant(problem, theta), with_ones(problem), Q, N)
        if bound > 0:
            yield np.minimum(bound, np.linalg.svd(problem.jacobian(theta), compute_uv=False)[-1] ** 2), bound
        else:
            yield np.abs(bound), 0.0


def rank_on_the_level(p, q, Q, N, one=1):
    """rank D where W_2 has rank p < Q and A rank q < N, with the row of ones among the rows of A X~."""
    return p * N + (Q - p) * max(q, one)


def rank_at_the_converse(formula, rng):
    found = 0
    while found < 20:
        M, Q, M1 = int(rng.integers(1, 5)), int(rng.integers(2, 5)), int(rng.integers(1, 4))
        net, N = Network([M, M1, Q], "identity"), int(rng.integers(2, M + 2))
        problem, theta = instances.labelled(net, N, rng), net.init(rng)
        if found < 3:
            for W, b in net.unpack(theta)[:1]:
                W[:], b[:] = 0, 0                                      # q = 0
        if linear_bound(problem, theta).certified:
            continue
        found += 1
        values = np.linalg.eigvalsh(invariant(problem, theta))
        D = problem.jacobian(rank_loss_on_level(problem, theta))
        yield numerical_rank(D, 1e-7 * np.linalg.norm(D)).rank, formula(int(np.sum(values > 1e-9)), int(np.sum(values < -1e-9)), Q, N)


CHECKS = (
    Check("linear-level-bound", bound_and_equality, level_bound, 1e-8, {
        "the next larger eigenvalue of S": lambda S, X, Q, N: level_bound(S, X, Q, N, (min(1, Q - 1), 0)) if Q > 1 else -level_bound(S, X, Q, N),
        "the next larger eigenvalue of -S": lambda S, X, Q, N: level_bound(S, X, Q, N, (0, 1)),
        "-S for S": lambda S, X, Q, N: level_bound(-S, X, Q, N)}),
    Check("linear-level-converse", rank_at_the_converse, rank_on_the_level, 0, {
        "q for max(q, 1)": lambda p, q, Q, N: p * N + (Q - p) * q,
        "as for a hidden layer of full rank": lambda p, q, Q, N: p * N + (Q - p) * (q + 1)}),
)
