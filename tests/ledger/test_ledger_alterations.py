"""A wrong formula in the place of the right one must make the check fail."""

import numpy as np
import pytest

from adaptedflow.ledger.alterations import ALTERATIONS, AlteredFormula, outcomes
from adaptedflow.ledger.registry import Check, checks, counterexamples
from adaptedflow.ledger.run import generator

BY_NAME = {alteration.name: alteration for alteration in ALTERATIONS}


@pytest.mark.parametrize("slug", checks())
def test_check_fails_under_every_alteration_and_under_two_at_least(slug):
    check = checks()[slug]
    seen = outcomes(check)
    assert "agrees" not in seen.values(), seen
    assert sum(outcome == "fails" for outcome in seen.values()) >= 2
    assert all(seen[name] == "fails" for name in check.variants)


@pytest.mark.parametrize("slug", checks())
def test_check_does_not_rest_on_its_seed(slug):
    check = checks()[slug]
    assert check(check.formula, np.random.default_rng(20231126)).agrees


@pytest.mark.parametrize("slug", checks())
def test_check_sees_a_hundredth_or_a_tenth_where_it_is_rough(slug):
    """The fluctuations of a wide network and the curvature of a stay are of the order of a hundredth themselves."""
    share = 0.1 if slug in ("infinite-width-positive", "trapping-time", "trapping-without-rank") else 0.01
    check = checks()[slug]
    assert check.disagrees(lambda *args, **kwargs: (1 + share) * np.asarray(check.formula(*args, **kwargs), float), generator(slug))


@pytest.mark.parametrize("slug", counterexamples())
def test_counterexample_tells_the_printed_statement_from_the_correction(slug):
    example = counterexamples()[slug]
    assert not example(example.printed).agrees
    assert example(checks()[slug].formula).agrees


@pytest.mark.parametrize("name, formula, arguments, expected", [
    ("the other sign", lambda x: x, (2.0,), -2.0),
    ("twice the value", lambda x: x, (2.0,), 4.0),
    ("2N for N", lambda s, N: s / N, (6.0, 3), 1.0),
    ("QN for K", lambda K, Q, N: K, (9, 2, 3), 6),
    ("M for M1", lambda M, M1: M1 + 1, (4, 2), 5),
    ("a dropped 1", lambda m, one=1: m * (m + one), (3,), 9),
])
def test_alteration_acts_through_the_name_of_the_argument(name, formula, arguments, expected):
    altered = AlteredFormula(formula, BY_NAME[name])
    assert not altered.changed
    assert altered(*arguments) == expected
    assert altered.changed


@pytest.mark.parametrize("slope, changed", [(1e-4, True), (1e-8, False)])
def test_a_change_at_rounding_level_is_none(slope, changed):
    """``1 + slope N``, and the same a million times larger: changes are measured by the size of the value."""
    for size in (1.0, 1e6):
        altered = AlteredFormula(lambda s, N: size * (1 + slope * N * s), BY_NAME["2N for N"])
        altered(1.0, 3)
        assert altered.changed is changed


@pytest.mark.parametrize("right, wrong, changed", [
    ([1.0, 1.0], [0.0, 1.0], True), ([0.0, 0.0], [0.0, -1.0], True), ([-1e6, 1.0], [-1e6, 1.001], False), ([1.0, -1e6], [1.001, -1e6], False),
])
def test_one_entry_makes_a_change_if_it_is_one_beside_the_largest(right, wrong, changed):
    altered = AlteredFormula(lambda s, N: np.where(N == 3, right, wrong) * s, BY_NAME["2N for N"])
    altered(1.0, 3)
    assert altered.changed is changed


def test_transposed_jacobian_where_shapes_allow_it():
    altered = AlteredFormula(lambda D, g: D.T @ g, BY_NAME["D^T for D"])
    assert np.array_equal(altered(np.arange(6.0).reshape(2, 3), np.ones(2)), [3, 5, 7])
    assert not altered.changed
    assert np.array_equal(altered(D=np.arange(4.0).reshape(2, 2), g=np.ones(2)), [1, 5])
    assert altered.changed


def test_truth_is_negated_by_the_other_sign():
    toy = Check("toy", lambda formula, rng: [(True, formula(True))], lambda claim: claim, 0)
    assert outcomes(toy) == {"the other sign": "fails", "twice the value": "fails"}


def test_a_variant_that_agrees_is_found_out_and_one_without_effect_is_no_excuse():
    toy = Check("toy", lambda formula, rng: [(1.0, formula(s=1.0))], lambda s: s, 1e-6, {"the same": lambda s: s, "its half": lambda s: s / 2})
    assert outcomes(toy) == {"the other sign": "fails", "twice the value": "fails", "the same": "agrees", "its half": "fails"}
    one_of_two = Check("toy", lambda formula, rng: [(1.0, 1.0), (2.0, formula(2.0))], lambda s: s, 1e-6)
    assert set(outcomes(one_of_two).values()) == {"fails"}


def test_check_that_checks_nothing_is_found_out():
    toy = Check("toy", lambda formula, rng: [(1.0, 1.0 + 0 * formula(rng.normal(), 2))], lambda s, N: s / N, 1e-6)
    assert set(outcomes(toy).values()) == {"agrees"}


def test_seed_comes_from_the_slug_alone():
    assert generator("one").normal() == generator("one").normal() != generator("two").normal()
