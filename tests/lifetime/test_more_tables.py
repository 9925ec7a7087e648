"""The tables beside the survival map: the standard flow, survivors confirmed, survivors certified; small ones, and the stored ones drawn again."""

import functools
import sys

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow.lifetime import (Cell, cell_of_row, certified_map, confirm, existence_criterion, fate, last_layer_criterion, linear_bound, rows, standard_map,
                                  stored_map, stored_table, survival_map, wide_and_deep_cells)
from adaptedflow.lifetime import stored as shipped
from adaptedflow.lifetime.confirm import MAX_STEPS, TIGHT
from adaptedflow.lifetime.standard import STANDARD_FATES, standard_fate

table_of = functools.cache(stored_table)
SQUARE = Cell((1, 2, 1), 7)                                            # K = QN = 7


def one_row(table, row):
    return {name: column[row] for name, column in table.items()}


@pytest.fixture
def no_bar(monkeypatch, capsys):
    """On a terminal, and nothing is shown there: it was not asked for."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    yield
    assert capsys.readouterr() == ("", "")


def test_the_standard_flow_of_one_cell(tmp_path, no_bar):
    """By hand: the relative singular values at the steps of the orbit, and the sign of det D."""
    table = standard_map([SQUARE, Cell((1, 2, 1), 3)], [1, 1], folder=tmp_path)
    assert table["number"] == [0, 0] and set(table["fate"]) <= set(STANDARD_FATES) and np.isnan(table["turns"][1])
    assert standard_map([SQUARE], 1, folder=tmp_path) == {name: column[:1] for name, column in table.items()}
    problem, theta0 = SQUARE.draw(0, 0)
    orbit = af.integrate(af.StandardFlow(problem), theta0, until=7e6, stop=af.CostBelow(1e-8 * problem.cost(theta0)), max_steps=4000)
    ratios = [1 / np.linalg.cond(problem.jacobian(theta)) for theta in orbit.theta]
    for name, expected in (("start", ratios[0]), ("least", min(ratios)), ("end", ratios[-1]), ("cost", orbit.cost[-1] / orbit.cost[0])):
        assert table[name][0] == pytest.approx(expected, rel=6e-3, abs=1e-13)
    with pytest.raises(ValueError):
        standard_map([SQUARE], [1, 1])


@pytest.mark.parametrize("wrong", ['"sixabc"', '["s", 1.0, 1.0, 1.0, 1.0]', '["x", 1.0, 1.0, 1.0, 1.0, 2]', '{"s": 1}'])
def test_what_is_no_result_of_the_standard_flow_is_refused(tmp_path, wrong):
    (tmp_path / f"{SQUARE.name}_seed0_standard.json").write_text(f'{{"cell": "{SQUARE.name}", "results": {{"0": {wrong}}}}}')
    with pytest.raises(ValueError, match="got something else"):
        standard_map([SQUARE], 1, folder=tmp_path)


def test_stored_orbits_of_the_standard_flow():
    table = table_of("standard_flow")
    cells = [cell_of_row(table, row) for row in range(len(table["K"]))]
    assert list(dict.fromkeys(cells)) == shipped.standard_cells() and len(cells) == len(set(zip(cells, table["number"])))
    assert set(table["fate"]) <= set(STANDARD_FATES) and np.all(table["least"] <= np.minimum(table["start"], table["end"]))
    np.testing.assert_array_equal(np.isnan(table["turns"]), table["gap"] > 0)
    row = cells.index(Cell((3, 8, 1), 9)) + 1
    letter, *numbers, turns = standard_fate(0, cells[row], 1)
    assert letter == table["fate"][row] and turns is None
    np.testing.assert_allclose(numbers, [table[name][row] for name in ("cost", "start", "least", "end")], rtol=0.02)


def test_survivors_are_followed_again_at_a_tighter_tolerance(tmp_path, no_bar):
    table = survival_map([Cell((1, 2, 1), 4), Cell((1, 2, 1), 3)], 4)
    found = confirm(table, {1: 3}, folder=tmp_path)
    ends, again = table["ends"][1][:3], found["again"][0]
    assert found["checked"] == [3] and found["survived"] == [ends.count("s")] and found["confirmed"] == [again.count("s")] and found["N"] == [3]
    for number, (end, letter) in enumerate(zip(ends, again)):
        assert letter == (fate(cell_of_row(table, 1), 0, number, MAX_STEPS, TIGHT) if end == "s" else ".")


def test_the_stored_survivors_at_a_tighter_tolerance():
    table, confirmed = stored_map(), table_of("confirmed")
    cell = Cell((3, 4, 1), 17)
    row = [cell_of_row(confirmed, row) for row in range(len(confirmed["K"]))].index(cell)
    assert confirmed["checked"][row] == 200
    for row, again in enumerate(confirmed["again"]):
        assert len(again) == confirmed["checked"][row] and again.count("s") == confirmed["confirmed"][row]
        ends = next(ends for place, ends in enumerate(table["ends"]) if cell_of_row(table, place) == cell_of_row(confirmed, row))
        assert [letter == "." for letter in again] == [end != "s" for end in ends[:len(again)]]


def test_certified_survivors_are_those_of_the_criteria(tmp_path, no_bar):
    cells = [Cell((3, 1024, 1), 5), Cell((6, 8, 2), 7, "identity", "labels"), Cell((3, 8, 8, 1), 5), Cell((3, 8, 1), 5, "mollified_relu(0.5)")]
    found = certified_map(survival_map(cells, 3), folder=tmp_path)
    assert found["tests"] == ["labc", "liabc", "-", "labc"] and found["any"][2] == 0 == found["linear"][0]
    draws = [[cell.draw(0, number) for number in range(3)] for cell in cells]
    assert found["last_layer"][0] == sum(last_layer_criterion(*draw).certified for draw in draws[0])
    assert found["form_c"][0] == sum(existence_criterion(*draw).certified for draw in draws[0])
    assert found["linear"][1] == sum(linear_bound(*draw).certified for draw in draws[1]) > 0


def test_the_stored_table_of_certified_survivors():
    table = table_of("certified")
    for name in ("survival_map", "wide_and_deep"):
        part, counted = rows(table, table["map"] == name), stored_map(name)
        alive = counted["survived"] > 0
        np.testing.assert_array_equal(part["survived"], counted["survived"][alive])
        np.testing.assert_array_equal(part["orbits"], counted["orbits"][alive])
    assert np.all(table["any"] <= table["survived"]) and np.all(table["form_a"] <= table["form_b"]) and np.all(table["form_b"] <= table["form_c"])
    row = next(row for row in range(len(table["K"])) if table["widths"][row] == "3-1024-1")
    cell = cell_of_row(table, row)
    assert table["last_layer"][row] == sum(last_layer_criterion(*cell.draw(0, number)).certified for number in range(int(table["orbits"][row])))


def test_the_wide_and_deep_map_has_its_cells_and_comes_out_again():
    table, wanted = stored_map("wide_and_deep"), wide_and_deep_cells()
    cells = [cell_of_row(table, row) for row in range(len(table["K"]))]
    assert dict(zip(cells, table["orbits"])) == wanted and not set(cells) & set(shipped.stored_cells())
    assert table["undecided"].sum() < 0.05 * table["orbits"].sum()
    rng = np.random.default_rng(int(table["survived"].sum()))
    for row in rng.choice(np.flatnonzero(table["K"] < 60), 6):
        number = int(rng.integers(table["orbits"][row]))
        assert fate(cells[row], shipped.SEED, number) == table["ends"][row][number], (cells[row], number)


def test_a_stored_map_by_another_name():
    with pytest.raises(ValueError, match="expected 'survival_map' or 'wide_and_deep'"):
        stored_map("confirmed")
