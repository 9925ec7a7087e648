"""Parts of a survival map and its curves."""

import numpy as np
import pytest

from adaptedflow import paths
from adaptedflow.figures import read_table
from adaptedflow.lifetime import cell_of_row, family, rows, shares, survival_curves, wilson

STORED = read_table(paths.DATA / "survival" / "survival_map.csv")


def cells(table):
    return [cell_of_row(table, row) for row in range(len(table["K"]))]


@pytest.mark.parametrize("kind, holds", [
    ({}, lambda cell: (len(cell.widths), cell.activation, cell.targets, cell.scale) == (3, "tanh", "gaussian", 1)),
    ({"targets": "labels"}, lambda cell: cell.targets == "labels"),
    ({"hidden_layers": 2}, lambda cell: len(cell.widths) == 4),
    ({"targets": None, "scale": (0.3, 3.0)}, lambda cell: cell.scale != 1),
    ({"activation": ("erf", "softplus")}, lambda cell: cell.activation in ("erf", "softplus")),
])
def test_a_family_has_the_cells_of_its_kind_and_no_others(kind, holds):
    assert cells(family(STORED, **kind)) == [cell for cell in cells(STORED) if holds(cell)]


def test_draws_with_one_label_only_are_few_and_survive():
    """Each label is drawn for itself; where all are equal, one output of constant sum is asked for, and every orbit lives."""
    alone = {}
    labels = family(STORED, targets="labels")
    for cell, ends in zip(cells(labels), labels["ends"].tolist()):
        same = [end for number, end in enumerate(ends) if np.ptp(cell.draw(0, number)[0].Y, axis=0).max() == 0]
        alone[cell.K, cell.N] = len(same)
        assert set(same) <= {"s"}
    assert [alone[14, N] for N in (5, 4, 3)] == [11, 22, 37]
    assert sum(alone.values()) - sum(alone[14, N] for N in (3, 4, 5, 6, 7)) <= 4


def test_rows_keep_the_columns_together():
    part = rows(STORED, STORED["K"] == 41)
    assert list(part) == list(STORED) and set(part["widths"]) == {"3-8-1"}
    assert [len(ends) for ends in part["ends"]] == part["orbits"].tolist()
    lists = {name: column.tolist() for name, column in STORED.items()}
    np.testing.assert_array_equal(rows(lists, STORED["K"] == 41)["ends"], part["ends"])


@pytest.mark.parametrize("call, error, words", [
    (lambda: rows(STORED, [3]), TypeError, "chosen: expected booleans"),
    (lambda: rows(STORED, [True]), ValueError, "chosen: expected shape"),
    (lambda: rows(STORED, STORED["K"] == 40), ValueError, "chosen: expected at least one row"),
    (lambda: family(STORED, activation="identity"), ValueError, "expected a kind of cells that the table has"),
    (lambda: family(STORED, scale=[1.0]), TypeError, "scale: expected a text or a number"),
    (lambda: shares([0.5, 1], [2, 2]), ValueError, "expected whole numbers"),
    (lambda: shares([1, 1], [2, 2.5]), ValueError, "expected whole numbers"),
    (lambda: shares([3], [2]), ValueError, "count <= total"),
])
def test_malformed_arguments_are_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_curves_hold_each_cell_once_in_the_order_of_the_gap():
    part = family(STORED)
    backwards = {name: column[::-1] for name, column in part.items()}
    for curves in (survival_curves(part), survival_curves(backwards)):
        assert list(curves) == ["$K=11$", "$K=21$", "$K=41$", "$K=61$", "$K=81$"]
        assert sum(len(curve["gap"]) for curve in curves.values()) == len(part["K"])
        curve = curves["$K=81$"]
        np.testing.assert_allclose(curve["gap"], [8, 10, 12])
        np.testing.assert_allclose(curve["ratio"], [81 / 73, 81 / 71, 81 / 69])
        np.testing.assert_allclose(curve["scaled"], np.array([8, 10, 12]) / 9)
        last = rows(part, (part["K"] == 81) & (part["gap"] == 8))
        assert curve["share"][0] == last["survived"] / 200 and curve["lenient"][0] - curve["share"][0] == pytest.approx(last["undecided"][0] / 200)


def test_shares_are_wilsons():
    found = shares([0, 7, 40], [40, 40, 40])
    np.testing.assert_allclose(found["share"], [0, 7 / 40, 1])
    assert list(zip(found["low"], found["high"])) == [wilson(count, 40) for count in (0, 7, 40)]
