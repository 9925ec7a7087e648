"""Section 4.1.2: Theorem 4.1 and the equations of the equilibria."""

import numpy as np
from scipy.linalg import null_space

from .. import critical
from ..flows import RankLossFlow
from ..network import Network
from ..numerical_rank import numerical_rank
from ..orbit import integrate
from ..problem import Problem
from . import instances, rank_deficient
from .registry import check


def field(D, gradient):
    """D^T Psi of (4.5), the same for every minimiser Psi."""
    return -np.linalg.pinv(D, rcond=1e-10) @ gradient


@check("theorem-4-1-field", formula=field, tolerance=1e-6, variants={
    "the standard field": lambda D, gradient: -D.T @ gradient})
def any_minimiser(formula, rng):
    for problem, theta in rank_deficient.points(rng, 3):
        D, gradient = problem.jacobian(theta), problem.output_gradient(theta)
        kernel = null_space(D @ D.T, rcond=1e-12)                      # what a minimiser may be changed by
        psi = critical.psi(problem, theta)
        for other in (psi, psi + kernel @ rng.normal(size=kernel.shape[1])):
            yield D.T @ other, formula(D, gradient)
        yield RankLossFlow(problem).velocity(theta), formula(D, gradient)


def penrose_field(D, gradient):
    """(2.4) as printed."""
    Pen = D.T @ np.linalg.inv(D @ D.T)
    return -Pen @ Pen.T @ D.T @ gradient


@check("theorem-4-1-full-rank", formula=penrose_field, tolerance=1e-7, variants={
    "one Penrose inverse too few": lambda D, gradient: -D.T @ np.linalg.inv(D @ D.T) @ D @ D.T @ gradient})
def where_the_rank_is_full(formula, rng):
    for problem, theta in instances.full_rank(rng, 8):
        yield RankLossFlow(problem).velocity(theta), formula(problem.jacobian(theta), problem.output_gradient(theta))


def split_square(P, D, psi, gradient):
    """The right side of (4.8)."""
    along, across = P @ (D @ D.T @ psi + gradient), gradient - P @ gradient
    return along @ along + across @ across


@check("least-squares-splitting", formula=split_square, tolerance=1e-9, variants={
    "the part across left out": lambda P, D, psi, gradient: np.sum((P @ (D @ D.T @ psi + gradient)) ** 2)})
def at_any_psi(formula, rng):
    for problem, theta in rank_deficient.points(rng, 3):
        D, gradient, psi = problem.jacobian(theta), problem.output_gradient(theta), rng.normal(size=problem.N * problem.Q)
        misfit = D @ D.T @ psi + gradient
        yield misfit @ misfit, formula(critical.projector(problem, theta).matrix, D, psi, gradient)


def constrained_flow(P, r, N):
    """(4.7), with grad_x C = r / N."""
    return -P @ r / N


@check("theorem-4-1-outputs", formula=constrained_flow, tolerance=1e-4, variants={
    "not projected": lambda P, r, N: -r / N})
def along_orbits(formula, rng):
    for problem, theta in rank_deficient.points(rng, 2):
        orbit = integrate(RankLossFlow(problem), theta, until=0.02 * problem.N, rtol=1e-10)
        s, h = 0.5 * orbit.s[-1], 1e-3 * orbit.s[-1]
        before, now, after = (problem.outputs(orbit(time)) for time in (s - h, s, s + h))
        yield (after - before) / (2 * h), formula(critical.projector(problem, orbit(s)).matrix, now - problem.y, problem.N)
    for moved, problem, theta, rank in through_a_smaller_rank():
        yield numerical_rank(problem.jacobian(theta), 1e-6).rank, rank
        yield moved, formula(critical.projector(problem, theta).matrix, problem.outputs(theta) - problem.y, problem.N)


def through_a_smaller_rank():
    """``x', problem, theta, rank D`` on the orbit of linear [1, 1, 2] from (0.9, 0, 1.1, 0, 0, 0), in closed form: w2^2 - w1^2 = 0.4 is kept, and the rank is 3
    where w1 = 0. The velocity stays bounded, and lies in the range of D^T."""
    problem = Problem(Network([1, 1, 2], "identity"), [[1.0], [-1.0]], [[-1.0, 0.0], [1.0, 0.0]])
    for product in (0.99, 0.3, 0.0, -0.3):                             # w1 w2, which obeys (w1 w2)' = -(w1 w2 + 1)/2
        w2 = np.sqrt((0.4 + np.hypot(0.4, 2 * product)) / 2)
        w1, speed = product / w2, -(product + 1) / 2
        velocity = speed / (w1 ** 2 + w2 ** 2) * np.array([w2, 0, w1, 0, 0, 0])
        theta = np.array([w1, 0, w2, 0, 0, 0])
        D = problem.jacobian(theta)
        in_the_range = np.linalg.pinv(D, rcond=1e-9) @ (D @ velocity)
        yield D @ in_the_range, problem, theta, 3 if product == 0 else 4


def gradient_from_adapted_field(D, velocity):
    """grad_theta C from the field of (4.5), on whose range D^T D is invertible: one vanishes exactly with the other."""
    return -D.T @ D @ velocity


@check("same-equilibria", formula=gradient_from_adapted_field, tolerance=1e-7, variants={
    "D^T D left out": lambda D, velocity: -velocity})
def each_field_from_the_other(formula, rng):
    for problem, theta in rank_deficient.points(rng, 3):
        yield problem.cost_gradient(theta), formula(problem.jacobian(theta), RankLossFlow(problem).velocity(theta))
    for found in rank_deficient.found_from_random_starts(rng, each=2):   # zeros of the one, tried in the other, rank drops among them
        speed = np.linalg.norm(RankLossFlow(found.problem, found.kind.rank.cutoff).velocity(found.theta))
        yield speed < 1e-8, True


def projected_gradient(V, g):
    """P grad_x C from the functions (4.13): it vanishes exactly with them."""
    return V @ np.linalg.solve(V.T @ V, g)


@check("equilibrium-equations", formula=projected_gradient, tolerance=1e-7, variants={
    "V not orthonormalised": lambda V, g: V @ g})
def from_columns_of_D(formula, rng):
    for problem, theta in rank_deficient.points(rng, 3):
        equations = critical.equations(problem, theta)
        P = critical.projector(problem, theta).matrix
        yield P @ problem.output_gradient(theta), formula(problem.jacobian(theta) @ equations.frame, equations.values)
