"""What the machine can do at most for a velocity: products of matrices, and LAPACK's Cholesky factorisation."""

from functools import cache

import numpy as np
from scipy.linalg import lapack

from timing import REPETITIONS, cpu


@cache
def flop_rate(inner):
    """Floating-point operations a second of dgemm for (2000, inner) by (inner, 2000): the best of five."""
    (a, b), out = np.random.default_rng(0).normal(size=(2, 2000, inner)), np.empty((2000, 2000))
    return 2 * inner * 2000 ** 2 / min(cpu(lambda: np.matmul(a, b.T, out=out)) for _ in range(REPETITIONS))


def velocity(case):
    """Seconds of the products in the lower triangle of D D^T, each at dgemm's rate for its inner dimension, a layer's width, and of dpotrf on it."""
    rows = case.problem.N * case.problem.Q
    return sum(rows ** 2 * width / flop_rate(width) for width in case.widths[1:-1]) + _cholesky(case.problem.ntk(case.theta))


def _cholesky(kernel):
    def once():
        copy = kernel.copy(order="F")
        return cpu(lambda: lapack.dpotrf(copy, lower=True, overwrite_a=True, clean=False))
    return min(once() for _ in range(REPETITIONS))
