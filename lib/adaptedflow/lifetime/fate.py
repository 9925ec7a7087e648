"""What becomes of one random orbit, in one letter."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from ..errors import RankLossError
from ..flows import AdaptedFlow
from ..orbit import CostBelow, integrate
from .cells import Cell

if TYPE_CHECKING:
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
    if not isinstance(cell, Cell):
        raise TypeError(f"cell: expected a lifetime.Cell, got {cell!r}.")
    problem, theta0 = cell.draw(seed, number)
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
