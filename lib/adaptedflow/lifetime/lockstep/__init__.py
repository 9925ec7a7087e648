"""Lockstep: the orbits of a cell of a survival map all at once, where each alone would spend its time in calls of numpy on small arrays.

A call serves all orbits; each has its own time, step and tolerance. The steps are the explicit ones of :func:`adaptedflow.integrate` in the clock
"segment", with its rules for when a step is refused, and they decide one thing only: that an orbit survives. Who breaks down, becomes stiff, meets an
ill-conditioned ``D`` or can make no step is left to ``integrate``, from the start.

The files: ``jacobians`` (``D`` of many networks), ``lifts`` (``D^+ v`` of many ``D``), ``steps`` (one step of many orbits), ``ensemble`` (which orbits go
on, from where, and how far).
"""

import numpy as np

from ...threads import one_thread
from .ensemble import Ensemble

LARGEST = 50             # K up to which it pays: the fewer parameters, the larger the part of the calls
TOGETHER = 40            # orbits at a time: the D of more do not stay in the processor's cache


def pays_for(cell):
    """Whether orbits of a ``cell`` are worth following in lockstep: few parameters, and a derivative of the activation that does not jump."""
    return cell.K <= LARGEST and not cell.network().activation.kinks


def survivors(problems, starts, share, rtol, max_steps):
    """Which orbits (B,) of the adapted flow certainly survive, of those of ``problems``, of one network and one number of samples, from ``starts``:
    whose cost comes down to ``share`` of that at the start within ``max_steps`` steps at the tolerance ``rtol``. What becomes of the others is not
    decided here."""
    with one_thread(problems[0].N * problems[0].Q), np.errstate(all="ignore"):   # overflow in trial steps towards a blow-up
        ensemble = Ensemble(problems, np.array(starts), share, rtol, max_steps)
        while ensemble.going.any():
            ensemble.step()
    return ensemble.survived
