"""What the machine can do at most: products of matrices, writes to memory, LAPACK's Cholesky factorisation."""

from functools import cache

import numpy as np
from scipy.linalg import lapack

from timing import REPETITIONS, cpu

ENTRIES = 50_000_000     # of the array that is written: 400 MB, far more than any cache


@cache
def flop_rate(inner=2000):
    """Floating-point operations a second of dgemm for (2000, inner) by (inner, 2000): the best of five."""
    (a, b), out = np.random.default_rng(0).normal(size=(2, 2000, inner)), np.empty((2000, 2000))
    return 2 * inner * 2000 ** 2 / min(cpu(lambda: np.matmul(a, b.T, out=out)) for _ in range(REPETITIONS))


@cache
def write_rate():
    """Bytes written a second to memory that is there already: the best of five."""
    ready = np.empty(ENTRIES)
    ready.fill(0.0)
    return ready.nbytes / min(cpu(lambda: ready.fill(1.0)) for _ in range(REPETITIONS))


@cache
def fresh_write_rate():
    """Bytes written a second to memory that the system has yet to hand out, as D is: the best of five."""
    return 8 * ENTRIES / min(cpu(lambda: np.empty(ENTRIES).fill(1.0)) for _ in range(REPETITIONS))


def cholesky_time(kernel):
    """Seconds of LAPACK's dpotrf on a copy of ``kernel`` (n, n), the copy not counted: the best of five."""
    def once():
        copy = kernel.copy(order="F")
        return cpu(lambda: lapack.dpotrf(copy, lower=True, overwrite_a=True, clean=False))
    return min(once() for _ in range(REPETITIONS))


def gram_flops(case):
    """Multiplications and additions in the lower triangle of D D^T: ``(QN)^2`` times all hidden units, and the inner products of inputs."""
    p = case.problem
    return (p.N * p.Q) ** 2 * sum(case.widths[1:-1]) + p.N ** 2 * sum(case.widths[:-1])


def velocity_flops(case):
    """With the factorisation, ``(QN)^3 / 3``."""
    return gram_flops(case) + (case.problem.N * case.problem.Q) ** 3 / 3


def gram_time(case):
    """Seconds of the products of matrices in the lower triangle of D D^T, each at dgemm's rate for its inner dimension, a layer's width."""
    rows = case.problem.N * case.problem.Q
    return sum(rows ** 2 * width / flop_rate(width) for width in case.widths[1:-1]) + case.problem.N ** 2 * sum(case.widths[:-1]) / flop_rate()


def distances(case, times):
    """``{work: (measured, limit, what limits it)}`` in seconds."""
    p = case.problem
    gram, rows = gram_time(case), p.N * p.Q
    limit = {
        "D": (8 * rows * p.K / fresh_write_rate(), "writing D once to fresh memory"),
        "D in place": (8 * rows * p.K / write_rate(), "writing D once to memory that is there"),
        "D D^T": (gram + 8 * rows ** 2 / fresh_write_rate(), "flops of its lower triangle at dgemm's rate for a layer's width, writing it once to fresh memory"),
        "velocity": (gram + cholesky_time(p.ntk(case.theta)), "flops of the lower triangle at dgemm's rate for a layer's width, and LAPACK's dpotrf"),
    }
    return {work: (times[work]["adaptedflow"].median, *found) for work, found in limit.items()}
