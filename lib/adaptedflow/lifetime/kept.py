"""Results of the orbits of cells, kept in a folder while they are computed: an interrupted computation goes on where it was."""

import json
import time
from pathlib import Path

from ..files import write_whole
from .spread import spread

OFTEN = 1.0              # seconds between two writings of a cell that is under way


def results(function, wanted, valid, folder=None, name="", n_jobs=None, progress=None, first=None, together=1):
    """``function(cell, number)`` for the ``numbers`` of each cell in ``wanted``, a mapping from cells to numbers: cell -> number -> result.

    What can be had from ``folder`` (files ``CELL_name.json``) is not computed again. A file under way is written once a second, whole or not at all,
    and once more whatever ends the computation. ``valid(result)`` tells results from what else may stand there: ValueError then.
    ``first(cell, *numbers)``, if given, is asked before, for up to ``together`` numbers of a cell at once, and returns the results it has,
    number -> result. The rest is for :func:`.spread.spread`.
    """
    paths = {cell: Path(folder) / f"{cell.name}_{name}.json" if folder is not None else None for cell in wanted}
    found = {cell: _read(path, valid) for cell, path in paths.items()}

    def left(cell):
        return [number for number in wanted[cell] if number not in found[cell]]

    def computed():
        if first:
            batches = [(cell, *left(cell)[start:start + together]) for cell in wanted for start in range(0, len(left(cell)), together)]
            for (cell, *_), some in spread(first, batches, n_jobs, progress and f"{progress}, together", "batch"):
                yield cell, some
        for (cell, number), result in spread(function, [(cell, number) for cell in wanted for number in left(cell)], n_jobs, progress):
            yield cell, {number: result}

    unwritten, latest = set(), time.monotonic()
    try:
        for cell, some in computed():
            found[cell] |= some
            unwritten.add(cell)
            if time.monotonic() > latest + OFTEN:
                _write(paths, found, unwritten)
                latest = time.monotonic()
            elif not left(cell):
                _write(paths, found, {cell})
                unwritten.discard(cell)
    finally:
        _write(paths, found, unwritten)
    return {cell: {number: found[cell][number] for number in numbers} for cell, numbers in wanted.items()}


def _read(path, valid):
    """number -> result, as far as known."""
    if path is None or not path.is_file():
        return {}
    try:
        kept = {int(number): result for number, result in json.loads(path.read_text(encoding="utf-8"))["results"].items()}
        if all(map(valid, kept.values())):
            return kept
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    raise ValueError(f"{path}: expected results of a cell of a survival map, got something else. Delete it, and they are computed again.")


def _write(paths, found, unwritten):
    while unwritten:
        cell = unwritten.pop()
        if paths[cell] is not None:
            write_whole(paths[cell], json.dumps({"cell": cell.name, "results": {str(number): found[cell][number] for number in sorted(found[cell])}}) + "\n")
