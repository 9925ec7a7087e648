"""The runs of all methods on all splits of a task, as a table; finished splits are kept, so that an interrupted command goes on."""

import json
from pathlib import Path

from ..files import write_whole
from .run import train
from .stored import SPLITS, task
from ..optimizers import METHODS


def runs(name, splits=SPLITS, folder=None, methods=tuple(METHODS), tick=lambda: None):
    """A table, column name -> list, with one row for each split and method of the task ``name``: what :func:`train` returns, and ``split`` before it.

    Finished splits are kept in ``folder`` as one file each, and read from there. ``tick()`` is called after each method.
    """
    rows = []
    for split in range(splits):
        rows += _split(name, split, folder, methods, tick)
    return {column: [row[column] for row in rows] for column in rows[0]}


def _split(name, split, folder, methods, tick):
    path = None if folder is None else Path(folder) / f"{name}_{split}.json"
    if path is not None and path.is_file():
        for _ in methods:
            tick()
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            raise ValueError(f"{path}: expected the runs of a finished split, got something else. Delete it, and it is computed again.") from None
    one, rows = task(name, split), []
    for method in methods:
        rows += [{"split": split} | row for row in train(one, method)]
        tick()
    if path is not None:
        write_whole(path, json.dumps(rows) + "\n")
    return rows
