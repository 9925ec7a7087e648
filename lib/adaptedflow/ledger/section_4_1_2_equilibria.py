"""Section 4.1.2, the second part of Theorem 4.2 and the sentences after its proof: dimensions of critical sets, and rates."""

import numpy as np

from .. import critical
from ..datasets import one_hot
from ..flows import AdaptedFlow, StandardFlow
from ..network import Network
from ..numerical_rank import numerical_rank
from ..problem import Problem
from . import instances, rank_deficient
from .registry import check, counterexample


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
