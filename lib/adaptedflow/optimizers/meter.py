"""What a method of training has spent, and where it was at each moment of a common list."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import own_array, real_number
from ..checked import checked_problem
from ..flows import AdaptedFlow, RankLossFlow, UnderparametrizedFlow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from numpy.typing import ArrayLike

# What each kind of work costs, in gradients of the cost (1.7), if nobody says otherwise. The kinds from "velocity" to "minpack" make D and solve one
# least-squares problem with it: by QR, on a third of the samples, by Cholesky, once more with other damping, by singular values, and by MINPACK's QR.
PRICES = {"gradient": 1.0, "cost": 0.4, "batch gradient": 1.0, "kfac": 6.0, "velocity": 20.0, "batch velocity": 10.0, "normal": 20.0, "damping": 8.0,
          "svd": 200.0, "minpack": 200.0}
SOLVES = ("velocity", "batch velocity", "normal", "svd", "minpack")


class Spent(Exception):
    """The budget is spent, or the method cannot go on; the message says which."""


@dataclass(frozen=True, eq=False)
class Iterates:
    """Where a method was when it had spent each of ``marks``.

    ``theta`` (T, K), the last iterate that was finished at that mark; ``work`` (T,), in cost gradients, and ``seconds`` (T,) of this process, spent on
    it; ``gradients``, ``velocities``, ``costs``: how many until the end; ``ended``: in words.
    """

    theta: np.ndarray
    work: np.ndarray
    seconds: np.ndarray
    gradients: float
    velocities: float
    costs: float
    ended: str


class Meter:
    """A problem whose evaluations are charged, until ``budget`` (in cost gradients) is spent.

    ``prices`` replaces some of :data:`PRICES`. ``marks`` (T,), rising, are the moments at which iterates are kept, the budget by default. Work is
    charged before it is done, so that an iterate counts only if all of it was paid for: :meth:`charge` raises :class:`Spent`.
    """

    def __init__(self, problem: Any, theta0: ArrayLike, budget: float, prices: Mapping[str, float] | None = None,
                 marks: ArrayLike | None = None) -> None:
        self.problem = checked_problem(problem)
        self.theta0 = own_array("theta0", theta0, (self.problem.K,), cure="problem.model.init(seed) makes a start.")
        self.budget = real_number("budget", budget, minimum=0)
        self.marks = np.array([self.budget]) if marks is None else own_array("marks", marks, (None,))
        unknown = sorted(set(prices or ()) - set(PRICES))
        if unknown:
            raise ValueError(f"prices: expected some of {', '.join(PRICES)}, got {', '.join(unknown)}.")
        self.prices = PRICES | dict(prices or {})
        self.counts, self.work, self.start = Counter(), 0.0, time.process_time()
        self._last, self._kept = (self.theta0, 0.0, 0.0), []

    def charge(self, kind: str, times: float = 1.0) -> None:
        """Spend ``times`` the price of ``kind``; raises Spent where the budget does not reach."""
        price = times * self.prices[kind]
        if self.work + price > self.budget * (1 + 1e-9):
            raise Spent("the budget was spent")
        self.work += price
        self.counts[kind] += times

    def note(self, theta: ArrayLike, work: float | None = None, seconds: float | None = None) -> None:
        """``theta`` is the next iterate; raises Spent where it is not finite. ``work`` and ``seconds``: when it was, if not now."""
        if not np.isfinite(theta).all():
            raise Spent("it diverged")
        work = self.work if work is None else work
        seconds = time.process_time() - self.start if seconds is None else seconds
        while len(self._kept) < len(self.marks) and self.marks[len(self._kept)] * (1 + 1e-9) < work:
            self._kept.append(self._last)
        self._last = np.array(theta, float), work, seconds

    def cost(self, theta: ArrayLike) -> float:
        self.charge("cost")
        return self.problem.cost(theta)

    def gradient(self, theta: ArrayLike, rows: np.ndarray | None = None) -> np.ndarray:
        """The cost's gradient (K,), or that of the cost of some ``rows`` alone."""
        self.charge("gradient" if rows is None else "batch gradient")
        p = self.problem
        X, Y, n = (p.X, p.Y, p.N) if rows is None else (p.X[rows], p.Y[rows], len(rows))
        residual = (p.model.outputs(theta, X) - Y).ravel() / n         # (n*Q,)
        if not np.isfinite(residual).all():
            raise Spent("it diverged")
        return p.model.vjp(theta, X, residual)

    def longest_step(self, theta: ArrayLike) -> float:
        """``2 N / |D|^2``: beyond it gradient steps grow, where outputs are linear. By ten steps of the power method, which are paid for."""
        v = self.problem.cost_gradient(theta)
        for _ in range(10):
            self.charge("gradient")
            v = v / max(np.linalg.norm(v), 1e-300)
            v = self.problem.vjp(theta, self.problem.jvp(theta, v))    # D^T D v
        return 2 * self.problem.N / max(np.linalg.norm(v), 1e-300)

    def iterates(self, ended: str) -> Iterates:
        kept = self._kept + [self._last] * (len(self.marks) - len(self._kept))
        theta, work, seconds = (np.array(column) for column in zip(*kept))
        counts = self.counts
        return Iterates(theta, work, seconds, counts["gradient"] + counts["batch gradient"] + counts["kfac"],
                        sum(counts[kind] for kind in SOLVES), counts["cost"], ended)


def flow_of(problem):
    """The flow whose velocity is ``-D^+ grad_x C``: Theorem 2.1's or Theorem 5.1's, as K and QN ask."""
    return UnderparametrizedFlow(problem) if problem.regime == "underparametrized" else AdaptedFlow(problem)


def shift(problem, theta):
    """The Gauss-Newton step ``-D^+ (x - y)`` (K,), by the singular values where ``D`` is deficient."""
    from ..errors import RankLossError

    try:
        return problem.N * flow_of(problem).velocity(theta)
    except RankLossError:
        return problem.N * RankLossFlow(problem).velocity(theta)
