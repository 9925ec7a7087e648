"""The tasks whose runs are stored in ``data/training``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ..arrays import whole_number
from .digits import digits
from .poisson import poisson
from .small import exponentials, tight

if TYPE_CHECKING:
    from .task import Task

SPLITS = 10
# Prices as training.measured_prices found them on the machine of the stored runs, rounded.
DIGITS_25 = {"cost": 0.3, "batch gradient": 1.0, "kfac": 9.0, "velocity": 28.0, "batch velocity": 17.0, "normal": 23.0, "damping": 9.0, "svd": 220.0}
DIGITS_50 = DIGITS_25 | {"velocity": 60.0, "normal": 70.0, "damping": 30.0, "svd": 800.0}
DIGITS_100 = DIGITS_25 | {"velocity": 230.0, "batch velocity": 25.0, "normal": 100.0, "damping": 36.0, "svd": 1100.0, "minpack": 1800.0}
SMALL = {"cost": 0.3, "batch gradient": 1.0, "kfac": 6.0, "velocity": 1.7, "batch velocity": 1.3, "normal": 1.1, "damping": 0.3, "svd": 2.0, "minpack": 1.6}
TASKS = {
    "digits-25": partial(digits, N=25, prices=DIGITS_25, budget=2000),
    "digits-50": partial(digits, N=50, prices=DIGITS_50, budget=2000),
    "digits-100": partial(digits, N=100, prices=DIGITS_100, budget=2500),
    "wrong-labels": partial(digits, N=25, prices=DIGITS_25, wrong=0.2, budget=2000),
    "poisson": partial(poisson, prices=SMALL, budget=1000),
    "exponentials": partial(exponentials, prices=SMALL, budget=1000),
    "tight": partial(tight, prices=SMALL, budget=1000),
}


def task(name: str, split: int) -> Task:
    """The ``split``-th :class:`Task` called ``name``; ValueError for a name that is none of :data:`TASKS`."""
    if not isinstance(name, str) or name not in TASKS:
        raise ValueError(f"name: expected one of {', '.join(TASKS)}, got {name!r}.")
    split = whole_number("split", split)
    return TASKS[name](split, name=name)
