"""Holonomy against curvature times area, with the order of what is left."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow.horizontal import circle, curvature, holonomy, lift

RADII = np.array([0.06, 0.03, 0.015])      # in units of the smallest singular value of D: that is what a loop is small against


def remainders(net, X, theta, u, v, radii=RADII):
    """``|displacement - area kappa(u, v)|`` for circles of these radii."""
    kappa = np.einsum("i,j,ijk->k", u, v, curvature(net, X, theta))
    x0 = net.outputs(theta, X).ravel()
    found = []
    for radius in radii * np.linalg.svd(net.jacobian(theta, X), compute_uv=False)[-1]:
        loop = holonomy(net, X, circle(x0, u, v, radius), theta)
        found.append(np.linalg.norm(loop.displacement - np.pi * radius ** 2 * kappa))
        assert loop.error < 1e-3 * found[-1]
    return np.array(found)


def order(radii, errors):
    return np.polyfit(np.log(radii), np.log(errors), 1)[0]


def test_third_order_at_a_generic_point(smallest):
    found = remainders(smallest.net, smallest.X, np.array([1, 0.5, 1.5, 0.0]), smallest.p, smallest.q)
    assert order(RADII, found) == pytest.approx(3, abs=0.05)


def test_fourth_order_at_a_symmetric_point(smallest):
    found = remainders(smallest.net, smallest.X, np.array([1, 0, 1, 0.0]), smallest.p, smallest.q)
    assert order(RADII, found) == pytest.approx(4, abs=0.05)


def test_third_order_for_tanh():
    net, X = af.Network([1, 4, 1], "tanh"), np.array([[0.0], [1.0], [2.0]])
    radii = RADII / 6                                                  # this start is curved more: third order shows later
    found = remainders(net, X, net.init(0), np.array([1.0, 0, 0]), np.array([0, 0, 1.0]), radii)
    assert order(radii, found) == pytest.approx(3, abs=0.1)


def test_known_displacement(smallest):
    """By a plain Runge-Kutta integration of two independent programs: radius 0.2 at (1, 0, 1, 0)."""
    theta = np.array([1, 0, 1, 0.0])
    loop = circle(smallest.net.outputs(theta, smallest.X).ravel(), smallest.p, smallest.q, 0.2)
    found = holonomy(smallest.net, smallest.X, loop, theta)
    predicted = np.pi * 0.04 * np.array([0, -1, 0, 1]) / 8
    assert np.linalg.norm(found.displacement - predicted) / np.linalg.norm(predicted) == pytest.approx(4.42e-3, rel=2e-3)


def test_turning_the_other_way_undoes_it(smallest):
    theta = np.array([1, 0.5, 1.5, 0.0])
    loop = circle(smallest.net.outputs(theta, smallest.X).ravel(), smallest.p, smallest.q, 0.3)
    there = holonomy(smallest.net, smallest.X, loop, theta)
    back = holonomy(smallest.net, smallest.X, lambda tau: loop(-tau), theta + there.displacement)
    np.testing.assert_allclose(back.displacement, -there.displacement, atol=1e-10)


def test_turns_are_one_after_the_other(smallest):
    theta = np.array([1, 0.5, 1.5, 0.0])
    loop = circle(smallest.net.outputs(theta, smallest.X).ravel(), smallest.p, smallest.q, 0.3)
    three = holonomy(smallest.net, smallest.X, loop, theta, turns=3)
    assert three.returns.shape == (4, 4) and len(three.lifts) == 3 and three.lift is three.lifts[2]
    np.testing.assert_allclose(three.displacement, three.returns[3] - theta)
    np.testing.assert_allclose(lift(smallest.net, smallest.X, loop, three.returns[1], rtol=1e-12).theta[-1], three.returns[2], atol=1e-11)
    x = [smallest.net.outputs(one, smallest.X).ravel() for one in three.returns]
    np.testing.assert_allclose(x, np.tile(x[0], (4, 1)), atol=1e-10)
    assert three.error < 1e-8 < np.linalg.norm(three.returns[3] - three.returns[1])      # of the end, not of the way round


def test_a_loop_without_area_does_nothing(smallest):
    theta = np.array([1, 0.5, 1.5, 0.0])
    x0 = smallest.net.outputs(theta, smallest.X).ravel()
    found = holonomy(smallest.net, smallest.X, np.array([x0, x0 + [0.4, -0.3], x0]), theta)
    assert np.linalg.norm(found.displacement) < 1e-10


def test_loops_of_integrable_networks_close():
    net = af.Network([2, 2], "identity")
    theta = np.random.default_rng(4).normal(size=6)
    x0 = net.outputs(theta, np.eye(2)).ravel()
    found = holonomy(net, np.eye(2), circle(x0, [1, 0, 0, 0], [0, 0, 0, 1], 2.0), theta)
    assert np.linalg.norm(found.displacement) < 1e-10


@pytest.mark.parametrize("slip, closed", [(5e-5, True), (2e-4, False)])
def test_a_loop_from_zero_may_slip_by_the_same_as_one_at_size_1(slip, closed):
    loop = np.array([[0.0], [1.0], [slip]])
    if closed:
        assert holonomy(af.Network([1, 1]), np.array([[1.0]]), loop, np.zeros(2), rtol=1e-6).displacement == pytest.approx(slip / 2, rel=1e-6)
    else:
        with pytest.raises(ValueError, match="closed curve, got one whose ends are 0.0002 apart"):
            holonomy(af.Network([1, 1]), np.array([[1.0]]), loop, np.zeros(2))


def test_refusals(smallest):
    theta = np.array([1, 0.5, 1.5, 0.0])
    x0 = smallest.net.outputs(theta, smallest.X).ravel()
    with pytest.raises(ValueError, match="closed curve"):
        holonomy(smallest.net, smallest.X, np.array([x0, x0 + 1]), theta)
    with pytest.raises(ValueError, match="turns"):
        holonomy(smallest.net, smallest.X, np.array([x0, x0 + 1, x0]), theta, turns=0)
    example = af.examples.two_label_rank_loss()
    problem = example.problem
    x0 = problem.outputs(example.theta0)
    with pytest.raises(ValueError, match="ends in turn 1. D loses rank"):
        holonomy(problem.model, problem.X, np.array([x0, problem.y, x0]), example.theta0)
