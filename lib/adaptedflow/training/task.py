"""What a method of training is tried on: a problem, a start, and what to measure of a trained network."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from ..problem import Problem


@dataclass(frozen=True, eq=False)
class Task:
    """One split of a task.

    ``choice(theta)`` is what settings and moments to stop are chosen by, higher is better: of data that are neither trained on nor tested on.
    ``unseen(theta)`` is the measure on unseen data, read once. ``budget`` is in gradients of the cost, ``prices`` are those of ``optimizers.Meter``.
    """

    name: str
    problem: Problem
    theta0: np.ndarray = field(repr=False)
    choice: Callable = field(repr=False)
    unseen: Callable = field(repr=False)
    budget: float
    prices: dict[str, float] = field(repr=False)
