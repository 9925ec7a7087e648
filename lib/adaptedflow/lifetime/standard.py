"""The standard flow (1.9) from the starts of a survival map: does D keep its rank along it, and how small does its smallest singular value get?"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from ..arrays import whole_number
from ..flows import StandardFlow
from ..orbit import CostBelow, integrate
from .fate import REACHED
from .kept import results
from .survival import columns_of, numbers_wanted

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence
    from .cells import Cell

LONG = 1e6               # s / N up to which an orbit is followed
MAX_STEPS = 4000
CLEAR = 1e-12            # smallest over largest singular value above which the sign of det D is no rounding
STANDARD_FATES = {
    "s": "reached",                      # the cost came down to 1e-8 of that at the start
    "e": "at rest",                      # an equilibrium with positive cost, as far as rounding tells
    "t": "time limit",                   # the cost is above that still at s = 1e6 N
    "u": "undecided",                    # 4,000 steps did not decide
}
MEASURED = ("cost", "start", "least", "end", "turns")


def standard_map(cells: Cell | Iterable[Cell], num_orbits: int | Sequence[int], seed: int = 0, folder: str | os.PathLike[str] | None = None,
                 n_jobs: int | None = None, progress: bool = False) -> dict[str, list]:
    """Follow the standard flow from the first ``num_orbits`` starts (one number, or one for each) in each of ``cells``; a table, column name -> list,
    one row an orbit.

    Columns: those that name the cell, as in :func:`survival_map`; ``number`` of the draw; ``fate``, a letter of :data:`STANDARD_FATES`; ``cost`` at
    the end, relative to that at the start; ``start``, ``least``, ``end``: the smallest singular value of D over its largest, at the start, least over
    the accepted steps, and at the end; ``turns``: how often det D changes its sign where K = QN, among the steps at which that ratio is above 1e-12
    (between two signs D loses rank), NaN elsewhere. The rest is as in :func:`survival_map`.
    """
    wanted = numbers_wanted(cells, num_orbits)
    seed = whole_number("seed", seed)
    found = results(partial(standard_fate, seed), wanted, _valid, folder, f"seed{seed}_standard", n_jobs, "standard flow" if progress else None)
    rows = [columns_of(cell) | {"number": number, "fate": letter} | dict(zip(MEASURED, (np.nan if value is None else value for value in measured)))
            for cell, each in found.items() for number, (letter, *measured) in each.items()]
    return {name: [row[name] for row in rows] for name in rows[0]}


def standard_fate(seed, cell, number):
    """``[letter, cost, start, least, end, turns]`` of one orbit: see :func:`standard_map`; three digits of each, None for turns where K > QN."""
    problem, theta0 = cell.draw(seed, number)
    stop = CostBelow(REACHED * problem.cost(theta0))
    orbit = integrate(StandardFlow(problem), theta0, until=LONG * problem.N, stop=stop, max_steps=MAX_STEPS)
    jacobians = [problem.jacobian(theta) for theta in orbit.theta]
    values = np.array([np.linalg.svd(D, compute_uv=False) for D in jacobians])   # (T, QN)
    ratio = values[:, -1] / values[:, 0]
    turns = None
    if cell.gap == 0:
        signs = np.array([np.linalg.slogdet(D)[0] for D in jacobians])
        turns = int(np.sum(np.diff(signs[ratio > CLEAR]) != 0))
    letter = {"reached": "s", "equilibrium": "e", "time_limit": "t"}.get(orbit.status, "u")
    return [letter, *(float(f"{value:.3g}") for value in (orbit.cost[-1] / orbit.cost[0], ratio[0], ratio.min(), ratio[-1])), turns]


def _valid(result):
    return isinstance(result, list) and len(result) == 1 + len(MEASURED) and result[0] in STANDARD_FATES
