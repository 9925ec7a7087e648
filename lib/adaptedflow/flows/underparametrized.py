"""The adapted gradient flow of the underparametrized case, Theorem 5.1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .base import IMPLICIT_SIZE, Flow
from .pseudo_inverse import least_squares, least_squares_derivative

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from .lift import Lift


class UnderparametrizedFlow(Flow):
    """``theta' = -(D^T D)^-1 grad_theta C``, (5.2), which is ``-D^+ grad_x C`` where ``D`` has full rank ``K``.

    Theorem 5.1: for ``K < QN``, on ``[0, T)`` where ``rank D = K``, the outputs follow the Euclidean gradient flow constrained
    to the image of the network, ``x' = -P grad_x C`` (5.3), ``P = D (D^T D)^-1 D^T`` (5.4). A critical point has cost
    ``(N / 2) |(1 - P) grad_x C|^2`` (5.7), in general above zero. It is the gradient flow for the metric pulled back from
    the outputs, so it does not depend on how parameters are scaled (Proposition 5.3).

    Refused at construction for ``K > QN`` (ValueError); at ``K = QN`` it is the flow of Theorem 2.1 (Section 6).
    ``velocity`` raises RankLossError where ``D`` is deficient, as it always is for exact ReLU or linear hidden layers.
    """

    equation, theorem = "(5.2)", "Theorem 5.1"
    needs = ("underparametrized", "borderline")
    condition = "K <= QN"
    other = "af.AdaptedFlow (Theorem 2.1)"

    def lift(self, theta: ArrayLike, v: ArrayLike, scale: float = 0.0) -> Lift:
        """``D^+ v``: the least-squares solution of ``D p = v``."""
        return least_squares(self.problem, theta, v, scale)

    def implicit(self) -> bool:
        """Whether implicit steps are affordable: few parameters. (A minimum above zero cost can be a sink however fast: the part of the
        Hessian that ``D^T D`` leaves out is not bounded by it. Without second derivatives differences do for the steps.)"""
        return self.problem.K <= IMPLICIT_SIZE

    def lift_jacobian(self, theta: ArrayLike, v: ArrayLike) -> np.ndarray:
        """``d/dtheta (D^+ v)`` (K, K) at fixed ``v``."""
        return least_squares_derivative(self.problem, theta, v)

    def lifted_jacobian(self, theta: ArrayLike) -> np.ndarray:
        """``D^+ D`` (K, K), the lift of each column of ``D``: the identity."""
        return np.eye(self.problem.K)
