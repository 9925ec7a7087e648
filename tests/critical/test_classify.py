"""Kinds of equilibria that are known by hand."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import critical


def test_dead_unit_is_a_manifold_of_local_minima(dead):
    kind = critical.classify(*dead)
    assert kind.kind == "local minimum" and kind.constant_rank and kind.regular
    assert (kind.rank.rank, kind.dimension, kind.negative, kind.zero, kind.positive) == (2, 4, 0, 4, 2)
    assert np.allclose(kind.eigenvalues, [0, 0, 0, 0, 1, 1]) and kind.gap > 1e6


def test_the_cost_near_a_local_minimum_is_least_on_the_manifold(dead):
    problem, theta = dead
    for step in 0.05 * np.random.default_rng(0).normal(size=(50, 6)):
        expected = 0.25 + np.sum(step[4:] ** 2) / 2
        assert np.isclose(problem.cost(theta + step), expected, rtol=1e-12)


def test_triangle_saddle(triangle):
    kind = critical.classify(*triangle)
    assert kind.kind == "saddle" and kind.regular and kind.cost == pytest.approx(2.0)
    assert np.allclose(kind.eigenvalues, [-1, 0, 0, 0, 1, 1, 1, 2, 2, 3], atol=1e-12)


def test_zero_cost_is_global(repeated, starts):
    theta = repeated.model.init(0)
    own = af.Problem(repeated.model, repeated.X, repeated.model.outputs(theta, repeated.X))
    assert critical.classify(own, theta).kind == "global"
    assert critical.classify(repeated, critical.find_equilibria(repeated, starts(repeated, 1), "flow").equilibria[0].theta).kind == "local minimum"


def test_degenerate_is_undecided(fold):
    kind = critical.classify(*fold)
    assert kind.kind == "undecided" and kind.zero == 3 and kind.dimension == 2 and not kind.regular


def test_a_point_with_a_gradient_is_refused(repeated):
    with pytest.raises(ValueError, match="expected an equilibrium"):
        critical.classify(repeated, repeated.model.init(0))


@pytest.mark.parametrize("slip, accepted", [(1e-10, True), (1e-7, False)])
def test_an_equilibrium_is_judged_on_the_scale_of_the_outputs(slip, accepted):
    """Targets of size 1e4: at W_1 = slip the gradient is about slip times 1e4, and it is rounding up to 1e-9 times 1e4."""
    problem = af.Problem(af.Network([1, 1, 1]), np.array([[1.0], [-1.0]]), np.array([[1e4], [-1e4]]))
    if accepted:
        assert critical.classify(problem, [slip, 0.0, 0.0, 0.0]).kind == "saddle"
    else:
        with pytest.raises(ValueError, match="expected an equilibrium"):
            critical.classify(problem, [slip, 0.0, 0.0, 0.0])
