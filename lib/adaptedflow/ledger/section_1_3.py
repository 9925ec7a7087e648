"""Section 1.3: the comparison flow in the output layer."""

import numpy as np
from scipy.integrate import solve_ivp

from ..flows import ComparisonFlow
from . import instances
from .registry import check, counterexample


def integrated(rng, count):
    """Targets as in (1.1), and the gradient flow of the cost as a function of the outputs, by a solver of its own."""
    for problem, theta in instances.problems(rng, count):
        x0, s = problem.outputs(theta), np.linspace(0, 3 * problem.N, 7)
        gradient = lambda _, x: -np.array([                            # noqa: E731
            instances.derivative(instances.cost_of_outputs(problem), x, e) for e in np.eye(len(x))])
        x = solve_ivp(gradient, (0, s[-1]), x0, t_eval=s, rtol=1e-9, atol=1e-12).y.T      # (7, N*Q)
        yield problem, s, x


def error_law(s, error, N):
    """x(s) - y, (1.13)."""
    return np.exp(-s / N) * error


@check("comparison-flow", formula=error_law, tolerance=1e-6)
def errors_of_the_comparison_flow(formula, rng):
    for problem, s, x in integrated(rng, 4):
        known = ComparisonFlow(problem.Y).solution(x[0], s)            # (7, N*Q)
        for time, here, solution in zip(s, x, known):
            expected = formula(time, x[0] - problem.y, problem.N)
            yield here - problem.y, expected
            yield solution - problem.y, expected


def cost_law(s, C0, N):
    """C(s), (1.14) and (2.6)."""
    return np.exp(-2 * s / N) * C0


@check("comparison-cost", formula=cost_law, tolerance=1e-6)
def cost_of_the_comparison_flow(formula, rng):
    for problem, s, x in integrated(rng, 4):
        cost = [instances.cost_of_outputs(problem)(here) for here in x]
        for time, here in zip(s, cost):
            yield here, formula(time, cost[0], problem.N)


def convexity_gap(a, b, N):
    """(C(a) + C(b))/2 - C((a + b)/2), positive for a != b."""
    return (a - b) @ (a - b) / (8 * N)


@check("comparison-limit", formula=convexity_gap, tolerance=1e-9)
def gap_and_limit(formula, rng):
    for problem, theta in instances.problems(rng, 10):
        cost, a, b = instances.cost_of_outputs(problem), *rng.normal(size=(2, len(problem.y)))
        yield (cost(a) + cost(b)) / 2 - cost((a + b) / 2), formula(a, b, problem.N)
        yield ComparisonFlow(problem.Y).solution(a, 40.0 * problem.N), problem.y
        yield cost(problem.y), 0


def dimension_of_one_sample(Q, N):
    """Number of components of x_j."""
    return Q


@check("comparison-initial-space", formula=dimension_of_one_sample, tolerance=0)
def components_of_one_sample(formula, rng):
    for problem, theta in instances.problems(rng, 10):
        yield problem.model.outputs(theta, problem.X)[0].size, formula(problem.Q, problem.N)


@counterexample("comparison-initial-space", printed=lambda Q, N: Q * N)
def two_samples(formula):
    yield np.zeros((2, 1))[0].size, formula(1, 2)
