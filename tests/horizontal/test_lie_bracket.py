"""Lie brackets against closed forms, central differences and the identities that a bracket has."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import horizontal
from adaptedflow.horizontal import GradientField, LiftField, lie_bracket


def test_the_contact_structure_by_hand():
    X = lambda t: np.array([1.0, 0.0, -t[1] / 2]) + 0 * t              # noqa: E731
    Y = lambda t: np.array([0.0, 1.0, t[0] / 2]) + 0 * t               # noqa: E731
    np.testing.assert_array_equal(lie_bracket(X, Y, np.array([0.3, -0.7, 2.0])), [0, 0, 1])


def test_smallest_network_in_closed_form(smallest):
    rng = np.random.default_rng(3)
    p, q = (GradientField(smallest.net, smallest.X, v / 2) for v in (smallest.p, smallest.q))
    for theta in rng.normal(size=(20, 4)):
        w1, b1, w2, _ = theta
        np.testing.assert_allclose(p(theta), [0, w2, b1, 1], atol=1e-15)
        np.testing.assert_allclose(q(theta), [w2, 0, w1, 0], atol=1e-15)
        np.testing.assert_allclose(lie_bracket(p, q, theta), [b1, -w1, 0, 0], atol=1e-14)


@pytest.mark.parametrize("kind", [GradientField, LiftField])
def test_closed_form_derivative_is_that_of_the_field(kind):
    net = af.Network([2, 3, 2, 1], "softplus")
    rng = np.random.default_rng(4)
    X, theta, direction = rng.normal(size=(3, 2)), rng.normal(size=net.num_parameters), rng.normal(size=net.num_parameters)
    field = kind(net, X, rng.normal(size=3))
    step = 1e-5
    central = (field(theta + step * direction) - field(theta - step * direction)) / (2 * step)
    np.testing.assert_allclose(field.derivative(theta, direction), central, atol=1e-6 * np.abs(central).max())


@pytest.mark.parametrize("kind", [GradientField, LiftField])
def test_closed_form_and_complex_step_agree(kind):
    net = af.Network([2, 3, 1], "tanh")
    rng = np.random.default_rng(5)
    X, theta = rng.normal(size=(3, 2)), rng.normal(size=net.num_parameters)
    V, W = kind(net, X, rng.normal(size=3)), kind(net, X, rng.normal(size=3))
    exact = lie_bracket(V, W, theta)
    np.testing.assert_allclose(lie_bracket(lambda t: V(t), lambda t: W(t), theta), exact, atol=1e-13 * np.abs(exact).max())
    np.testing.assert_allclose(lie_bracket(W, V, theta), -exact, rtol=1e-14)


def test_jacobi_identity_of_nested_brackets():
    net = af.Network([2, 3, 1], "tanh")
    rng = np.random.default_rng(6)
    X, theta = rng.normal(size=(3, 2)), rng.normal(size=net.num_parameters)
    fields = [GradientField(net, X, u) for u in np.eye(3)]
    def nested(a, b, c):
        return lie_bracket(fields[a], lambda t: lie_bracket(fields[b], fields[c], t), theta)
    terms = [nested(0, 1, 2), nested(1, 2, 0), nested(2, 0, 1)]
    assert np.abs(terms).max() > 0.1
    np.testing.assert_allclose(sum(terms), 0, atol=1e-13)


def test_flows_commute_up_to_the_bracket():
    """Go along V, W, -V, -W for a time e each: the end is e^2 [V, W] away, to third order."""
    from scipy.integrate import solve_ivp
    net, X = af.Network([1, 1, 1], "tanh"), np.array([[0.0], [1.0]])
    V, W = (LiftField(net, X, v) for v in np.eye(2))
    theta0 = np.array([1.0, 0.5, 1.5, 0.0])
    bracket = lie_bracket(V, W, theta0)
    errors, steps = [], [0.1, 0.05, 0.025]
    for step in steps:
        theta = theta0
        for field, sign in ((V, 1), (W, 1), (V, -1), (W, -1)):
            theta = solve_ivp(lambda _, t: sign * field(t), (0, step), theta, "DOP853", rtol=1e-12, atol=1e-13).y[:, -1]
        errors.append(np.linalg.norm(theta - theta0 - step ** 2 * bracket))
    assert np.polyfit(np.log(steps), np.log(errors), 1)[0] == pytest.approx(3, abs=0.1)


def test_fields_that_hide_their_derivative_are_refused():
    good = lambda t: t                                                 # noqa: E731
    for bad in (lambda t: np.ones(3), lambda t: np.abs(t), lambda t: (t[0] + 0j) * np.ones(2)):
        with pytest.raises(ValueError, match="field: expected (a complex array of shape|shape)"):
            lie_bracket(good, bad, np.ones(3))
    def plain(theta):
        return lie_bracket(good, lambda t: t ** 2, theta)
    with pytest.raises(ValueError, match="GradientField"):
        lie_bracket(good, plain, np.ones(3))
    with pytest.raises(ValueError, match="theta"):
        lie_bracket(good, good, np.array([np.nan, 1.0]))


def test_public_names():
    assert af.horizontal is horizontal
