"""Section 1.1: the model."""

import numpy as np

from ..activations import mollified_relu
from . import instances
from .registry import check


def num_parameters(widths, one=1):
    """K, (1.5)."""
    return sum(m * (below + one) for below, m in zip(widths, widths[1:]))


@check("parameter-count", formula=num_parameters, tolerance=0)
def columns_of_the_jacobian(formula, rng):
    for problem, theta in instances.problems(rng, 10):
        yield problem.jacobian(theta).shape[1], formula(problem.model.widths)


def stacked_cost(x, y, N):
    """C, first line of (1.7)."""
    return (x - y) @ (x - y) / (2 * N)


@check("cost-by-samples", formula=stacked_cost, tolerance=1e-12)
def cost_sample_by_sample(formula, rng):
    for problem, theta in instances.problems(rng, 10):
        expected = formula(problem.outputs(theta), problem.y, problem.N)
        yield instances.cost_of_parameters(problem)(theta), expected
        yield problem.cost(theta), expected


def lipschitz_constant(width):
    """That of the derivative of ReLU averaged over a window of half-width ``width``."""
    return 1 / (2 * width)


@check("relu-mollification", formula=lipschitz_constant, tolerance=1e-6,
       variants={"of ReLU with the window's full width": lambda width: 1 / width})
def steepest_secant_of_the_derivative(formula, rng):
    for width in rng.uniform(0.01, 1, size=10):
        u = np.linspace(-3 * width, 3 * width, 1001)                   # (1001,)
        sigma = mollified_relu(width)
        yield np.max(np.diff(sigma.first(u)) / np.diff(u)), formula(width)
        away = u[np.abs(u) > width]
        yield sigma.value(away), np.maximum(away, 0)
