"""Kinks of the activation that an orbit meets (ReLU).

At a kink ``D`` jumps, and the adapted velocity ``D^+ v`` with it. Where the velocity on the far side leads on, the orbit
crosses and goes on. Where it leads back, the kink attracts from both sides: the differential equation has no solution
beyond, and Theorem 2.1, which speaks of solutions, ends there although ``D`` has full rank on both sides. The paper's own
hypothesis, a Lipschitz derivative (mollified ReLU), excludes this.

Crossings are seen from the ends of a step: a unit that crosses its kink twice within one step leaves no trace.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from ..errors import RankLossError

BESIDE = 1e-9            # distance from a kink, relative to theta, at which the velocity beyond it is looked at


@dataclass(frozen=True)
class KinkCrossing:
    """At time ``s`` the pre-activation of unit ``unit`` in hidden layer ``layer`` on sample ``sample`` (all from 1) meets a
    kink, from below (``direction`` +1) or above (-1). ``attracting``: the velocity beyond leads back; ``deficient``: there is
    none beyond, because D has lost rank by a jump. In both cases the orbit ends."""

    s: float
    layer: int
    unit: int
    sample: int
    direction: int
    attracting: bool
    deficient: bool

    @property
    def ends(self) -> bool:
        return self.attracting or self.deficient


def crossed(problem, before, after):
    """``[(layer, sample, unit, kink, upwards)]``, counted from 0, between two parameter vectors."""
    kinks = getattr(getattr(getattr(problem, "model", None), "activation", None), "kinks", ())
    if not kinks:
        return []
    pairs = zip(problem.model.preactivations(before, problem.X), problem.model.preactivations(after, problem.X))
    return [(layer, int(sample), int(unit), kink, bool(z1[sample, unit] > kink))
            for layer, (z0, z1) in enumerate(pairs) for kink in kinks
            for sample, unit in np.argwhere((z0 > kink) != (z1 > kink))]


def crossings(problem, clock, interpolant, before, after, scale):
    """``[(state, KinkCrossing)]`` between two parameter vectors, in order of time, located on the piece of orbit between;
    the list ends with the first that ends the orbit. ``interpolant`` is a function that makes the piece."""
    found = []
    for *where, kink, rises in crossed(problem, before, after):
        piece = interpolant()

        def height(tau):
            return _preactivation(problem, piece(tau)[:-1], *where) - kink

        low, high = piece.t_min, piece.t_max
        tau = brentq(height, low, high, xtol=1e-13) if (height(low) > 0) != (height(high) > 0) else high
        found.append((tau, piece(tau), where, 1 if rises else -1))
    kept = []
    for tau, state, where, direction in sorted(found, key=lambda entry: entry[0]):
        upwards = _upwards(problem, state[:-1], *where)                # (K,)
        if not upwards.any():
            continue                                                   # no inputs, no bias: a kink of the layer before has silenced this unit
        layer, sample, unit = (number + 1 for number in where)
        fate = _beyond(problem, clock, state, where, direction, upwards, scale)
        kept.append((state, KinkCrossing(float(clock.to_s(state[-1])), layer, unit, sample, direction, **fate)))
        if kept[-1][1].ends:
            break
    return kept


def deficient_ahead(problem, clock, theta, time, velocity, scale):
    """Whether ``D`` is deficient just ahead of ``theta``, beyond a kink."""
    ahead = theta + BESIDE * np.sqrt(1 + theta @ theta) / np.linalg.norm(velocity) * velocity
    if crossed(problem, theta, ahead):
        try:
            clock.velocity(ahead, time, scale)
        except RankLossError:
            return True
    return False


def _preactivation(problem, theta, layer, sample, unit):
    return problem.model.preactivations(theta, problem.X)[layer][sample, unit]


def _beyond(problem, clock, state, where, direction, upwards, scale):
    """What the velocity just beyond the kink does: it may move the pre-activation back across, or not exist."""
    theta, time = state[:-1], state[-1]
    beyond = theta + direction * BESIDE * np.sqrt(1 + theta @ theta) / np.linalg.norm(upwards) * upwards
    try:
        p = clock.velocity(beyond, time, scale).vector
    except RankLossError:
        return dict(attracting=False, deficient=True)
    h = 1e-20 / max(np.linalg.norm(p), 1e-300)
    rate = _preactivation(problem, beyond + 1j * h * p, *where).imag   # complex step
    return dict(attracting=bool(rate * direction < 0), deficient=False)


def _upwards(problem, theta, layer, sample, unit):
    """A direction (K,) that raises the pre-activation of this unit on this sample: by its own weights and bias."""
    model = problem.model
    features = problem.X if layer == 0 else model.activation.value(model.preactivations(theta, problem.X)[layer - 1])
    upwards = np.zeros(len(theta))
    W, b = model.unpack(upwards)[layer]                                # views of it
    W[unit] = features[sample]
    if len(b):
        b[unit] = 1.0
    return upwards
