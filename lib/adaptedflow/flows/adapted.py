"""The geometrically adapted gradient flow of the overparametrized case, Theorem 2.1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .base import Flow
from .pseudo_inverse import minimum_norm, minimum_norm_derivative, row_space_projector

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike
    from .lift import Lift
    from .stages import Stages


class AdaptedFlow(Flow):
    """``theta' = -Pen[D] Pen[D]^T grad_theta C``, (2.4), which is ``-D^+ grad_x C`` where ``D`` has full rank QN.

    Theorem 2.1: for ``K >= QN``, along an orbit that exists for all ``s >= 0`` and on which ``rank D = QN``, the outputs
    follow the comparison flow (1.11): ``x(s) - y = exp(-s / N) (x(0) - y)`` (2.7) and ``C(s) = exp(-2 s / N) C(0)`` (2.6),
    at the same rate for every start. If ``theta(s)`` converges, its limit has zero cost. That the orbit exists and
    keeps its rank is a hypothesis: :func:`adaptedflow.integrate` says where it ends.

    Refused at construction for ``K < QN`` (ValueError). ``velocity`` raises RankLossError where ``D`` is deficient.
    """

    equation, theorem = "(2.4)", "Theorem 2.1"
    needs = ("overparametrized", "borderline")
    condition = "K >= QN"
    follows_segment = True
    other = "af.UnderparametrizedFlow (Theorem 5.1), or af.RankLossFlow (Theorem 4.1)"

    def lift(self, theta: ArrayLike, v: ArrayLike, scale: float = 0.0) -> Lift:
        """The horizontal lift ``D^+ v``: the least ``p`` with ``D p = v``."""
        return minimum_norm(self.problem, theta, v, scale)

    def trial_lift(self, theta: ArrayLike, v: ArrayLike, scale: float = 0.0, stages: Stages | None = None) -> Lift:
        """As :meth:`lift`; the condition of a large ``D`` is not estimated, and the ``stages`` of a step share what they can. A subclass with a lift of its own is taken at its word."""
        if getattr(self.lift, "__func__", None) is not AdaptedFlow.lift:
            return self.lift(theta, v, scale)
        return minimum_norm(self.problem, theta, v, scale, trial=True, stages=stages)

    def lift_jacobian(self, theta: ArrayLike, v: ArrayLike) -> np.ndarray:
        """``d/dtheta (D^+ v)`` (K, K) at fixed ``v``."""
        return minimum_norm_derivative(self.problem, theta, v)

    def lifted_jacobian(self, theta: ArrayLike) -> np.ndarray:
        """``D^+ D`` (K, K), the lift of each column of ``D``."""
        return row_space_projector(self.problem, theta)
