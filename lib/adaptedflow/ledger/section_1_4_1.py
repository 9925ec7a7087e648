"""Section 1.4.1: the Penrose inverse and the adapted field."""

import numpy as np

from ..examples import tanh_interpolation
from ..flows import AdaptedFlow
from ..orbit import integrate
from . import instances
from .registry import check, counterexample


def penrose(D):
    """Pen[D], (1.27)."""
    return D.T @ np.linalg.inv(D @ D.T)


@check("penrose-right-inverse", formula=penrose, tolerance=1e-6)
def right_inverse(formula, rng):
    for problem, theta in instances.full_rank(rng, 10):
        D = problem.jacobian(theta)                                    # (N*Q, K)
        yield np.linalg.pinv(D), formula(D)
        yield np.eye(len(D)), D @ formula(D)


def projector(D):
    """P, (1.29)."""
    return penrose(D) @ D


@check("penrose-projector", formula=projector, tolerance=1e-6, variants={
    "onto the kernel of D": lambda D: np.eye(D.shape[1]) - projector(D)})
def projector_onto_the_range(formula, rng):
    for problem, theta in instances.full_rank(rng, 10):
        D = problem.jacobian(theta)
        Q = np.linalg.qr(D.T).Q                                        # (K, N*Q), orthonormal basis of the range of D^T
        yield Q @ Q.T, formula(D)


def adapted_field(D, gradient):
    """The right-hand side of (1.30)."""
    return -penrose(D) @ (penrose(D).T @ gradient)


@check("adapted-field-in-range", formula=adapted_field, tolerance=1e-6, variants={
    "the standard field": lambda D, gradient: -gradient})
def field_projected(formula, rng):
    for problem, theta in instances.full_rank(rng, 10):
        D = problem.jacobian(theta)
        Q = np.linalg.qr(D.T).Q
        field = AdaptedFlow(problem).velocity(theta)                   # (K,)
        yield Q @ (Q.T @ field), formula(D, problem.cost_gradient(theta))
        yield Q @ (Q.T @ np.linalg.pinv(D)), penrose(D)


def explicit_field(D, gradient):
    """The right-hand side of (1.31), as printed: squares the condition number of D D^T, for checks only."""
    G = D @ D.T
    return -D.T @ np.linalg.inv(G) @ np.linalg.inv(G) @ D @ gradient


@check("adapted-field-explicit", formula=explicit_field, tolerance=1e-6, variants={
    "one inverse instead of two": lambda D, gradient: -D.T @ np.linalg.solve(D @ D.T, D @ gradient)})
def field_by_least_squares(formula, rng):
    for problem, theta in instances.full_rank(rng, 10):
        D = problem.jacobian(theta)
        expected = formula(D, problem.cost_gradient(theta))
        yield AdaptedFlow(problem).velocity(theta), expected
        yield np.linalg.lstsq(D, -(problem.outputs(theta) - problem.y) / problem.N, rcond=None)[0], expected


def comparison_velocity(x, y, N):
    """x' of the comparison flow, (1.32) and (2.5)."""
    return -(x - y) / N


@check("adapted-field-pushforward", formula=comparison_velocity, tolerance=1e-8)
def outputs_along_the_adapted_flow(formula, rng):
    for problem, theta in instances.full_rank(rng, 10):
        measured = instances.derivative(problem.outputs, theta, AdaptedFlow(problem).velocity(theta))
        yield measured, formula(problem.outputs(theta), problem.y, problem.N)


def lowest_cost(C0, d0, d1):
    """Infimum of the cost along the adapted orbit of tanh [1, 1, 1] at the inputs 0, 1, 2, 3 (K = QN = 4).

    ``d0``, ``d1``: positive increments of the outputs at the start and of the targets. D is invertible where d2^2 > d1 d3, and
    the orbit ends where the segment from ``d0`` to ``d1`` leaves that set, at t in (0, 1]: C = (1 - t)^2 C0 there.
    """
    slope = d1 - d0
    roots = np.roots([slope[1] ** 2 - slope[0] * slope[2],
                      2 * d0[1] * slope[1] - d0[0] * slope[2] - d0[2] * slope[0],
                      d0[1] ** 2 - d0[0] * d0[2]])
    t = min([root.real for root in roots if root.imag == 0 and 0 < root.real <= 1], default=1.0)
    return (1 - t) ** 2 * C0


def full_rank_orbit(d0, d1):
    example = tanh_interpolation(np.cumsum([0.0, *d0]), np.cumsum([0.0, *d1]))
    return integrate(AdaptedFlow(example.problem), example.theta0, until=40.0)


@check("adapted-flow-always-drives", formula=lowest_cost, tolerance=1e-3)
def cost_where_orbits_of_full_rank_end(formula, rng):
    for factor in (0.7, 0.7, 1.4, 1.4):                                # targets outside and inside the set
        a, b, c, d = rng.uniform(1, 8, size=4)
        d0, d1 = np.array([a, 1.3 * np.sqrt(a * c), c]), np.array([b, factor * np.sqrt(b * d), d])
        orbit = full_rank_orbit(d0, d1)
        yield orbit.cost[-1], formula(orbit.cost[0], d0, d1)
        yield orbit.status in ("blow_up", "reached"), True             # never a loss of rank


@counterexample("adapted-flow-always-drives", printed=lambda C0, d0, d1: 0.0, tolerance=1e-3)
def blow_up_at_an_eighth(formula):
    orbit = full_rank_orbit(np.array([9.0, 4.0, 1.0]), np.array([1.0, 4.0, 9.0]))
    yield orbit.cost[-1], formula(orbit.cost[0], np.array([9.0, 4.0, 1.0]), np.array([1.0, 4.0, 9.0]))
