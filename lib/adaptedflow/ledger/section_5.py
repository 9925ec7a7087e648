"""Section 5: the flow of Theorem 5.1. Targets are class labels as in (1.1) unless a check says otherwise."""

import numpy as np

from ..flows import UnderparametrizedFlow
from ..network import Network
from ..numerical_rank import numerical_rank
from ..orbit import integrate
from ..problem import Problem
from . import instances
from .registry import check

INTEGRATION = 1e-3                # difference quotients along orbits at rtol 1e-6


def immersed(rng, count):
    """Problems with K < QN, and points theta where D has rank K, well conditioned."""
    while count:
        net = instances.network(rng, activation=("tanh", "softplus", "erf")[rng.integers(3)])
        N = net.num_parameters // net.widths[-1] + int(rng.integers(2, 8))
        problem, theta = instances.labelled(net, N, rng), net.init(rng)
        values = numerical_rank(problem.jacobian(theta)).singular_values
        if values[0] < instances.WELL_CONDITIONED * values[-1]:
            count -= 1
            yield problem, theta


def two_classes(rng):
    """One tanh unit, two labels, 40 numbers whose classes overlap: K = 6, QN = 80; with a random theta."""
    net = Network([1, 1, 2])
    X = rng.normal(size=(40, 1))
    omega = (X[:, 0] + 0.7 * rng.normal(size=40) > 0).astype(int)
    return Problem(net, X, rng.normal(size=(2, 2))[omega]), net.init(rng)


def arriving(rng, count):
    """Orbits on two overlapping classes that come to rest with rank D = K; those that end before are drawn again."""
    for _ in range(20 * count):
        problem, theta0 = two_classes(rng)
        orbit = integrate(UnderparametrizedFlow(problem), theta0, until=30.0 * problem.N, max_steps=100)
        if orbit.status in ("reached", "equilibrium") and numerical_rank(problem.jacobian(orbit.theta[-1]), cutoff=1e-4).rank == problem.K:
            count -= 1
            yield problem, orbit
            if not count:
                return
    raise RuntimeError("expected enough orbits that come to rest, got too few in 20 times as many draws.")


def largest_rank(K, M, M1, Q, activation):
    """The largest rank of D for one hidden layer of M1 units and many samples."""
    if activation == "relu":
        return K - M1                                                  # each unit can be rescaled
    if activation == "identity":
        a = min(M, M1, Q)                                              # largest rank of W_2 W_1
        return a * (M + Q - a) + Q                                     # matrices of rank a, and the outputs at 0
    return K


@check("theorem-5-1-hypothesis", formula=largest_rank, tolerance=0, variants={
    "K for every activation": lambda K, M, M1, Q, activation: K,
    "ReLU loses one direction in all": lambda K, M, M1, Q, activation: K - 1 if activation == "relu" else largest_rank(K, M, M1, Q, activation)})
def largest_rank_met(formula, rng):
    for activation in ("tanh", "softplus", "erf", "relu", "identity"):
        for M, M1, Q in ((1, 1, 1), (2, 3, 1), (2, 1, 2), (3, 2, 2)):
            net = Network([M, M1, Q], activation)
            X = rng.normal(size=(4 * net.num_parameters, M))
            ranks = [numerical_rank(net.jacobian(net.init(rng), X)).rank for _ in range(20)]
            yield max(ranks), formula(net.num_parameters, M, M1, Q, activation)


def projected_velocity(D, x, y, N):
    """x' under the flow (5.2), by (5.3) and (5.4)."""
    return -D @ np.linalg.solve(D.T @ D, D.T @ (x - y)) / N


@check("theorem-5-1-outputs", formula=projected_velocity, tolerance=INTEGRATION, variants={
    "the comparison flow": lambda D, x, y, N: -(x - y) / N,
    "the standard flow": lambda D, x, y, N: -D @ D.T @ (x - y) / N})
def velocity_of_the_outputs(formula, rng):
    for problem, theta in immersed(rng, 10):
        measured = instances.derivative(problem.outputs, theta, UnderparametrizedFlow(problem).velocity(theta))
        yield measured, formula(problem.jacobian(theta), problem.outputs(theta), problem.y, problem.N)
    for problem, orbit in arriving(rng, 3):
        for s in rng.uniform(0.1, 3, size=3) * problem.N:
            before, here, after = (problem.outputs(orbit(s + h)) for h in (-1e-3 * problem.N, 0, 1e-3 * problem.N))
            yield (after - before) / (2e-3 * problem.N), formula(problem.jacobian(orbit(s)), here, problem.y, problem.N)


def projector(D):
    """P, (5.4)."""
    return D @ np.linalg.solve(D.T @ D, D.T)


