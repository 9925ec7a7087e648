"""The table of certified orbits: its rows are those of the map, and come out again."""

import numpy as np
import pytest

from adaptedflow import lifetime
from adaptedflow.lifetime import stored
from adaptedflow.lifetime.proved import table as table_module

pytest.importorskip("flint")
COLUMNS = ("certified", "digits")


def test_the_stored_rows_are_the_first_of_their_cells_and_come_out_again():
    table, fates = lifetime.stored_table("proved_orbits"), lifetime.stored_map()
    rows = {lifetime.cell_of_row(fates, row): row for row in range(len(fates["N"]))}
    cells = [lifetime.cell_of_row(table, at) for at in range(len(table["N"]))]
    found = {end: {cell: [] for cell in wanted} for end, wanted in stored.proved_cells().items()}
    for at, cell in enumerate(cells):
        found[table["end"][at]][cell].append(table["number"][at])
    for end, wanted in stored.proved_cells().items():
        for cell, count in wanted.items():
            assert found[end][cell] == [number for number, letter in enumerate(fates["ends"][rows[cell]]) if letter == end][:count], (end, cell)
    for end in ("s", "r"):
        at = int(np.nanargmin(np.where(table["end"] == end, table["seconds"], np.nan)))           # the quickest; those not finished have no time
        again = table_module._certified(end, stored.SEED, cells[at], int(table["number"][at]))
        assert all(again[name] == table[name][at] for name in COLUMNS) and abs(again["t"] - table["t"][at]) < 1e-6 * table["t"][at]
        assert abs(again["pieces"] - table["pieces"][at]) <= 2 and 0.3 < again["radius"] / table["radius"][at] < 3


def test_the_table_has_the_orbits_with_the_letter_and_is_not_computed_twice(tmp_path, monkeypatch):
    fates = lifetime.survival_map([lifetime.Cell((1, 2, 1), 4)], 3)
    alive = fates["ends"][0].index("s")
    found = lifetime.certify_orbits(fates, {0: 1}, folder=tmp_path)
    assert found["number"] == [alive] and found["certified"] == [1] and found["t"] == [1.0] and found["gap"] == [3]
    monkeypatch.setattr(table_module, "certify", None)
    assert lifetime.certify_orbits(fates, {0: 1}, folder=tmp_path) == found
    assert lifetime.certify_orbits(fates, {0: 1}, end="r") == {}
    with pytest.raises(ValueError, match="num_orbits"):
        lifetime.certify_orbits(fates, {0: 0})
    with pytest.raises(ValueError, match="'s' for survivors"):
        lifetime.certify_orbits(fates, {0: 1}, end="b")
