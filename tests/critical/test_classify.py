"""Kinds of equilibria that are known by hand."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import critical

EPS = np.finfo(float).eps


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
    assert (kind.negative, kind.zero, kind.positive, kind.dimension) == (1, 3, 6, 3)


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


def diagonal(*slopes):
    """x = slopes * t, targets 1: the Hessian has the squares of the slopes, over N = 1."""
    D = np.diag(slopes)
    model = af.FunctionModel(lambda t, X: (D @ t)[None], lambda t, X: D, len(slopes), lambda t, X, v: np.zeros(D.shape))
    inverse = [1 / slope if slope else 0.0 for slope in slopes]
    return af.Problem(model, np.ones((1, 1)), np.ones((1, len(slopes)))), np.array(inverse)


@pytest.mark.parametrize("slopes, zero, gap", [
    ((2.0, 0.0, 0.0), 2, 1 / EPS), ((2.0, 1.0), 0, 1 / (4 * EPS)), ((1e3, 1e-2), 1, 1e10), ((1e3, 1.0), 0, 1 / (1e6 * EPS)),
    ((3.0, 1e-3, 0.0), 1, 1e-6 / (9 * EPS)),
])
def test_eigenvalues_count_beside_the_largest(slopes, zero, gap):
    """Below 1e-8 of it as zero; the gap is from the smallest that counts to the largest that does not, or to rounding."""
    kind = critical.classify(*diagonal(*slopes))
    assert (kind.zero, kind.negative, kind.positive) == (zero, 0, len(slopes) - zero)
    assert kind.gap == pytest.approx(gap)


@pytest.mark.parametrize("largest", [1e-3, 1.0, 1e3])
def test_singular_values_count_beside_the_largest(largest):
    for share, rank in ((1e-7, 2), (1e-9, 1)):
        found = critical.cutoff.relative_rank(np.diag([largest, largest * share]))
        assert found.rank == rank and found.cutoff == pytest.approx(1e-8 * largest, rel=1e-12, abs=0)


def test_the_cost_up_to_which_a_point_is_global():
    """x = t^2, target -1e-5: the cost at 0 is 5e-11, and it is a minimum."""
    model = af.FunctionModel(lambda t, X: t[None] ** 2, lambda t, X: np.array([2 * t]), 1, lambda t, X, v: np.array([2 * v]))
    problem = af.Problem(model, np.ones((1, 1)), np.array([[-1e-5]]))
    cost = problem.cost(np.zeros(1))
    assert cost == pytest.approx(5e-11, rel=1e-12, abs=0) and critical.classify(problem, [0.0]).kind == "local minimum"
    assert critical.classify(problem, [0.0], zero_cost=cost).kind == "global"
    assert critical.classify(problem, [0.0], zero_cost=cost * (1 - 1e-9)).kind == "local minimum"


def test_a_rank_that_hangs_on_a_tiny_singular_value_is_not_called_constant():
    """Near a point where D loses rank the smallest singular value may be some 1e-5, far above rounding and still no proof of rank."""
    rank = af.numerical_rank(np.diag([7.0, 1.0, 1.4e-5]), cutoff=7e-8)
    kind = critical.Classification("saddle", 0.1, rank, 3, np.ones(3), 0, 0, 3, 1e8, 0)
    clear = critical.Classification("saddle", 0.1, af.numerical_rank(np.diag([7.0, 1.0, 1.4e-3]), cutoff=7e-8), 3, np.ones(3), 0, 0, 3, 1e8, 0)
    assert rank.rank == 3 and 190 < rank.gap < 210
    assert not kind.constant_rank and not kind.regular and clear.constant_rank and clear.regular
