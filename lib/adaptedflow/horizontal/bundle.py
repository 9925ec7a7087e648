"""The horizontal bundle, its projectors, its metric and its gradient, Section 2.3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.linalg import solve_triangular

from ..arrays import real_array
from ..checked import checked_model
from ..errors import RankLossError
from ..foreign_arrays import EPS
from ..numerical_rank import rank_at

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def factors(model, X, theta):
    """``D`` (QN, K) and the factors of ``D^T = Q R``: orthonormal basis ``Q`` (K, QN) of ``V``, ``R`` upper triangular.

    Raises RankLossError where ``rank D < QN``: the horizontal bundle drops in dimension there.
    """
    model = checked_model(model)
    D = model.jacobian(real_array("theta", theta, (model.num_parameters,)), X)
    found = rank_at(D, eps=getattr(model, "rounding", EPS))
    if found.rank < len(D):
        smallest = found.singular_values[-1] if len(D) <= D.shape[1] else 0.0
        raise RankLossError(f"D {D.shape} has rank {found.rank}: expected QN = {len(D)}, without which V is no bundle of that "
                            "dimension here; move theta off this point, or take fewer outputs.", float(smallest), found.cutoff)
    return D, *np.linalg.qr(D.T)


def horizontal_projector(model: Any, X: ArrayLike, theta: ArrayLike) -> np.ndarray:
    """``P = Pen[D] D`` (K, K) of (1.29) and (2.3): the orthogonal projector onto ``V = range D^T``.

    Raises RankLossError where ``rank D < QN``.
    """
    Q = factors(model, X, theta)[1]
    return Q @ Q.T


def vertical_projector(model: Any, X: ArrayLike, theta: ArrayLike) -> np.ndarray:
    """``1 - P`` (K, K): the orthogonal projector onto ``ker D``, tangent to the fibre through ``theta``."""
    return np.eye(checked_model(model).num_parameters) - horizontal_projector(model, X, theta)


def pullback_metric(model: Any, X: ArrayLike, theta: ArrayLike) -> np.ndarray:
    """The matrix ``D^T D`` (K, K) of ``h(V, W) = (D V) . (D W)``, (2.45) and (2.48).

    A metric on ``V``, where it measures output lengths; on the whole tangent space it is degenerate along ``ker D``.
    """
    D = factors(model, X, theta)[0]
    return D.T @ D


def grad_h(model: Any, X: ArrayLike, theta: ArrayLike, gradient: ArrayLike) -> np.ndarray:
    """``Pen[D] Pen[D]^T`` times the Euclidean ``gradient`` (K,) of a function on parameter space, (2.53): (K,).

    The only horizontal vector with ``dF(V) = h(V, grad_h F)`` for all horizontal ``V``, (2.46). Of the cost it is minus the
    adapted field (Proposition 2.3). Raises RankLossError where ``rank D < QN``.
    """
    gradient = real_array("gradient", gradient, (checked_model(model).num_parameters,))
    _, Q, R = factors(model, X, theta)
    pushed = solve_triangular(R, Q.T @ gradient)                       # (QN,): Pen[D]^T gradient
    return Q @ solve_triangular(R, pushed, trans="T")                  # (K,):  Pen[D] of it
