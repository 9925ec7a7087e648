"""Curves and nets of points on critical manifolds."""

from types import SimpleNamespace

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import critical
from adaptedflow.critical.trace import _corrected


@pytest.fixture
def hit(repeated, starts):
    return critical.find_equilibria(repeated, starts(repeated, 2)).equilibria[0].theta


def test_cost_is_constant_on_a_curved_manifold(repeated, hit):
    walk = critical.trace(repeated, hit, np.ones(10), length=3.0, step=0.1)
    assert walk.status == "reached" and walk.arc[-1] == pytest.approx(3.0)
    assert np.ptp(walk.cost) < 1e-12 and walk.gradient.max() < 1e-10
    chords = np.linalg.norm(np.diff(walk.theta, axis=0), axis=1)
    assert np.allclose(chords, 0.1, rtol=0.05)
    assert np.linalg.norm(walk.theta[-1] - walk.theta[0]) < 2.999      # it is not a straight line


@pytest.mark.parametrize("length, step, count", [(0.33, 0.11, 3), (0.6, 0.2, 3), (1.1, 0.1, 11), (0.5 * (1 + 1e-7), 0.5, 2), (0.2, 0.5, 1)])
def test_points_are_at_most_a_step_apart_and_no_more_than_needed(dead, length, step, count):
    """On the flat manifold of the dead unit, along w2: as many equal parts as it takes, where rounding of length / step makes none."""
    problem, theta = dead
    walk = critical.trace(problem, theta, np.eye(6)[2], length, step)
    np.testing.assert_allclose(walk.arc, np.linspace(0, length, count + 1), rtol=1e-12)
    np.testing.assert_allclose(walk.theta - theta, np.outer(walk.arc, np.eye(6)[2]), atol=1e-12)


def test_there_and_back(repeated, hit):
    start = hit
    there = critical.trace(repeated, start, np.ones(10), length=0.5, step=0.01)
    back = critical.trace(repeated, there.theta[-1], there.theta[-2] - there.theta[-1], length=0.5, step=0.01)
    assert np.linalg.norm(back.theta[-1] - start) < 1e-3


def test_the_edge_is_where_a_dead_unit_wakes(dead):
    """b1 rises from 0: the larger pre-activation b1 - 1 enters the window at b1 = 0.9."""
    problem, theta = dead
    walk = critical.trace(problem, theta, np.eye(6)[1], length=2.0, step=0.05)
    assert walk.status == "edge" and walk.arc[-1] == pytest.approx(0.9, abs=1e-4)
    assert "rank of D goes from 2" in walk.message
    assert np.ptp(walk.cost) == 0 and (np.diff(walk.arc) > 0).all()
    there = critical.trace(problem, theta + (0.9 - 1e-9) * np.eye(6)[1], np.eye(6)[1], step=0.05)
    assert there.status == "edge" and there.arc.tolist() == [0.0] and len(there.theta) == 1


def test_steps_too_long_for_the_curvature_are_made_of_shorter_ones():
    """x = |t|^2, target 1: on the unit circle a step of 0.8 turns by more than is allowed in one, and is 0.8 long all the same."""
    model = af.FunctionModel(lambda t, X: np.array([[t @ t]]), lambda t, X: 2 * t[None], 2, lambda t, X, v: 2 * v[None])
    circle = af.Problem(model, np.ones((1, 1)), np.ones((1, 1)))
    walk = critical.trace(circle, np.array([1.0, 0.0]), np.array([0.0, 1.0]), length=4.0, step=0.8)
    np.testing.assert_allclose(walk.arc, np.linspace(0, 4, 6), rtol=1e-12)
    np.testing.assert_allclose(np.linalg.norm(walk.theta, axis=1), 1, atol=1e-12)
    turned = np.diff(np.unwrap(np.arctan2(walk.theta[:, 1], walk.theta[:, 0])))
    assert walk.status == "reached" and (0.7 < turned).all() and (turned < 0.8).all()   # a tangent of length h turns by arctan h


def test_steps_are_as_long_as_asked_where_the_curvature_varies():
    """From the sharp end of the ellipse t1^2 / 16 + t2^2 = 1 to its flat side and back: the parts of a step grow and shrink on the way."""
    shape = np.array([1 / 16, 1.0])
    model = af.FunctionModel(lambda t, X: np.array([[shape @ t ** 2]]), lambda t, X: (2 * shape * t)[None], 2, lambda t, X, v: (2 * shape * v)[None])
    ellipse = af.Problem(model, np.ones((1, 1)), np.ones((1, 1)))
    walk = critical.trace(ellipse, np.array([4.0, 0.0]), np.array([0.0, 1.0]), length=15.0, step=1.5)
    np.testing.assert_allclose(walk.arc, np.linspace(0, 15, 11), rtol=1e-12)
    np.testing.assert_allclose(walk.theta ** 2 @ shape, 1, atol=1e-11)


