"""Kinks of the activation that an orbit crosses (ReLU)."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq


@dataclass(frozen=True)
class KinkCrossing:
    """At time ``s`` the pre-activation of unit ``unit`` in hidden layer ``layer`` (both from 1) on sample ``sample`` (from 1)
    crosses a kink, upwards (``direction`` +1) or downwards (-1). ``D`` jumps there: the paper's theorems speak of each side,
    and the orbit is continued on the other side from the same ``theta``."""

    s: float
    layer: int
    unit: int
    sample: int
    direction: int


def crossings(problem, clock, piece, before, after):
    """The :class:`KinkCrossing` s between two nodes, in order of time; empty for activations without kinks."""
    activation = getattr(problem.model, "activation", None)
    if activation is None or not activation.kinks:
        return []
    found = []
    Z0, Z1 = (problem.model.preactivations(node.theta, problem.X) for node in (before, after))
    for layer, (z0, z1) in enumerate(zip(Z0, Z1)):
        for kink in activation.kinks:
            for sample, unit in np.argwhere((z0 > kink) != (z1 > kink)):
                tau = _locate(problem, piece(), layer, unit, sample, kink, after.tau)   # the piece is made once
                time = min(float(piece()(tau)[-1]), after.time)
                found.append(KinkCrossing(float(clock.to_s(time)), layer + 1, int(unit) + 1, int(sample) + 1,
                                          1 if z1[sample, unit] > kink else -1))
    return sorted(found, key=lambda crossing: crossing.s)


def _locate(problem, interpolant, layer, unit, sample, kink, latest):
    def height(tau):
        return problem.model.preactivations(interpolant(tau)[:-1], problem.X)[layer][sample, unit] - kink
    low, high = interpolant.t_min, min(interpolant.t_max, latest)
    if (height(low) > 0) == (height(high) > 0):
        return high
    return brentq(height, low, high, xtol=1e-12)
