"""Thousands of networks of whole numbers: formula, exact rank and numerical rank."""

import numpy as np
import pytest

from adaptedflow import ranks
from adaptedflow.ranks.referee import judge


@pytest.fixture(scope="module")
def verdicts():
    return ranks.referee(3000, seed=20)


def test_no_formula_misses(verdicts):
    exact = [v for v in verdicts if v.family != "any pattern"]
    assert len(verdicts) == 3000 and len(exact) == 2400
    assert [v for v in exact if v.exact != v.expected] == []


def test_the_bound_is_kept_and_mostly_attained(verdicts):
    bounded = [v for v in verdicts if v.family == "any pattern"]
    assert all(v.exact <= v.expected for v in bounded)
    assert sum(v.exact == v.expected for v in bounded) > 0.9 * len(bounded)


def test_full_rank_is_as_many_as_rows():
    rng, seen = np.random.default_rng(1), set()
    for _ in range(40):
        instance = ranks.draw("deep linear", rng)
        verdict = judge("deep linear", instance)
        assert verdict.full == (ranks.exact_rank(instance.D) == len(instance.X) * instance.net.widths[-1])
        seen.add(verdict.full)
    assert seen == {True, False}


def test_numerical_ranks_are_exact_and_clear(verdicts):
    assert sum(v.numerical != v.exact for v in verdicts) == 0
    assert sum(not v.clear for v in verdicts) == 0


def test_instances_are_degenerate_often_enough():
    """Half of the deep ones lose rank for other reasons than size, or the referee would have nothing to see."""
    rng, short, repeated = np.random.default_rng(0), 0, 0
    for _ in range(300):
        instance = ranks.draw("deep linear", rng)
        short += ranks.exact_rank(instance.D) < ranks.max_rank_deep_linear(instance.net.widths, instance.X)
        repeated += len(np.unique(instance.X, axis=0)) < len(instance.X)
    assert short > 100 and repeated > 50


@pytest.mark.parametrize("family, hidden, widest, most", [
    ("one layer", {0}, 4, 6), ("two layers", {1}, 4, 6), ("deep linear", {2, 3}, 4, 6), ("dead samples", {1}, 4, 6),
    ("any pattern", {1}, 6, 10),
])
def test_instances_are_of_every_size_and_of_every_rank(family, hidden, widest, most):
    rng = np.random.default_rng(2)
    drawn = [ranks.draw(family, rng) for _ in range(200)]
    assert {len(instance.net.widths) - 2 for instance in drawn} == hidden
    assert {width for instance in drawn for width in instance.net.widths} == set(range(1, widest + 1))
    assert {len(instance.X) for instance in drawn} == set(range(1, most + 1))
    last = [instance.layers[-1][0] for instance in drawn]
    assert {(min(W.shape), ranks.exact_rank(W)) for W in last if min(W.shape) <= 2} == {(1, 0), (1, 1), (2, 0), (2, 1), (2, 2)}
    for instance in drawn:
        assert instance.X.dtype == int and np.array_equal(instance.theta, np.rint(instance.theta))
        assert len(instance.theta) == instance.net.num_parameters


def wrong_two_layers(X, W1, b1, W2):
    """The printed bound's roles: r1 N + r2 Q."""
    return ranks.exact_rank(W1) * len(X) + ranks.exact_rank(W2) * len(W2)


def test_the_printed_bound_is_exceeded():
    rng, exceeded = np.random.default_rng(1), 0
    for _ in range(200):
        instance = ranks.draw("two layers", rng)
        (W1, b1), (W2, _) = instance.layers
        exceeded += ranks.exact_rank(instance.D) > wrong_two_layers(instance.X, W1, b1, W2)
    assert exceeded > 20


def test_unknown_family():
    with pytest.raises(ValueError, match="family"):
        ranks.draw("convolutions", 0)


def test_samples_are_dead_or_seen_by_all_units():
    """Both in many of the draws, and nothing between."""
    rng, both = np.random.default_rng(3), 0
    for _ in range(60):
        instance = ranks.draw("dead samples", rng)
        W1, b1 = instance.layers[0]
        on = instance.X @ W1.T + b1 > 0                                # (N, M_1)
        assert np.all(on.any(axis=1) == on.all(axis=1))
        both += 0 < on.all(axis=1).sum() < len(on)
    assert both > 20
