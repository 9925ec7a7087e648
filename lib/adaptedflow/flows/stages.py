"""What the stages of the steps of an orbit share: ``D^+ v`` at neighbouring points, on trial.

A step may err by a share of what is left to do, and so may its stages. They take one preconditioner: the Q kernels of N x N
(:mod:`.rotated_blocks`) of the first of them, or, where there are none, the factor of ``D D^T`` that was made last. And each begins with what those before have
found: of the combinations of their ``w``, where ``p = D^T w`` and ``D p = v``, with the one that leads nearest to the ``p`` that it looks for.
"""

from collections import deque
from functools import partial

import numpy as np

from ..memory import held
from .iterative import BLOCKS_SETTLED, SETTLED, GramFactor, Products, judged_by_kernels
from .lift import Lift
from .lsqr import least_norm
from .rotated_blocks import RotatedBlocks

SIZE = 1_500             # rows of D from which stages share; below, an orbit is found again step by step on other machines
BLOCKS_SHARE = 4         # iterations take up to n / 4 with the blocks,
GRAM_SHARE = 60          # and n / 60 with the factor: as long as another takes
PAST = 12                # lifts that are remembered: as many as a step has stages
DEPENDENT = 1e-14        # relative square at which another direction among them is rounding alone


class Stages:
    """Lifts on trial, to the residual ``settled`` relative to ``v``."""

    def __init__(self, settled):
        self.settled = settled
        self.recall(())
        self.begin()

    def recall(self, past):
        """Go on from these solutions."""
        self.past = Past(past, PAST)

    def begin(self):
        """Another step begins: with blocks of its own."""
        self.blocks, self.blocks_serve = None, True

    def lift(self, problem, theta, v, rounding):
        """``D^+ v`` as a ``Lift`` whose condition is not known, or None where nothing is shared, or iterations are too many."""
        n = problem.N * problem.Q
        if n < SIZE:
            return None
        linear = problem.linearised(theta) if hasattr(problem, "linearised") else Products(problem, theta)
        if problem.Q > 1 and getattr(problem, "has_layers", False):
            return self._by_blocks(linear, v, n, rounding)
        factor = held()
        if not isinstance(factor, GramFactor) or factor.problem is not problem:
            return None
        return self._found(linear, factor, v, n // GRAM_SHARE, "gram", _not_known)

    def _by_blocks(self, linear, v, n, rounding):
        if not self.blocks_serve:
            return None
        try:
            self.blocks = self.blocks or RotatedBlocks(linear)
        except ArithmeticError:
            self.blocks_serve = False
            return None
        found = self._found(linear, self.blocks, v, n // BLOCKS_SHARE, "blocks", partial(self._judged, linear, v, n, rounding))
        self.blocks_serve = found is not None
        return found

    def _found(self, linear, factor, v, limit, route, judge):
        p = least_norm(linear, factor.solve, v, SETTLED, limit, self.settled, self.past)
        return None if p is None else Lift(p, np.nan, float(np.sqrt(factor.squares)), route, judge)

    def _judged(self, linear, v, n, rounding):
        """The lift at the end of a step, to rounding and with its condition, by the blocks of the step."""
        p = least_norm(linear, self.blocks.solve, v, SETTLED, n // BLOCKS_SHARE, past=self.past)
        settled = p is not None and np.linalg.norm(linear.jvp(p) - v) <= BLOCKS_SETTLED * np.linalg.norm(v)
        return judged_by_kernels(linear, self.blocks, p, rounding) if settled else None


def _not_known():
    """What is to be known of the rank is not known from a factor that belongs to another point."""


class Past(deque):
    """Solutions ``w`` (N*Q,) of ``D D^T w = v`` at points before."""

    def nearest(self, linear, v):
        """The combination ``w`` of them for which ``D^T w`` is nearest to ``D^+ v``: the products of the two with each ``D^T w_j`` agree."""
        W = np.array(self)                                             # (m, N*Q)
        P = np.array([linear.vjp(w) for w in W])                       # (m, K)
        squares, directions = np.linalg.eigh(P @ P.T)                  # (m,), (m, m)
        known = squares > DEPENDENT * squares[-1]
        directions = directions[:, known]
        return (directions @ (directions.T @ (W @ v) / squares[known])) @ W   # (P P^T)^-1 P D^+ v, as P D^+ v = W v
