"""A piece of surface on a critical manifold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import own_array, real_array, real_number, whole_number
from ..checked import checked_problem
from .trace import walk

if TYPE_CHECKING:
    from collections.abc import Sequence
    from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Chart:
    """``theta`` (2n + 1, 2m + 1, K), the given point in the middle, and ``cost`` (2n + 1, 2m + 1) there."""

    theta: np.ndarray
    cost: np.ndarray


def chart(problem: Any, theta: ArrayLike, directions: ArrayLike, counts: Sequence[int] = (5, 5), step: float = 0.1) -> Chart:
    """A net of points of the critical manifold around the equilibrium ``theta`` (K,), as a :class:`Chart`.

    A curve through ``theta`` along ``directions[0]``, ``counts[0]`` points to either side, and through each of its points one along
    ``directions[1]`` (``directions`` is (2, K)); points on a curve lie ``step`` apart. Each is a :func:`trace`, whose errors it raises;
    ValueError also where the manifold ends inside the net.
    """
    problem = checked_problem(problem)
    directions, theta = real_array("directions", directions, (2, problem.K)), own_array("theta", theta, (problem.K,))
    if np.shape(counts) != (2,):
        raise ValueError(f"counts: expected two numbers of points, as (5, 5), got {counts!r}.")
    counts = [whole_number(f"counts[{i}]", count, minimum=1) for i, count in enumerate(counts)]
    step = real_number("step", step, minimum=0, strict=True)
    spine = _both_ways(problem, theta, directions[0], step, counts[0])                       # (2n + 1, K)
    ribs = [_both_ways(problem, point, directions[1], step, counts[1]) for point in spine]   # (2n + 1) times (2m + 1, K)
    return Chart(np.array(ribs), np.array([[problem.cost(point) for point in rib] for rib in ribs]))


def _both_ways(problem, theta, direction, step, count):
    back, forth = (walk(problem, theta, sign * direction, step, count) for sign in (-1, 1))
    for half in (back, forth):
        if half.status != "reached":
            raise ValueError(f"counts, step: expected a net on which the manifold goes on, got its edge. {half.message}")
    return np.concatenate([back.theta[:0:-1], forth.theta])
