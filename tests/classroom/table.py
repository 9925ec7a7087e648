"""The table of variants: right answers in every way, and full marks without work, with the points expected and found.

    cd tests && ../.venv/bin/python -m classroom.table [WORDS ...]
"""

import copy
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import nbformat

from adaptedflow.classroom import Limits, grade, trouble

from .cheats import CHEATS, without_work
from .planted import SEED, filled_in
from .variants import ASSIGNMENT, RIGHT

TABLES = {"right": RIGHT, "cheat": CHEATS}
LINE = "{:<6} {:<52} {:>8} {:>5} {:>6}"


def main(words: list[str]) -> int:
    """Print a line for each variant with one of ``words`` in its name, all if there are none; return the exit status."""
    if trouble():
        print(f"left out: the table of variants. {trouble()}")
        return 0
    rows = [(kind, name) for kind, table in TABLES.items() for name in table if not words or any(word in name for word in words)]
    print(LINE.format("kind", "variant", "expected", "found", "s"), flush=True)
    good = 0
    with ProcessPoolExecutor(3) as pool:
        for (kind, name), (expected, found, seconds) in zip(rows, pool.map(points, rows)):
            good += found == expected
            print(LINE.format(kind, name, expected, found, f"{seconds:.1f}"), "" if found == expected else "DIFFERENT", flush=True)
    print(f"variants: {good} passed, {len(rows) - good} failed")
    return 1 if good < len(rows) else 0


def points(row) -> tuple[int, int, float]:
    """The points expected, those found, and the seconds it took."""
    kind, name = row
    book, start = copy.deepcopy(filled_in(ASSIGNMENT) if kind == "right" else without_work()), time.perf_counter()
    TABLES[kind][name](book)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ada.ipynb"
        nbformat.write(book, path)
        found = grade(ASSIGNMENT, SEED, "ada", path, Limits() if kind == "right" else Limits(cell_seconds=15, seconds=60)).points
    return sum(ASSIGNMENT.tests.values()) if kind == "right" else 0, found, time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
