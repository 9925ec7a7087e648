"""``D`` in memory that is kept, against the one that is made anew; who asks for it, and who must not."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow.flows import pseudo_inverse
from adaptedflow.kept_jacobian import KeptJacobian
from adaptedflow.memory import kept_scratch


@pytest.mark.parametrize("widths, N", [((3, 4, 1), 5), ((2, 3, 4, 2), 3), ((2, 5, 3, 4, 2), 1), ((4, 2), 6)])
@pytest.mark.parametrize("activation", ["tanh", "softplus", "relu", af.mollified_relu(0.5), af.Activation("cubic", lambda u: u ** 3, lambda u: 3 * u ** 2, lambda u: 6 * u)])
@pytest.mark.parametrize("bias", [True, False])
def test_it_is_the_jacobian_at_every_theta(widths, N, activation, bias):
    net, rng = af.Network(widths, activation, bias), np.random.default_rng(0)
    X = rng.normal(size=(N, widths[0]))
    again = KeptJacobian(net, X)
    for seed in range(3):
        theta = net.init(seed)
        D = again(theta)
        assert np.array_equal(D, net.jacobian(theta, X))
    assert again(net.init(0)) is D                                     # the same memory


def test_what_lay_in_memory_before_plays_no_part(monkeypatch):
    """Memory that numpy has not cleared may hold anything, also infinity."""
    net = af.Network([3, 4, 1])
    with monkeypatch.context() as patch:
        patch.setattr(np, "empty", lambda *args, **kwargs: np.full(args[0], np.inf))
        again = KeptJacobian(net, np.ones((5, 3)))
    assert np.array_equal(again(net.init(0)), net.jacobian(net.init(0), np.ones((5, 3))))


def test_within_an_integration_it_is_kept_and_nobody_else_is_given_it():
    net, rng = af.Network([3, 4, 1]), np.random.default_rng(0)
    p, theta = af.Problem(net, rng.normal(size=(5, 3)), rng.normal(size=(5, 1))), net.init(0)
    assert p.jacobian(theta, reuse=True) is not p.jacobian(theta, reuse=True)
    with kept_scratch():
        first, other = p.jacobian(theta, reuse=True), af.Problem(net, p.X + 1, p.Y)
        assert other.jacobian(theta, reuse=True) is not first and np.array_equal(first, p.jacobian(theta))
        assert p.jacobian(net.init(1), reuse=True) is first
        assert p.jacobian(theta) is not first


@pytest.mark.parametrize("widths, N", [((3, 4, 1), 5), ((2, 5, 3, 4, 2), 1), ((4, 2), 6)])
@pytest.mark.parametrize("activation, bias", [("tanh", True), ("identity", False)])
def test_outputs_are_those_of_the_network_wherever_the_forward_pass_was(widths, N, activation, bias):
    net, rng = af.Network(widths, activation, bias), np.random.default_rng(0)
    p = af.Problem(net, rng.normal(size=(N, widths[0])), rng.normal(size=(N, widths[-1])))
    first, second = net.init(0), net.init(1)
    with kept_scratch():
        p.jacobian(first, reuse=True)
        for theta in (first, second, first):
            assert np.array_equal(p.outputs(theta, reuse=True), p.outputs(theta))
            assert np.array_equal(p.output_gradient(theta, reuse=True), p.output_gradient(theta))
        D = p.jacobian(second, reuse=True)
        p.outputs(first, reuse=True)                                   # leaves D alone
        assert np.array_equal(D, p.jacobian(second)) and np.array_equal(p.jacobian(first, reuse=True), p.jacobian(first))
        with pytest.raises(ValueError, match="theta: expected finite numbers"):
            p.outputs(np.full(p.K, np.inf), reuse=True)


def test_outputs_and_jacobian_at_one_theta_share_a_forward_pass():
    calls = []
    net = af.Network([3, 4, 1], af.Activation("counted", lambda u: calls.append(1) or np.tanh(u), lambda u: 1 - np.tanh(u) ** 2, lambda u: u))
    p, theta = af.Problem(net, np.ones((5, 3)), np.ones((5, 1))), net.init(0)
    with kept_scratch():
        p.outputs(theta, reuse=True)                                   # nothing is kept yet
        for one in (theta, theta.copy(), theta):
            p.jacobian(one, reuse=True)
            p.outputs(one, reuse=True)
        assert len(calls) == 2
        theta[0] += 1                                                  # the same array with other numbers
        assert np.array_equal(p.outputs(theta, reuse=True), p.outputs(theta)) and len(calls) == 4


def test_a_forward_pass_that_was_broken_off_is_done_again():
    def value(u):
        if refuse:
            raise ArithmeticError("not today")
        return np.tanh(u)

    refuse, theta = [1], af.Network([3, 4, 1]).init(0)
    net = af.Network([3, 4, 1], af.Activation("moody", value, lambda u: 1 - np.tanh(u) ** 2, lambda u: u))
    X = np.ones((5, 3))
    again = KeptJacobian(net, X)
    with pytest.raises(ArithmeticError):
        again(theta)
    refuse.clear()
    assert np.array_equal(again(theta), net.jacobian(theta, X))


def test_an_orbit_does_not_depend_on_it(monkeypatch):
    cell = af.lifetime.Cell((3, 4, 1), 15)
    orbits = [af.lifetime.follow(cell, 0, 5, max_steps=230)]           # explicit steps, and then implicit ones
    monkeypatch.setattr(pseudo_inverse, "reusing", lambda method, theta: method(theta))
    orbits.append(af.lifetime.follow(cell, 0, 5, max_steps=230))
    assert len(orbits[0].s) == 231 and np.array_equal(orbits[0].theta, orbits[1].theta)


def test_a_problem_with_a_jacobian_of_its_own_is_asked_for_it():
    class Doubled(af.Problem):
        def jacobian(self, theta):
            return 2 * super().jacobian(theta)

    net, rng = af.Network([3, 4, 1]), np.random.default_rng(0)
    X, Y = rng.normal(size=(5, 3)), rng.normal(size=(5, 1))
    v, theta = np.ones(5), net.init(0)
    with kept_scratch():
        halved = af.AdaptedFlow(Doubled(net, X, Y)).lift(theta, v).vector
        np.testing.assert_allclose(2 * halved, af.AdaptedFlow(af.Problem(net, X, Y)).lift(theta, v).vector, rtol=1e-10)
