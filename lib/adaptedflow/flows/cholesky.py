"""Cholesky factorisation of a large symmetric matrix, in place."""

import numpy as np
from scipy.linalg import blas, lapack, solve_triangular
from scipy.sparse.linalg import LinearOperator, eigsh

BLOCK = 4096
UNBLOCKED = 12_000       # LAPACK's threaded dpotrf has crashed above n of about 16,000; by blocks it does not


def factor_lower(kernel):
    """Overwrite the lower triangle of the C-ordered ``kernel`` (n, n) by its Cholesky factor ``L``; True if it exists."""
    n = len(kernel)
    if n <= UNBLOCKED:
        return lapack.dpotrf(kernel.T, lower=False, overwrite_a=True, clean=False)[1] == 0
    for start in range(0, n, BLOCK):
        stop = min(n, start + BLOCK)
        diagonal, info = lapack.dpotrf(kernel[start:stop, start:stop], lower=True, clean=True)
        if info != 0:
            return False
        kernel[start:stop, start:stop] = diagonal
        panel = kernel[stop:, start:stop]                              # A = X L^T
        panel[...] = solve_triangular(diagonal, panel.T, lower=True, check_finite=False).T
        for first in range(stop, n, BLOCK):                            # A_22 -= X X^T, lower blocks
            last = min(n, first + BLOCK)
            kernel[first:last, stop:last] -= panel[first - stop:last - stop] @ panel[:last - stop].T
    return True


def solve_lower(kernel, b):
    """``L^-1 b`` (n,) for a factor made by :func:`factor_lower`."""
    return blas.dtrsv(kernel.T, b, lower=False, trans=1)               # kernel.T is L^T in LAPACK's order


def solve_upper(kernel, b):
    """``L^-T b`` (n,)."""
    return blas.dtrsv(kernel.T, b, lower=False)


def reciprocal_condition(kernel, norm):
    """LAPACK's estimate of ``1 / (norm |(L L^T)^-1|)`` in the 1-norm; 0 if it cannot be had."""
    rcond = lapack.dpocon(kernel.T, norm, uplo="U")[0]
    return float(rcond) if np.isfinite(rcond) else 0.0


def smallest_eigenvector(kernel):
    """A unit vector (n,) for the smallest eigenvalue of ``L L^T``, by Lanczos on its inverse (ARPACK) to three digits of the eigenvalue at
    least; its start is fixed."""
    n = len(kernel)
    inverse = LinearOperator((n, n), matvec=lambda z: solve_upper(kernel, solve_lower(kernel, z)), dtype=float)
    return eigsh(inverse, k=1, which="LA", v0=np.cos(np.arange(n)), tol=1e-6)[1][:, 0]
