"""Cholesky factorisation of a large symmetric matrix, in place."""

import numpy as np
from scipy.linalg import lapack, solve_triangular

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


def solve(kernel, b):
    """``(L L^T)^-1 b`` (n,) for a factor made by :func:`factor_lower`."""
    return lapack.dpotrs(kernel.T, b, lower=False)[0]


def reciprocal_condition(kernel, norm):
    """LAPACK's estimate of ``1 / (norm |(L L^T)^-1|)`` in the 1-norm; 0 if it cannot be had."""
    rcond = lapack.dpocon(kernel.T, norm, uplo="U")[0]
    return float(rcond) if np.isfinite(rcond) else 0.0
