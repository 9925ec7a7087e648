"""Points at which D loses rank by one, found by Newton's method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import own_array
from ..checked import checked_model
from ..foreign_arrays import EPS
from ..function_model import output_hessian

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

ITERATIONS = 60
TOLERANCE = 1e-12


@dataclass(frozen=True)
class RankDrop:
    """``theta`` (K,) with ``D^T u = 0`` for the unit vector ``u`` (N*Q,)."""

    theta: np.ndarray
    u: np.ndarray


def rank_drop(model: Any, X: ArrayLike, theta: ArrayLike) -> RankDrop | None:
    """A point near ``theta`` (K,) where ``D`` (N*Q, K) has a left kernel, as a :class:`RankDrop`; None if none is reached.

    Newton's steps of least norm for ``D[theta]^T u = 0``, ``|u| = 1``, from the last left singular vector of D. With targets
    ``y = x[theta] - lambda u`` the point is an equilibrium of any cost ``lambda^2 / (2 N)``.
    """
    model = checked_model(model)
    theta, X = own_array("theta", theta, (model.num_parameters,)), own_array("X", X, (None, None))
    K, tolerance = model.num_parameters, max(TOLERANCE, 100 * getattr(model, "rounding", EPS))
    u = np.linalg.svd(model.jacobian(theta, X))[0][:, -1]              # (N*Q,)
    for _ in range(ITERATIONS):
        D = model.jacobian(theta, X)
        residual = np.append(D.T @ u, (u @ u - 1) / 2)                 # (K + 1,)
        if np.linalg.norm(residual) <= tolerance:
            return RankDrop(theta.copy(), u)
        curvature = output_hessian(model, theta, X, u)                 # (K, K)
        slopes = np.block([[curvature, D.T], [np.zeros((1, K)), u[None]]])                      # (K + 1, K + N*Q)
        change = np.linalg.lstsq(slopes, -residual, rcond=1e-12)[0]
        change *= min(1.0, 0.5 / np.linalg.norm(change))               # no step beyond a distance of 1/2
        theta, u = theta + change[:K], u + change[K:]
    return None
