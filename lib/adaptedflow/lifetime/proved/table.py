"""Which orbits of a survival map can be certified, and at what price."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any

from ...arrays import whole_number
from ..fate import follow
from ..kept import results
from ..survival import cell_of_row, columns_of
from .balls import above, below
from .certify import certify
from .rank_loss import certify_rank_loss

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

COLUMNS = ("certified", "digits", "pieces", "t", "radius", "sigma_min", "log10_growth", "seconds")


def certify_orbits(table: Mapping[str, Any], num_orbits: Mapping[int, int], end: str = "s", seed: int = 0, folder: str | os.PathLike[str] | None = None,
                   n_jobs: int | None = None, progress: bool = False) -> dict[str, list]:
    """Try to certify the first ``num_orbits`` orbits with the letter ``end`` in each row of ``table``; a table, column name -> list, one row an orbit.

    ``table`` is one of :func:`survival_map`, drawn with ``seed``; ``num_orbits`` is a mapping from rows to numbers, and where there are fewer orbits
    all are taken. ``end``: "s" for survivors and :func:`certify`, "r" for orbits that lost rank and :func:`certify_rank_loss`. Columns: those that
    name the cell; ``end``; ``number``, of the draw; ``certified``, 1 or 0; ``digits``, ``pieces``, ``t`` (``t_from``), ``radius``, ``sigma_min``,
    ``log10_growth`` of the certificate, to three digits and rounded so that bounds stay bounds; ``seconds`` of processor time. The rest is as in
    :func:`survival_map`.
    ValueError for another letter and for a cell that there is no proof to offer for.
    """
    seed = whole_number("seed", seed)
    if end not in ("s", "r"):
        raise ValueError(f"end: expected 's' for survivors or 'r' for orbits that lost rank, got {end!r}.")
    counts = {row: whole_number("num_orbits", count, minimum=1) for row, count in num_orbits.items()}
    wanted = {cell_of_row(table, row): [number for number, letter in enumerate(table["ends"][row]) if letter == end][:count] for row, count in counts.items()}
    found = results(partial(_certified, end, seed), wanted, lambda result: set(result) == set(COLUMNS), folder,
                    f"seed{seed}_proved_{end}", n_jobs, "proved" if progress else None)
    lines = [columns_of(cell) | {"end": end, "number": number} | result for cell, numbers in found.items() for number, result in numbers.items()]
    return {name: [line[name] for line in lines] for name in lines[0]} if lines else {}


def _certified(end, seed, cell, number):
    """The columns of one orbit, as numbers that JSON knows."""
    orbit = follow(cell, seed, number)
    begin = time.process_time()
    found = certify(orbit) if end == "s" else certify_rank_loss(orbit)
    seconds = time.process_time() - begin
    return {"certified": int(found.certified), "digits": found.digits, "pieces": found.pieces,
            "t": below(found.t if end == "s" else found.t_from, 3), "radius": above(found.radius, 3),
            "sigma_min": below(found.sigma_min, 3), "log10_growth": above(found.log10_growth, 3), "seconds": float(f"{seconds:.3g}")}