def test_refusals(dead, fold):
    problem, theta = dead
    with pytest.raises(ValueError, match="direction"):
        critical.trace(problem, theta, np.eye(6)[4])                   # normal
    with pytest.raises(ValueError, match="direction"):
        critical.trace(problem, theta, np.zeros(6))
    with pytest.raises(ValueError, match="regular value"):
        critical.trace(*fold, np.eye(3)[1])
    with pytest.raises(ValueError, match="expected an equilibrium"):
        critical.trace(problem, theta + np.eye(6)[4], np.eye(6)[0])


def test_chart_is_the_surface_known_in_closed_form():
    """Linear [1, 1, 2], two equal inputs 1: with W2 = (u, 0), w1 = b1 = a / 2 the critical set is u a + b = 1/2."""
    problem = af.Problem(af.Network([1, 1, 2], "identity"), [[1.0], [1.0]], af.one_hot([0, 1], 2))
    middle = np.array([0.3, 0.3, 0.5, 0.0, 0.2, 0.5])
    net = critical.chart(problem, middle, [[1, 1, 0, 0, 0, 0], [0, 0, 1, 0, 0, 0]], counts=(3, 4), step=0.1)
    assert net.theta.shape == (7, 9, 6) and np.array_equal(net.theta[3, 4], middle)
    a, u, b = net.theta[..., 0] + net.theta[..., 1], net.theta[..., 2], net.theta[..., 4]
    assert np.allclose(u * a + b, 0.5, atol=1e-11) and np.allclose(net.theta[..., 3], 0, atol=1e-11)
    assert np.ptp(net.cost) < 1e-14
    assert a[0, 4] < a[3, 4] < a[6, 4] and u[3, 0] < u[3, 8]


@pytest.mark.parametrize("bad, word", [
    ({"step": 0.0}, "step"), ({"counts": (0, 1)}, r"counts\[0\]"), ({"counts": (1, 0)}, r"counts\[1\]"), ({"counts": 3}, "counts"),
])
def test_nets_without_extent_are_refused(dead, bad, word):
    with pytest.raises(ValueError, match=f"{word}: expected"):
        critical.chart(*dead, np.eye(6)[1:3], **bad)


@pytest.mark.parametrize("bad, words", [
    ({"step": 0.0}, "step: expected a finite number > 0, got 0"), ({"length": 0.0}, "length: expected a finite number > 0, got 0"),
    ({"step": 1e-7, "length": 1.0}, "step: expected one of which at most 100,000 make the length 1"),
])
def test_curves_without_extent_and_too_many_steps_are_refused(dead, bad, words):
    with pytest.raises(ValueError, match=words):
        critical.trace(*dead, np.eye(6)[2], **bad)


def test_as_many_steps_as_are_allowed(dead, monkeypatch):
    monkeypatch.setitem(critical.trace.__globals__, "MOST_POINTS", 3)
    assert len(critical.trace(*dead, np.eye(6)[2], length=1.5, step=0.5).arc) == 4
    with pytest.raises(ValueError, match="at most 3 make the length"):
        critical.trace(*dead, np.eye(6)[2], length=1.51, step=0.5)


def test_chart_says_where_the_manifold_ends(dead):
    with pytest.raises(ValueError, match="edge"):
        critical.chart(*dead, [np.eye(6)[1], np.eye(6)[2]], counts=(3, 1), step=0.5)


def test_a_zero_of_some_equations_is_no_point_of_the_manifold():
    """x = theta, target 0, one equation for two parameters: at (0, 1) it is satisfied, and the gradient is (0, 1)."""
    model = af.FunctionModel(lambda t, X: t[None], lambda t, X: np.eye(2), 2, lambda t, X, v: np.zeros((2, 2)))
    problem, theta = af.Problem(model, np.ones((1, 1)), np.zeros((1, 2))), np.array([0.0, 1.0])
    assert _corrected(problem, SimpleNamespace(frame=np.eye(2)[:, :1]), theta) is None
    np.testing.assert_allclose(_corrected(problem, SimpleNamespace(frame=np.eye(2)), theta).theta, 0, atol=1e-12)
