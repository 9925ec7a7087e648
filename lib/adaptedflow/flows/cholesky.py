"""Cholesky factorisation of a large symmetric matrix, in place and in LAPACK's order of memory: by columns."""

import numpy as np
from scipy.linalg import blas, lapack
from scipy.sparse.linalg import LinearOperator, eigsh, onenormest

BLOCK = 4096
UNBLOCKED = 12_000       # LAPACK's threaded dpotrf has crashed above n of about 16,000; by blocks it does not


def factor_lower(kernel):
    """Overwrite the lower triangle of the Fortran-ordered ``kernel`` (n, n) by its Cholesky factor ``L``; True if it exists."""
    n = len(kernel)
    if n <= UNBLOCKED:
        return lapack.dpotrf(kernel, lower=True, overwrite_a=True, clean=False)[1] == 0
    for start in range(0, n, BLOCK):
        stop = min(n, start + BLOCK)
        diagonal, info = lapack.dpotrf(kernel[start:stop, start:stop], lower=True, clean=True)
        if info != 0:
            return False
        kernel[start:stop, start:stop] = diagonal
        panel = blas.dtrsm(1.0, diagonal, kernel[stop:, start:stop], side=True, lower=True, trans_a=True)   # X L^T = A
        kernel[stop:, start:stop] = panel
        for first in range(stop, n, BLOCK):                            # A_22 -= X X^T, by blocks of columns
            rows = panel[first - stop:]
            kernel[first:, first:first + BLOCK] -= blas.dgemm(1.0, rows, rows[:BLOCK], trans_b=True)   # numpy's BLAS has threads of its own
    return True


def solve_lower(kernel, b):
    """``L^-1 b`` (n,) for a factor made by :func:`factor_lower`."""
    return blas.dtrsv(kernel, b, lower=True)


def solve_upper(kernel, b):
    """``L^-T b`` (n,)."""
    return blas.dtrsv(kernel, b, lower=True, trans=True)


def reciprocal_condition(kernel, norm):
    """Higham's estimate of ``1 / (norm |(L L^T)^-1|)`` in the 1-norm; 0 if it cannot be had. (LAPACK's dpocon finds the same number,
    in twice the time.)"""
    inverse, n = _inverse(kernel), len(kernel)
    alternating = np.linspace(1, 2, n) * (-1.0) ** np.arange(n)        # for what the iteration's start, all ones, does not see
    size = max(onenormest(inverse, t=1), 2 / (3 * n) * np.abs(inverse.matvec(alternating)).sum())
    return float(1 / (norm * size)) if np.isfinite(size) and size > 0 else 0.0


def smallest_eigenvector(kernel):
    """A unit vector (n,) for the smallest eigenvalue of ``L L^T``, by Lanczos on its inverse (ARPACK) to three digits of the eigenvalue at
    least; its start is fixed. One more step of inverse iteration takes out what Lanczos leaves of the large eigenvalues."""
    inverse = _inverse(kernel)
    u = inverse.matvec(eigsh(inverse, k=1, which="LA", v0=np.cos(np.arange(len(kernel))), tol=1e-6)[1][:, 0])
    return u / np.linalg.norm(u)


def _inverse(kernel):
    """``(L L^T)^-1``, to be applied to vectors."""
    def solve(z):
        return solve_upper(kernel, solve_lower(kernel, z))
    return LinearOperator(kernel.shape, matvec=solve, rmatvec=solve, dtype=float)
