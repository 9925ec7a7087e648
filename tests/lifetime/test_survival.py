"""Survival maps: counts from seeds alone, kept on disk, and the stored map drawn again."""

import hashlib
import json
import os
import sys

import joblib
import numpy as np
import pytest

from adaptedflow import paths
from adaptedflow.figures import read_table
from adaptedflow.lifetime import FATES, Cell, cell_of_row, fate, stored_cells, stored_map, survival_map, wilson, write_table
from adaptedflow.lifetime import kept, survival
from adaptedflow.lifetime.fate import survivors
from adaptedflow.lifetime.stored import NUM_ORBITS, SEED, with_gaps

CELLS = [Cell((1, 2, 1), 7), Cell((1, 2, 1), 4)]                       # K = 7


def stored():
    path = paths.DATA / "survival" / "survival_map.csv"
    return read_table(path), path.read_bytes()


@pytest.mark.parametrize("damage, words", [
    (lambda lines: lines[:-5], r"expected 87 cells with their ends, got 82 rows\. Take the file back"),
    (lambda lines: [*lines[:3], lines[3][:-9], *lines[4:]], r"row 3: expected the ends of 200 orbits, got 191 letters\. Take"),
    (lambda lines: [*lines[:3], lines[3][:-1] + "x", *lines[4:]], "row 3: expected the ends of 200 orbits"),
])
def test_a_stored_map_that_is_damaged_is_refused(tmp_path, monkeypatch, damage, words):
    lines = (paths.DATA / "survival/survival_map.csv").read_text().splitlines()
    (tmp_path / "survival").mkdir()
    (tmp_path / "survival/survival_map.csv").write_text("\n".join(damage(lines)) + "\n")
    monkeypatch.setattr(paths, "DATA", tmp_path, raising=False)
    with pytest.raises(ValueError, match=words):
        stored_map()


