"""The points of an orbit, and the steps between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .breakdown import Breakdown


@dataclass(frozen=True)
class End:
    """Why an orbit goes no further: its ``status``, and the breakdown that this rests on. ``halted``: no step leads on."""

    status: str
    breakdown: Breakdown | None = None
    halted: bool = False


@dataclass(frozen=True)
class Node:
    """A point of an orbit: the end of an accepted step, with its velocity under the ``clock`` that leads on from it, and what that rested on."""

    tau: float
    theta: np.ndarray
    time: float
    outputs: np.ndarray
    clock: Any
    velocity: np.ndarray
    condition: float
    norm: float
    route: str


@dataclass(frozen=True)
class Step:
    """A step from the node ``before`` that is not accepted yet. ``piece`` is a function that makes its interpolant, ``slope`` (K,) the rate of ``theta``
    in ``tau`` where the step was made to. What ends the orbit within it cuts it short (:meth:`cut`): ``made`` is then the whole of it."""

    before: Node | None
    tau: float
    theta: np.ndarray
    time: float
    piece: Callable | None = None
    slope: np.ndarray | None = None
    made: Step | None = None
    end: End | None = None

    def cut(self, tau, theta, time, end=None):
        """The part of it up to ``tau``, with the ``end`` of the orbit if it is there."""
        return replace(self, tau=tau, theta=theta, time=time, end=end, made=self.whole)

    @property
    def whole(self):
        return self.made or self
