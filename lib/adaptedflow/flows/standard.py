"""The standard gradient flow, (1.9) = (1.22) = (3.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .base import Flow
from .lift import Lift

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class StandardFlow(Flow):
    """``theta' = -D^T grad_x C = -grad_theta C``: steepest descent in the Euclidean metric of parameter space, (1.9).

    In the outputs it is ``x' = -D D^T grad_x C``, (1.25): the neural tangent kernel bends and slows the orbit. The cost
    falls along it, ``C' = -|grad_theta C|^2`` (1.10), at no rate known beforehand. Defined in every regime and at every rank.
    """

    equation, theorem = "(1.9)", "Section 1.2"
    follows_gradient = True

    def lift(self, theta: ArrayLike, v: ArrayLike, scale: float = 0.0) -> Lift:
        """``D^T v``."""
        return Lift(self.problem.vjp(theta, v), np.nan, 0.0, "vjp")

    def lift_jacobian(self, theta: ArrayLike, v: ArrayLike) -> np.ndarray:
        """``d/dtheta (D^T v)`` (K, K) at fixed ``v``: the curvature of ``v . x``."""
        return self.problem.output_hessian(theta, v)

    def lifted_jacobian(self, theta: ArrayLike) -> np.ndarray:
        """``D^T D`` (K, K), the lift of each column of ``D``."""
        D = self.problem.jacobian(theta)
        return D.T @ D
