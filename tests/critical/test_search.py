"""Equilibria are found from starts that know nothing of them, and are equilibria of both flows."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import critical


@pytest.mark.parametrize("route", ["flow", "newton"])
def test_every_hit_is_an_equilibrium_of_both_flows(repeated, route, starts):
    search = critical.find_equilibria(repeated, starts(repeated, 6), route)
    assert search.tries == 6 == len(search.equilibria) + search.far + search.lost
    assert len(search.equilibria) >= 4
    for found in search.equilibria:
        cutoff = 1e-8 * np.linalg.norm(repeated.jacobian(found.theta), 2)
        assert np.linalg.norm(af.StandardFlow(repeated).velocity(found.theta)) < 1e-10
        assert np.linalg.norm(af.RankLossFlow(repeated, cutoff).velocity(found.theta)) < 1e-8
        assert found.gradient < 1e-10 and found.projected < 1e-8


def test_the_flow_ends_at_the_least_cost_and_newton_finds_the_saddle_too(repeated, starts):
    by_flow = critical.find_equilibria(repeated, starts(repeated, 6), "flow")
    by_newton = critical.find_equilibria(repeated, starts(repeated, 20), "newton")
    assert np.allclose([e.cost for e in by_flow.equilibria], 1 / 6)
    assert {round(e.cost, 6) for e in by_newton.equilibria} >= {round(1 / 6, 6), round(2 / 9, 6)}


def test_zeros_of_one_field_only_would_be_reported(repeated):
    theta = repeated.model.init(0)                                     # no equilibrium: neither condition holds
    equilibrium = critical.search._equilibrium(repeated, theta, 0)
    assert equilibrium.gradient > 1e-3 and equilibrium.projected > 1e-3


def test_a_flow_that_runs_to_infinity_is_no_hit():
    """One tanh unit without an output layer, target 1: w grows without bound and the gradient goes to zero."""
    model = af.FunctionModel(lambda t, X: np.tanh(t)[None], lambda t, X: 1 / np.cosh(t)[None] ** 2, 1,
                             lambda t, X, v: (-2 * np.tanh(t) / np.cosh(t) ** 2 * v)[None])
    problem = af.Problem(model, np.ones((1, 1)), np.array([[2.0]]))
    search = critical.find_equilibria(problem, [[0.5], [1.0]])
    assert search.far + search.lost == 2 and search.equilibria == ()


@pytest.mark.parametrize("route, rate", [("flow", 1 / 20), ("newton", 1 / 10)])
@pytest.mark.parametrize("sign", [1, -1])
def test_starts_that_get_far_before_the_gradient_is_small_are_far(route, rate, sign):
    """x = exp(-rate t), target 0: the gradient is 1e-4 at t = 62 and at t = 34.5 only. The second parameter stays where it was."""
    rate = -sign * rate
    model = af.FunctionModel(lambda t, X: np.exp(rate * t[:1])[None], lambda t, X: rate * np.exp(rate * t[0]) * np.eye(1, 2), 2,
                             lambda t, X, v: rate ** 2 * np.exp(rate * t[0]) * v[0] * np.eye(1, 2))
    search = critical.find_equilibria(af.Problem(model, np.ones((1, 1)), np.zeros((1, 1))), [[0.5, 0.0], [sign * 8.0, 0.0]], route)
    assert (search.far, search.lost) == (2, 0)


def test_above_keeps_the_order_of_the_starts(repeated, starts):
    search = critical.find_equilibria(repeated, starts(repeated, 6))
    assert [e.start for e in search.above(0.0)] == sorted(e.start for e in search.equilibria)
    assert search.above(1.0) == []
    assert "6 starts" in str(search)


@pytest.mark.parametrize("arguments, message", [
    ((np.zeros(10),), "shape"), ((np.zeros((2, 3)),), "shape"), ((np.zeros((1, 10)), "guess"), "route"),
])
def test_bad_arguments(repeated, arguments, message):
    with pytest.raises(ValueError, match=message):
        critical.find_equilibria(repeated, *arguments)


def test_polish_goes_to_the_manifold_along_its_normals(dead):
    problem, theta = dead
    off = theta + np.array([0.1, 0, 0, 0, 0.03, -0.02])
    assert np.allclose(critical.polish(problem, off), theta + np.array([0.1, 0, 0, 0, 0, 0]), atol=1e-12)
    assert critical.polish(problem, theta + 5 * np.eye(6)[4]) is None  # out of reach


@pytest.mark.parametrize("distance", [0.2, 0.34, 0.38, 0.45])
def test_polish_reaches_as_far_as_a_tenth_of_the_size_of_the_start_and_one(dead, distance):
    """The way back to the manifold is along the normal, and as long as the displacement."""
    problem, theta = dead
    start = theta + distance * np.eye(6)[4]
    found = critical.polish(problem, start)
    assert (found is not None) == (distance <= 0.1 * (1 + np.linalg.norm(start)))
    if found is not None:
        np.testing.assert_allclose(found, theta, atol=1e-11)


@pytest.mark.parametrize("distance, scale", [(1e-11, 1.0), (1e-10, 1.0), (1e-6, 1e4)])
def test_polish_goes_on_to_rounding_on_the_scale_of_the_targets(distance, scale):
    """x = scale t with target scale: the gradient is scale^2 times the distance, and rounding is 1e-12 times scale^2."""
    model = af.FunctionModel(lambda t, X: scale * t[None], lambda t, X: np.array([[scale]]), 1, lambda t, X, v: np.zeros((1, 1)))
    problem = af.Problem(model, np.ones((1, 1)), np.array([[scale]]))
    found = critical.polish(problem, np.array([1 + distance]))
    assert abs(found[0] - 1) < 3e-12
