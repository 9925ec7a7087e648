"""``D^+ v`` for large ``D`` of full row rank, without forming ``D``.

LSQR solves ``D p = v`` (:mod:`.lsqr`), preconditioned by a matrix close to ``D D^T``. Two serve: ``D D^T`` itself with a
small shift, by Cholesky's factor, and, for networks with several outputs, Q kernels of N x N (:mod:`.rotated_blocks`) or their
mean (:mod:`.mean_kernel`), far cheaper and further from ``D D^T``. Each route returns None where it does not serve.
"""

from functools import partial

import numpy as np

from ..memory import hold
from . import cholesky
from .lift import Lift
from .lsqr import least_norm
from .mean_kernel import MeanKernel
from .rotated_blocks import RotatedBlocks, squares

TINY = np.finfo(float).tiny
SHIFT = 2e-15                # added to D D^T, relative to its trace, so that its factor exists and preconditions
GRAM_CONDITION = 1e8         # estimate of cond(D) beyond which the factor cannot tell whether D is deficient
ITERATIONS = 200             # cost up to half of what QR does
SETTLED = 1e-14              # residual at which the iterations stop, as small as that of QR
BLOCKS_SIZE = 8_000          # rows of D from which the blocks are the faster factor, for all digits
BLOCKS_ROUGHLY = 1_500       # from which they are where the residual is to be no less than ROUGH,
BLOCKS_ROUGHEST = 600        # and from which they are from ROUGHEST on, as few iterations do
ROUGH, ROUGHEST = 1e-6, 3e-3
BLOCKS_ITERATIONS = 1_000    # with the blocks, or
BLOCKS_SHARE = 4             # n / 4 if that is more
MEAN_SHARE = 40              # and n / 40 with their mean, for large D
BLOCKS_SETTLED = 1e-9        # residual |v - D p| / |v| that has to be reached with them: their own norm is another
MISSED = 0.01                # |g - D p| from which a random g may not lie in the range of D


def by_blocks(problem, theta, v, rounding, trial, settled):
    """The lift with kernels of N x N as preconditioner; None for models that are no network, for one output, and where D
    is ill conditioned."""
    least = BLOCKS_SIZE if settled < ROUGH else BLOCKS_ROUGHLY if settled < ROUGHEST else BLOCKS_ROUGHEST
    if problem.N * problem.Q < least or problem.Q == 1 or not getattr(problem, "has_layers", False):
        return None
    linear = problem.linearised(theta)
    factor, p = _by_kernels(linear, v, settled)
    if p is None:
        return None
    judge = partial(judged_by_kernels, linear, factor, p, rounding)
    lift = Lift(p, np.nan, float(np.sqrt(factor.squares)), "blocks", judge)
    return lift if trial else lift.judge()


