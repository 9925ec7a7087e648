"""Survival maps: how many random orbits of the adapted flow live for ever, cell by cell."""

import csv
import io
import json
from collections import Counter
from pathlib import Path

import numpy as np

from ..arrays import whole_number
from ..files import write_whole
from .cells import Cell
from .fate import FATES, MAX_STEPS, fate


def survival_map(cells, num_orbits, seed=0, folder=None, n_jobs=1, max_steps=MAX_STEPS, progress=False):
    """Follow ``num_orbits`` random orbits in each of ``cells``; returns a table, column name -> list, one row a cell.

    Columns: ``activation``, ``widths`` ("3-8-1"), ``targets``, ``scale``, ``N``, ``K``, ``QN``, ``gap`` = K - QN, ``orbits``, a count for
    each name in :data:`FATES`, and ``ends``, the letters of the orbits in order. An orbit survives if its cost comes down to
    1e-8 of that at its start.

    Seeds alone decide the results: not the order of the cells, the number of workers or the backend. The work goes through
    joblib: ``n_jobs`` processes here, or whatever backend ``joblib.parallel_config`` has set (a Dask cluster, say).
    Finished cells are kept in ``folder`` (made if missing) as one small file each: an interrupted map
    continues there, and a larger ``num_orbits`` adds to what there is. ``progress`` shows a bar on a terminal.

    Raises TypeError or ValueError for arguments that do not fit.
    """
    cells = list(cells) if np.iterable(cells) else [cells]
    if not cells or not all(isinstance(cell, Cell) for cell in cells):
        raise TypeError(f"cells: expected at least one lifetime.Cell, got {cells!r}.")
    if len(set(cells)) < len(cells):
        raise ValueError("cells: expected each cell once.")
    num_orbits, seed = whole_number("num_orbits", num_orbits, minimum=1), whole_number("seed", seed)
    max_steps = whole_number("max_steps", max_steps, minimum=1)
    known = {cell: _read(folder, cell, seed, max_steps) for cell in cells}
    tasks = [(cell, number) for cell in cells for number in range(len(known[cell]), num_orbits)]
    missing = Counter(cell for cell, _ in tasks)
    found = {cell: {} for cell in cells}
    for cell, number, letter in _run(tasks, seed, max_steps, n_jobs, progress):
        found[cell][number] = letter
        if len(found[cell]) == missing[cell]:
            known[cell] += "".join(found[cell][k] for k in sorted(found[cell]))
            _write(folder, cell, seed, max_steps, known[cell])
    return _table({cell: known[cell][:num_orbits] for cell in cells})


def _run(tasks, seed, max_steps, n_jobs, progress):
    """Yield (cell, number, letter) as they are done, in any order."""
    from joblib import Parallel, delayed                               # each takes longer to import than most of this package
    from tqdm import tqdm

    if not tasks:
        return
    results = Parallel(n_jobs=n_jobs, return_as="generator_unordered")(
        delayed(_one)(cell, seed, number, max_steps) for cell, number in tasks)
    yield from tqdm(results, total=len(tasks), desc="survival", unit="orbit", disable=None if progress else True)


def _one(cell, seed, number, max_steps):
    return cell, number, fate(cell, seed, number, max_steps)


def _path(folder, cell, seed, max_steps):
    return Path(folder) / f"{cell.name}_seed{seed}_steps{max_steps}.json"


def _read(folder, cell, seed, max_steps):
    """The letters already known; none where nothing is kept."""
    if folder is None or not _path(folder, cell, seed, max_steps).is_file():
        return ""
    path = _path(folder, cell, seed, max_steps)
    try:
        ends = json.loads(path.read_text(encoding="utf-8"))["ends"]
        if set(ends) <= set(FATES):
            return ends
    except (ValueError, KeyError, TypeError):
        pass
    raise ValueError(f"{path}: expected a finished cell of a survival map, got something else. Delete it, and it is computed again.")


def _write(folder, cell, seed, max_steps, ends):
    if folder is not None:
        write_whole(_path(folder, cell, seed, max_steps), json.dumps({"cell": cell.name, "seed": seed, "ends": ends}) + "\n")


def _table(ends):
    rows = [{"activation": cell.activation, "widths": "-".join(map(str, cell.widths)), "targets": cell.targets, "scale": cell.scale,
             "N": cell.N, "K": cell.K, "QN": cell.QN, "gap": cell.gap, "orbits": len(letters)}
            | {name: letters.count(letter) for letter, name in FATES.items()} | {"ends": letters}
            for cell, letters in ends.items()]
    return {name: [row[name] for row in rows] for name in rows[0]}


def cell_of_row(table, row):
    """The :class:`Cell` of row ``row`` of a table of :func:`survival_map`, also of one read from a file."""
    widths = tuple(int(width) for width in str(table["widths"][row]).split("-"))
    return Cell(widths, int(table["N"][row]), str(table["activation"][row]), str(table["targets"][row]), float(table["scale"][row]))


def write_table(path, table):
    """Write a table of :func:`survival_map` as CSV, whole or not at all."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(table)
    writer.writerows(zip(*table.values()))
    write_whole(path, stream.getvalue())
