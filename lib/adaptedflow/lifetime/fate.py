"""What becomes of one random orbit, in one letter."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from ..arrays import whole_number
from ..errors import RankLossError
from ..flows import AdaptedFlow
from ..orbit import CostBelow, integrate
from . import lockstep
from .cells import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable
    from ..orbit import Orbit

FATES = {                                # letter -> name
    "s": "survived",                     # the cost came down to REACHED times that of the start
    "r": "rank_loss",
    "b": "blow_up",
    "k": "kink",                         # runs into a kink of the activation (ReLU)
    "d": "deficient",                    # D has no full rank at the start already
    "u": "undecided",
}
REACHED = 1e-8
MAX_STEPS = 1000
TOLERANCE = 1e-6         # of the integration


def follow(cell: Cell, seed: int, number: int, max_steps: int = MAX_STEPS, rtol: float = TOLERANCE) -> Orbit | None:
    """The :class:`adaptedflow.Orbit` of draw ``number`` of ``cell`` to the relative cost 1e-8; None where its start is deficient."""
    problem, theta0 = _checked(cell).draw(seed, number)
    goal = CostBelow(REACHED * problem.cost(theta0))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)            # overflow in trial steps towards a blow-up
            return integrate(AdaptedFlow(problem), theta0, until=np.inf, stop=goal, clock="segment", rtol=rtol, max_steps=max_steps)
    except RankLossError:
        return None


def fate(cell: Cell, seed: int, number: int, max_steps: int = MAX_STEPS, rtol: float = TOLERANCE) -> str:
    """The letter of :data:`FATES` for draw ``number`` of ``cell``."""
    orbit = follow(cell, seed, number, max_steps, rtol)
    if orbit is None:
        return "d"
    return {"reached": "s", "rank_loss": "r", "blow_up": "b", "kink": "k"}.get(orbit.status, "u")


def fates(cell: Cell, seed: int, numbers: Iterable[int], max_steps: int = MAX_STEPS) -> str:
    """The letters of :data:`FATES` for the draws ``numbers`` of ``cell``, in order: those of :func:`fate`, sooner.

    Up to K = 50 the orbits are first followed together, 40 at a time, in lockstep, which finds most of those that survive; the others, and those of
    larger networks, one by one.
    Raises TypeError or ValueError for arguments that do not fit.

    >>> import adaptedflow as af
    >>> af.lifetime.fates(af.lifetime.Cell((1, 2, 1), 4), 0, range(12))
    'bsbsssbsssss'
    """
    if not np.iterable(numbers):
        raise TypeError(f"numbers: expected several whole numbers, as range(40), got {numbers!r}; for one there is fate.")
    numbers = [whole_number("numbers", number) for number in numbers]
    known = {}
    for start in range(0, len(numbers), lockstep.TOGETHER):
        known |= survivors(cell, seed, numbers[start:start + lockstep.TOGETHER], max_steps)
    return "".join(known.get(number) or fate(cell, seed, number, max_steps) for number in numbers)


def survivors(cell, seed, numbers, max_steps=MAX_STEPS):
    """number -> "s", for those of the draws ``numbers`` of ``cell`` that are found to survive by following all of them together; {} where that does not pay."""
    if not lockstep.pays_for(_checked(cell)):
        return {}
    problems, starts = zip(*(cell.draw(seed, number) for number in numbers))
    alive = lockstep.survivors(problems, starts, REACHED, TOLERANCE, whole_number("max_steps", max_steps, minimum=1))
    return {number: "s" for number, survives in zip(numbers, alive) if survives}


def _checked(cell):
    if not isinstance(cell, Cell):
        raise TypeError(f"cell: expected a lifetime.Cell, got {cell!r}.")
    return cell
