"""The region U of (3.5)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import real_array, real_number
from ..foreign_code import guarded_problem
from ..problem import Problem

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Region:
    """``U = {theta : 0 < |D^T grad_x C| < eps |grad_x C|}``, the largest region with (3.5) for ``eps``; made by :func:`region`.

    ``theta in region`` says whether (3.5) holds at ``theta`` (K,).
    """

    problem: Problem
    eps: float

    def ratio(self, theta: ArrayLike) -> float:
        """``|D^T grad_x C| / |grad_x C|``, the least ``eps`` for which (3.5) all but holds at ``theta`` (K,).

        It lies between the least and the largest singular value of ``D^T`` on output space. NaN at a global minimum, ``x = y``.
        """
        theta = real_array("theta", theta, (self.problem.K,), cure=f"K = {self.problem.K}.")
        g = self.problem.output_gradient(theta)                        # (N*Q,), (1.23)
        size = np.linalg.norm(g)
        return float(np.linalg.norm(self.problem.vjp(theta, g)) / size) if size > 0 else math.nan

    def excess(self, theta: ArrayLike) -> float:
        """``log(ratio / eps)``, negative in the region; infinite at equilibria, which (3.5) leaves out."""
        ratio = self.ratio(theta)
        return math.log(ratio / self.eps) if ratio > 0 else math.inf

    def __contains__(self, theta):
        return self.excess(theta) < 0


def region(problem: Any, eps: float) -> Region:
    """The :class:`Region` in which the standard flow of ``problem`` is slowed down by ``eps`` > 0 at least, (3.5).

    The paper asks for ``eps`` and ``eps |grad_x C|`` much smaller than 1; Proposition 3.1 holds for every ``eps`` > 0.
    Raises ValueError or TypeError for another ``eps``, TypeError for what is no problem.
    """
    if not hasattr(problem, "output_gradient") or not hasattr(problem, "vjp"):
        raise TypeError(f"problem: expected an af.Problem, got {problem!r}.")
    return Region(guarded_problem(problem), real_number("eps", eps, minimum=0, strict=True, cure="Nothing lies in the region of eps = 0."))
