"""Isolated equilibria constructed from a drop of the rank."""

import numpy as np

import adaptedflow as af
from adaptedflow import critical


def constructed(seed=25):
    net, rng = af.Network([2, 2, 1], "tanh"), np.random.default_rng(seed)
    X = rng.normal(size=(8, 2))
    drop = critical.rank_drop(net, X, 1.5 * rng.normal(size=9))
    return net, X, drop


def test_the_left_kernel_is_found():
    net, X, drop = constructed()
    D = net.jacobian(drop.theta, X)
    assert np.linalg.norm(D.T @ drop.u) < 1e-11 and np.isclose(np.linalg.norm(drop.u), 1)
    assert critical.cutoff.relative_rank(D).rank == 7


def test_targets_beside_the_outputs_make_it_an_isolated_equilibrium():
    net, X, drop = constructed()
    problem = af.Problem(net, X, (net.outputs(drop.theta, X).ravel() - 2 * drop.u)[:, None])
    kind = critical.classify(problem, drop.theta)
    assert np.isclose(kind.cost, 2 ** 2 / (2 * 8))
    assert kind.zero == 0 and not kind.constant_rank and kind.dimension == 2
    assert np.abs(kind.eigenvalues).min() > 1e-4
    assert critical.local_dimension(problem, drop.theta).value == 0
    moved = af.Problem(net, X, problem.Y + 1e-4 * np.cos(np.arange(8.0))[:, None])
    end = critical.polish(moved, drop.theta)
    assert critical.classify(moved, end).zero == 0 and moved.cost(end) > 0.1


def test_no_drop_within_reach():
    """One sample: the derivative by b2 is 1 at every theta, and D has no left kernel."""
    net = af.Network([1, 1, 1], "tanh")
    assert critical.rank_drop(net, np.ones((1, 1)), net.init(0)) is None
