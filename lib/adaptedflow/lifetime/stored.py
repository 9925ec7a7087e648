"""The survival map in ``data/survival/survival_map.csv``: which cells it has, and what it says."""

from .. import paths
from ..figures.tables import read_table
from .cells import Cell
from .fate import FATES

SEED = 0
NUM_ORBITS = 200


def with_gaps(widths, gaps, **kind):
    """Cells of one network with K - QN in ``gaps``, or up to Q - 1 above where K - gap is no multiple of Q. ValueError for a gap of K or more."""
    K = Cell(widths, 1, **kind).K
    if max(gaps) > K - widths[-1]:
        raise ValueError(f"gap: expected at most K - Q = {K - widths[-1]} for {list(widths)}, which leaves one sample, got {max(gaps)}.")
    return [Cell(widths, (K - gap) // widths[-1], **kind) for gap in gaps]


def stored_cells():
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


def stored_map():
    """The stored map as a table, column name -> column. ValueError where a cell or an orbit is missing: a file cut short counts other orbits."""
    table, expected = read_table(paths.DATA / "survival" / "survival_map.csv"), len(stored_cells())
    cure = "Take the file back (git checkout -- data/survival), or compute it again: make maps."
    if "ends" not in table or "orbits" not in table or len(table["orbits"]) != expected:
        raise ValueError(f"survival_map.csv: expected {expected} cells with their ends, got {len(next(iter(table.values())))} rows. {cure}")
    for row, ends in enumerate(table["ends"]):
        if len(ends) != table["orbits"][row] or not set(ends) <= set(FATES):
            raise ValueError(f"survival_map.csv, row {row + 1}: expected the ends of {table['orbits'][row]:g} orbits, got {len(ends)} letters. {cure}")
    return table
