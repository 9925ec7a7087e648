"""Section 2.1, first paragraph, and what the earlier version adds: infinite width and random directions."""

import numpy as np

from ..network import Network
from ..numerical_rank import numerical_rank
from . import instances
from .registry import check, counterexample

WIDE = 2 ** 15


def feature_kernel(activation, S):
    """E sigma(z_i) sigma(z_j) for Gaussian z of covariance S: the arc-cosine kernel of ReLU, the arcsine kernel of erf."""
    d = np.sqrt(np.diag(S))
    if activation == "identity":
        return S
    if activation == "erf":
        return 2 / np.pi * np.arcsin(2 * S / np.sqrt(np.outer(1 + 2 * d ** 2, 1 + 2 * d ** 2)))
    angle = np.arccos(np.clip(S / np.outer(d, d), -1, 1))
    return np.outer(d, d) * (np.sin(angle) + (np.pi - angle) * np.cos(angle)) / (2 * np.pi)


def smallest_limit_eigenvalue(activation, S):
    """Of the limit of D D^T / width for one hidden layer."""
    return np.linalg.eigvalsh(feature_kernel(activation, S))[0]


@check("infinite-width-positive", formula=smallest_limit_eigenvalue, tolerance=0.05,    # fluctuations are of order 1 / sqrt(WIDE) = 0.006
       variants={"the covariance of the inputs for every activation": lambda activation, S: np.linalg.eigvalsh(S)[0]})
def smallest_eigenvalue_of_a_wide_network(formula, rng):
    for activation in ("relu", "erf", "identity"):
        X = 2 * np.eye(3) + 0.3 * rng.normal(size=(3, 3))              # three distinct directions
        for _ in range(2):
            net = Network([3, WIDE, 1], activation)
            kernel = net.ntk(net.init(rng), X) / WIDE                  # (N, N)
            yield np.linalg.eigvalsh(kernel)[0], formula(activation=activation, S=X @ X.T / 3 + 0.01)


def largest_rank(widths, N, one=1):
    """Of D at random parameters, tanh or erf, sufficient width or not: a N + (Q - a) min(M_L + 1, N) with a = min(Q, M_L)."""
    Q, last = widths[-1], widths[-2]
    a = min(Q, last)
    return a * N + (Q - a) * min(last + one, N)


@check("full-rank-open-set", formula=largest_rank, tolerance=0, variants={
    "QN at every width": lambda widths, N, one=1: widths[-1] * N})
def rank_on_balls_of_random_parameters(formula, rng):
    """Deep networks, K >= QN; in the second half the last hidden layer is too narrow, M_L < Q and M_L + 1 < N."""
    for draw in range(16):
        hidden = rng.integers(4, 7, size=rng.integers(1, 4))
        Q, N = (int(rng.integers(1, 4)), int(rng.integers(1, hidden[-1] + 2))) if draw < 8 else (3, 4)
        widths = [2, *map(int, hidden), Q] if draw < 8 else [2, *map(int, hidden), int(rng.integers(1, 3)), Q]
        net = Network(widths, ("tanh", "erf")[rng.integers(2)])
        X, theta = rng.normal(size=(N, 2)), net.init(rng, 1.5)
        yield net.num_parameters >= Q * N, True
        for nearby in (theta, theta + 1e-3 * rng.normal(size=net.num_parameters)):
            yield numerical_rank(net.jacobian(nearby, X)).rank, formula(widths, N)


def sum_of_projectors(D):
    """The sum over the nonzero columns of D of |d|^2 e e^T with e = d / |d|, (2.12) of the earlier version."""
    columns = D[:, D.any(axis=0)]
    lengths = np.linalg.norm(columns, axis=0)
    return sum(length ** 2 * np.outer(e, e) for length, e in zip(lengths, (columns / lengths).T))


@check("gram-as-sum", formula=sum_of_projectors, tolerance=1e-10,
       variants={"projectors without the lengths": lambda D: sum(np.outer(d, d) / (d @ d) for d in D.T if d.any())})
def gram_matrix_without_the_jacobian(formula, rng):
    for problem, theta in instances.problems(rng, 8):
        yield problem.ntk(theta), formula(problem.jacobian(theta))
    net = Network([1, 1, 1], "relu")
    theta, X = np.array([1.0, -9.0, 1.0, 0.0]), rng.normal(size=(2, 1))                 # its unit is dead: three zero columns
    yield net.ntk(theta, X), formula(net.jacobian(theta, X))


def rank_of_directions(K, Q, N):
    """Of K independent directions in R^{QN} that put no mass on hyperplanes."""
    return min(K, Q * N)


@check("random-columns", formula=rank_of_directions, tolerance=0,
       variants={"one more direction is needed": lambda K, Q, N: min(K - 1, Q * N)})
def independent_directions(formula, rng):
    for _ in range(40):
        Q, N = rng.integers(1, 4), rng.integers(2, 5)
        stretch = np.diag(rng.uniform(0.2, 2, Q * N)) + 0.1 * rng.normal(size=(Q * N, Q * N))
        K = Q * N + rng.integers(-1, 3)
        E = stretch @ rng.normal(size=(Q * N, K))                      # an absolutely continuous law, not the uniform one
        yield numerical_rank(E / np.linalg.norm(E, axis=0)).rank, formula(K=K, Q=Q, N=N)


def rank_for_wide_layers(M, Q, N, activation, one=1):
    """Of one hidden layer with M_1 >= N - 1 units at random parameters, distinct inputs in general position."""
    return Q * min(M + one, N) if activation == "identity" else Q * N


@check("full-rank-with-high-probability", formula=rank_for_wide_layers, tolerance=0, variants={
    "QN for every activation": lambda M, Q, N, activation, one=1: Q * N})
def ranks_at_every_width(formula, rng):
    for width in (3, 5, 20, 50):                                       # K grows, and with the identity the rank does not
        for activation in ("identity", "tanh", "softplus"):
            M, Q, N = int(rng.integers(1, 3)), int(rng.integers(1, 3)), 4
            net = Network([M, width, Q], activation)
            yield numerical_rank(net.jacobian(net.init(rng, 2.0), np.arange(4.0)[:, None] + rng.uniform(0, 0.3, size=(N, M)))).rank, formula(M, Q, N, activation)


@counterexample("full-rank-with-high-probability", printed=lambda M, Q, N, activation, one=1: Q * N)
def three_inputs_and_one_output(formula):
    for width in (1, 5, 50):                                           # K = 4, 16, 151
        net = Network([1, width, 1], "identity")
        yield numerical_rank(net.jacobian(net.init(0), np.array([[0.0], [1.0], [2.0]]))).rank, formula(1, 1, 3, "identity")
