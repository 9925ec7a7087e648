"""The adapted flow where the rank of D may fall short, Theorem 4.1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..arrays import real_number
from .base import Flow
from .pseudo_inverse import truncated

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from .lift import Lift


class RankLossFlow(Flow):
    """``theta' = D^T Psi`` with ``Psi`` minimising ``|D D^T Psi + grad_x C|^2``, (4.5) of v6: ``theta' = -D^+ grad_x C``.

    Theorem 4.1: where ``rank D = QN`` this is the flow of Theorem 2.1; where the rank is less, the outputs follow the
    projected flow ``x' = -P grad_x C`` with ``P`` the orthogonal projector on the range of ``D D^T``, (4.7). ``Psi`` is
    not unique, ``D^T Psi`` is. (The earlier version prints ``-D^T Psi``, which ascends.) The field is smooth where the rank
    is locally constant; where the rank changes it jumps, and it is unbounded beside such points.

    ``cutoff``: singular values of ``D`` at or below it count as zero; default ``max(QN, K) eps`` times the largest.
    Defined in every regime.
    """

    equation, theorem = "(4.5)", "Theorem 4.1"

    def __init__(self, problem: Any, cutoff: float | None = None) -> None:
        super().__init__(problem)
        self.cutoff = None if cutoff is None else real_number("cutoff", cutoff, minimum=0)

    def lift(self, theta: ArrayLike, v: ArrayLike, scale: float = 0.0) -> Lift:
        """``D^+ v`` with the truncated pseudo-inverse."""
        return truncated(self.problem, theta, v, self.cutoff, scale)
