"""The region of (3.5), against D and its singular values."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import trapping


@pytest.fixture(scope="module")
def tanh():
    net, rng = af.Network([2, 5, 2]), np.random.default_rng(0)
    return af.Problem(net, rng.normal(size=(4, 2)), af.one_hot([0, 1, 1, 0], 2)), net.init(rng)


def test_ratio_is_that_of_3_5(tanh):
    problem, theta = tanh
    D, r = problem.jacobian(theta), problem.outputs(theta) - problem.y
    singular_values = np.linalg.svd(D, compute_uv=False)
    ratio = trapping.region(problem, 0.1).ratio(theta)
    assert ratio == pytest.approx(np.linalg.norm(D.T @ r) / np.linalg.norm(r), rel=1e-12)
    assert singular_values[-1] < ratio < singular_values[0]


def test_membership_is_strict_inequality(tanh):
    problem, theta = tanh
    ratio = trapping.region(problem, 1.0).ratio(theta)
    assert theta in trapping.region(problem, 1.001 * ratio)
    assert theta not in trapping.region(problem, ratio) and theta not in trapping.region(problem, 0.999 * ratio)


def test_excess_is_the_logarithm_of_the_ratio_to_eps(tanh):
    problem, theta = tanh
    ratio = trapping.region(problem, 1.0).ratio(theta)
    assert trapping.region(problem, 0.25).excess(theta) == pytest.approx(np.log(ratio / 0.25))


def test_equilibria_and_global_minima_are_outside(chains):
    case = chains(1.0, 1.0)
    region = trapping.region(case.problem, 10.0)
    assert np.zeros(6) not in region and region.ratio(np.zeros(6)) == 0      # saddle: D^T g = 0
    assert case.theta0 not in region and np.isnan(region.ratio(case.theta0))   # x = y
    assert case.theta0 + 1e-3 in region


@pytest.mark.parametrize("eps, error", [(0, ValueError), (-1.0, ValueError), (np.inf, ValueError), ("1", TypeError)])
def test_eps_that_is_refused(tanh, eps, error):
    with pytest.raises(error, match=r"eps: expected a"):
        trapping.region(tanh[0], eps)


def test_problem_and_theta_that_are_refused(tanh):
    problem, theta = tanh
    with pytest.raises(TypeError, match="problem: expected an af.Problem, got Network"):
        trapping.region(problem.model, 0.1)
    with pytest.raises(ValueError, match=r"theta: expected shape \(27,\), got \(26,\)"):
        trapping.region(problem, 0.1).ratio(theta[1:])
