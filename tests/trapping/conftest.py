"""Linear networks with two labels, whose balanced orbits pass the saddle at the origin in a time known in closed form."""

from types import SimpleNamespace

import numpy as np
import pytest

import adaptedflow as af


def chain(*weights):
    """Linear [1, ..., 1, 2] at the inputs 1 and -1 with targets (1, 0) and (-1, 0), and the start with these weights and no biases.

    The output stays ``(p x, 0)`` with ``p`` the product of the weights, and the cost ``(p - 1)^2 / 2``.
    """
    problem = af.Problem(af.Network([1] * len(weights) + [2], "identity"), [[1.0], [-1.0]], [[1.0, 0.0], [-1.0, 0.0]])
    *first, last = weights
    theta0 = np.concatenate([[w, 0.0] for w in first] + [[last, 0.0, 0.0, 0.0]])
    return SimpleNamespace(problem=problem, theta0=theta0)


@pytest.fixture(scope="session")
def chains():
    return chain


@pytest.fixture(scope="session")
def escape():
    """The standard orbit of x = w1 w2, y = 1, away from the saddle along w1 = w2, from |theta| = 1e-4."""
    example = af.examples.two_factor(1e-4 / np.sqrt(2), 1e-4 / np.sqrt(2), 1.0)
    return af.integrate(af.StandardFlow(example.problem), example.theta0, stop=af.CostBelow(0.3), rtol=1e-8)
