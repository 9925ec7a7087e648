"""How an orbit breaks down, read off its last accepted steps.

Let ``a`` be arc length, ``c`` the clock and ``q = dc/da = 1 / |theta'|``. Towards a breakdown at ``c*`` the speed grows like
``(c* - c)^-beta``. Then ``l = -q / (dq/da)`` changes linearly along the orbit, ``dl/da = sigma = 1 - 1 / beta``:

    q = q_N (1 - sigma u / l_N)^(-1 / sigma),   u = a_N - a,   time left = q_N l_N / (1 - sigma).

``beta = 1/2`` (sigma = -1) is the generic loss of rank: arc length, and so ``theta``, stay finite, as for every
``beta < 1``. ``beta >= 1`` is a blow-up: ``theta`` is unbounded, logarithmically at ``beta = 1``, as a power beyond it. The two
unknowns ``sigma`` and ``l_N`` follow from three points of the orbit, exactly in the pure cases, however long the steps.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

DECADE = 3.0             # neighbouring points of a triple differ in speed by this factor at least
SPEED_RISE = 1e3         # no breakdown is diagnosed before the speed has grown by this factor
ESTIMATES = 4            # successive estimates that have to agree
EXPONENT_SPREAD = 0.05   # agreement of the exponents ...
TIME_SPREAD = 1e-8       # ... and of the times, relative to the time on the clock
NEAR = 1e-11             # a finite limit (rank loss) is approached until this share of the time is left
LOG_BAND = 0.1           # |sigma| below this is a logarithmic blow-up: sigma tends to 0 there, from either side


@dataclass(frozen=True)
class Estimate:
    """``time`` on the clock at which the orbit ends, ``left`` until then, and ``exponent`` = -beta of the speed."""

    time: float
    left: float
    exponent: float


@dataclass(frozen=True)
class Breakdown:
    """A decided end: ``kind`` is "rank_loss" or "blow_up"; ``error`` bounds the scatter of the estimates of ``time``."""

    kind: str
    time: float
    error: float
    exponent: float


class Witness:
    """Collects accepted steps (clock, arc length, speed) and decides when they show a breakdown."""

    def __init__(self):
        self.clear()

    def clear(self):
        self.clock, self.arc, self.log_q, self.estimates = [], [], [], []

    def add(self, clock, arc_step, speed):
        self.clock.append(clock)
        self.arc.append((self.arc[-1] if self.arc else 0.0) + arc_step)
        self.log_q.append(-np.log(speed) if speed > 0 else np.inf)
        estimate = self._estimate()
        self.estimates = self.estimates + [estimate] if estimate else []

    @property
    def rise(self):
        """How much the speed has grown since it was least."""
        return float(np.exp(np.max(self.log_q) - self.log_q[-1])) if self.log_q else 1.0

    @property
    def length(self):
        """The arc length on which the speed last grew by a factor e; infinite where it does not grow."""
        return float(growth_length(self.arc[-1] - self.arc[-2], *self.log_q[-2:])) if len(self.arc) > 1 else np.inf

    def verdict(self, final=False):
        """A :class:`Breakdown`, or None while the data do not decide. ``final``: no further step can be had."""
        last = self.estimates[-ESTIMATES:]
        if len(last) < ESTIMATES or self.rise < SPEED_RISE:
            return None
        times, exponents = np.array([e.time for e in last]), np.array([e.exponent for e in last])
        error = np.ptp(times) + 1e-15 * abs(times[-1])
        beta = -exponents[-1]
        steady = np.ptp(exponents) <= EXPONENT_SPREAD * max(1.0, beta) and error <= TIME_SPREAD * abs(times[-1])
        finite = 1 - 1 / beta < -LOG_BAND
        near = not finite or last[-1].left <= NEAR * abs(times[-1])
        if not steady or not (near or final):
            return None
        return Breakdown("rank_loss" if finite else "blow_up", float(times[-1]), float(error), float(exponents[-1]))

    def _estimate(self):
        """The law through the last point and two earlier ones, each about three times slower than the next."""
        n = len(self.log_q) - 1
        i = self._slower(n)
        j = None if i is None else self._slower(i)
        if j is None:
            return None
        u1, u2 = self.arc[n] - self.arc[i], self.arc[n] - self.arc[j]
        y1, y2 = self.log_q[i] - self.log_q[n], self.log_q[j] - self.log_q[n]
        sigma = _solve_sigma(u1 / u2, y1, y2) if u2 > 0 else None
        if sigma is None:
            return None
        length = u2 * _ratio(sigma, y2)                                # l_N
        left = np.exp(self.log_q[n]) * length / (1 - sigma)
        return Estimate(self.clock[n] + left, left, -1 / (1 - sigma))

    def _slower(self, n):
        for i in range(n - 1, -1, -1):
            if self.log_q[i] - self.log_q[n] >= np.log(DECADE):
                return i
            if self.log_q[i] < self.log_q[n]:                          # the speed was higher before: no monotone rise
                return None
        return None


def growth_length(way, before, after):
    """The arc length on which the speed grows by a factor e, if log(1 / speed) goes from ``before`` to ``after`` on ``way``; infinite where it does not grow."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((after < before) & (before < np.inf), way / np.subtract(before, after), np.inf)


def _ratio(sigma, y):
    """``sigma / (1 - exp(-sigma y))``, continued by ``1 / y`` at ``sigma = 0``."""
    return 1 / y if abs(sigma * y) < 1e-12 else sigma / -np.expm1(-sigma * y)


def _solve_sigma(share, y1, y2):
    """``sigma`` with ``(1 - exp(-sigma y1)) / (1 - exp(-sigma y2)) = share``, decreasing arguments y1 < y2; None if none < 1."""
    def excess(sigma):
        return _ratio(sigma, y2) / _ratio(sigma, y1) - share
    low, high = -8.0, 0.999
    if y2 > 80 or not excess(low) < 0 < excess(high):                  # exp(8 * 80) is still a number
        return None
    return brentq(excess, low, high, xtol=1e-13)
