"""Stages of a step share a preconditioner and what they have found: what comes out is the same, to what was asked for."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow.flows import iterative, lsqr, pseudo_inverse, rotated_blocks, stages
from adaptedflow.flows.stages import Past, Stages
from adaptedflow.memory import held, hold, kept_scratch, release_scratch, scratch

def share_by(monkeypatch, how):
    """From no rows on, by one of the two; of 48 rows up to 24 iterations."""
    other = {"blocks": "GRAM_SHARE", "gram": "BLOCKS_SHARE"}[how]
    for name, value in {"SIZE": 0, "BLOCKS_SHARE": 2, "GRAM_SHARE": 2, other: 10 ** 9}.items():
        monkeypatch.setattr(stages, name, value)


@pytest.fixture
def start(monkeypatch):
    """A tanh network with K = 136 on 12 samples (QN = 48), by the Gram route."""
    monkeypatch.setattr(pseudo_inverse, "DENSE_SIZE", 0)
    net, rng = af.Network([6, 12, 4]), np.random.default_rng(3)
    return af.Problem(net, rng.normal(size=(12, 6)), rng.normal(size=(12, 4))), net.init(2)


@pytest.fixture
def made(monkeypatch):
    """The thetas of which a factor of D D^T was made."""
    thetas, right = [], iterative.GramFactor.__init__

    def making(self, problem, theta):
        thetas.append(theta.copy())
        right(self, problem, theta)

    monkeypatch.setattr(iterative.GramFactor, "__init__", making)
    return thetas


@pytest.fixture
def iterations(monkeypatch):
    """A list with an entry for each iteration."""
    done, right = [], lsqr._unit
    monkeypatch.setattr(lsqr, "_unit", lambda *args: done.append(1) or right(*args))
    return done


@pytest.mark.parametrize("clock", ["s", "segment"])
@pytest.mark.parametrize("how", ["blocks", "gram"])
def test_an_orbit_is_the_same_with_a_third_of_the_factors(clock, how, start, made, monkeypatch):
    p, theta0 = start
    flow, options = af.AdaptedFlow(p), dict(until=0.5, clock=clock)
    own = af.integrate(flow, theta0, **options)
    without = len(made)
    share_by(monkeypatch, how)
    made.clear()
    orbit = af.integrate(flow, theta0, **options)
    assert len(made) < without / 3
    assert orbit.status == own.status == "reached" and set(orbit.route) == {"gram"}
    for s in np.linspace(0, own.s[-1], 5):                             # steps are not of the same length: what the stages leave is in their error estimate
        np.testing.assert_allclose(orbit(s), own(s), atol=1e-6)
    assert np.abs(orbit.cost_defect).max() < 1e-5
    np.testing.assert_allclose(np.log10(orbit.condition), [np.log10(np.linalg.cond(p.jacobian(theta))) for theta in orbit.theta], atol=1)
    assert all(any(np.array_equal(theta, of) for of in made) for theta in orbit.theta[:-1])


@pytest.mark.parametrize("how", ["blocks", "gram"])
def test_a_stage_ends_at_the_residual_that_is_asked_for(how, start, iterations, monkeypatch):
    share_by(monkeypatch, how)
    p, theta0 = start
    v, near = np.cos(np.arange(48.0)), theta0 + 1e-3 * np.sin(np.arange(p.K))
    for settled in (1e-2, 1e-6):
        with kept_scratch():
            iterative.GramFactor(p, theta0)
            counts, share = [], Stages(settled)
            for stage, theta in ((Stages(settled), near), (share, theta0), (share, near)):
                iterations.clear()
                lift, expected = stage.lift(p, theta, v), np.linalg.pinv(p.jacobian(theta)) @ v
                counts.append(len(iterations))
                assert lift.route == how and np.isnan(lift.condition) and lift.judge() is None
                left = np.linalg.norm(v - p.jvp(theta, lift.vector))
                assert left <= 1.001 * settled * np.linalg.norm(v)
                assert np.linalg.norm(lift.vector - expected) <= 1e3 * settled * np.linalg.norm(expected)
            assert how == "gram" or counts[2] < counts[0]              # it begins where the first has led


def test_the_factor_of_a_point_far_away_serves_no_more(start, monkeypatch):
    share_by(monkeypatch, "gram")
    p, theta0 = start
    v, away = np.cos(np.arange(48.0)), np.sin(np.arange(p.K))
    with kept_scratch():
        iterative.GramFactor(p, theta0)
        assert Stages(1e-9).lift(p, theta0 + 1e-2 * away, v) is not None
        assert Stages(1e-9).lift(p, theta0 + 0.25 * away, v) is None
        monkeypatch.setattr(stages, "GRAM_SHARE", 1)                   # twice as many iterations
        assert Stages(1e-9).lift(p, theta0 + 0.25 * away, v) is not None


def test_blocks_that_do_not_serve_are_asked_again_in_the_next_step(start, iterations, monkeypatch):
    share_by(monkeypatch, "blocks")
    p, theta0 = start
    v, share = np.cos(np.arange(48.0)), Stages(1e-9)
    monkeypatch.setattr(stages, "BLOCKS_SHARE", 48)                    # one iteration
    assert share.lift(p, theta0, v) is None and iterations
    monkeypatch.setattr(stages, "BLOCKS_SHARE", 1)
    iterations.clear()
    assert share.lift(p, theta0, v) is None and not iterations
    share.begin()
    assert share.lift(p, theta0, v).route == "blocks"
    share.begin()
    monkeypatch.setattr(rotated_blocks.cholesky, "factor_lower", lambda kernel: None)   # no kernel has a factor
    assert share.lift(p, theta0, v) is None and not share.blocks_serve


def test_a_step_has_blocks_of_its_own_and_a_past_of_twelve_stages(start, monkeypatch):
    share_by(monkeypatch, "blocks")
    p, theta0 = start
    made, right = [], stages.RotatedBlocks
    monkeypatch.setattr(stages, "RotatedBlocks", lambda linear: made.append(1) or right(linear))
    share = Stages(1e-9)
    for _ in range(2):
        share.begin()
        for stage in range(8):
            assert share.lift(p, theta0 + 1e-3 * stage, np.cos(np.arange(48.0) + stage)) is not None
    assert len(made) == 2 and len(share.past) == 12


def test_nothing_is_shared_where_it_may_not_be(start, monkeypatch):
    p, theta0 = start
    v, other = np.cos(np.arange(48.0)), af.Problem(p.model, p.X + 0.1, p.Y)
    with kept_scratch():
        iterative.GramFactor(p, theta0)
        assert Stages(1e-6).lift(p, theta0, v) is None                 # too small
        share_by(monkeypatch, "gram")
        assert Stages(1e-6).lift(p, theta0, v) is not None
        assert Stages(1e-6).lift(other, theta0, v) is None             # the factor is another's
        before = held()
        assert af.AdaptedFlow(p).lift(theta0, v).judge is None and held() is not before
    iterative.GramFactor(p, theta0)
    assert held() is None                                              # outside an integration nothing is kept
    share_by(monkeypatch, "blocks")
    single = af.Problem(af.Network([6, 12, 1]), p.X, p.Y[:, :1])
    assert Stages(1e-6).lift(single, single.model.init(0), v[:12]) is None   # one block is D D^T itself


def test_the_nearest_that_the_past_leads_to():
    """By definition: the least distance from D^+ v to a combination of the D^T w_j; directions that the w_j have in common do no harm."""
    rng = np.random.default_rng(0)
    D, v = rng.normal(size=(20, 50)), rng.normal(size=20)
    W = rng.normal(size=(4, 20))
    linear = type("Linear", (), {"vjp": staticmethod(lambda u: D.T @ u)})
    found = D.T @ Past([*W, W[0] + W[1], W[2]]).nearest(linear, v)
    P, expected = W @ D, np.linalg.pinv(D) @ v
    np.testing.assert_allclose(found, P.T @ np.linalg.lstsq(P.T, expected)[0], atol=1e-11)
    np.testing.assert_allclose(D.T @ Past([W[0], np.linalg.solve(D @ D.T, v)]).nearest(linear, v), expected, atol=1e-7)
    assert np.isfinite(Past([W[0], W[0]]).nearest(linear, v)).all() and not Past([0 * v]).nearest(linear, v).any()


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
