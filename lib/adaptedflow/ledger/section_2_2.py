"""Section 2.2: the stopping time, in the clock s, without correction, as an event on the computed cost."""

import numpy as np

from ..examples import tanh_interpolation, two_label_blow_up
from ..flows import AdaptedFlow
from ..network import Network
from ..orbit import CostBelow, integrate
from ..problem import Problem
from . import instances
from .registry import check, counterexample
from .section_1_2 import exponential_model


def steady_drift(s, start, N):
    """theta(s) of the adapted flow for x_j = exp(-theta_j), y = 0."""
    return start + s / N


@check("adapted-orbits-need-not-converge", formula=steady_drift, tolerance=1e-4)
def adapted_orbits_of_the_exponential_model(formula, rng):
    for N in (1, 2, 3):
        start, s = rng.normal(size=N), N * rng.uniform(5, 10)
        orbit = integrate(AdaptedFlow(exponential_model(N)), start, until=s)
        yield orbit.theta[-1], formula(s, start, N)


def earliest_time(C0, eps, N, life=np.inf):
    """The least s with cost at most eps, (2.40) and (2.41), or the end ``life`` of the orbit where that comes first."""
    return min(life, N / 2 * np.log(C0 / eps))


@check("stopping-time", formula=earliest_time, tolerance=1e-4, variants={
    "the orbit for ever": lambda C0, eps, N, life=np.inf: N / 2 * np.log(C0 / eps)})
def event_on_the_computed_cost(formula, rng):
    for power in (-1, -3, -6):
        share = 10.0 ** (power * rng.uniform(0.5, 1))
        for problem, orbit in instances.adapted_orbits(rng, 2, stop=lambda p, t: CostBelow(share * p.cost(t))):
            yield orbit.s[-1], formula(orbit.cost[0], share * orbit.cost[0], problem.N)
    for example in (tanh_interpolation(), two_label_blow_up()):
        for share in (rng.uniform(0.85, 0.95), rng.uniform(0.1, 0.2)):  # reached before the orbit ends, and not
            yield time_of_cost(example, share), formula(example.problem.cost(example.theta0), share * example.problem.cost(example.theta0),
                                                        example.problem.N, example.end_time)


def time_of_cost(example, share):
    """When the cost has fallen to ``share`` of that at the start, or the orbit has ended."""
    flow, eps = AdaptedFlow(example.problem), share * example.problem.cost(example.theta0)
    orbit = integrate(flow, example.theta0, until=40.0, stop=CostBelow(eps), rtol=1e-8)
    return orbit.s[-1] if orbit.status == "reached" else float(orbit.end_time)


@counterexample("stopping-time", printed=lambda C0, eps, N, life: N / 2 * np.log(C0 / eps), tolerance=1e-4)
def two_labels_that_end_at_four_ninths(formula):
    example = two_label_blow_up()
    yield time_of_cost(example, 0.4), formula(1.0, 0.4, 5, example.end_time)


@check("stopping-time-a-priori", formula=earliest_time, tolerance=1e-4)
def one_time_for_many_networks(formula, rng):
    N, C0, eps = 3, 0.5, 5e-5
    for activation in instances.ACTIVATIONS:                           # four networks, data and starts, one N and C(0)
        net = Network([2, 12, 1], activation)
        theta0, X, direction = net.init(rng), rng.normal(size=(N, 2)), rng.normal(size=(N, 1))
        Y = net.outputs(theta0, X) + np.sqrt(2 * N * C0) * direction / np.linalg.norm(direction)
        problem = Problem(net, X, Y)
        expected = formula(C0, eps, N)
        orbit = integrate(AdaptedFlow(problem), theta0, stop=CostBelow(eps))
        yield orbit.s[-1], expected
        yield problem.cost(orbit.theta[-1]) <= 1.0001 * eps, True
