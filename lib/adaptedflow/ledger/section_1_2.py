"""Section 1.2: the standard gradient flow."""

import numpy as np

from ..flows import AdaptedFlow, RankLossFlow, StandardFlow
from ..function_model import FunctionModel
from ..network import Network
from ..orbit import GradientBelow, integrate
from ..problem import Problem
from . import instances
from .registry import check, counterexample


def curvature_of_one_unit(w):
    """Second derivative of the cost in w1 at (0, 0, w, 0): tanh, M = M1 = Q = N = 1, input 1, target 0."""
    return w**2


def one_unit(w):
    return Problem(Network([1, 1, 1]), [[1.0]], [[0.0]]), np.array([0.0, 0.0, w, 0.0])


@check("gradient-lipschitz", formula=curvature_of_one_unit, tolerance=1e-5)
def steep_gradients_and_bounded_paths(formula, rng):
    for w in rng.uniform(1, 30, size=5):
        problem, theta = one_unit(w)
        step = 1e-6 * np.eye(4)[0]
        yield (problem.cost_gradient(theta + step) - problem.cost_gradient(theta - step))[0] / 2e-6, formula(w)
    for problem, theta0 in instances.problems(rng, 3):                 # the correction: solutions cannot run away
        orbit = integrate(StandardFlow(problem), theta0, until=5.0)
        length = np.linalg.norm(orbit.theta - theta0, axis=1)          # (T,)
        yield np.all(length <= 1.0001 * np.sqrt(orbit.s * (orbit.cost[0] - orbit.cost))), True


@counterexample("gradient-lipschitz", printed=lambda w: 1.0, tolerance=1e-5)
def lipschitz_constant_of_w_equal_to_1(formula):
    problem, theta = one_unit(10.0)
    yield problem.cost_hessian(theta)[0, 0], formula(10.0)


def cost_rate(D, g):
    """dC/ds, (1.10)."""
    return -np.sum((D.T @ g) ** 2)


@check("cost-derivative", formula=cost_rate, tolerance=1e-10)
def derivative_along_the_standard_flow(formula, rng):
    for problem, theta in instances.problems(rng, 10):
        v = StandardFlow(problem).velocity(theta)                      # (K,)
        measured = instances.derivative(instances.cost_of_parameters(problem), theta, v)
        yield measured, formula(problem.jacobian(theta), problem.output_gradient(theta))


def limit_from_the_axis(c, w1, w2):
    """Limit of the cost: linear [1, 1, 2], inputs 1, -1, targets (-c, 0), (c, 0), start (w1, 0, (w2, 0), (0, 0)), w1 w2 > 0."""
    return c**2 / 2 if w1 == w2 else 0.0


@check("cost-limit", formula=limit_from_the_axis, tolerance=1e-3)
def two_limits(formula, rng):
    for c in rng.uniform(1, 2, size=2):
        problem = Problem(Network([1, 1, 2], "identity"), [[1.0], [-1.0]], [[-c, 0.0], [c, 0.0]])
        for w1, w2 in ((1.0, 1.0), (1.0, 0.5), (2.0, 0.5)):            # on the stable manifold of the saddle, and off it; first and last: the same outputs
            orbit = integrate(StandardFlow(problem), np.array([w1, 0, w2, 0, 0, 0]), until=10.0)
            yield orbit.cost[-1], formula(c, w1, w2)
            yield np.all(np.diff(orbit.cost) <= 1e-6 * orbit.cost[0]), True


def gradient_at_bump(k, one=1):
    """|f'(k)| for the function of the line whose -f' is 1/(1 + theta^2) with a bump of height 1 at each k = 1, 2, ..."""
    return one + 1 / (1 + k**2)


def bumpy_cost():
    """That f as the cost of a model with N = Q = K = 1: x = sqrt(2 f), y = 0, the bumps cos^2 of half-width 4^{-k}."""
    def inside(theta):
        k = max(1, round(float(np.real(theta[0]))))
        return k, (theta[0] - k) * 4.0**k

    def f(theta):
        k, u = inside(theta)
        later = 4.0**-k / 3                                            # area of the bumps after k
        u = min(max(u, -1), 1)
        return np.pi / 2 - np.arctan(theta[0]) + later + 4.0**-k * ((1 - u) / 2 - np.sin(np.pi * u) / (2 * np.pi))

    def slope(theta):
        k, u = inside(theta)
        return -1 / (1 + theta[0] ** 2) - (np.cos(np.pi * u / 2) ** 2 if abs(u) < 1 else 0)

    def outputs(theta, X):
        return np.array([[np.sqrt(2 * f(theta))]])

    def jacobian(theta, X):
        return np.array([[slope(theta) / np.sqrt(2 * f(theta))]])
    return Problem(FunctionModel(outputs, jacobian, 1), [[0.0]], [[0.0]])


