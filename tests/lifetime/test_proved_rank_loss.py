"""Orbits proved to die: what is certified is true, the region is a trap when it is looked at from outside, and what lives or escapes is never certified."""

import dataclasses
import functools

import numpy as np
import pytest
from scipy.integrate import solve_ivp

import adaptedflow as af
from adaptedflow import lifetime
from adaptedflow.lifetime.proved import trap as trap_module
from adaptedflow.lifetime.proved.balls import exact, fraction
from adaptedflow.lifetime.proved.network import enclosed

flint = pytest.importorskip("flint")
DIES = lifetime.Cell((3, 2, 1), 11), 0           # K = QN: the leaf is a curve
SADDLE = af.examples.two_factor_network()        # x = w1 w2 at the origin


@functools.cache
def dying():
    return lifetime.follow(DIES[0], 0, DIES[1])


@pytest.fixture(scope="module")
def certificate():
    return lifetime.certify_rank_loss(dying())


def region(orbit, **altered):
    """Problem, v and the trap of an orbit, with numbers for balls."""
    problem = orbit.flow.problem
    with enclosed(problem, orbit.theta[0], 18) as network:
        found = trap_module.trap(network, problem, orbit.theta[-1])
        return problem, problem.y - orbit.outputs[0], found and dataclasses.replace(
            found, E=found.E.astype(float), X=found.X.astype(float), r=float(found.r), q=float(found.q), gate=fraction(found.gate), latest=fraction(found.latest))


def test_the_orbit_dies_where_and_when_other_routes_find_it(certificate):
    orbit, problem = dying(), dying().flow.problem
    assert certificate.certified, certificate.reason
    v, x = problem.y - orbit.outputs[0], problem.outputs(certificate.point)
    singular = np.linalg.svd(problem.jacobian(certificate.point))[1]
    assert singular[-1] < 1e-13 < 1e-3 < singular[-2]
    end = 1 - np.linalg.norm(x - problem.y) / np.linalg.norm(v)        # statement 2 (c)
    assert certificate.t_from < end < certificate.t_to + 1e-14 and certificate.t_to - certificate.t_from < 1e-8
    assert abs(-np.expm1(-orbit.end_time / problem.N) - end) < 1e-8    # extrapolated by the integrator
    assert lifetime.reduced_hessian(problem, certificate.point, v).positive == 0

    def speed(t, theta):
        return np.linalg.pinv(problem.jacobian(theta)) @ v
    other = solve_ivp(speed, (0, certificate.t_from), orbit.theta[0], method="DOP853", rtol=1e-12, atol=1e-12).y[:, -1]
    assert np.linalg.norm(other - certificate.point) < certificate.radius
    assert 0.1 < certificate.sigma_min / np.linalg.svd(problem.jacobian(other))[1][-1] <= 1 + 1e-6


def lowest_on_wall(problem, v, box, draws=40):
    """lambda at random points of the leaf with ``|z| = r``, and the largest ``|eta| / q`` there; found by Newton's method for the leaf."""
    rng, found, widest = np.random.default_rng(0), [], 0.0
    P = np.eye(len(v)) - np.outer(v, v) / (v @ v)
    for _ in range(draws):
        z = rng.normal(size=box.E.shape[1])
        start = box.point + box.E @ (z * box.r / np.linalg.norm(z))
        eta = np.zeros(box.X.shape[1])
        for _ in range(20):
            theta = start + box.X @ eta
            eta -= np.linalg.pinv(P @ problem.jacobian(theta) @ box.X) @ (P @ (problem.outputs(theta) - problem.y))
        found.append((problem.y - problem.outputs(theta)) @ v / (v @ v))
        widest = max(widest, np.linalg.norm(eta) / box.q)
    return min(found), widest


@pytest.mark.parametrize("cell, number", [DIES, (lifetime.Cell((3, 2, 1), 10), 4), (lifetime.Cell((3, 2, 1), 9), 83)], ids=lambda value: getattr(value, "name", value))
def test_the_wall_of_the_trap_is_where_it_is_said_to_be(cell, number):
    problem, v, box = region(lifetime.follow(cell, 0, number))
    lowest, widest = lowest_on_wall(problem, v, box)
    depth = float(box.latest - box.gate)
    assert widest < 1                                                  # the leaf leaves by the wall alone
    height = lowest - float(1 - box.latest)
    assert height > depth * (1 - 1e-3) - 1e-15 and height < 4 * depth  # and hardly more could be said


