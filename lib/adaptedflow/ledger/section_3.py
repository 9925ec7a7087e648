"""Section 3: the metric of the standard flow, no lower bound on D D^T, the time in a trap, and Lemma 3.2; and what Section 3.1 quotes."""

import numpy as np

from .. import critical, trapping
from ..flows import StandardFlow
from ..network import Network
from ..orbit import integrate
from ..problem import Problem
from . import instances, rank_deficient
from .registry import check, counterexample


def metric(D, u, v):
    """The metric tensor of a point of parameter space, of two vectors of R^{QN}."""
    return u @ np.linalg.inv(D @ D.T) @ v


@check("inverse-gram-metric", formula=metric, tolerance=1e-6, variants={
    "not inverted": lambda D, u, v: u @ D @ D.T @ v,
    "the metric of R^{QN}": lambda D, u, v: u @ v})
def the_gradient_represents_the_derivative(formula, rng):
    for problem, theta in instances.full_rank(rng, 6):
        v = rng.normal(size=problem.N * problem.Q)
        slope = instances.derivative(instances.cost_of_outputs(problem), problem.outputs(theta), v)
        moved = instances.derivative(lambda t: problem.outputs(t), theta, StandardFlow(problem).velocity(theta))   # x', by the flow itself
        yield slope, formula(problem.jacobian(theta), -moved, v)


def least_eigenvalue(L, N, inputs, one=1):
    """Infimum of the spectrum of D D^T over all parameters, (3.4); ``inputs`` (N, M) matter without hidden layers only."""
    if L == 0:
        return np.linalg.eigvalsh(inputs @ inputs.T + one)[0]          # the bias adds 1 to each entry
    return one if N == 1 else 0


@check("no-uniform-lower-bound", formula=least_eigenvalue, tolerance=1e-9)
def spectrum_at_zero_and_at_random(formula, rng):
    for L, N in ((0, 1), (0, 3), (1, 1), (1, 2), (2, 1), (2, 4), (3, 3)):
        net = Network([3, *[4] * L, 2], ("tanh", "erf")[N % 2])        # sigma(0) = 0: the infimum for N = 1 is reached at theta = 0
        inputs = rng.normal(size=(N, 3))
        expected = formula(L, N, inputs)
        yield np.linalg.eigvalsh(net.ntk(np.zeros(net.num_parameters), inputs))[0], expected
        for _ in range(3):                                             # and nowhere below
            yield min(np.linalg.eigvalsh(net.ntk(net.init(rng), inputs))[0], expected), expected
        if L > 0 and N > 1:                                            # small ones where D D^T > 0, too
            small = np.linalg.svd(net.jacobian(1e-3 * net.init(rng), inputs), compute_uv=False)[-1]
            yield 0 < small < 1e-2, True


def least_time(N, length, residual, eps):
    """(3.7)."""
    return N * length / (residual * eps)


@check("trapping-time", formula=least_time, tolerance=0.02, variants={
    "eps squared": lambda N, length, residual, eps: N * length / (residual * eps**2),
    "N dropped": lambda N, length, residual, eps: length / (residual * eps)})
