"""Section 2.1, first paragraph, and what the earlier version adds: infinite width and random directions."""

import numpy as np

from ..network import Network
from ..numerical_rank import numerical_rank
from . import instances
from .registry import check

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


def all_rows(Q, N):
    """rank D = QN."""
    return Q * N


@check("full-rank-open-set", formula=all_rows, tolerance=0)
def rank_on_a_ball_of_random_parameters(formula, rng):
    for _ in range(20):
        net = instances.network(rng, hidden_layers=1, activation=("tanh", "erf")[rng.integers(2)])
        Q, N = net.widths[-1], int(rng.integers(1, net.widths[1] + 2))                  # M_1 >= N - 1
        X, theta = rng.normal(size=(N, net.widths[0])), net.init(rng)
        for nearby in (theta, theta + 1e-3 * rng.normal(size=net.num_parameters)):
            yield numerical_rank(net.jacobian(nearby, X)).rank, formula(Q=Q, N=N)


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
