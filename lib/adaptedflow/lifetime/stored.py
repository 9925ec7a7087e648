"""The stored tables of ``data/survival/``: which cells they have, and what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import paths
from ..figures.tables import read_table
from .cells import Cell
from .certified import certified_map
from .confirm import confirm
from .fate import FATES
from .proved import certify_orbits
from .standard import standard_map
from .survival import cell_of_row, survival_map

if TYPE_CHECKING:
    import numpy as np

SEED = 0
NUM_ORBITS = 200
TABLES = ("survival_map", "wide_and_deep", "confirmed", "standard_flow", "certified", "proved_orbits")
CHECKED = 10             # of each cell, followed again at a tighter tolerance
STANDARD_ORBITS = 40     # of each cell, along the standard flow
PROVED_ORBITS = 7        # survivors of each cell
PROVED_LOSSES = 7        # orbits that lost rank
CURE = "Take the file back (git checkout -- data/survival), or compute it again: make maps."


def with_gaps(widths, gaps, **kind):
    """Cells of one network with K - QN in ``gaps``, or up to Q - 1 above where K - gap is no multiple of Q. ValueError for a gap of K or more."""
    K = Cell(widths, 1, **kind).K
    if max(gaps) > K - widths[-1]:
        raise ValueError(f"gap: expected at most K - Q = {K - widths[-1]} for {list(widths)}, which leaves one sample, got {max(gaps)}.")
    return [Cell(widths, (K - gap) // widths[-1], **kind) for gap in gaps]


def stored_cells() -> list[Cell]:
    """The cells: two families over widths, tanh with Gaussian targets and tanh with labels, and variations of a middle width."""
    cells = []
    for M1, gaps in ((2, (0, 1, 2, 3, 4, 5, 6)), (4, (0, 2, 3, 4, 5, 6, 8, 11)), (8, (0, 5, 6, 7, 8, 10, 14, 21)),
                     (12, (0, 7, 8, 9, 11, 14)), (16, (8, 10, 12))):
        cells += with_gaps((3, M1, 1), gaps)
    for M1, gaps in ((2, (0, 2, 4, 6, 8)), (4, (0, 2, 4, 6, 8, 12)), (7, (0, 2, 4, 6, 8, 12)), (10, (4, 6, 8))):
        cells += with_gaps((3, M1, 2), gaps, targets="labels")
    for gaps, kind in (((2, 4, 6, 10), dict(targets="teacher")), ((2, 4, 6, 10), dict(scale=0.3)), ((4, 6, 8, 10), dict(scale=3.0)),
                       ((4, 5, 6, 8), dict(activation="softplus")), ((4, 5, 6, 8), dict(activation="erf")),
                       ((6, 8, 10, 12), dict(activation="mollified_relu(0.5)")), ((6, 10, 14), dict(activation="relu"))):
        cells += with_gaps((3, 4, 1), gaps, **kind)
    cells += with_gaps((3, 3, 2, 1), (4, 5, 6, 10))
    cells += with_gaps((4, 4, 2), (2, 4, 6, 8), targets="digits")
    return cells


def wide_and_deep_cells() -> dict[Cell, int]:
    """The cells of ``wide_and_deep.csv``, each with its number of orbits: hidden layers of at least N - 1 units, as Section 2.1 speaks of; two and
    three hidden layers; larger networks with K - QN of 1.5 sqrt(K) and more; linear ones. Where an orbit takes seconds there are fewer orbits."""
    cells = {Cell(widths, widths[1] + 1, targets="gaussian" if widths[-1] == 1 else "labels"): NUM_ORBITS
             for widths in ((3, 4, 1), (3, 8, 1), (3, 20, 1), (1, 4, 1), (1, 8, 1), (1, 4, 2), (1, 8, 2), (3, 8, 2))}
    for count, more in ((100, [Cell((3, 8, 1), 9, "softplus"), Cell((3, 8, 1), 9, "mollified_relu(0.5)"), Cell((3, 40, 1), 41)]),
                        (60, [Cell((3, 40, 2), 41, targets="labels"), Cell((3, 80, 1), 81), Cell((3, 1024, 1), 5), Cell((3, 4096, 1), 5)]),
                        (100, [Cell(widths, 9) for widths in ((3, 8, 8, 1), (1, 8, 8, 1), (3, 8, 8, 8, 1))]),
                        (100, [Cell((3, 8, 8, 2), 9, targets="labels")]),
                        (60, [Cell((3, 17, 17, 1), 18)]),
                        (100, with_gaps((3, 4, 4, 1), (16, 12, 10, 8))),
                        (60, with_gaps((3, 4, 4, 2), (16, 12, 8), targets="labels") + with_gaps((3, 4, 4, 4, 1), (24, 18, 12))),
                        (30, with_gaps((3, 10, 10, 1), (40,))),
                        (40, with_gaps((3, 24, 1), (17,))), (20, with_gaps((3, 40, 1), (22,))),
                        (100, [Cell(widths, 7, "identity", "labels") for widths in ((6, 4, 2), (6, 8, 2), (6, 8, 8, 2))])):
        cells |= dict.fromkeys(more, count)
    return cells


def standard_cells():
    """The cells of ``standard_flow.csv``: K = QN, a gap, a wide gap, at least N - 1 units, labels, one input, two hidden layers."""
    return [Cell((3, 4, 1), 21), Cell((3, 4, 1), 17), Cell((3, 4, 1), 13), Cell((3, 8, 1), 9), Cell((3, 20, 1), 21), Cell((1, 8, 1), 9), Cell((3, 8, 8, 1), 9),
            *(Cell(widths, N, targets="labels") for widths, N in (((3, 4, 2), 13), ((3, 4, 2), 9), ((3, 8, 2), 9)))]


def proved_cells():
    """The cells of ``proved_orbits.csv``, how an orbit ends and how many of these are tried: ``{"s": {cell: number}, "r": {cell: number}}``."""
    return {"s": dict.fromkeys(with_gaps((3, 4, 1), (3, 4, 5, 6, 8, 11)), PROVED_ORBITS), "r": dict.fromkeys(with_gaps((3, 2, 1), (0, 1)), PROVED_LOSSES)}


def checked_orbits(table):
    """How many orbits of each row :func:`.confirm.confirm` looks at: CHECKED of them, and all in a cell in which two survivors took nearly all of
    their 1,000 steps."""
    return {row: int(min(orbits, CHECKED if cell_of_row(table, row) != Cell((3, 4, 1), 17) else NUM_ORBITS)) for row, orbits in enumerate(table["orbits"])}


def all_tables(**doing):
    """Compute the tables of ``data/survival/`` one after the other; yields ``(name, table)``. ``doing``: ``folder``, ``n_jobs`` and ``progress``, as
    in :func:`survival_map`."""
    wide = wide_and_deep_cells()
    maps = {"survival_map": (stored_cells(), NUM_ORBITS), "wide_and_deep": (list(wide), list(wide.values()))}
    for name, (cells, orbits) in maps.items():
        maps[name] = survival_map(cells, orbits, SEED, **doing)
        yield name, maps[name]
    yield "confirmed", confirm(maps["survival_map"], checked_orbits(maps["survival_map"]), SEED, **doing)
    yield "standard_flow", standard_map(standard_cells(), STANDARD_ORBITS, SEED, **doing)
    parts = [certified_map(table, SEED, **doing) for table in maps.values()]
    yield "certified", {"map": [name for name, part in zip(maps, parts) for _ in part["K"]]} | {
        column: parts[0][column] + parts[1][column] for column in parts[0]}
    rows = {cell_of_row(maps["survival_map"], row): row for row in range(len(maps["survival_map"]["K"]))}
    parts = [certify_orbits(maps["survival_map"], {rows[cell]: count for cell, count in cells.items()}, end, SEED, **doing) for end, cells in proved_cells().items()]
    yield "proved_orbits", {column: sum((part[column] for part in parts if part), []) for column in parts[0]}


def stored_map(name: str = "survival_map") -> dict[str, np.ndarray]:
    """A stored map as a table, column name -> column: "survival_map", or "wide_and_deep". ValueError where a cell or an orbit is missing: a file cut
    short counts other orbits."""
    if not isinstance(name, str) or name not in TABLES[:2]:
        raise ValueError(f"name: expected 'survival_map' or 'wide_and_deep', got {name!r}.")
    table, expected = stored_table(name), len(stored_cells() if name == "survival_map" else wide_and_deep_cells())
    if "ends" not in table or "orbits" not in table or len(table["orbits"]) != expected:
        raise ValueError(f"{name}.csv: expected {expected} cells with their ends, got {len(next(iter(table.values())))} rows. {CURE}")
    for row, ends in enumerate(table["ends"]):
        if len(ends) != table["orbits"][row] or not set(ends) <= set(FATES):
            raise ValueError(f"{name}.csv, row {row + 1}: expected the ends of {table['orbits'][row]:g} orbits, got {len(ends)} letters. {CURE}")
    return table


def stored_table(name: str) -> dict[str, np.ndarray]:
    """The table ``data/survival/NAME.csv``, column name -> column: one of :data:`TABLES`, which ``data/survival/README.md`` explains. ValueError for
    another name."""
    if not isinstance(name, str) or name not in TABLES:
        raise ValueError(f"name: expected one of {', '.join(TABLES)}, got {name!r}.")
    return read_table(paths.DATA / "survival" / f"{name}.csv")