def stays_long_and_short(formula, rng):
    for _ in range(4):
        net = instances.network(rng, int(rng.integers(1, 3)), "tanh")
        problem = instances.labelled(net, int(rng.integers(2, 5)), rng)
        orbit = integrate(StandardFlow(problem), net.init(rng), until=2.0 * problem.N, rtol=1e-7)
        ratios = [trapping.region(problem, 1.0).ratio(theta) for theta in orbit.theta]
        time, bound = _time_and_bound(formula, orbit, np.median(ratios))
        yield min(time, bound), bound                                  # a lower bound
        start = orbit.theta[len(orbit.theta) // 2]
        brief = integrate(StandardFlow(problem), start, until=1e-4, rtol=1e-9)
        time, bound = _time_and_bound(formula, brief, 1.001 * trapping.region(problem, 1.0).ratio(start))
        yield time, bound                                              # reached, in the limit of short stays at ratio eps


@check("trapping-without-rank", formula=least_time, tolerance=0.02)
def stays_where_the_rank_is_not_full(formula, rng):
    for problem, theta in rank_deficient.points(rng, 1):
        ratio = trapping.region(problem, 1.0).ratio(theta)
        brief = integrate(StandardFlow(problem), theta, until=1e-4, rtol=1e-9)
        time, bound = _time_and_bound(formula, brief, 1.001 * ratio)
        yield time, bound
        yield np.linalg.matrix_rank(problem.jacobian(theta)) < problem.N * problem.Q, True


def _time_and_bound(formula, orbit, eps):
    stay = trapping.residence(orbit, trapping.region(orbit.flow.problem, eps))
    problem = orbit.flow.problem
    inside = np.concatenate([orbit(np.linspace(*visit, 201))[None] for visit in stay.visits])    # (visits, 201, K)
    length = np.linalg.norm(np.diff(inside, axis=1), axis=2).sum()     # of polylines
    residual = np.linalg.norm(problem.outputs(inside[0, 0]) - problem.y)
    return stay.time, formula(problem.N, length, residual, eps)


def greatest_rank(QN, one=1):
    """What rank D can be at an equilibrium of positive cost, (3.10)."""
    return QN - one


@check("equilibria-lose-rank", formula=greatest_rank, tolerance=0)
def equilibria_found_from_random_starts(formula, rng):
    for widths, activation in (([2, 2, 2], "tanh"), ([2, 3, 2], "erf"), ([1, 2, 2], "softplus"), ([2, 2, 2, 2], "tanh")):
        net, above = Network(widths, activation), []
        while not above:
            problem = instances.labelled(net, int(rng.integers(2, 5)), rng)
            above = critical.find_equilibria(problem, np.array([net.init(rng) for _ in range(4)])).above(1e-3)
        for equilibrium in above:
            D, g = problem.jacobian(equilibrium.theta), problem.output_gradient(equilibrium.theta)
            rank = (np.linalg.svd(D, compute_uv=False) > 1e-9).sum()   # the gradient there is below 1e-12
            yield max(rank, formula(len(D))), formula(len(D))
            yield np.linalg.norm(D.T @ g) < 1e-9 * np.linalg.norm(g), True
    for problem, theta in instances.full_rank(rng, 3):                 # and rank QN at points that are none
        D = problem.jacobian(theta)
        yield np.linalg.matrix_rank(D), formula(len(D)) + 1


def greatest_cost(lam, s, N, C0):
    """Bound on C(s) where D D^T >= lam along the orbit."""
    return np.exp(-2 * lam * s / N) * C0


@check("zero-loss-reachable", formula=greatest_cost, tolerance=1e-4, variants={
    "rate halved": lambda lam, s, N, C0: np.exp(-lam * s / N) * C0})
def costs_under_the_bound(formula, rng):
    for N in (2, 3):                                                   # reached without hidden layers, from the least eigenvector
        net, inputs = Network([2, 2]), rng.normal(size=(N, 2))
        values, vectors = np.linalg.eigh(net.ntk(np.zeros(6), inputs))
        orbit = integrate(StandardFlow(Problem(net, inputs, vectors[:, 0].reshape(N, 2))), np.zeros(6), until=N / values[0], rtol=1e-8)
        yield orbit.cost, formula(values[0], orbit.s, N, orbit.cost[0])
    for problem, theta in instances.full_rank(rng, 3, surplus=2):
        orbit = integrate(StandardFlow(problem), theta, until=2.0 * problem.N)
        bound = formula(orbit.sigma_min.min() ** 2, orbit.s, problem.N, orbit.cost[0])
        yield np.maximum(orbit.cost, bound), bound


@counterexample("zero-loss-reachable", printed=lambda lam, s, N, C0: 0 * C0, tolerance=1e-3)
def into_the_saddle(formula):
    problem = Problem(Network([1, 1, 2], "identity"), [[1.0], [-1.0]], [[-1.0, 0.0], [1.0, 0.0]])
    orbit = integrate(StandardFlow(problem), np.array([1.0, 0, 1, 0, 0, 0]), until=6.0)
    least = orbit.sigma_min.min() ** 2                                 # positive, and smaller the longer one waits
    bound = formula(least, orbit.s[-1], 2, orbit.cost[0])
    yield np.linalg.matrix_rank(problem.jacobian(orbit.theta[-1])), 4
    yield max(orbit.cost[-1], bound), bound
