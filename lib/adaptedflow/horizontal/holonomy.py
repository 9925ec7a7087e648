"""Holonomy: what a closed loop of outputs does to the parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import own_array, whole_number
from ..checked import checked_model
from ..foreign_code import Guarded
from .curves import START
from .lift import HorizontalLift, lift

if TYPE_CHECKING:
    from collections.abc import Callable
    from numpy.typing import ArrayLike

LOOSER = 100.0       # factor between the tolerances whose difference is the error


@dataclass(frozen=True)
class Holonomy:
    """``displacement`` (K,) from the start to the end of the lift, along the fibre of the start; ``error`` its estimated error;
    ``returns`` (turns + 1, K) the parameters at the start and after each turn; ``lift`` the last turn, ``lifts`` all of them."""

    displacement: np.ndarray
    error: float
    returns: np.ndarray
    lifts: tuple[HorizontalLift, ...]

    @property
    def lift(self) -> HorizontalLift:
        return self.lifts[-1]


def holonomy(model: Any, X: ArrayLike, loop: Callable | ArrayLike, theta0: ArrayLike, turns: int = 1, velocity: Callable | None = None,
             rtol: float = 1e-12) -> Holonomy:
    """The horizontal lift of ``turns`` rounds of a closed ``loop`` in output space, as a :class:`Holonomy`.

    ``loop`` and ``velocity`` as ``curve`` and ``velocity`` of :func:`lift`. The outputs return after each turn, the parameters
    need not: a small loop of area ``A`` in the plane of ``u, v`` moves them by ``A`` times the curvature. ``error`` is the
    distance to the end of the same lift at a tolerance 100 times larger, an overestimate as a rule.

    Raises ValueError where the loop is not closed or its lift ends before the last turn, and whatever :func:`lift` raises.
    """
    turns = whole_number("turns", turns, minimum=1)
    returns, lifts = _go_round(model, X, loop, theta0, turns, velocity, rtol)
    check, _ = _go_round(model, X, loop, theta0, turns, velocity, LOOSER * rtol)
    error = np.linalg.norm(returns[-1] - check[-1])
    return Holonomy(returns[-1] - returns[0], float(error), returns, tuple(lifts))


def _go_round(model, X, loop, theta0, turns, velocity, rtol):
    if callable(loop):
        start, end = (Guarded(loop)("loop", (None,), tau) for tau in (0.0, 1.0))
    else:
        start, end = own_array("loop", loop, (None, None))[[0, -1]]
    if start.shape != end.shape:
        raise ValueError(f"loop: expected outputs of one shape, got {start.shape} and {end.shape}.")
    gap = np.linalg.norm(end - start)
    if not gap <= START * (1 + np.linalg.norm(start)):
        raise ValueError(f"loop: expected a closed curve, got one whose ends are {gap:.3g} apart; end it where it starts.")
    returns, lifts = [own_array("theta0", theta0, (checked_model(model).num_parameters,))], []
    for turn in range(turns):
        lifts.append(lift(model, X, loop, returns[-1], velocity=velocity, rtol=rtol))
        if lifts[-1].status != "reached":
            raise ValueError(f"loop: expected one that lifts for {turns} turns; the lift ends in turn {turn + 1}. {lifts[-1].message}")
        returns.append(lifts[-1].theta[-1])
    return np.array(returns), lifts
