"""Cholesky factorisation of a large symmetric matrix, in place and in LAPACK's order of memory: by columns."""

from functools import partial

import numpy as np
from scipy.linalg import blas, lapack
from scipy.sparse.linalg import LinearOperator, eigsh, onenormest

BLOCK = 1024
UNBLOCKED = 12_000       # LAPACK's threaded dpotrf has crashed above n of about 16,000; by blocks it does not


def by_columns(kernel):
    """``kernel`` itself if it is float64, writable and in Fortran order, else a copy that is: what :func:`factor_lower` can overwrite."""
    return np.require(kernel, float, ["F", "W"])


def factor_lower(kernel):
    """The Cholesky factor ``L`` of ``kernel`` (n, n), in the lower triangle of :func:`by_columns` of it; None where there is none."""
    kernel, n = by_columns(kernel), len(kernel)
    if n <= UNBLOCKED:
        return None if lapack.dpotrf(kernel, lower=True, overwrite_a=True, clean=False)[1] else kernel
    for start in range(0, n, BLOCK):
        stop = min(n, start + BLOCK)
        done = kernel[start:, :start]                                  # rows of L, finished columns
        kernel[start:, start:stop] -= done @ done[:stop - start].T     # numpy's product: scipy's would copy these views
        diagonal, info = lapack.dpotrf(kernel[start:stop, start:stop], lower=True, clean=True)
        if info != 0:
            return None
        kernel[start:stop, start:stop] = diagonal
        kernel[stop:, start:stop] = blas.dtrsm(1.0, diagonal, kernel[stop:, start:stop], side=True, lower=True, trans_a=True)   # X L^T = A
    return kernel


def solve(L, b):
    """``(L L^T)^-1 b`` (n,) for a factor made by :func:`factor_lower`."""
    return blas.dtrsv(L, blas.dtrsv(L, b, lower=True), lower=True, trans=True)


def reciprocal_condition(L, norm):
    """Higham's estimate of ``1 / (norm |(L L^T)^-1|)`` in the 1-norm; 0 if it cannot be had.

    The iteration starts from ones, and does not see where the inverse is large across them, as it is for two inputs that nearly agree.
    So a column of the inverse is looked at too: the one in which a vector of alternating signs ends up. (LAPACK's dpocon stops
    short of that, and takes twice the time.)
    """
    inverse, n = _inverse(L), len(L)
    seen, unit = inverse.matvec(np.linspace(1, 2, n) * (-1.0) ** np.arange(n)), np.zeros(n)
    unit[np.argmax(np.abs(seen))] = 1
    size = max(onenormest(inverse, t=1), np.abs(inverse.matvec(unit)).sum())
    return float(1 / (norm * size)) if np.isfinite(size) and size > 0 else 0.0


def smallest_eigenvector(L):
    """A unit vector (n,) for the smallest eigenvalue of ``L L^T``, by Lanczos on its inverse (ARPACK) to three digits of the eigenvalue at
    least; its start is fixed. One more step of inverse iteration takes out what Lanczos leaves of the large eigenvalues."""
    inverse = _inverse(L)
    u = inverse.matvec(eigsh(inverse, k=1, which="LA", v0=np.cos(np.arange(len(L))), tol=1e-6)[1][:, 0])
    return u / np.linalg.norm(u)


def _inverse(L):
    """``(L L^T)^-1``, to be applied to vectors."""
    inverse = partial(solve, L)
    return LinearOperator(L.shape, matvec=inverse, rmatvec=inverse, dtype=float)