def test_a_point_beside_the_loss_or_the_wrong_side_of_it_is_no_trap(monkeypatch):
    orbit = dying()
    problem, v = orbit.flow.problem, orbit.flow.problem.y - orbit.outputs[0]
    monkeypatch.setattr(trap_module, "HALVINGS", 12)
    p, u = trap_module.lost_rank(problem, orbit.theta[-1], v)
    for wrong in ((p + 1e-3, u), (p, u + 0.1), (p, -u)):
        monkeypatch.setattr(trap_module, "lost_rank", lambda *_, wrong=wrong: wrong)
        assert region(orbit)[2] is None
    monkeypatch.setattr(trap_module, "lost_rank", lambda *_: (p, u))
    assert region(orbit)[2] is not None
    derivatives = trap_module._derivatives
    monkeypatch.setattr(trap_module, "_derivatives", lambda *args: [*derivatives(*args)[:2], -derivatives(*args)[2]])
    assert region(orbit)[2] is None                                    # a minimum instead of a maximum


def test_the_box_holds_what_is_in_it_alone():
    orbit = dying()
    problem = orbit.flow.problem
    with enclosed(problem, orbit.theta[0], 18) as network:
        box = trap_module.trap(network, problem, orbit.theta[-1])
        along, across = box.E[:, 0] * box.r, box.X[:, 0] * box.q
        at = exact(box.point)
        assert box.holds(at, flint.arb(0)) and box.holds(at + along * 0.99, flint.arb(0)) and box.holds(at - across * 0.99, flint.arb(0))
        assert not box.holds(at + along * 1.01, flint.arb(0)) and not box.holds(at + across * 1.01, flint.arb(0))
        assert not box.holds(at, flint.arb(box.r))


def test_derivatives_in_balls_are_those_of_the_network_and_hold_a_box():
    orbit = dying()
    problem = orbit.flow.problem
    rng = np.random.default_rng(3)
    theta, u = orbit.theta[0], rng.normal(size=problem.N)
    with enclosed(problem, theta, 18) as network:
        x, D, H = trap_module._derivatives(network, exact(theta), exact(u))
        np.testing.assert_allclose(x.astype(float), problem.outputs(theta), rtol=1e-13)
        np.testing.assert_allclose(D.astype(float), problem.jacobian(theta), atol=1e-13)
        np.testing.assert_allclose(H.astype(float), problem.output_hessian(theta, u), atol=1e-12)
        wide = trap_module._derivatives(network, exact(theta) + flint.arb(0, 1) * 0.01, exact(u))
        for _ in range(5):
            point = trap_module._derivatives(network, exact(theta + rng.uniform(-0.01, 0.01, problem.K)), exact(u))
            assert all(a.contains(b) for one, other in zip(wide, point) for a, b in zip(one.ravel(), other.ravel()))


@pytest.mark.parametrize("example", [SADDLE, af.examples.two_label_rank_loss(), af.examples.tanh_monotone(), af.examples.two_label_blow_up()], ids=["saddle", "saddle of 6", "blow-up", "blow-up of 10"])
def test_saddles_and_blow_up_are_not_certified(example):
    orbit = af.integrate(af.AdaptedFlow(example.problem), example.theta0, until=np.inf, clock="segment")
    found = lifetime.certify_rank_loss(orbit)
    assert not found.certified and "no region was found" in found.reason and np.isnan(found.t_to)


def test_an_orbit_that_lives_and_one_that_does_not_come_near_are_not_certified():
    problem = af.Problem(af.Network([1, 2, 2]), [[0.5], [-1.0]], [[0.25, 0.0], [1.0, 0.5]])
    assert not lifetime.certify_rank_loss(af.integrate(af.AdaptedFlow(problem), problem.model.init(8), until=np.inf, clock="segment")).certified
    few = lifetime.certify_rank_loss(dying(), max_pieces=5)
    assert not few.certified and "5 pieces were not enough" in few.reason and 0 < few.t_from < 7e-4 and few.pieces == 5
    with pytest.raises(TypeError, match="AdaptedFlow"):
        lifetime.certify_rank_loss("an orbit")
