"""The dimension of the critical set, measured from a cloud, where it is known."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import critical


def test_dead_unit(dead):
    measured = critical.local_dimension(*dead)
    assert measured.value == 4 and measured.gap > 1e3


def test_bottleneck_saddle(triangle):
    assert critical.local_dimension(*triangle).value == 10 - 7


def test_a_degenerate_critical_set_is_not_counted_by_its_hessian(fold):
    problem, theta = fold
    assert np.linalg.matrix_rank(problem.cost_hessian(theta)) == 0     # nullity 3
    assert critical.local_dimension(problem, theta, radius=1e-2).value == 2


def test_an_isolated_equilibrium_has_dimension_zero():
    model = af.FunctionModel(lambda t, X: t[None] ** 2, lambda t, X: np.diag(2 * t), 2, lambda t, X, v: np.diag(2 * v))
    problem = af.Problem(model, np.ones((1, 1)), np.array([[-1.0, -1.0]]))
    assert critical.local_dimension(problem, np.zeros(2)).value == 0


@pytest.mark.parametrize("size", [0.1, 1.0])
def test_a_curved_set_has_the_dimension_of_its_tangent(size):
    """``|theta|^2 = size^2`` in the plane: at distance r the circle leaves its tangent by ``r^2 / (2 size)``, at 0.1 much more than by r^2."""
    model = af.FunctionModel(lambda theta, X: np.array([[theta @ theta]]), lambda theta, X: 2 * theta[None], 2, lambda theta, X, v: 2 * v[None])
    problem = af.Problem(model, np.ones((1, 1)), np.array([[size ** 2]]))
    found = critical.local_dimension(problem, size * np.array([0.6, 0.8]))
    assert found.value == 1 and 1e-4 / size < found.extents[1] < 2e-3 / size


def test_rank_drop_makes_K_minus_r_wrong():
    """Linear [1, 1, 2], inputs -1 and 1 with different labels: at w1 = 0, W2 = 0 rank D is 2, next to it 4. By hand: equilibria
    nearby have w1 = 0, W2 at right angles to the difference of the targets, b2 = mean - W2 b1, and b1 free: two dimensions, not four."""
    problem = af.Problem(af.Network([1, 1, 2], "identity"), [[-1.0], [1.0]], af.one_hot([0, 1], 2))
    theta = np.array([0, 0.3, 0, 0, 0.5, 0.5])
    kind = critical.classify(problem, theta)
    assert (kind.rank.rank, kind.nearby_rank, kind.dimension) == (2, 4, 4)
    assert critical.local_dimension(problem, theta).value == 2


def test_equal_labels_add_a_dimension_and_a_longer_target_takes_it_away(starts):
    net = af.Network([3, 1, 3], "tanh")
    for length, expected in ((1.0, 4), (1.2, 3)):
        problem = af.Problem(net, np.eye(3), np.diag([length, 1.0, 1.0]))
        hits = [e.theta for e in critical.find_equilibria(problem, starts(problem, 12)).above(1e-6)]
        kinds = [critical.classify(problem, theta) for theta in hits]
        theta, kind = next((t, k) for t, k in zip(hits, kinds) if k.constant_rank)
        assert kind.dimension == 3 and critical.local_dimension(problem, theta).value == expected
        assert kind.regular == (expected == 3)


@pytest.mark.parametrize("radius", [0.0, -1.0, np.inf])
def test_bad_radius(dead, radius):
    for measure in (critical.local_dimension, critical.nearby_rank):
        with pytest.raises(ValueError, match="radius"):
            measure(*dead, radius=radius)


def one_output(x, D, K):
    """``x`` a function of the first of K parameters with derivative ``D``, target 2."""
    model = af.FunctionModel(lambda t, X: np.array([[x(t[0])]]), lambda t, X: D(t[0]) * np.eye(1, K), K, lambda t, X, v: np.zeros((1, K)))
    return af.Problem(model, np.ones((1, 1)), np.array([[2.0]]))


@pytest.mark.parametrize("radius", [1e-2, 1e-3])
def test_where_all_points_are_equilibria_the_cloud_is_a_sphere(radius):
    """K + n extents of unit rows: their squares add up to K, and what comes after the last is radius^2."""
    measured = critical.local_dimension(one_output(lambda t: 1.0, lambda t: 0.0, 5), np.zeros(5), radius)
    assert measured.value == 5 and np.sum(measured.extents ** 2) == pytest.approx(5)
    assert measured.gap == pytest.approx(measured.extents[-1] / radius ** 2)


def test_extents_and_gap_at_a_point_and_on_a_flat_manifold(dead):
    flat = critical.local_dimension(*dead)
    assert np.all((flat.extents[:4] > 0.4) & (flat.extents[:4] < 2)) and np.all(flat.extents[4:] < 1e-8) and flat.gap > 4e5
    point = critical.local_dimension(one_output(lambda t: 2 + t, lambda t: 1.0, 1), np.zeros(1))
    assert point.value == 0 and point.gap == pytest.approx(1e6)        # from the radius itself to its square


@pytest.mark.parametrize("K", [2, 3, 4])
def test_a_corner_of_the_critical_set_is_no_manifold(K):
    """x = max(t1, 0), target 2: equilibria are where t1 <= 0. From the other side none is near, and 3 in 4 points have to arrive."""
    problem = one_output(lambda t: max(t, 0.0), lambda t: float(t > 0), K)
    outcomes = set()
    for seed in range(12):
        arriving = np.sum(np.random.default_rng(seed).normal(size=(2 * K, K))[:, 0] <= 0)
        outcomes.add(bool(2 * arriving >= 3 * K))
        if 2 * arriving >= 3 * K:
            assert critical.local_dimension(problem, np.zeros(K), seed=seed).value == K
        else:
            with pytest.raises(ArithmeticError, match=f"expected most of {2 * K} points .* got {arriving}:"):
                critical.local_dimension(problem, np.zeros(K), seed=seed)
    assert outcomes == {True, False}


def test_nearby_rank_is_the_largest_that_is_met(dead):
    """b1 = 0.895: the unit wakes at 0.9, and of three random points at distance 0.02 some are beyond that and some are not."""
    problem, theta = dead
    theta = theta + 0.895 * np.eye(6)[1]
    assert critical.nearby_rank(problem, theta, radius=1e-4) == 2
    for seed in range(6):
        steps = np.random.default_rng(seed).normal(size=(3, 6))
        steps *= 0.02 / np.linalg.norm(steps, axis=1, keepdims=True)
        awake = (steps[:, 0] + steps[:, 1] > 0.005).any()              # the larger pre-activation is w1 + b1
        assert critical.nearby_rank(problem, theta, radius=0.02, seed=seed) == (4 if awake else 2)
