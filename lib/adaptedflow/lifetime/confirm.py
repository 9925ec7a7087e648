"""Survivors of a survival map followed once more, ten times as accurately: a loose tolerance can carry an orbit over a wall."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ..arrays import whole_number
from .fate import FATES, fate
from .kept import results
from .survival import cell_of_row, columns_of

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

TIGHT = 1e-7             # tolerance, instead of 1e-6
MAX_STEPS = 2000


def confirm(table: Mapping[str, Any], num_orbits: Mapping[int, int], seed: int = 0, folder: str | os.PathLike[str] | None = None, n_jobs: int | None = None,
            progress: bool = False) -> dict[str, list]:
    """Follow again those of the first ``num_orbits`` orbits of each row of ``table`` that survived; a table, column name -> list, one row a cell.

    ``table`` is one of :func:`survival_map`, drawn with ``seed``; ``num_orbits`` is a mapping from rows to numbers. Columns: those that name the
    cell; ``checked``, the number of orbits looked at; ``survived``, how many of these did in ``table``; ``confirmed``, how many do at a tolerance of
    1e-7 as well, within 2,000 steps; ``again``, one letter an orbit, its fate there, or a dot where it did not survive in ``table``. The rest is as
    in :func:`survival_map`.
    """
    seed = whole_number("seed", seed)
    rows = {cell_of_row(table, row): (row, whole_number("num_orbits", count, minimum=1)) for row, count in num_orbits.items()}
    wanted = {cell: [number for number, end in enumerate(table["ends"][row][:count]) if end == "s"] for cell, (row, count) in rows.items()}
    found = results(partial(_tight, seed), wanted, FATES.__contains__, folder, f"seed{seed}_tight", n_jobs, "confirmed" if progress else None)
    lines = [columns_of(cell) | {"checked": count, "survived": len(found[cell]), "confirmed": list(found[cell].values()).count("s"),
                                 "again": "".join(found[cell].get(number, ".") for number in range(count))} for cell, (_, count) in rows.items()]
    return {name: [line[name] for line in lines] for name in lines[0]}


def _tight(seed, cell, number):
    return fate(cell, seed, number, MAX_STEPS, TIGHT)
