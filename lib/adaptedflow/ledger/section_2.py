"""Section 2: Theorem 2.1. Orbits run in the clock s without correction, which would make its laws true by construction."""

import numpy as np

from ..flows import AdaptedFlow
from ..function_model import FunctionModel
from ..orbit import CostBelow, integrate
from ..problem import Problem
from . import instances
from .registry import check
from .section_1_3 import cost_law, error_law
from .section_1_4_1 import comparison_velocity

INTEGRATION = 1e-4                # the laws to four digits, also where the cost is 1e-8 of its start


def small_cost(problem, theta0):
    return CostBelow(1e-8 * problem.cost(theta0))


@check("theorem-2-1-pushforward", formula=comparison_velocity, tolerance=INTEGRATION)
def velocity_of_the_outputs(formula, rng):
    for problem, orbit in instances.adapted_orbits(rng, 3, until=lambda p, _: 2.0 * p.N):
        for s in rng.uniform(0.1, 1.9, size=5) * problem.N:
            before, here, after = (problem.outputs(orbit(s + h)) for h in (-1e-3 * problem.N, 0, 1e-3 * problem.N))
            yield (after - before) / (2e-3 * problem.N), formula(here, problem.y, problem.N)


@check("theorem-2-1-cost", formula=cost_law, tolerance=INTEGRATION)
def cost_along_adapted_orbits(formula, rng):
    for problem, orbit in instances.adapted_orbits(rng, 4, stop=small_cost):
        for s, cost in zip(orbit.s, orbit.cost):
            yield cost, formula(s, orbit.cost[0], problem.N)


@check("theorem-2-1-outputs", formula=error_law, tolerance=INTEGRATION)
def errors_along_adapted_orbits(formula, rng):
    for problem, orbit in instances.adapted_orbits(rng, 4, stop=small_cost):
        for s, x in zip(orbit.s, orbit.outputs):
            yield x - problem.y, formula(s, orbit.outputs[0] - problem.y, problem.N)


def limit_of_outputs(y):
    """x[theta_*], (2.8)."""
    return y


@check("theorem-2-1-limit", formula=limit_of_outputs, tolerance=1e-5)
def outputs_at_the_limit(formula, rng):
    for problem, orbit in instances.adapted_orbits(rng, 3, until=lambda p, _: 30.0 * p.N):
        yield orbit.theta[-1], orbit(25.0 * problem.N)                 # it has converged
        yield problem.outputs(orbit.theta[-1]), formula(problem.y)
    product = FunctionModel(lambda w, X: np.array([[w[0] * w[1]]]), lambda w, X: np.array([[w[1], w[0]]]), 2)
    problem = Problem(product, [[0.0]], [[0.0]])                       # the limit is 0, where D = 0
    orbit = integrate(AdaptedFlow(problem), np.array([1.0, 1.0]), until=20.0)
    yield problem.outputs(orbit.theta[-1]), formula(problem.y)


def cost_of_gradient(g, N):
    """C from grad_x C, end of the proof of Theorem 2.1."""
    return N / 2 * (g @ g)


@check("cost-from-output-gradient", formula=cost_of_gradient, tolerance=1e-10)
def cost_and_output_gradient(formula, rng):
    for problem, theta in instances.problems(rng, 10):
        cost, x = instances.cost_of_outputs(problem), problem.outputs(theta)
        gradient = np.array([instances.derivative(cost, x, e) for e in np.eye(len(x))])
        yield cost(x), formula(gradient, problem.N)
