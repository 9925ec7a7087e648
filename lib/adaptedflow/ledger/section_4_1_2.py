"""Section 4.1.2: Theorems 4.1 and 4.2."""

import numpy as np
from scipy.linalg import null_space

from .. import critical
from ..flows import AdaptedFlow, RankLossFlow, StandardFlow
from ..datasets import one_hot
from ..network import Network
from ..numerical_rank import numerical_rank
from ..orbit import integrate
from ..problem import Problem
from . import instances, rank_deficient
from .registry import check, counterexample


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


def gradient_from_adapted_field(D, velocity):
    """grad_theta C from the field of (4.5), on whose range D^T D is invertible: one vanishes exactly with the other."""
    return -D.T @ D @ velocity


@check("same-equilibria", formula=gradient_from_adapted_field, tolerance=1e-7, variants={
    "D^T D left out": lambda D, velocity: -velocity})
def each_field_from_the_other(formula, rng):
    for problem, theta in rank_deficient.points(rng, 3):
        yield problem.cost_gradient(theta), formula(problem.jacobian(theta), RankLossFlow(problem).velocity(theta))
    for found in rank_deficient.equilibria(rng):             # zeros of the one, tried in the other
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


def critical_dimension(K, r, d):
    """Dimension of the critical set where rank D = r is constant and C has a d-dimensional critical set on the image."""
    return K - r + d


@check("critical-manifold", formula=critical_dimension, tolerance=0, variants={"codimension for dimension": lambda K, r, d: r - d})
def dimension_at_found_points(formula, rng):
    for found in rank_deficient.equilibria(rng):                       # d = 0 for almost every target
        yield critical.local_dimension(found.problem, found.theta).value, formula(found.problem.K, found.kind.rank.rank, 0)


@counterexample("critical-manifold", printed=lambda K, r, d: K - r)
def three_labels_of_equal_weight(formula):
    """One tanh unit, three samples, one-hot targets: best straight line through an equilateral triangle, in any direction (d = 1)."""
    problem = Problem(Network([3, 1, 3], "tanh"), np.eye(3), one_hot([0, 1, 2], 3))
    starts = np.array([problem.model.init(seed) for seed in range(8)])
    theta = critical.find_equilibria(problem, starts).above(1e-6)[0].theta
    sort = critical.classify(problem, theta)
    yield critical.local_dimension(problem, theta).value, formula(problem.K, sort.rank.rank if sort.constant_rank else -1, 1)


def codimension_of_an_isolated_point(K, r):
    """Codimension of the critical set at the equilibria constructed below, at which alone rank D = r < QN."""
    return K


@check("equilibria-not-isolated", formula=codimension_of_an_isolated_point, tolerance=0, variants={
    "a critical manifold of dimension K - r": lambda K, r: r})
def targets_chosen_for_the_point(formula, rng):
    """tanh [2, 2, 1], N = 8: y = x - 2u for a unit vector u of ker D^T, at points where D loses rank by one. The first three whose
    Hessian has no eigenvalue below 1e-4."""
    net, made = Network([2, 2, 1], "tanh"), 0
    while made < 3:
        X = rng.normal(size=(8, 2))
        drop = critical.rank_drop(net, X, 1.5 * rng.normal(size=9))
        if drop is None or np.abs(drop.theta).max() > 5:
            continue
        problem = Problem(net, X, (net.outputs(drop.theta, X).ravel() - 2 * drop.u)[:, None])
        sort = critical.classify(problem, drop.theta)
        if sort.rank.rank < sort.nearby_rank == 8 and np.abs(sort.eigenvalues).min() > 1e-4:
            yield problem.K - critical.local_dimension(problem, drop.theta).value, formula(problem.K, sort.rank.rank)
            made += 1


def fibre_dimension(K, Q, N):
    """Dimension of the set of zero-cost points at which D is onto."""
    return K - Q * N


@check("global-minima-manifold", formula=fibre_dimension, tolerance=0)
def zero_cost_points(formula, rng):
    made = 0
    while made < 3:
        problem = instances.labelled(Network([1, 2, 2], "tanh"), int(rng.integers(2, 4)), rng)
        search = critical.find_equilibria(problem, np.array([problem.model.init(rng) for _ in range(4)]))
        for equilibrium in search.equilibria:
            sort = critical.classify(problem, equilibrium.theta)
            values = sort.rank.singular_values
            if sort.kind == "global" and values[-1] ** 2 > rank_deficient.CURVED * values[0] ** 2:   # D is onto, with no flat direction
                yield critical.local_dimension(problem, equilibrium.theta).value, formula(problem.K, problem.Q, problem.N)
                made += 1
                break


def rate_of_the_cost(N):
    """-C'/C along (2.4)."""
    return 2 / N


@check("uniform-rate-at-full-rank", formula=rate_of_the_cost, tolerance=1e-6)
def at_points_of_full_rank(formula, rng):
    for problem, theta in instances.full_rank(rng, 8):
        yield relative_rate(AdaptedFlow(problem), theta), formula(problem.N)
    problem = Problem(Network([1, 1, 2], "tanh"), np.array([[1.0], [-1.0]]), np.array([[-1.0, 0.0], [1.0, 0.0]]))
    for t in (0.3, 0.1, 0.03):                                         # D has full rank, and the standard rate is of order t^2
        theta = np.array([t, 0, t, 0, 0, 0])
        yield numerical_rank(problem.jacobian(theta)).rank, 4
        yield relative_rate(AdaptedFlow(problem), theta), formula(problem.N)
        yield relative_rate(StandardFlow(problem), theta) < 4 * t ** 2, True


def relative_rate(flow, theta):
    """-C'/C at theta, by the complex step."""
    return -instances.derivative(instances.cost_of_parameters(flow.problem), theta, flow.velocity(theta)) / flow.problem.cost(theta)
