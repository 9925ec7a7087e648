"""Stages of a step share a factor of D D^T: it preconditions the others, and what comes out is the same."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow.flows import iterative, pseudo_inverse
from adaptedflow.memory import held, hold, kept_scratch, release_scratch, scratch


@pytest.fixture
def start(monkeypatch):
    """A tanh network with K = 136 on 12 samples (QN = 48), by the Gram route."""
    monkeypatch.setattr(pseudo_inverse, "DENSE_SIZE", 0)
    monkeypatch.setattr(iterative, "SHARED_ITERATIONS", 2)             # of 48 rows: up to 24
    net, rng = af.Network([6, 12, 4]), np.random.default_rng(3)
    return af.Problem(net, rng.normal(size=(12, 6)), rng.normal(size=(12, 4))), net.init(2)


@pytest.fixture
def made(monkeypatch):
    """The thetas of which a factor was made."""
    thetas, right = [], iterative.GramFactor.__init__

    def making(self, problem, theta):
        thetas.append(theta.copy())
        right(self, problem, theta)

    monkeypatch.setattr(iterative.GramFactor, "__init__", making)
    return thetas


def shared(monkeypatch):
    monkeypatch.setattr(iterative, "SHARED_SIZE", 0)


@pytest.mark.parametrize("clock", ["s", "segment"])
def test_an_orbit_is_the_same_with_a_third_of_the_factors(clock, start, made, monkeypatch):
    p, theta0 = start
    flow, options = af.AdaptedFlow(p), dict(until=0.5, clock=clock)
    own = af.integrate(flow, theta0, **options)
    without = len(made)
    shared(monkeypatch)
    made.clear()
    orbit = af.integrate(flow, theta0, **options)
    assert len(made) < without / 3
    assert orbit.status == own.status == "reached" and set(orbit.route) == {"gram"}
    for s in np.linspace(0, own.s[-1], 5):                             # steps are not of the same length to the last digit: rounding is in their error estimate
        np.testing.assert_allclose(orbit(s), own(s), atol=1e-6)
    np.testing.assert_allclose(np.log10(orbit.condition), [np.log10(np.linalg.cond(p.jacobian(theta))) for theta in orbit.theta], atol=1)
    assert all(any(np.array_equal(theta, of) for of in made) for theta in orbit.theta[:-1])


def test_the_factor_of_another_theta_gives_the_same_velocity_or_none(start, monkeypatch):
    """It goes on to a new one where D has changed too much."""
    shared(monkeypatch)
    p, theta0 = start
    v, away = np.cos(np.arange(48.0)), np.sin(np.arange(p.K))
    with kept_scratch():
        for far, own in ((1e-2, False), (3.0, True)):
            iterative.GramFactor(p, theta0)
            before, theta = held(), theta0 + far * away
            lift = iterative.by_gram(p, theta, v, lambda: 1e-16, True, iterative.SETTLED)
            assert (held() is not before) == own and np.isnan(lift.condition)
            np.testing.assert_allclose(p.jvp(theta, lift.vector), v, atol=1e-9)
            np.testing.assert_allclose(lift.vector, np.linalg.pinv(p.jacobian(theta)) @ v, atol=1e-8 * np.linalg.norm(lift.vector))
            judged = lift.judge()
            condition = np.linalg.cond(p.jacobian(theta))
            assert held() is not before and 0.1 < judged.condition / condition < 100 and judged.vector is lift.vector


def test_no_factor_is_shared_where_it_may_not_be(start, monkeypatch):
    shared(monkeypatch)
    p, theta0 = start
    v, other = np.cos(np.arange(48.0)), af.Problem(p.model, p.X + 0.1, p.Y)
    with kept_scratch():
        for problem, trial, settled in ((other, True, iterative.SETTLED), (p, False, iterative.SETTLED), (p, True, 1e-4)):
            iterative.GramFactor(p, theta0)
            before = held()
            assert iterative.by_gram(problem, theta0, v, lambda: 1e-16, trial, settled) is not None and held() is not before
        monkeypatch.setattr(iterative, "SHARED_SIZE", 49)
        before = held()
        iterative.by_gram(p, theta0, v, lambda: 1e-16, True, iterative.SETTLED)
        assert held() is not before
    iterative.GramFactor(p, theta0)
    assert held() is None                                              # outside an integration nothing is kept


def test_no_condition_is_known_beyond_the_rounding_of_the_entries_of_D(start):
    """Rounding of 136 columns moves the smallest singular value by up to 136 times it."""
    p, theta0 = start
    v = np.cos(np.arange(48.0))
    condition = iterative.by_gram(p, theta0, v, lambda: 1e-16, False, iterative.SETTLED).condition
    for share, known in ((0.9, True), (1.1, False)):
        lift = iterative.by_gram(p, theta0, v, lambda: share / (p.K * condition), False, iterative.SETTLED)
        assert (lift is not None) == known


def test_what_stands_in_scratch_memory_is_held_until_that_is_handed_out():
    with kept_scratch():
        scratch((2, 2), "it")
        hold("a factor")
        assert held() == "a factor"
        scratch((2, 2), "it")
        assert held() is None
        hold("another")
        release_scratch()
        assert held() is None
