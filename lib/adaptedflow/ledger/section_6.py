"""Section 6: the borderline K = QN."""

import numpy as np

from ..flows import AdaptedFlow, UnderparametrizedFlow
from ..network import Network
from ..numerical_rank import numerical_rank
from ..orbit import integrate
from . import instances
from .registry import check

INVERTIBLE = ([1, 1, 1], [2, 1, 1], [1, 2, 1], [2, 2, 1], [2, 2, 2], [3, 2, 2], [1, 1, 1, 1])
MODERATE = 1e4                    # condition number up to which (D^T D)^-1 keeps half of its digits


def largest_rank(activation, K, M, M1, Q, N, one=1):
    """The largest rank of D of a network with one hidden layer."""
    if activation == "identity":
        return Q * min(M + one, N)                                     # for M1 >= Q
    if activation == "relu":
        return K - M1
    a = min(M1, Q)
    return min(K, a * N + (Q - a) * min(M1 + one, N))


@check("borderline-hypothesis", formula=largest_rank, tolerance=0, variants={
    "K, as where D is invertible": lambda activation, K, M, M1, Q, N, one=1: K})
def largest_rank_drawn(formula, rng):
    for activation, architectures in {
            "tanh": ([1, 1, 1], [2, 2, 2], [3, 2, 2], [1, 1, 2], [2, 1, 3], [3, 1, 2], [2, 2, 3]),
            "relu": ([1, 1, 1], [2, 2, 1], [2, 2, 2]),
            "identity": ([1, 1, 1], [2, 2, 2], [2, 3, 1])}.items():
        for widths in architectures:
            net = Network(widths, activation)
            K, (M, M1, Q) = net.num_parameters, net.widths
            N = K // Q
            drawn = (numerical_rank(net.jacobian(rng.normal(size=K), rng.normal(size=(N, M)))) for _ in range(40))
            yield max(found.rank for found in drawn if found.clear), formula(activation, K, M, M1, Q, N)


def invertible(rng):
    """Problems with K = QN, targets as in (1.1), and points where D is not nearly singular; others are drawn again."""
    for widths in INVERTIBLE:
        net = Network(widths)
        while True:
            problem = instances.labelled(net, net.num_parameters // widths[-1], rng)
            theta = net.init(rng, 2.0)
            if np.linalg.cond(problem.jacobian(theta)) < MODERATE:
                yield problem, theta
                break


def inverses(D):
    """The right sides of (6.1) and (6.3)."""
    inverse = np.linalg.inv(D)
    return np.array([inverse, inverse @ inverse.T])                    # (2, K, K)


@check("borderline-inverse", formula=inverses, tolerance=1e-8, variants={
    "the factors of (6.3) exchanged": lambda D: np.array([np.linalg.inv(D), np.linalg.inv(D).T @ np.linalg.inv(D)])})
def pseudo_inverse_by_singular_values(formula, rng):
    for problem, theta in invertible(rng):
        D = problem.jacobian(theta)
        U, values, V = np.linalg.svd(D)
        expected = formula(D)
        yield (V.T / values) @ U.T, expected[0]
        yield (V.T / values ** 2) @ V, expected[1]


def velocity(D, dC):
    """theta' of (6.2), ``dC`` the gradient of C by theta."""
    return -np.linalg.solve(D, np.linalg.solve(D.T, dC))


@check("borderline-flows", formula=velocity, tolerance=1e-6, variants={
    "the standard flow": lambda D, dC: -dC,
    "the factors exchanged": lambda D, dC: -np.linalg.solve(D.T, np.linalg.solve(D, dC))})
def both_flows_at_points_and_along_orbits(formula, rng):
    for problem, theta in invertible(rng):
        for flow in (AdaptedFlow(problem), UnderparametrizedFlow(problem)):
            yield flow.velocity(theta), formula(problem.jacobian(theta), problem.cost_gradient(theta))
            orbit = integrate(flow, theta, until=0.05 * problem.N, rtol=1e-9)
            end, s = orbit.theta[-1], orbit.s[-1]                      # at s, or where D was lost before
            x, y = problem.outputs(theta), problem.y
            yield orbit(s / 2), integrate(AdaptedFlow(problem), theta, until=s / 2, rtol=1e-9).theta[-1]
            yield problem.outputs(orbit(s / 2)), y + np.exp(-s / 2 / problem.N) * (x - y)
            if np.linalg.cond(problem.jacobian(end)) < MODERATE:
                yield -problem.output_gradient(end), problem.jacobian(end) @ formula(problem.jacobian(end), problem.cost_gradient(end))


def comparison_flow(D, r, N):
    """x' of (1.11), ``r`` = x - y."""
    return -r / N


@check("borderline-reference", formula=comparison_flow, tolerance=1e-6, variants={
    "(1.9), which moves the outputs by (1.25)": lambda D, r, N: -D @ D.T @ r / N})
def outputs_move_by(formula, rng):
    for problem, theta in invertible(rng):
        D, r = problem.jacobian(theta), problem.outputs(theta) - problem.y
        moved = instances.derivative(problem.outputs, theta, UnderparametrizedFlow(problem).velocity(theta))
        yield moved, formula(D, r, problem.N)
