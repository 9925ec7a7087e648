"""The table of variants: right answers in every way, and full marks without work, with the points expected and found.

    cd tests && ../.venv/bin/python -m classroom.table [WORDS ...]

Right answers are graded by us, run in a plain Jupyter kernel, and graded by nbgrader; the last column says why nbgrader gives other points, where it
does. Cheats are graded by us; there it says how they were caught. The assignment is `adapted_flow` without its slow task.
"""

import copy
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import nbformat

from adaptedflow.classroom import Limits, grade, trouble

from . import jupyter
from .autograde import NBGRADER, autograde
from .cheats import CAUGHT, CHEATS, without_work
from .planted import SEED, filled_in
from .variants import ASSIGNMENT, NBGRADER_DIFFERS, RIGHT

TABLES = {"right": RIGHT, "cheat": CHEATS}
FULL = sum(ASSIGNMENT.tests.values())
LINE = "{:<6} {:<50} {:>8} {:>5} {:>7} {:>8} {:>6}  {}"
ENDS = {"Stopped after": "time", "Not reached": "time", "It ended the kernel": "ended the kernel", "The answers were gone": "ended the test"}


def main(words: list[str]) -> int:
    """Print a line for each variant of a kind among ``words``, or with one of them in its name, all if there are none; return the exit status."""
    if trouble():
        print(f"expected submissions to be closed in here: {trouble()}", file=sys.stderr)
        return 2
    rows = [(kind, name) for kind, table in TABLES.items() for name in table if not words or kind in words or any(word in name for word in words)]
    good, equal = {kind: 0 for kind in TABLES}, {"a plain Jupyter kernel": 0, "nbgrader": 0}
    print(LINE.format("kind", "variant", "expected", "ours", "Jupyter", "nbgrader", "s", "how"), flush=True)
    with ProcessPoolExecutor(2) as pool:
        theirs = pool.submit(nbgraders, [name for kind, name in rows if kind == "right"])
        for (kind, name), (found, plain, how, seconds) in zip(rows, pool.map(points, rows)):
            nbgrader = theirs.result()[name] if kind == "right" else "-"
            if kind == "right":
                expected, reason = NBGRADER_DIFFERS.get(name, (FULL, ""))
                same, how = (found, plain, nbgrader) == (FULL, FULL, expected), reason or how
                equal["a plain Jupyter kernel"] += found == plain
                equal["nbgrader"] += found == nbgrader
            else:
                same = found == 0 and how == CAUGHT.get(name, "the tests fail")
            good[kind] += same
            print(LINE.format(kind, name, FULL if kind == "right" else 0, found, plain, str(nbgrader), f"{seconds:.1f}", how), "" if same else "DIFFERENT", flush=True)
    for kind in TABLES:
        print(f"{kind}: {good[kind]} of {sum(kind == each for each, _ in rows)} as expected")
    for other, number in equal.items():
        print(f"right: {number} of {sum(kind == 'right' for kind, _ in rows)} with the points of {other}")
    return 1 if sum(good.values()) < len(rows) else 0


def made(kind: str, name: str):
    """The notebook of a variant."""
    book = copy.deepcopy(filled_in(ASSIGNMENT) if kind == "right" else without_work())
    TABLES[kind][name](book)
    return book


def points(row) -> tuple:
    """The points found, those in a plain kernel, how a cheat was caught, and the seconds that our grading took."""
    kind, name = row
    book, start = made(kind, name), time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ada.ipynb"
        nbformat.write(book, path)
        found = grade(ASSIGNMENT, SEED, "ada", path, Limits() if kind == "right" else Limits(cell_seconds=5, seconds=40))
        seconds = time.perf_counter() - start
        plain = jupyter.score(ASSIGNMENT, book, folder) if kind == "right" else "-"
    hows = {next((how for words, how in ENDS.items() if mark.sentence.startswith(words)), "the tests fail") for mark in found.marks if not mark.points}
    return found.points, plain, ", ".join(sorted(hows)), seconds


def nbgraders(names: list[str]) -> dict[str, float | None]:
    """nbgrader's points for the right variants called ``names``."""
    if not names:
        return {}
    if not NBGRADER.exists():
        raise SystemExit(f"expected nbgrader in {NBGRADER}: make test-all ONLY=classroom installs it")
    with tempfile.TemporaryDirectory() as folder:
        return dict(zip(names, autograde(ASSIGNMENT, [made("right", name) for name in names], Path(folder))[1]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
