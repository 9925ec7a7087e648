"""The runs of all methods on all splits of a task, as a table; finished splits are kept, so that an interrupted command goes on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..files import write_whole
from .run import train
from .stored import SPLITS, task
from ..optimizers import METHODS

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence


def runs(name: str, splits: int = SPLITS, folder: str | os.PathLike[str] | None = None, methods: Sequence[str] = tuple(METHODS),
         tick: Callable[[], Any] = lambda: None) -> dict[str, list]:
    """A table, column name -> list, with one row for each split and method of the task ``name``: what :func:`train` returns, and ``split`` before it.

    Finished splits are kept in ``folder`` as one file each, and read from there if budget, prices and settings are still those they were computed with.
    ``tick()`` is called after each method.
    """
    rows = []
    for split in range(splits):
        rows += _split(name, split, folder, methods, tick)
    return {column: [row[column] for row in rows] for column in rows[0]}


def _split(name, split, folder, methods, tick):
    path = None if folder is None else Path(folder) / f"{name}_{split}.json"
    one = task(name, split)
    protocol = {"budget": one.budget, "prices": one.prices, "settings": {method: list(METHODS[method][1]) for method in methods if method in METHODS}}
    kept = _kept(path) if path is not None and path.is_file() else None
    if kept is not None and kept["protocol"] == protocol:
        for _ in methods:
            tick()
        return kept["rows"]
    rows = []
    for method in methods:
        rows += [{"split": split} | row for row in train(one, method)]
        tick()
    if path is not None:
        write_whole(path, json.dumps({"protocol": protocol, "rows": rows}) + "\n")
    return rows


def _kept(path):
    """What the file of a finished split has, or None for one of before the protocol was kept with the rows."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        raise ValueError(f"{path}: expected the runs of a finished split, got something else. Delete it, and it is computed again.") from None
    return kept if isinstance(kept, dict) and {"protocol", "rows"} <= kept.keys() else None
