"""Floating-point operations, counted by hand."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import optimizers


def test_operations_are_counted_for_networks_only(start):
    problem, _ = start
    constant = af.FunctionModel(lambda theta, X: np.ones((4, 1)), lambda theta, X: np.ones((4, 1)), 1)
    with pytest.raises(TypeError, match="af.Network"):
        optimizers.Arithmetic(af.Problem(constant, problem.X, problem.X[:, :1]))


def test_operations_by_hand():
    """[3, 4, 2] and N = 5: P = 20 weights, n = 10."""
    count = optimizers.Arithmetic(af.Problem(af.Network([3, 4, 2]), np.ones((5, 3)), np.ones((5, 2))))
    assert (count.cost, count.gradient, count.solve) == (200, 600, 200)
    assert count.kernel == 2 * 25 * (3 + 4) + 2 * 100 * 5
    assert count.velocity == pytest.approx(600 + count.kernel + 1000 / 3 + 800)
    deep = optimizers.Arithmetic(af.Problem(af.Network([3, 4, 5, 2]), np.ones((5, 3)), np.ones((5, 2))))
    assert deep.kernel == 2 * 25 * (3 + 4 + 5) + 2 * 100 * (5 + 6) + 2 * 10 * 4 * 5
