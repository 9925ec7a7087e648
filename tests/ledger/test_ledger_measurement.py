"""How pairs are compared, and how checks are registered."""

import numpy as np
import pytest

from adaptedflow.ledger import registry
from adaptedflow.ledger.registry import Measurement


def test_worst_entry_of_all_instances_is_kept():
    seen = Measurement.of([([1.0, 2.0], [1.0, 2.0]), ([3.0, 4.0], [3.0, 4.4])], tolerance=0.2)
    assert (seen.measured, seen.expected, seen.instances) == (4.0, 4.4, 2)
    assert seen.defect == pytest.approx(0.4 / 4.4)
    assert seen.agrees


def test_defect_is_relative_and_absolute_where_zero_is_expected():
    assert Measurement.of([(1e-8, 2e-8)], 0.1).defect == pytest.approx(0.5)
    assert Measurement.of([(1e-8, 0.0)], 0.1).defect == 1e-8


def test_tolerance_zero_is_for_equal_numbers_and_truths():
    assert Measurement.of([(3, 3), (True, True)], 0).agrees
    assert not Measurement.of([(3, 4)], 0).agrees
    assert not Measurement.of([(True, False)], 0).agrees


@pytest.mark.parametrize("measured, expected, defect, worst", [
    (-1.1, -1.0, 0.1, (-1.1, -1.0)), ([-10.0, 0.5], [-10.0, 0.0], 0.05, (0.5, 0.0)), ([0.0, 1.0], [1.0, 1.0], 1.0, (0.0, 1.0)),
    ([[1.0, 2.0], [3.0, 4.0]], [[1.0, 2.0], [3.5, 4.0]], 0.125, (3.0, 3.5)), ([4.0, 1.0], [4.0, -1.0], 0.5, (1.0, -1.0)),
])
def test_defect_is_the_largest_difference_beside_the_largest_entry_of_any_sign(measured, expected, defect, worst):
    seen = Measurement.of([(measured, expected)], tolerance=0)
    assert seen.defect == pytest.approx(defect) and (seen.measured, seen.expected) == worst and not seen.agrees


@pytest.mark.parametrize("measured, expected", [
    (np.nan, 1.0), (1.0, np.inf), ([1.0], 1.0), (np.ones((2, 1)), np.ones(2)), ([np.nan, 1.0], [1.0, 1.0]), ([1.0, 1.0], [np.inf, 1.0]),
])
def test_what_is_not_finite_or_of_another_shape_disagrees(measured, expected):
    assert not Measurement.of([(measured, expected), (1.0, 1.0)], tolerance=10).agrees


def test_empty_pairs_and_checks_without_instances_are_refused():
    with pytest.raises(ValueError, match="at least one pair"):
        Measurement.of([], tolerance=1)
    for pair in (([], []), ([], [1.0]), ([1.0], [])):
        with pytest.raises(ValueError, match="at least one entry"):
            Measurement.of([pair], tolerance=1)


def test_texts_among_the_pairs_are_notes_and_no_instances():
    seen = Measurement.of([(1.0, 1.0), "two were left out", (2.0, 2.0)], tolerance=0)
    assert (seen.instances, seen.notes, seen.agrees) == (2, ("two were left out",), True)
    with pytest.raises(ValueError, match="at least one pair"):
        Measurement.of(["nothing but a note"], tolerance=0)


def test_a_registered_check_keeps_its_variants(monkeypatch):
    monkeypatch.setattr(registry, "_CHECKS", {})
    made = registry.check("one", formula=abs, tolerance=0.1, variants={"other": min})(lambda formula, rng: [])
    assert (made.slug, made.formula, made.tolerance, made.variants) == ("one", abs, 0.1, {"other": min})
    assert registry.check("two", formula=abs, tolerance=0)(lambda formula, rng: []).variants == {}


def test_second_check_of_a_row_is_refused(monkeypatch):
    monkeypatch.setattr(registry, "_CHECKS", {})
    registry.check("one", formula=abs, tolerance=0)(lambda formula, rng: [])
    with pytest.raises(ValueError, match="check 'one' is registered twice"):
        registry.check("one", formula=abs, tolerance=0)(lambda formula, rng: [])
