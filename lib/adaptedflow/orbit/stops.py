"""Conditions at which an integration stops, located as events on the computed orbit (:mod:`.events`).

A stop of one's own is an object with ``excess(problem, theta)``: a number that is positive before the event and zero or negative from it on,
smooth enough that a zero can be found. It gets a copy of ``theta`` (K,).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ..arrays import real_number, whole_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class CostBelow:
    """Stop at the first time at which the computed cost (1.7) is at most ``eps`` > 0, as in (2.40)."""

    eps: float

    def __init__(self, eps: float) -> None:
        self.eps = real_number("eps", eps, minimum=0, strict=True,
                               cure="Zero cost is reached only in the limit; clock='segment', until=float('inf') lands there.")

    def __repr__(self):
        return f"CostBelow({self.eps:g})"

    def excess(self, problem: Any, theta: ArrayLike) -> float:
        """Positive before the event, zero or negative from it on."""
        cost = problem.cost(theta)
        return math.log(cost / self.eps) if cost > 0 else -math.inf


class GradientBelow:
    """Stop at the first time at which ``|grad_theta C|`` (1.21) is at most ``tol`` > 0, within a step as well."""

    tol: float

    def __init__(self, tol: float) -> None:
        self.tol = real_number("tol", tol, minimum=0, strict=True)

    def __repr__(self):
        return f"GradientBelow({self.tol:g})"

    def excess(self, problem: Any, theta: ArrayLike) -> float:
        """Positive before the event, zero or negative from it on."""
        gradient = problem.cost_gradient(theta)
        size = math.sqrt(gradient @ gradient)
        return math.log(size / self.tol) if size > 0 else -math.inf


def stopping_time(initial_cost: float, eps: float, N: int) -> float:
    """The time ``(N / 2) log(C(0) / eps)`` of (2.41) at which the adapted flow's cost first is at most ``eps``.

    0.0 where ``eps >= initial_cost``. It is known before the orbit is; that the orbit lives so long is Theorem 2.2's
    hypothesis. Raises ValueError or TypeError for a cost below zero, ``eps <= 0`` or ``N < 1``.

    >>> import adaptedflow as af
    >>> round(af.stopping_time(1.0, 1e-2, 10), 2)
    23.03
    """
    initial_cost = real_number("initial_cost", initial_cost, minimum=0)
    eps = real_number("eps", eps, minimum=0, strict=True, cure="The cost is zero only in the limit s -> infinity.")
    N = whole_number("N", N, minimum=1, cure="N is the number of samples.")
    return N / 2 * math.log(initial_cost / eps) if initial_cost > eps else 0.0
