"""The curvature of the horizontal bundle: what is left of the Frobenius condition (2.54)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.linalg import solve_triangular

from ..checked import checked_model
from .bundle import factors

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def curvature(model: Any, X: ArrayLike, theta: ArrayLike) -> np.ndarray:
    """``kappa[i, j] = [X_i, X_j]`` (QN, QN, K), ``X_i = D^+ e_i`` the horizontal lift of the i-th output direction.

    Output directions commute, so these brackets are vertical, and antisymmetric in ``i, j``; ``V`` is integrable on an open
    set, (2.54), exactly if they vanish on it. The lift of a small loop of area ``A`` in the plane of ``e_i, e_j``, run from
    ``e_i`` towards ``e_j``, misses its start by ``A kappa[i, j]`` and terms of third order in its size. For velocities ``u, v``:
    ``np.einsum("i,j,ijk->k", u, v, kappa)``.

    With ``z_j = (D D^T)^-1 e_j`` and ``dD_i`` the derivative of ``D`` along ``X_i``:
    ``kappa[i, j] = (1 - P)(dD_i^T z_j - dD_j^T z_i)``, in closed form. Raises RankLossError where ``rank D < QN``.
    """
    model = checked_model(model)
    D, Q, R = factors(model, X, theta)
    n = len(D)
    C = solve_triangular(R, np.eye(n), trans="T")                      # (n, n): lifts = Q C
    Z = solve_triangular(R, C)                                         # (n, n): (D D^T)^-1
    lifts = Q @ C                                                      # (K, n)
    turned = np.array([model.jacobian_derivative(theta, X, lifts[:, i]).T @ Z for i in range(n)])   # (n, K, n): dD_i^T z_j
    turned = turned.transpose(0, 2, 1)                                 # (n, n, K)
    vertical = turned - turned @ Q @ Q.T
    return vertical - vertical.transpose(1, 0, 2)                      # antisymmetric to the last bit
