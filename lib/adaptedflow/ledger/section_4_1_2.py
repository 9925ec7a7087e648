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


def critical_dimension(K, r, d):
    """Dimension of the critical set where rank D = r is constant and C has a d-dimensional critical set on the image."""
    return K - r + d


@check("critical-manifold", formula=critical_dimension, tolerance=0, variants={
    "codimension for dimension": lambda K, r, d: r - d, "K - r for every d": lambda K, r, d: K - r, "d = 1 for all": lambda K, r, d: K - r + 1})
def dimension_measured_in_clouds(formula, rng):
    for found in rank_deficient.constant_rank(rng):                    # d = 0 for almost every target
        if isinstance(found, str):
            yield found
        else:
            yield critical.local_dimension(found.problem, found.theta).value, formula(found.problem.K, found.kind.rank.rank, 0)
    for repeats, activation in ((1, "tanh"), (2, "tanh"), (1, "identity")):       # symmetric labels: d = 1
        found = rank_deficient.best_line(repeats, rng, activation)
        yield found.kind.constant_rank, True
        yield critical.local_dimension(found.problem, found.theta).value, formula(found.problem.K, found.kind.rank.rank, 1)


def dimension_by_rank(K, r, drops):
    """Of the critical set at an equilibrium with rank D = r < QN: 0 where the rank drops at the point only and the Hessian is regular."""
    return 0 if drops else K - r


ISOLATED = (([2, 2, 1], 8, "tanh"), ([2, 2, 1], 8, "erf"), ([3, 2, 1], 10, "tanh"))      # K = QN + 1; targets outside (1.1)


@check("equilibria-not-isolated", formula=dimension_by_rank, tolerance=0, variants={
    "K - r at every equilibrium": lambda K, r, drops: K - r, "isolated, all of them": lambda K, r, drops: 0})
def points_where_the_rank_drops_and_others(formula, rng):
    for widths, N, activation in ISOLATED:
        problem, theta, r, others = chosen_target(Network(widths, activation), N, rng)
        yield critical.local_dimension(problem, theta).value, formula(problem.K, r, True)
        yield f"{others} points where D of {activation} {widths} loses rank were left out, with a Hessian that is singular or nearly so"
    for found in rank_deficient.constant_rank(rng):
        if isinstance(found, str):
            yield found
        else:
            yield critical.local_dimension(found.problem, found.theta).value, formula(found.problem.K, found.kind.rank.rank, False)


def chosen_target(net, N, rng):
    """``problem, theta, rank D, points left out``: y = x - 2u for a unit vector u of ker D^T, at a point where D loses rank by one and none nearby does; the
    first whose Hessian has no eigenvalue below 1e-4, since a smaller one is not told from zero by a cloud of points."""
    others = 0
    while others < 1000:
        X = rng.normal(size=(N, net.widths[0]))
        drop = critical.rank_drop(net, X, 1.5 * rng.normal(size=net.num_parameters))
        if drop is None or np.abs(drop.theta).max() > 5:
            continue
        problem = Problem(net, X, (net.outputs(drop.theta, X).ravel() - 2 * drop.u).reshape(N, -1))
        kind = critical.classify(problem, drop.theta)
        if kind.rank.rank == N * problem.Q - 1 < kind.nearby_rank and np.abs(kind.eigenvalues).min() > 1e-4:
            return problem, drop.theta, kind.rank.rank, others
        others += 1
    raise RuntimeError("expected a rank drop with a regular Hessian among 1000, got none")


@counterexample("equilibria-not-isolated", printed=lambda K, r, drops: K - r)
def two_labels_found_by_search(formula):
    """Tanh [2, 2, 2], six inputs, two labels by turns, K = QN = 12: the data set and starts of notebook 06, and what is found there."""
    net, rng = Network([2, 2, 2]), np.random.default_rng(158)
    problem = Problem(net, rng.normal(size=(6, 2)), one_hot(np.arange(6) % 2, 2))
    search = critical.find_equilibria(problem, 2 * rng.normal(size=(10, 12)))
    for equilibrium in search.above(1e-6):
        kind = critical.classify(problem, equilibrium.theta)
        if np.abs(kind.eigenvalues).min() > 1e-4:
            yield critical.local_dimension(problem, equilibrium.theta).value, formula(problem.K, kind.rank.rank, True)


def fibre_dimension(K, Q, N):
    """Dimension of the set of zero-cost points at which D is onto."""
    return K - Q * N


@check("global-minima-manifold", formula=fibre_dimension, tolerance=0)
def zero_cost_points(formula, rng):
    made, networks = 0, (([1, 2, 2], "tanh"), ([2, 2, 1], "erf"), ([1, 2, 1], "tanh"))
    while made < 3:
        problem = instances.labelled(Network(*networks[made]), int(rng.integers(2, 4)), rng)
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
