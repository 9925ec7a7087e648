"""A step off an equilibrium that lowers the cost, where there is one: the replacement of (4.15)-(4.17)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..checked import checked_problem
from .classification import Classification, classify

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Escape:
    """``direction`` (K,), a unit vector along which the cost falls for either sign, or None; ``curvature`` the eigenvalue of the
    Hessian in that direction (the least one, where there is none); ``message`` a sentence; ``classification`` what it rests on.

    ``bool(escape)`` says whether there is a direction; :meth:`change` predicts the change of the cost.
    """

    direction: np.ndarray | None
    curvature: float
    message: str
    classification: Classification

    def __bool__(self):
        return self.direction is not None

    def change(self, kappa: float | np.ndarray) -> float | np.ndarray:
        """``kappa^2 curvature / 2``: the change of the cost to second order over a step ``kappa`` times ``direction``, of either sign."""
        return kappa ** 2 * self.curvature / 2


def escape_direction(problem: Any, theta: ArrayLike) -> Escape:
    """The direction of most negative curvature at the equilibrium ``theta`` (K,), or the reason why there is none.

    Since ``grad_theta C = 0``, a step ``kappa V`` changes the cost by ``kappa^2 V.Hess C V / 2 + O(kappa^3)``, with either sign of ``kappa``: the sign in (4.17)
    is no choice to second order. If the Hessian has a negative eigenvalue, its eigenvector V descends. At a manifold of
    local minima the normal Hessian is positive and no small step, normal or not, descends. Raises ValueError as :func:`classify`.
    """
    problem = checked_problem(problem)
    found = classify(problem, theta)
    if found.negative:
        values, vectors = np.linalg.eigh(problem.cost_hessian(theta))
        V = vectors[:, 0] * np.sign(vectors[np.argmax(np.abs(vectors[:, 0])), 0])
        return Escape(V, float(values[0]), f"Descent along an eigenvector of the Hessian, curvature {values[0]:.3g}, for either sign.", found)
    rising = found.eigenvalues[found.eigenvalues > np.sort(np.abs(found.eigenvalues))[found.zero - 1]] if found.zero else found.eigenvalues
    least = float(rising[0]) if len(rising) else 0.0
    if found.kind == "global":
        message = "None: the cost is zero."
    elif found.kind == "local minimum":
        message = f"None: local minimum in every normal direction, the smallest normal curvature is {least:.3g}."
    else:
        message = f"Undecided to second order: {found.zero} directions are flat, {found.dimension} of them are explained by K - rank D."
    return Escape(None, least, message, found)
