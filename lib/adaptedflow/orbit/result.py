"""What an integration returns."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import brentq

from ..arrays import real_number, real_numbers, several
from ..flows import cholesky
from .pieces import clock_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from .clock import PaperTime, SegmentTime
    from .kinks import KinkCrossing

SVD_SIZE = 100_000       # entries of D above which its SVD costs more than the flow


class Orbit:
    """An orbit on its accepted steps, first axis time (T points), and how it ended.

    ``s`` (T,) paper's time; ``theta`` (T, K); ``outputs`` (T, N*Q); ``cost`` (T,); ``sigma_min`` (T,) smallest singular value of
    D; ``condition`` (T,) the velocity's own estimate of cond(D), NaN for the standard flow; ``route`` tuple of T names of
    linear algebra; ``cost_defect`` (T,) ``C / (exp(-2 s / N) C(0)) - 1`` and ``segment_defect`` (T,)
    ``|x - y - exp(-s / N) (x0 - y)| / (exp(-s / N) |x0 - y|)``: relative deviations from (2.6) and (2.7); ``events`` tuple of
    the :class:`KinkCrossing` s met on the way.

    ``status``: "reached" (the stop was met, or ``until`` where no stop was given), "time_limit" (``until`` came first),
    "rank_loss", "blow_up", "kink" (a kink of ReLU that attracts from both sides), "equilibrium", "step_limit" (undecided).
    ``message`` says it in a sentence. Where ``D`` loses rank only in the limit, the orbit lives for all ``s`` and is "reached" at
    ``s = inf``, with ``condition`` infinite there, or at the last ``s`` that rounding tells from it. After a breakdown
    ``end_time`` is its extrapolated time ``s*`` with an estimate ``end_error`` of its error (scatter of the
    extrapolation, and for AdaptedFlow the orbit's own deviation from (2.6)), and ``end_exponent`` the exponent of the speed in
    ``s* - s`` that it rests on; None otherwise.

    ``orbit(s)`` gives ``theta`` (K,) at any time between the first and the last, (n, K) for an array of n times.
    """

    flow: Any
    status: str
    message: str
    events: tuple[KinkCrossing, ...]
    s: np.ndarray
    theta: np.ndarray
    outputs: np.ndarray
    condition: np.ndarray
    route: tuple[str, ...]
    end_time: float | None
    end_error: float | None
    end_exponent: float | None

    def __init__(self, flow: Any, clock: PaperTime | SegmentTime, nodes: Any, pieces: Any, status: str, message: str,
                 events: Any = (), breakdown: Any = None) -> None:
        self.flow, self.status, self.message, self.events = flow, status, message, tuple(events)
        self.theta = np.array([node.theta for node in nodes])          # (T, K)
        self.outputs = np.array([node.outputs for node in nodes])      # (T, N*Q)
        self.s = np.array(clock.to_s(np.array([node.time for node in nodes])))
        self.condition = np.array([node.condition for node in nodes])
        self.route = tuple(node.route for node in nodes)
        self.end_time = self.end_error = self.end_exponent = None
        if breakdown:
            self.end_time = float(clock.to_s(breakdown.time))
            scatter = float(clock.to_s(breakdown.time) - clock.to_s(breakdown.time - breakdown.error))
            self.end_error = scatter + self._clock_error()
            self.end_exponent = breakdown.exponent
        self._clock, self._pieces = clock, pieces                      # pieces: functions returning an interpolant

    def __repr__(self):
        return f"Orbit({self.status!r}, T={len(self.s)}, s={self.s[-1]:.6g}, cost={self.cost[-1]:.3g})"

    @cached_property
    def cost(self) -> np.ndarray:
        residual = self.outputs - self.flow.problem.y                  # (T, N*Q)
        return np.einsum("ti,ti->t", residual, residual) / (2 * self.flow.problem.N)

    @cached_property
    def sigma_min(self) -> np.ndarray:
        return np.array([smallest_singular_value(self.flow.problem, theta) for theta in self.theta])

    @cached_property
    def cost_defect(self) -> np.ndarray:
        law = np.exp(-2 * self.s / self.flow.problem.N) * self.cost[0]   # (T,), (2.6)
        return _relative(self.cost - law, law)

    @cached_property
    def segment_defect(self) -> np.ndarray:
        y = self.flow.problem.y
        law = np.exp(-self.s / self.flow.problem.N)[:, None] * (self.outputs[0] - y)   # (T, N*Q), (2.7)
        return _relative(np.linalg.norm(self.outputs - y - law, axis=1), np.linalg.norm(law, axis=1))

    def _clock_error(self):
        """How far the last time is from the one that its cost has by (2.6): what the steps before have added up to."""
        if not self.flow.follows_segment:
            return 0.0
        with np.errstate(divide="ignore", invalid="ignore"):
            return float(abs(self.flow.problem.N / 2 * np.log(self.cost[0] / self.cost[-1]) - self.s[-1]))

    def __call__(self, s: ArrayLike) -> np.ndarray:
        """``theta`` at time ``s``: (K,), or (n, K) for n times. ValueError outside ``[s[0], s[-1]]``."""
        if several(s):
            return np.array([self(one) for one in real_numbers("s", s)])
        s = real_number("s", s, allow_inf=True)
        if self.s[-1] < s <= self.s[-1] * (1 + 1e-12):                 # the last time, up to its rounding
            s = self.s[-1]
        if not self.s[0] <= s <= self.s[-1]:
            raise ValueError(f"s: expected a time in [{self.s[0]:g}, {self.s[-1]:.10g}], where this orbit was computed, got {s:.10g}. "
                             f"{self.message}")
        k = int(np.searchsorted(self.s, s, side="right")) - 1
        if self.s[k] == s:
            return self.theta[k].copy()
        piece = self._pieces[k]()
        return piece(tau_at(piece, self._clock.from_s(s)))[:-1]


def tau_at(interpolant, time):
    """Where on a piece of orbit its clock shows ``time``."""
    low, high, clock = interpolant.t_min, interpolant.t_max, clock_of(interpolant)

    def late(tau):
        return clock(tau) - time
    if late(high) <= 0:
        return high
    return brentq(late, low, high, xtol=1e-14 * max(1.0, abs(high))) if late(low) < 0 else low


def smallest_singular_value(problem, theta):
    """The smallest of the ``min(QN, K)`` singular values of ``D``: by SVD, or above ``SVD_SIZE`` entries of ``D`` from the
    Cholesky factor of ``D D^T`` by inverse iteration (to three digits up to cond(D) of 1e7), where that exists."""
    if problem.regime == "overparametrized" and problem.N * problem.Q * problem.K > SVD_SIZE:
        L = cholesky.factor_lower(problem.ntk(theta, lower=True))
        if L is not None:
            return float(np.linalg.norm(problem.vjp(theta, cholesky.smallest_eigenvector(L))))
    return float(np.linalg.svd(problem.jacobian(theta), compute_uv=False)[-1])


def _relative(difference, size):
    """``difference / size``; where the law is zero: 0 if it is kept, infinity if not."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(size > 0, difference / size, np.where(difference == 0, 0.0, np.inf))