@check("gradient-vanishes", formula=gradient_at_bump, tolerance=1e-8)
def rest_of_bounded_orbits_and_bumps(formula, rng):
    problem = bumpy_cost()
    for k in rng.integers(1, 12, size=4):
        here = np.array([float(k)])
        yield -problem.cost_gradient(here)[0], formula(float(k))       # the orbit from 0 moves right for ever, so it comes by
        yield 0 < problem.cost(here) < problem.cost(np.zeros(1)) < np.pi, True
    for activation in ("identity", "tanh"):                            # bounded orbits: the gradient tends to zero
        net = Network([2, 3, 2], activation)
        problem = instances.labelled(net, 3, rng)
        orbit = integrate(StandardFlow(problem), net.init(rng), until=1e5, stop=GradientBelow(1e-4))
        yield orbit.status == "reached", True


@counterexample("gradient-vanishes", printed=lambda k, one=1: 0.0, tolerance=0.1)
def the_twelfth_bump(formula):
    yield -bumpy_cost().cost_gradient(np.array([12.0]))[0], formula(12.0)


def runaway(s, start, N):
    """theta(s) of the standard flow for x_j = exp(-theta_j), y = 0."""
    return np.log(np.exp(2 * start) + 2 * s / N) / 2


def exponential_model(N):
    """x_j = exp(-theta_j) with targets 0, K = N, Q = 1: the cost tends to zero and theta to infinity. Not a network."""
    model = FunctionModel(lambda theta, X: np.exp(-theta)[:, None], lambda theta, X: np.diag(-np.exp(-theta)), N)
    return Problem(model, np.zeros((N, 1)), np.zeros((N, 1)))


@check("standard-orbits-need-not-converge", formula=runaway, tolerance=1e-4)
def standard_orbits_of_the_exponential_model(formula, rng):
    for N in (1, 2, 3):
        start, s = rng.normal(size=N), rng.uniform(50, 200)
        orbit = integrate(StandardFlow(exponential_model(N)), start, until=s, max_steps=100_000)
        yield orbit.theta[-1], formula(s, start, N)


def gradient_ratio(D, g):
    """|grad_theta C| / |grad_x C|, (3.5): small in a trap."""
    return np.sqrt(g @ D @ D.T @ g / (g @ g))


@check("metric-and-trapping", formula=gradient_ratio, tolerance=1e-9, variants={
    "the metric of the outputs in the place of D D^T": lambda D, g: 1.0})
def ratios_near_and_at_a_saddle(formula, rng):
    """At points of full rank near the saddle of linear [1, 1, 2] the ratio is small and the adapted flow keeps its rate; at the saddle both rest."""
    problem = Problem(Network([1, 1, 2], "identity"), [[1.0], [-1.0]], [[-1.0, 0.0], [1.0, 0.0]])
    for size in (0.5, 0.1, 0.02):
        theta = size * rng.normal(size=6)
        D, g = problem.jacobian(theta), problem.output_gradient(theta)
        yield np.linalg.norm(StandardFlow(problem).velocity(theta)) / np.linalg.norm(g), formula(D, g)
        moved = problem.jvp(theta, AdaptedFlow(problem).velocity(theta))
        yield moved, -g                                                # rate 1/N in the outputs, whatever the ratio
    yield np.abs(StandardFlow(problem).velocity(np.zeros(6))).max() + np.abs(RankLossFlow(problem).velocity(np.zeros(6))).max(), 0.0
    for problem, theta in instances.full_rank(rng, 4):
        yield np.linalg.norm(problem.cost_gradient(theta)) / np.linalg.norm(problem.output_gradient(theta)), formula(
            problem.jacobian(theta), problem.output_gradient(theta))
