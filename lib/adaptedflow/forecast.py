"""How many velocities an orbit takes, before it runs."""

from __future__ import annotations

import math
from typing import Any

from .network import Network
from .number_text import duration

# What an orbit that lives takes of velocities: c cond(D)^a (K / (K - QN))^b, cond(D) at the start. Of 148 random orbits, of networks with K from 9 to 508
# that lived to 1e-4 or 1e-6 of the cost, 97 in a hundred took between half and twice of that: 20 of the 20 to which it was not fitted.
VELOCITIES, WITHIN = (130, 1 / 12, 3 / 4), 2
UNKNOWN = 1e3, 3         # cond(D), and the factor, where D is too large for an SVD
SCARCE = 0.5             # of sqrt(K): with a smaller K - QN 6 in a hundred starts of the survival map live, and none of 34 in the sample above


def velocities(problem: Any, condition: float | None = None) -> tuple[int, ...]:
    """How many velocities an orbit of Theorem 2.1 takes that lives, as (low, high), which holds for nine of ten; ``condition`` is that of D at the start.

    Empty where that cannot be foretold: with K < QN; with ``K - QN < sqrt(K) / 2``, where fewer than one in ten lives; for activations with kinks, at
    each of which an orbit stops.
    """
    K, spare = problem.K, problem.K - problem.N * problem.Q
    if spare < SCARCE * math.sqrt(K) or (isinstance(problem.model, Network) and problem.model.activation.kinks):
        return ()
    condition, within = UNKNOWN if condition is None else (condition, WITHIN)
    factor, a, b = VELOCITIES
    count = factor * condition ** a * (K / spare) ** b
    return tuple(int(float(f"{each:.2g}")) for each in (count / within, count * within))


def orbit_sentence(problem: Any, counts: tuple[int, ...], seconds: float) -> str:
    """How long an orbit takes, with ``counts`` of :func:`velocities` at ``seconds`` each; or why that is not foretold."""
    if counts:
        low, high = (duration(count * seconds) for count in counts)
        return f"nine of ten orbits that live take {counts[0]} to {counts[1]} of them, {low} to {high}, where nothing else runs; one that breaks down takes more"
    if problem.regime == "underparametrized":
        return "how many an orbit takes is not foretold: with K < QN it may come to rest, or run towards infinity"
    if problem.K - problem.N * problem.Q < SCARCE * math.sqrt(problem.K):
        return "how many an orbit takes is not foretold: with K - QN below sqrt(K) / 2 fewer than one start in ten lives"
    return "how many an orbit takes is not foretold: it stops at each kink of the activation"
