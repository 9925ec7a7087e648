"""Problems of Section 4 with equilibria that can be found by hand."""

import numpy as np
import pytest

import adaptedflow as af


@pytest.fixture
def dead():
    """A dead unit of mollified ReLU [1, 1, 2]: near it the cost is 1/4 + |b2 - (1/2, 1/2)|^2 / 2."""
    problem = af.Problem(af.Network([1, 1, 2], af.mollified_relu(0.1)), [[1.0], [2.0]], af.one_hot([0, 1], 2))
    return problem, np.array([-1.0, 0.0, 1.0, -2.0, 0.5, 0.5])


@pytest.fixture
def triangle():
    """Linear [3, 1, 3], inputs at the corners of a triangle, targets diag(2, 1, 0) x: C = |W2 w1^T - diag(2, 1, 0)|^2 / 2 + ... in the
    plane of the triangle; at theta the unit has learnt the second coordinate. Hessian -1, 0, 0, 0, 1, 1, 1, 2, 2, 3."""
    angles = 2 * np.pi * np.arange(3) / 3
    X = np.sqrt(2) * np.column_stack([np.cos(angles), np.sin(angles), np.zeros(3)])
    problem = af.Problem(af.Network([3, 1, 3], "identity"), X, X * [2.0, 1.0, 0.0])
    return problem, np.array([0, 1, 0, 0, 0, 1, 0, 0, 0, 0], float)


@pytest.fixture
def repeated():
    """Tanh [1, 2, 2], one of two inputs shown with both labels: least cost 1/6 where the outputs are the means of the targets."""
    return af.Problem(af.Network([1, 2, 2], "tanh"), [[-1.0], [1.0], [1.0]], af.one_hot([0, 1, 0], 2))


@pytest.fixture
def fold():
    """x = (t1, t1^2), t2 and t3 unused, target (0, 1/2): the critical set t1 = 0 is degenerate, g = 2 t1^3."""
    model = af.FunctionModel(lambda t, X: np.array([[t[0], t[0] ** 2]]), lambda t, X: np.array([[1, 0, 0], [2 * t[0], 0, 0]]), 3,
                             lambda t, X, v: np.array([[0, 0, 0], [2 * v[0], 0, 0]]))
    return af.Problem(model, np.ones((1, 1)), np.array([[0.0, 0.5]])), np.zeros(3)


@pytest.fixture
def starts():
    """``starts(problem, number)``: random parameters that know nothing of the equilibria, (number, K)."""
    return lambda problem, number: np.array([problem.model.init(seed) for seed in range(number)])