@check("underparametrized-projector", formula=projector, tolerance=1e-6, variants={
    "its complement": lambda D: np.eye(len(D)) - projector(D),
    "without the inverse": lambda D: D @ D.T})
def projector_onto_the_range(formula, rng):
    for problem, theta in immersed(rng, 10):
        D = problem.jacobian(theta)
        U = np.linalg.svd(D, full_matrices=False).U                    # orthonormal columns that span the range
        velocity = problem.jvp(theta, UnderparametrizedFlow(problem).velocity(theta))
        yield U @ U.T, formula(D)
        yield velocity, formula(D) @ velocity                          # (5.5)


def critical_value(D, g, N):
    """The cost at a critical point from the normal part of grad_x C, (5.7)."""
    normal = g - projector(D) @ g
    return N / 2 * (normal @ normal)


@check("underparametrized-critical-value", formula=critical_value, tolerance=1e-8, variants={
    "the tangential part": lambda D, g, N: N / 2 * np.sum((projector(D) @ g) ** 2)})
def cost_at_critical_points(formula, rng):
    for problem, orbit in arriving(rng, 4):                            # found: where orbits come to rest
        yield at_a_critical_point(problem, orbit.theta[-1], formula)
    for problem, theta in immersed(rng, 10):                           # made: minima and saddles, targets outside (1.1)
        normal = rng.normal(size=problem.Q * problem.N)
        normal -= projector(problem.jacobian(theta)) @ normal
        y = problem.outputs(theta) + rng.uniform(0.1, 10) * normal
        yield at_a_critical_point(Problem(problem.model, problem.X, y.reshape(problem.Y.shape)), theta, formula)
        complement = np.eye(len(normal)) - projector(problem.jacobian(theta))
        yield numerical_rank(complement, cutoff=1e-6).rank, problem.Q * problem.N - problem.K


def at_a_critical_point(problem, theta, formula):
    return problem.cost(theta), formula(problem.jacobian(theta), problem.output_gradient(theta), problem.N)


def cost_rate(D, x, y, N):
    """C', (5.12)."""
    tangential = projected_velocity(D, x, y, N)
    return -(tangential @ tangential)


@check("underparametrized-cost-rate", formula=cost_rate, tolerance=INTEGRATION, variants={
    "2 C / N, as for K >= QN": lambda D, x, y, N: -(x - y) @ (x - y) / N ** 2})
def rate_of_the_cost(formula, rng):
    for problem, theta in immersed(rng, 10):
        velocity = UnderparametrizedFlow(problem).velocity(theta)
        measured = instances.derivative(instances.cost_of_parameters(problem), theta, velocity)
        yield measured, formula(problem.jacobian(theta), problem.outputs(theta), problem.y, problem.N)
    for problem, orbit in arriving(rng, 3):
        for s in rng.uniform(0.1, 3, size=3) * problem.N:
            before, after = (problem.cost(orbit(s + h)) for h in (-1e-3 * problem.N, 1e-3 * problem.N))
            yield (after - before) / (2e-3 * problem.N), formula(problem.jacobian(orbit(s)), problem.outputs(orbit(s)), problem.y, problem.N)


def least_cost(X, Y, N, one=1):
    """The least cost of a network without hidden layer: that of linear regression with an intercept."""
    A = np.hstack([X, np.full((len(X), 1), one)])                      # X~^T, (N, M + 1)
    rest = Y - A @ np.linalg.lstsq(A, Y, rcond=None)[0]
    return np.sum(rest ** 2) / (2 * N)


@check("underparametrized-positive-cost", formula=least_cost, tolerance=1e-6)
def cost_in_the_limit(formula, rng):
    for _ in range(5):
        M, Q = int(rng.integers(1, 4)), int(rng.integers(2, 4))
        net, N = Network([M, Q]), M + 3 + int(rng.integers(5))
        for Y in (rng.normal(size=(N, Q)), rng.normal(size=(Q, Q))[np.arange(N) % Q]):      # any targets, and class labels
            problem = Problem(net, rng.normal(size=(N, M)) + 1, Y)
            orbit = integrate(UnderparametrizedFlow(problem), net.init(rng), until=20.0 * N)
            yield orbit.cost[-1], formula(problem.X, problem.Y, N)
            yield orbit.cost[-1] > 1e-6, True
    for problem, orbit in arriving(rng, 3):
        yield orbit.cost[-2] > 1e-6, True
    net = Network([1, 2])                                              # labels that are a function of two inputs: zero is in reach
    problem = Problem(net, np.repeat([[1.0], [-1.0]], 5, axis=0), np.repeat(rng.normal(size=(2, 2)), 5, axis=0))
    orbit = integrate(UnderparametrizedFlow(problem), net.init(rng), until=20.0 * problem.N)
    yield orbit.cost[-1] / orbit.cost[0] + 1, 1
