"""How long an orbit stays in a region, measured on its dense output, and the lower bounds of Section 3.1."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq, minimize_scalar

from ..foreign_code import number_of, original
from ..orbit import Orbit
from .region import Region

SCAN = np.array([0.0, 1 / 3, 2 / 3])                                   # where a step is looked at for changes of side
NODES, WEIGHTS = np.polynomial.legendre.leggauss(4)                    # quadrature on each step


@dataclass(frozen=True)
class Bounds:
    """Lower bounds on the time an orbit of the standard flow spends in a region; formulas in the docstring of the package."""

    proposition_3_1: float
    cost_drop: float
    cost_ratio: float
    local: float


@dataclass(frozen=True)
class Residence:
    """The stay of an orbit in a region; false where it was never inside.

    ``entry`` time of the first entry (the orbit's start, where it begins inside) and ``exit`` of the last exit (the orbit's last
    time, where it ends inside), None where it was never inside; ``visits`` (n, 2) all entries and exits; ``time`` the sum of their durations, ``|I|`` in
    (3.7); ``arc_length`` the length ``L_U`` of the path inside, (3.6); ``complete`` whether it both entered and left;
    ``bounds`` a :class:`Bounds`, None unless the flow is the standard one, of which Proposition 3.1 speaks.
    """

    entry: float | None
    exit: float | None
    visits: np.ndarray
    time: float
    arc_length: float
    complete: bool
    bounds: Bounds | None

    def __bool__(self):
        return len(self.visits) > 0


def residence(orbit: Orbit, region: Region) -> Residence:
    """The :class:`Residence` of ``orbit`` in ``region``, times in the paper's ``s``.

    Entries and exits are zeros of ``region.excess`` along the dense output: bracketed between three points on each accepted step, at a
    turning point between them where it comes close to zero, then located by Brent's method. Lengths are integrals of
    the speed over each step, by Gauss' rule. All are as good as the orbit's ``rtol``, so ask for 1e-9 or less.

    Raises TypeError for other arguments, ValueError where the region belongs to another problem.
    """
    if not isinstance(orbit, Orbit) or not isinstance(region, Region):
        raise TypeError(f"expected an orbit of af.integrate and a trapping.region, got {type(orbit).__name__} and {type(region).__name__}.")
    if original(region.problem) is not original(orbit.flow.problem):
        raise ValueError("region: expected one of the orbit's own problem; make it with trapping.region(orbit.flow.problem, eps).")
    times, excess = _scan(orbit, region)
    visits = _visits(orbit, region, times, excess)
    if not len(visits):
        return Residence(None, None, visits, 0.0, 0.0, False, None)
    time = float(np.diff(visits).sum())
    length, gradients, drop, log_ratio = _integrals(orbit, visits)
    bounds = _bounds(orbit, region, visits[0, 0], length, gradients, drop, log_ratio) if orbit.flow.follows_gradient else None
    complete = excess[0] >= 0 and excess[-1] >= 0
    return Residence(float(visits[0, 0]), float(visits[-1, 1]), visits, time, length, bool(complete), bounds)


def _excess(orbit, region, s):
    """``region.excess`` at time ``s``: a number, also where the region is of a class of your own."""
    return number_of("region.excess", region.excess(orbit(s)))


def _scan(orbit, region):
    """Times, and ``region.excess`` at them: three for each step, and the turning points that change sides between these."""
    def excess(s):
        return _excess(orbit, region, s)
    inner = orbit.s[:-1, None] + np.diff(orbit.s)[:, None] * SCAN      # (T - 1, 3)
    times = np.append(inner.ravel(), orbit.s[-1])
    values = np.array([excess(s) for s in times])
    more = []
    for k in range(1, len(times) - 1):
        side = np.sign(values[k])
        near = side * values[k - 1:k + 2]
        if np.isfinite(near).all() and near.min() > 0 and near[1] == near.min():
            turn = minimize_scalar(lambda s: side * excess(s), bounds=(times[k - 1], times[k + 1]), method="bounded")
            if turn.fun < 0:
                more.append(turn.x)
    times, values = np.append(times, more), np.append(values, [excess(s) for s in more])
    order = np.argsort(times, kind="stable")
    return times[order], values[order]


def _visits(orbit, region, times, values):
    """(n, 2): entries and exits, the orbit's own ends among them where it begins or ends inside."""
    inside = values < 0
    changes = [times[0]] if inside[0] else []
    for k in np.flatnonzero(inside[1:] != inside[:-1]):
        changes.append(_crossing(lambda s: _excess(orbit, region, s), times[k], times[k + 1]))
    if inside[-1]:
        changes.append(times[-1])
    return np.array(changes, float).reshape(-1, 2)


def _crossing(excess, early, late):
    """The zero of ``excess`` between two times; where it is infinite at one of them, that time."""
    if not math.isfinite(excess(early)):
        return early
    if not math.isfinite(excess(late)):
        return late
    return brentq(excess, early, late, xtol=1e-14 * max(1.0, late), rtol=1e-14)


def _integrals(orbit, visits):
    """Integrals over all visits: of the speed, which is ``L_U``, of ``|grad_x C|``, of ``speed^2``, and of ``speed^2 / C``.

    Along the standard flow the last two are ``C_in - C_out`` and ``log(C_in / C_out)`` by (1.10), here without cancellation.
    """
    problem, total = orbit.flow.problem, np.zeros(4)
    for entry, exit_ in visits:
        cuts = np.concatenate([[entry], orbit.s[(orbit.s > entry) & (orbit.s < exit_)], [exit_]])
        for a, b in zip(cuts[:-1], cuts[1:]):
            for s, weight in zip((a + b) / 2 + (b - a) / 2 * NODES, (b - a) / 2 * WEIGHTS):
                theta = orbit(s)                                       # (K,)
                speed = np.linalg.norm(orbit.flow.velocity(theta))
                gradient = np.linalg.norm(problem.output_gradient(theta))
                total += weight * np.array([speed, gradient, speed ** 2, 2 * speed ** 2 / (problem.N * gradient ** 2)])   # C = N |grad_x C|^2 / 2
    return total.tolist()


def _bounds(orbit, region, entry, length, gradients, drop, log_ratio):
    """The four bounds. ``int dl / e(theta)`` is ``int |grad_x C| ds``, since ``dl = e |grad_x C| ds`` along the standard flow."""
    problem, eps = region.problem, region.eps
    residual = float(np.linalg.norm(problem.outputs(orbit(entry)) - problem.y))   # |x - y| at the first entry
    return Bounds(
        proposition_3_1=problem.N * length / (eps * residual),
        cost_drop=length ** 2 / drop,
        cost_ratio=problem.N / (2 * eps ** 2) * log_ratio,
        local=problem.N / residual * gradients,
    )
