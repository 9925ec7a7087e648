"""Section 1.4.1: the Penrose inverse and the adapted field."""

import numpy as np

from ..examples import tanh_interpolation, two_label_blow_up
from ..flows import AdaptedFlow
from ..orbit import integrate
from ..network import Network
from ..problem import Problem
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


def part_in_the_range(D, field):
    """P v."""
    return projector(D) @ field


@check("adapted-flow-constrained", formula=part_in_the_range, tolerance=1e-6, variants={
    "the part in the kernel of D": lambda D, field: field - projector(D) @ field})
def both_fields_are_their_own_projections(formula, rng):
    for problem, theta in instances.full_rank(rng, 10, surplus=2):     # K > QN: there P is not the identity
        D = problem.jacobian(theta)
        for field in (AdaptedFlow(problem).velocity(theta), -problem.cost_gradient(theta)):
            yield field, formula(D, field)
        other = rng.normal(size=problem.K)                             # a field that is not in the range
        yield np.linalg.norm(other - projector(D) @ other) > 1e-3, True


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


def lowest_cost(C0, t_end):
    """Infimum of the cost along an adapted orbit that exists for t = 1 - exp(-s/N) in [0, t_end): (1 - t_end)^2 C(0)."""
    return (1 - t_end) ** 2 * C0


def end_of_segment(d0, d1):
    """Where the adapted orbit of tanh [1, 1, 1] at the inputs 0, 1, 2, 3 (K = QN = 4) ends, t in (0, 1].

    ``d0``, ``d1``: positive increments of the outputs at the start and of the targets. D is invertible where d2^2 > d1 d3, and
    the orbit ends where the segment from ``d0`` to ``d1`` leaves that set.
    """
    slope = d1 - d0
    roots = np.roots([slope[1] ** 2 - slope[0] * slope[2],
                      2 * d0[1] * slope[1] - d0[0] * slope[2] - d0[2] * slope[0],
                      d0[1] ** 2 - d0[0] * d0[2]])
    return min([root.real for root in roots if root.imag == 0 and 0 < root.real <= 1], default=1.0)


def signs_of_the_determinant(orbit):
    """Those of det D at the accepted steps (K = QN), 0 where D is not of full rank."""
    return {float(np.linalg.slogdet(D)[0]) if np.linalg.matrix_rank(D, tol=1e-12) == len(D) else 0.0
            for D in map(orbit.flow.problem.jacobian, orbit.theta)}


@check("adapted-flow-always-drives", formula=lowest_cost, tolerance=1e-3)
def cost_where_orbits_of_full_rank_end(formula, rng):
    for factor in (0.7, 0.7, 1.4, 1.4):                                # targets outside and inside the set
        a, b, c, d = rng.uniform(1, 8, size=4)
        d0, d1 = np.array([a, 1.3 * np.sqrt(a * c), c]), np.array([b, factor * np.sqrt(b * d), d])
        example = tanh_interpolation(np.cumsum([0.0, *d0]), np.cumsum([0.0, *d1]))
        orbit = integrate(AdaptedFlow(example.problem), example.theta0, until=40.0)
        yield orbit.cost[-1], formula(orbit.cost[0], end_of_segment(d0, d1))
        yield len(signs_of_the_determinant(orbit) - {0.0}) == len(signs_of_the_determinant(orbit)) == 1, True     # D stays invertible


@counterexample("adapted-flow-always-drives", printed=lambda C0, t_end: 0.0, tolerance=1e-3)
def two_labels_by_turns(formula):
    """K = QN = 10, and K = 12 > QN with the same inputs on a line in the plane: the closed form ends at t = 1/3."""
    example = two_label_blow_up()
    orbit = integrate(AdaptedFlow(example.problem), example.theta0, until=40.0)
    yield orbit.cost[-1], formula(orbit.cost[0], 1 / 3)
    yield signs_of_the_determinant(orbit) == {-1.0}, True
    problem = Problem(Network([2, 2, 2]), example.problem.X * [1.0, 0.5], example.problem.Y)
    w, rest = example.theta0[:2, None] * np.array([0.8, 0.4]), example.theta0[2:]
    orbit = integrate(AdaptedFlow(problem), np.append(w, rest), until=40.0)
    yield orbit.cost[-1], formula(orbit.cost[0], 1 / 3)
    yield np.linalg.matrix_rank(problem.jacobian(orbit.theta[-1]), tol=1e-12), 10
