"""Stages of a step share a preconditioner and what they have found: what comes out is the same, to what was asked for."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow.flows import iterative, lsqr, pseudo_inverse, rotated_blocks, stages
from adaptedflow.flows.stages import Past, Stages
from adaptedflow.memory import held, hold, kept_scratch, release_scratch, scratch

def rounding():
    return 1e-16


def share_by(monkeypatch, how):
    """From no rows on, by one of the two; of 48 rows up to 48 iterations, or 24."""
    other = {"blocks": "GRAM_SHARE", "gram": "BLOCKS_SHARE"}[how]
    for name, value in {"SIZE": 0, "BLOCKS_SHARE": 1, "GRAM_SHARE": 2, other: 10 ** 9}.items():
        monkeypatch.setattr(stages, name, value)


@pytest.fixture
def starts(monkeypatch):
    """Tanh networks with QN = 48, by the Gram route: with four outputs and K = 136, which have blocks, and with one and K = 97."""
    monkeypatch.setattr(pseudo_inverse, "DENSE_SIZE", 0)
    rng, found = np.random.default_rng(3), {}
    for how, N, Q in (("blocks", 12, 4), ("gram", 48, 1)):
        net = af.Network([6, 12, Q])
        found[how] = af.Problem(net, rng.normal(size=(N, 6)), rng.normal(size=(N, Q))), net.init(2)
    return found


@pytest.fixture
def start(starts):
    return starts["blocks"]


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
def test_an_orbit_is_the_same_with_a_third_of_the_factors(clock, how, starts, made, monkeypatch):
    p, theta0 = starts[how]
    flow, options = af.AdaptedFlow(p), dict(until=0.5, clock=clock)
    own = af.integrate(flow, theta0, **options)
    without = len(made)
    share_by(monkeypatch, how)
    made.clear()
    orbit = af.integrate(flow, theta0, **options)
    assert len(made) < without / 3
    assert orbit.status == own.status == "reached" and set(orbit.route[1:-1]) == {how}
    for s in np.linspace(0, own.s[-1], 5):                             # steps are not of the same length: what the stages leave is in their error estimate
        np.testing.assert_allclose(orbit(s), own(s), atol=1e-6)
    assert np.abs(orbit.cost_defect).max() < 1e-5
    np.testing.assert_allclose(np.log10(orbit.condition), [np.log10(np.linalg.cond(p.jacobian(theta))) for theta in orbit.theta], atol=1)
    assert how == "blocks" or all(any(np.array_equal(theta, of) for of in made) for theta in orbit.theta[:-1])


@pytest.mark.parametrize("how", ["blocks", "gram"])
def test_a_stage_ends_at_the_residual_that_is_asked_for(how, starts, iterations, monkeypatch):
    share_by(monkeypatch, how)
    p, theta0 = starts[how]
    v, near = np.cos(np.arange(48.0)), theta0 + 1e-3 * np.sin(np.arange(p.K))
    monkeypatch.setattr(iterative, "BLOCKS_SIZE", 0)
    conditions = [iterative.by_blocks(p, theta, v, rounding, False, iterative.SETTLED).condition for theta in (theta0, near)] if how == "blocks" else None
    for settled in (1e-2, 1e-6):
        with kept_scratch():
            iterative.GramFactor(p, theta0)
            counts, share = [], Stages(settled)
            for stage, theta in ((Stages(settled), near), (share, theta0), (share, near)):
                iterations.clear()
                lift, expected = stage.lift(p, theta, v, rounding), np.linalg.pinv(p.jacobian(theta)) @ v
                counts.append(len(iterations))
                assert lift.route == how and np.isnan(lift.condition)
                left = np.linalg.norm(v - p.jvp(theta, lift.vector))
                assert left <= 1.001 * settled * np.linalg.norm(v)
                assert np.linalg.norm(lift.vector - expected) <= 1e3 * settled * np.linalg.norm(expected)
                judged = lift.judge()
                if how == "gram":
                    assert judged is None
                else:
                    np.testing.assert_allclose(judged.vector, expected, atol=1e-10 * np.linalg.norm(expected))
                    assert judged.condition == pytest.approx(conditions[theta is near], rel=0.02) and judged.norm == pytest.approx(np.linalg.norm(p.jacobian(theta)))
            assert how == "gram" or counts[2] < counts[0]              # it begins where the first has led


def test_the_factor_of_a_point_far_away_serves_no_more(starts, monkeypatch):
    share_by(monkeypatch, "gram")
    p, theta0 = starts["gram"]
    v, away = np.cos(np.arange(48.0)), np.sin(np.arange(p.K))
    with kept_scratch():
        iterative.GramFactor(p, theta0)
        assert Stages(1e-9).lift(p, theta0 + 1e-2 * away, v, rounding) is not None
        assert Stages(1e-9).lift(p, theta0 + 0.07 * away, v, rounding) is None
        monkeypatch.setattr(stages, "GRAM_SHARE", 1)                   # twice as many iterations
        assert Stages(1e-9).lift(p, theta0 + 0.07 * away, v, rounding) is not None


def test_blocks_that_do_not_serve_are_asked_again_in_the_next_step(start, iterations, monkeypatch):
    share_by(monkeypatch, "blocks")
    p, theta0 = start
    v, share = np.cos(np.arange(48.0)), Stages(1e-9)
    monkeypatch.setattr(stages, "BLOCKS_SHARE", 48)                    # one iteration
    assert share.lift(p, theta0, v, rounding) is None and iterations
    monkeypatch.setattr(stages, "BLOCKS_SHARE", 1)
    iterations.clear()
    assert share.lift(p, theta0, v, rounding) is None and not iterations
    share.begin()
    assert share.lift(p, theta0, v, rounding).route == "blocks"
    share.begin()
    monkeypatch.setattr(rotated_blocks.cholesky, "factor_lower", lambda kernel: None)   # no kernel has a factor
    assert share.lift(p, theta0, v, rounding) is None and not share.blocks_serve


def test_a_step_has_blocks_of_its_own_and_a_past_of_twelve_stages(start, monkeypatch):
    share_by(monkeypatch, "blocks")
    p, theta0 = start
    made, right = [], stages.RotatedBlocks
    monkeypatch.setattr(stages, "RotatedBlocks", lambda linear: made.append(1) or right(linear))
    share = Stages(1e-9)
    for _ in range(2):
        share.begin()
        for stage in range(8):
            assert share.lift(p, theta0 + 1e-3 * stage, np.cos(np.arange(48.0) + stage), rounding) is not None
    assert len(made) == 2 and len(share.past) == 12


def test_nothing_is_shared_where_it_may_not_be(starts, monkeypatch):
    p, theta0 = starts["gram"]
    v, other = np.cos(np.arange(48.0)), af.Problem(p.model, p.X + 0.1, p.Y)
    with kept_scratch():
        iterative.GramFactor(p, theta0)
        assert Stages(1e-6).lift(p, theta0, v, rounding) is None                 # too small
        share_by(monkeypatch, "gram")
        assert Stages(1e-6).lift(p, theta0, v, rounding) is not None
        assert Stages(1e-6).lift(other, theta0, v, rounding) is None             # the factor is another's
        before = held()
        assert af.AdaptedFlow(p).lift(theta0, v).judge is None and held() is not before
    iterative.GramFactor(p, theta0)
    assert held() is None                                              # outside an integration nothing is kept
    assert Stages(1e-6).lift(p, theta0, v, rounding) is None           # and one block would be D D^T itself


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
