"""Survival maps: how many random orbits of the adapted flow live for ever, cell by cell."""

from __future__ import annotations

import csv
import io
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import whole_number
from ..files import write_whole
from .cells import Cell
from .fate import FATES, MAX_STEPS, fate, survivors
from .kept import results
from .lockstep import TOGETHER

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence


def survival_map(cells: Cell | Iterable[Cell], num_orbits: int | Sequence[int], seed: int = 0, folder: str | os.PathLike[str] | None = None,
                 n_jobs: int | None = None, max_steps: int = MAX_STEPS, progress: bool = False) -> dict[str, list]:
    """Follow ``num_orbits`` random orbits in each of ``cells``; returns a table, column name -> list, one row a cell.

    Columns: ``activation``, ``widths`` ("3-8-1"), ``targets``, ``scale``, ``N``, ``K``, ``QN``, ``gap`` = K - QN, ``orbits``, a count for
    each name in :data:`FATES`, and ``ends``, the letters of the orbits in order. An orbit survives if its cost comes down to
    1e-8 of that at its start. ``num_orbits`` is one number, or one for each cell.

    Small networks are first followed together, as :func:`fates` does. Seeds alone decide the results: not the order of the cells, the number of
    workers or the backend. The work goes through joblib: ``n_jobs`` processes here, or, for None, whatever backend ``joblib.parallel_config`` has set
    (a Dask cluster, say; one process where none is set). What a killed worker leaves undone is done again. What is done is kept in ``folder`` (made
    if missing), one small file a cell: an interrupted map continues there, and a larger ``num_orbits`` adds to what there is. ``progress`` shows a
    bar on a terminal.

    Raises TypeError or ValueError for arguments that do not fit.
    """
    wanted = numbers_wanted(cells, num_orbits)
    seed, max_steps = whole_number("seed", seed), whole_number("max_steps", max_steps, minimum=1)
    found = results(partial(_letter, seed, max_steps), wanted, FATES.__contains__, folder, f"seed{seed}_steps{max_steps}", n_jobs, "survival" if progress else None,
                    partial(_survivors, seed, max_steps), TOGETHER)
    return _table({cell: "".join(letters.values()) for cell, letters in found.items()})


def numbers_wanted(cells, num_orbits):
    """cell -> the numbers of its draws, the first ``num_orbits`` (one number, or one for each cell). TypeError or ValueError for what does not fit."""
    cells = list(cells) if np.iterable(cells) else [cells]
    if not cells or not all(isinstance(cell, Cell) for cell in cells):
        raise TypeError(f"cells: expected at least one lifetime.Cell, got {cells!r}.")
    if len(set(cells)) < len(cells):
        raise ValueError("cells: expected each cell once.")
    counts = list(num_orbits) if isinstance(num_orbits, (list, tuple, np.ndarray)) and np.ndim(num_orbits) else [num_orbits] * len(cells)
    if len(counts) != len(cells):
        raise ValueError(f"num_orbits: expected one number, or one for each of the {len(cells)} cells, got {len(counts)}.")
    return {cell: range(whole_number("num_orbits", count, minimum=1)) for cell, count in zip(cells, counts)}


def _letter(seed, max_steps, cell, number):
    return fate(cell, seed, number, max_steps)


def _survivors(seed, max_steps, cell, *numbers):
    return survivors(cell, seed, numbers, max_steps)


def columns_of(cell):
    """The columns of a table that say which ``cell`` a row is about; :func:`cell_of_row` reads them."""
    return {"activation": cell.activation, "widths": "-".join(map(str, cell.widths)), "targets": cell.targets, "scale": cell.scale,
            "N": cell.N, "K": cell.K, "QN": cell.QN, "gap": cell.gap}


def _table(ends):
    rows = [columns_of(cell) | {"orbits": len(letters)}
            | {name: letters.count(letter) for letter, name in FATES.items()} | {"ends": letters}
            for cell, letters in ends.items()]
    return {name: [row[name] for row in rows] for name in rows[0]}


def cell_of_row(table: Mapping[str, Any], row: int) -> Cell:
    """The :class:`Cell` of row ``row`` of a table of :func:`survival_map`, also of one read from a file."""
    widths = tuple(int(width) for width in str(table["widths"][row]).split("-"))
    return Cell(widths, int(table["N"][row]), str(table["activation"][row]), str(table["targets"][row]), float(table["scale"][row]))


def write_table(path: str | os.PathLike[str], table: Mapping[str, Any]) -> None:
    """Write a table of :func:`survival_map`, or another of columns of one length, as CSV, whole or not at all."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(table)
    writer.writerows(zip(*table.values()))
    write_whole(path, stream.getvalue())