def _by_kernels(linear, v, settled):
    """``(factor, p)`` by the mean of the Q kernels, where few iterations do, else by themselves; None for ``p`` where neither serves."""
    n = len(v)
    for kernels, limit in ((MeanKernel, n // MEAN_SHARE if n >= BLOCKS_SIZE else 0), (RotatedBlocks, _limit(n))):
        if limit:
            try:
                factor = kernels(linear)
            except ArithmeticError:
                continue
            p = least_norm(linear, factor.solve, v, settled, limit)
            if p is not None and (settled > SETTLED or np.linalg.norm(linear.jvp(p) - v) <= BLOCKS_SETTLED * np.linalg.norm(v)):
                return factor, p
    return None, None


def _limit(n):
    """Iterations with the blocks for ``n`` rows, which take about as long as the factor of ``D D^T``."""
    return max(BLOCKS_ITERATIONS, n // BLOCKS_SHARE)


def judged_by_kernels(linear, factor, p, rounding):
    """The lift ``p`` with its condition, or None where rounding may have made that. Beyond GRAM_CONDITION it is known as well, as no
    residual here squares it. ``factor`` may be that of a point nearby.

    Let ``g`` be drawn from the normal law, and ``p_g`` the least solution of ``D p = g``. If ``D`` were deficient, with
    ``u^T D = 0``, every residual would be at least ``|u . g|``, which is below MISSED in one draw of 125. Let now ``u``
    belong to the smallest singular value: ``|p_g|`` is at least ``|u . g| / sigma_min``, and at most
    ``|g| / sigma_min``. So ``|D| |p_g|`` estimates the condition: with ``u . g`` of size one, not from below.
    """
    n, norm = linear.shape[0] * linear.shape[1], float(np.sqrt(squares(linear)))
    g = np.random.default_rng(0).normal(size=n)
    drawn = least_norm(linear, factor.solve, g, SETTLED, _limit(n), residual=MISSED / 2 / np.linalg.norm(g))
    if drawn is None or not np.linalg.norm(linear.jvp(drawn) - g) <= MISSED:
        return None
    return _unless_too_large(Lift(p, norm * float(np.linalg.norm(drawn)), norm, "blocks"), n, linear.num_parameters, rounding)


class GramFactor:
    """Cholesky's factor of ``D D^T`` and a small shift; ``squares`` is ``|D|^2`` (Frobenius). ArithmeticError where there
    is none."""

    def __init__(self, problem, theta):
        self.problem = None
        kernel = cholesky.by_columns(problem.ntk(theta, lower=True, reuse=True))   # (N*Q, N*Q)
        self.squares = np.trace(kernel)                                # at least the norm of D D^T
        np.einsum("ii->i", kernel)[...] += SHIFT * self.squares        # its diagonal, a view
        self.L = cholesky.factor_lower(kernel) if np.isfinite(self.squares) else None
        if self.L is None:
            raise ArithmeticError("D D^T has no factor")
        if getattr(problem, "has_layers", False):                      # its kernel stands in memory that is kept
            self.problem = problem
            hold(self)

    def solve(self, u):
        return cholesky.solve(self.L, u)


def by_gram(problem, theta, v, rounding, trial, settled):
    """The lift with the factor of ``D D^T``. A factor that exists proves nothing, with a shift still less, so one that
    is not on ``trial`` is judged first."""
    linear = problem.linearised(theta) if hasattr(problem, "linearised") else Products(problem, theta)
    try:
        factor = GramFactor(problem, theta)
    except ArithmeticError:
        return None
    p = least_norm(linear, factor.solve, v, settled, ITERATIONS)
    if p is None:
        return None
    judge = partial(_judged_gram, linear, factor, p, rounding)
    lift = Lift(p, np.nan, float(np.sqrt(factor.squares)), "gram", judge)
    return lift if trial else lift.judge()


def _judged_gram(linear, factor, p, rounding):
    """The lift ``p`` with its condition, or None beyond GRAM_CONDITION. From the factor; where that is as the shift
    leaves it, the smallest singular value of ``D`` is measured."""
    norm, rcond = float(np.sqrt(factor.squares)), cholesky.reciprocal_condition(factor.L, factor.squares)
    if rcond > 100 * SHIFT:
        condition = 1 / np.sqrt(rcond)
    else:
        sigma_min = np.linalg.norm(linear.vjp(cholesky.smallest_eigenvector(factor.L)))
        condition = norm / max(sigma_min, TINY)
    return _unless_too_large(Lift(p, float(condition), norm, "gram"), len(factor.L), linear.num_parameters, rounding, GRAM_CONDITION)


def _unless_too_large(lift, rows, columns, rounding, limit=np.inf):
    """The lift, or None where its condition is beyond ``limit``, or so large that rounding of the entries of ``D`` may have made it."""
    known = 1 / (max(rows, columns) * rounding())
    return lift if lift.condition <= min(limit, known) else None


class Products:
    """``D v`` and ``D^T u`` of a problem that does not keep what they share."""

    def __init__(self, problem, theta):
        self.problem, self.theta, self.num_parameters = problem, theta, problem.K

    def jvp(self, v):
        return self.problem.jvp(self.theta, v)

    def vjp(self, u):
        return self.problem.vjp(self.theta, u)
