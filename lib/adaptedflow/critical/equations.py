"""The functions g_alpha whose common zeros are the equilibria, (4.13) and (4.14)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.linalg import qr

from ..arrays import own_array
from ..checked import checked_problem
from ..numerical_rank import NumericalRank
from .cutoff import relative_rank

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Equations:
    """``values`` g (r,); ``jacobian`` (r, K), row alpha the gradient of ``g_alpha``; ``frame`` (K, r) with ``V_alpha = D frame[:, alpha]``;
    ``rank`` that of the Jacobian."""

    values: np.ndarray
    jacobian: np.ndarray
    frame: np.ndarray
    rank: NumericalRank

    @property
    def regular(self) -> bool:
        """Whether the gradients are independent, so that the common zeros near this one are a manifold of dimension K - r."""
        return self.rank.rank == len(self.values)


def column_frame(problem: Any, theta: ArrayLike) -> np.ndarray:
    """``(K, r)`` unit vectors that pick ``r = rank D`` columns of ``D``, the best conditioned ones first (QR with pivoting)."""
    problem = checked_problem(problem)
    D = problem.jacobian(theta)
    order = qr(D, mode="r", pivoting=True)[1]
    return np.eye(problem.K)[:, order[:relative_rank(D, problem).rank]]


def equations(problem: Any, theta: ArrayLike, frame: ArrayLike | None = None) -> Equations:
    """``g_alpha = V_alpha . grad_x C`` and their gradients at ``theta`` (K,), for the vectors ``V_alpha = D c_alpha``, (4.13).

    ``frame`` (K, r) holds the constant vectors ``c_alpha``: unit vectors pick columns of ``D``, which is the default
    (:func:`column_frame`), other vectors combine them. Then ``g_alpha = c_alpha . grad_theta C``, with gradient ``Hess C c_alpha``. With coefficients
    that vary with ``theta`` the gradients at an equilibrium are the same: the further term has the factor ``grad_theta C = 0``.
    Raises ValueError for a frame with another number of rows, or without columns (``D = 0``).
    """
    problem = checked_problem(problem)
    if frame is None:
        frame = column_frame(problem, theta)
    frame = own_array("frame", frame, (problem.K, None), cure="At D = 0 every direction is flat, and there are no equations.")
    jacobian = frame.T @ problem.cost_hessian(theta)                   # (r, K)
    values = frame.T @ problem.cost_gradient(theta)                    # (r,)
    return Equations(values, jacobian, frame, relative_rank(jacobian, problem))
