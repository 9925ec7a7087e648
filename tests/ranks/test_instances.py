"""Thousands of networks of whole numbers: formula, exact rank and numerical rank."""

from itertools import cycle, islice
from types import SimpleNamespace

import numpy as np
import pytest

from adaptedflow import numerical_rank, ranks


def by_formula(family, X, layers):
    """The rank of D that the package's formulas give; for "any pattern" a bound."""
    (W1, b1), (W2, _) = layers[0], layers[-1]
    if family == "one layer":
        return ranks.rank_one_layer(X, len(W2))
    if family == "two layers":
        return ranks.rank_two_layer_linear(X, W1, b1, W2).rank
    if family == "deep linear":
        return ranks.rank_deep_linear(X, layers).rank
    if family == "dead samples":
        return ranks.rank_dead_relu(X, W1, b1, W2).rank
    return ranks.relu_pattern_bound(X, W1, b1, W2).bound


@pytest.fixture(scope="module")
def compared():
    """3000 networks, the families by turns: exact rank, rank by formula, rank in floating point and whether its gap is clear."""
    rng, found = np.random.default_rng(20), []
    for family in islice(cycle(ranks.FAMILIES), 3000):
        instance = ranks.draw(family, rng)
        measured = numerical_rank(instance.D)
        found.append(SimpleNamespace(family=family, exact=ranks.exact_rank(instance.D), numerical=measured.rank, clear=measured.clear,
                                     expected=by_formula(family, instance.X, instance.layers)))
    return found


def test_no_formula_misses(compared):
    exact = [v for v in compared if v.family != "any pattern"]
    assert len(compared) == 3000 and len(exact) == 2400
    assert [v for v in exact if v.exact != v.expected] == []


def test_the_bound_is_kept_and_mostly_attained(compared):
    bounded = [v for v in compared if v.family == "any pattern"]
    assert all(v.exact <= v.expected for v in bounded)
    assert sum(v.exact == v.expected for v in bounded) > 0.9 * len(bounded)


def test_numerical_ranks_are_exact_and_clear(compared):
    assert sum(v.numerical != v.exact for v in compared) == 0
    assert sum(not v.clear for v in compared) == 0


def test_instances_are_degenerate_often_enough():
    """Half of the deep ones lose rank for other reasons than size, or the comparison would have nothing to see."""
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
    """The paper's bound, r1 N + r2 Q."""
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