def test_counts_from_seeds_alone_whatever_the_order_and_the_workers(capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    table = survival_map(CELLS, 4)
    assert capsys.readouterr() == ("", "")                             # no bar unless it is asked for
    assert table["gap"] == [0, 3] and table["orbits"] == [4, 4] and table["widths"] == ["1-2-1"] * 2
    assert [sum(table[name][row] for name in FATES.values()) for row in (0, 1)] == [4, 4]
    with joblib.parallel_config("threading", n_jobs=2):
        threads = survival_map(CELLS, 4)                               # n_jobs=None: the backend that is set
    for other in (survival_map(CELLS[::-1], 4), survival_map(CELLS, 4, n_jobs=2), threads):
        assert dict(zip(other["gap"], other["ends"])) == dict(zip(table["gap"], table["ends"]))
    assert survival_map(CELLS, 4, seed=1)["ends"] != table["ends"]


def test_interrupted_map_continues_where_it_stopped(tmp_path, monkeypatch):
    whole = survival_map(CELLS, 5)
    calls = []

    def interrupted(cell, seed, number, max_steps):
        calls.append((cell, number))
        if len(calls) == 8:
            raise KeyboardInterrupt
        return fate(cell, seed, number, max_steps)

    monkeypatch.setattr(survival, "fate", interrupted)
    monkeypatch.setattr(survival, "survivors", lambda *arguments: {})   # each orbit by itself
    with pytest.raises(KeyboardInterrupt):
        survival_map(CELLS, 5, folder=tmp_path)
    assert len(list(tmp_path.iterdir())) == 2                          # the first cell was finished, the second has two orbits
    assert survival_map(CELLS, 5, folder=tmp_path) == whole
    assert len(calls) == 8 + 3
    assert survival_map(CELLS, 5, folder=tmp_path) == whole and len(calls) == 11         # nothing left to do
    assert survival_map(CELLS, 3, folder=tmp_path)["ends"] == [ends[:3] for ends in whole["ends"]]
    assert [len(ends) for ends in survival_map(CELLS, [6, 7], folder=tmp_path)["ends"]] == [6, 7]
    assert len(calls) == 11 + 1 + 2                                    # what is more is added


def test_a_cell_is_written_when_it_is_done(tmp_path, monkeypatch):
    written = []
    monkeypatch.setattr(kept, "OFTEN", np.inf)
    monkeypatch.setattr(kept, "write_whole", lambda path, text: written.append(len(json.loads(text)["results"])))
    survival_map(CELLS, 3, folder=tmp_path)
    assert written == [3, 3]


def test_what_was_found_together_is_kept_and_not_followed_again(tmp_path, monkeypatch):
    whole, batches, alone = survival_map(CELLS, 6), [], []

    def batch(cell, seed, numbers, max_steps):
        batches.append((cell, numbers))
        if len(batches) == 4:
            raise KeyboardInterrupt
        return survivors(cell, seed, numbers, max_steps)

    monkeypatch.setattr(survival, "survivors", batch)
    monkeypatch.setattr(survival, "fate", lambda cell, seed, number, max_steps: alone.append((cell, number)) or fate(cell, seed, number, max_steps))
    monkeypatch.setattr(survival, "TOGETHER", 4)
    with pytest.raises(KeyboardInterrupt):
        survival_map(CELLS, 6, folder=tmp_path)
    assert batches == [(cell, numbers) for cell in CELLS for numbers in ((0, 1, 2, 3), (4, 5))] and not alone
    found = {number for number, letter in enumerate(whole["ends"][1]) if letter == "s"}
    assert survival_map(CELLS, 6, folder=tmp_path) == whole
    assert not found & {0, 1, 2, 3} & {number for cell, numbers in batches[4:] for number in numbers if cell == CELLS[1]}
    assert len(alone) == 6 + 6 - len(found) and not found & {number for cell, number in alone if cell == CELLS[1]}


def test_a_spoilt_cell_is_refused(tmp_path):
    survival_map(CELLS[:1], 1, folder=tmp_path)
    (file,) = tmp_path.iterdir()
    for spoilt in (json.dumps({"results": {"0": "x"}}), json.dumps({"results": ["s"]}), file.read_text()[:-5], "[]"):
        file.write_text(spoilt)
        with pytest.raises(ValueError, match="expected results of a cell of a survival map"):
            survival_map(CELLS[:1], 1, folder=tmp_path)


@pytest.mark.parametrize("arguments, error, words", [
    (([], 3), TypeError, "cells: expected at least one lifetime.Cell"),
    ((["3-4-1"], 3), TypeError, "cells: expected at least one lifetime.Cell"),
    (([*CELLS, "3-4-1"], 3), TypeError, "cells: expected at least one lifetime.Cell"),
    ((CELLS + CELLS, 3), ValueError, "each cell once"),
    ((CELLS, 0), ValueError, "num_orbits: expected a whole number >= 1"),
    ((CELLS, [2, 0]), ValueError, "num_orbits: expected a whole number >= 1"),
    ((CELLS, [2]), ValueError, "num_orbits: expected one number, or one for each of the 2 cells, got 1"),
    ((CELLS, 2, -1), ValueError, "seed: expected a whole number >= 0"),
])
def test_malformed_arguments_are_refused(arguments, error, words):
    with pytest.raises(error, match=words):
        survival_map(*arguments)


def test_wilson_interval_by_its_equation():
    """Its ends are the shares p at which (count/total - p)^2 = z^2 p (1 - p) / total."""
    for count, total in ((0, 40), (1, 40), (20, 40), (40, 40)):
        for p in wilson(count, total):
            assert (count / total - p) ** 2 == pytest.approx(1.959963985 ** 2 * p * (1 - p) / total, abs=1e-9)
    for arguments in ((3, 2), (2, 3, 1.0)):
        with pytest.raises(ValueError, match="count <= total and confidence < 1"):
            wilson(*arguments)


def test_a_table_comes_back_from_its_file(tmp_path):
    table = survival_map(CELLS, 2)
    write_table(tmp_path / "map.csv", table)
    back = read_table(tmp_path / "map.csv")
    assert [cell_of_row(back, row) for row in (0, 1)] == CELLS
    assert back["survived"].tolist() == table["survived"] and back["ends"].tolist() == table["ends"]


def test_stored_map_has_the_cells_it_should_and_adds_up():
    table, _ = stored()
    assert [cell_of_row(table, row) for row in range(len(table["K"]))] == stored_cells()
    assert set(table["orbits"]) == {NUM_ORBITS}
    for letter, name in FATES.items():
        assert table[name].tolist() == [ends.count(letter) for ends in table["ends"].tolist()]
    np.testing.assert_array_equal(table["gap"], table["K"] - table["QN"])


def drawn_by_its_hash(count, size):
    """``count`` numbers below ``size``, from the hash of the stored table."""
    digest = hashlib.sha256(stored()[1]).digest()
    return np.random.default_rng(int.from_bytes(digest, "big")).choice(size, size=count, replace=False)


def test_stored_cells_come_out_again():
    """The first orbits of two cells that cost little (few parameters, no stiff slides among their ends)."""
    table, _ = stored()
    few = NUM_ORBITS // 5
    short = (table["undecided"] == 0) & ((table["gap"] == 0) | (table["survived"] >= 0.9 * NUM_ORBITS))
    quick = np.flatnonzero(short & (table["K"] <= 30))
    for place in drawn_by_its_hash(2, len(quick)):
        row = quick[place]
        again = survival_map([cell_of_row(table, row)], few, SEED)
        assert again["ends"][0] == table["ends"][row][:few]


def test_stored_orbits_come_out_again():
    """Single orbits from the whole map."""
    table, _ = stored()
    for place in drawn_by_its_hash(6, len(table["K"]) * NUM_ORBITS):
        row, number = divmod(int(place), NUM_ORBITS)
        assert fate(cell_of_row(table, row), SEED, number) == table["ends"][row][number], (cell_of_row(table, row), number)


def test_gaps_are_met_from_above():
    assert [cell.gap for cell in with_gaps((3, 4, 2), (0, 3, 4, 24))] == [0, 4, 4, 24]   # K = 26
    with pytest.raises(ValueError, match="gap: expected at most K - Q = 20"):
        with_gaps((3, 4, 1), (21,))
    with pytest.raises(ValueError, match="at most K - Q = 24"):
        with_gaps((3, 4, 2), (25,))
