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


@pytest.mark.parametrize("widths", [(3, 4, 1), (2, 3, 4, 2), (4, 2)])
@pytest.mark.parametrize("bias", [True, False])
def test_of_many_networks_it_is_the_jacobian_of_each(widths, bias):
    net, rng = af.Network(widths, "softplus", bias), np.random.default_rng(1)
    X = rng.normal(size=(3, 5, widths[0]))
    again = KeptJacobian(net, X)
    for _ in range(2):
        thetas = rng.normal(size=(3, net.num_parameters))
        D, outputs = again(thetas), again.outputs()
        for one in range(3):
            np.testing.assert_allclose(D[one], net.jacobian(thetas[one], X[one]), rtol=1e-13, atol=1e-15)
            np.testing.assert_allclose(outputs[one], net.outputs(thetas[one], X[one]).ravel(), rtol=1e-13, atol=1e-15)
    alone = KeptJacobian(net, X[0])
    alone(thetas[0])
    np.testing.assert_allclose(alone.outputs(), outputs[0], rtol=1e-13)


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


def test_an_orbit_does_not_depend_on_it(monkeypatch):
    cell = af.lifetime.Cell((3, 4, 1), 15)
    orbits = [af.lifetime.follow(cell, 0, 5, max_steps=230)]           # explicit steps, and then implicit ones
    monkeypatch.setattr(pseudo_inverse, "_jacobian", lambda problem, theta: problem.jacobian(theta))
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
