import numpy as np
import pytest

import adaptedflow as af
from adaptedflow.critical.newton import gradient_scale


def test_the_scale_of_a_gradient_is_that_of_its_rounding():
    """``1 + |D| |grad_x C|``: for x = t (3, 4), target (0, 1) and t = 1, |D| = 5 and the residual is (3, 3)."""
    model = af.FunctionModel(lambda t, X: t * np.array([[3.0, 4.0]]), lambda t, X: np.array([[3.0], [4.0]]), 1)
    problem = af.Problem(model, np.ones((1, 1)), np.array([[0.0, 1.0]]))
    assert gradient_scale(problem, np.ones(1)) == pytest.approx(1 + 5 * 3 * np.sqrt(2), rel=1e-14)
    constant = af.FunctionModel(lambda t, X: np.array([[1.0]]), lambda t, X: np.zeros((1, 1)), 1)
    assert gradient_scale(af.Problem(constant, np.ones((1, 1)), np.zeros((1, 1))), np.ones(1)) == 1
