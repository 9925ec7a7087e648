"""The examples that checks are made on."""

import numpy as np
import pytest

from adaptedflow.ledger.section_1_2 import bumpy_cost


@pytest.mark.parametrize("theta", [0.3, 0.8, 1.0, 1.1, 1.2, 1.4, 2.0, 2.03, 2.9, 3.0, 3.01])
def test_bumpy_cost_falls_as_its_gradient_says(theta):
    """On a bump, beside it, between two of them: the function is the integral of the slope that the claim speaks of."""
    problem, h = bumpy_cost(), 1e-6
    difference = (problem.cost(np.array([theta + h])) - problem.cost(np.array([theta - h]))) / (2 * h)
    assert problem.cost_gradient(np.array([theta]))[0] == pytest.approx(difference, rel=1e-6)


def test_bumpy_cost_is_continuous_between_the_bumps():
    problem = bumpy_cost()
    for edge in (1.5, 2.5, 3.5):
        assert problem.cost(np.array([edge - 1e-9])) == pytest.approx(problem.cost(np.array([edge + 1e-9])), abs=1e-8)
