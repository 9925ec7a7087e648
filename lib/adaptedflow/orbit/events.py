"""Where on a piece of orbit a stop is first met, between accepted steps as well."""

import numpy as np
from scipy.optimize import brentq, minimize_scalar

from ..foreign_code import number_of

INSIDE = (1 - np.cos(np.pi * (np.arange(3) + 0.5) / 3)) / 2            # where a step is looked at: shares of it, dense towards its ends
LARGE = 1e3                                                            # in the place of an infinite excess
STEEPER = 2.0                                                          # a dip between two looks may be this much steeper than what is seen beside it


def excess(stop, problem, theta):
    """``stop.excess``: positive before the event. TypeError or ValueError where a stop of one's own returns no number, or NaN."""
    return min(max(number_of("stop.excess", stop.excess(problem, theta.copy())), -LARGE), LARGE)


def first_met(stop, problem, interpolant, high, theta, inside=True):
    """Where on a piece of orbit, up to ``high`` with ``theta`` there, the ``stop`` is first met; None if it is not.

    ``interpolant`` is a function that makes the piece. With ``inside`` the step is looked at in three points, and wherever between them the
    excess turns or may fall below zero, so that a stop which is met and left again within the step is found, too. (What cannot be seen: less than
    a third of the step, or a fifteenth beside its ends, without a slope that leads there.)
    """
    last = excess(stop, problem, theta)
    if last > 0 and not inside:
        return None
    piece = interpolant()
    low = piece.t_min

    def at(tau):
        return excess(stop, problem, piece(tau)[:-1])

    shares = INSIDE if inside else ()
    taus = np.array([low, *(low + (high - low) * share for share in shares), high])
    values = np.array([*(at(tau) for tau in taus[:-1]), last])
    if values[0] <= 0:
        return low
    dips = _may_dip(taus, values)
    for k, (a, b) in enumerate(zip(taus[:-1], taus[1:])):
        if values[k + 1] <= 0:
            return _zero(at, a, b)
        if dips[k]:
            turn = minimize_scalar(at, bounds=(a, b), method="bounded", options={"xatol": 1e-7 * (b - a)})
            if turn.fun <= 0:
                return _zero(at, a, turn.x)
    return None


def _zero(at, a, b):
    if at(b) > 0:                                                      # met at the very end only, by rounding
        return b
    return brentq(at, a, b, xtol=1e-14 * max(1.0, b))


def _may_dip(taus, values):
    """For each interval between two looks, both positive: whether the excess turns beside it, or may come down to zero inside."""
    gaps, changes = np.diff(taus), np.diff(values)
    slopes = np.pad(np.abs(changes / np.where(gaps > 0, gaps, np.inf)), 1)
    steepest = np.maximum(np.maximum(slopes[:-2], slopes[1:-1]), slopes[2:])
    lowest = (values[:-1] + values[1:] - STEEPER * steepest * gaps) / 2
    turns = np.zeros(len(values), bool)
    turns[1:-1] = (changes[:-1] <= 0) & (changes[1:] >= 0) & (changes[:-1] < changes[1:])
    return turns[:-1] | turns[1:] | (lowest <= 0)
