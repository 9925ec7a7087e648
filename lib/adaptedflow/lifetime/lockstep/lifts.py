"""``D^+ v`` for many ``D`` of one shape at once, each of full row rank."""

from contextlib import suppress

import numpy as np

from ...errors import RankLossError
from ...flows.pseudo_inverse import dense_minimum_norm
from ...foreign_arrays import EPS

CLEAR = 1e4              # up to this condition of D its kernel D D^T gives D^+ v to eight digits or so, which is enough for steps at rtol 1e-6


def lifted(D, v, clear):
    """``D^+ v`` (B, K) for ``D`` (B, N*Q, K) and ``v`` (B, N*Q): from the kernel where ``clear`` (B,), else by QR of ``D^T``. NaN where there is none."""
    if clear.all():
        return _by_kernel(D, _for_regular(np.linalg.solve, D @ D.swapaxes(1, 2), v[..., None]))
    p = np.empty((len(D), D.shape[2]))
    if clear.any():
        p[clear] = lifted(D[clear], v[clear], clear[clear])
    p[~clear] = _by_qr(D[~clear], v[~clear])
    return p


def judged(D, v):
    """The same, and an estimate of cond(D) (B,), by which the way is chosen: the root of the condition of ``D D^T`` in the 1-norm. It is at most
    sqrt(N*Q) times too large; rounding hides conditions above 1e8. NaN where ``D`` is not finite or the kernel singular."""
    kernel = D @ D.swapaxes(1, 2)
    inverse = _for_regular(np.linalg.inv, kernel)
    condition = np.sqrt(_norms(kernel) * _norms(inverse))
    p, clear = _by_kernel(D, inverse @ v[..., None]), condition < CLEAR
    if not clear.all():
        p[~clear] = _by_qr(D[~clear], v[~clear])
    return p, condition


def _by_kernel(D, z):
    """``D^T z`` for ``z`` (B, N*Q, 1)."""
    return (z.swapaxes(1, 2) @ D)[:, 0]


def _by_qr(D, v):
    """One after the other: numpy's QR of many takes longer than LAPACK's solver, which forms no Q."""
    p = np.full((len(D), D.shape[2]), np.nan)
    for number, (matrix, vector) in enumerate(zip(D, v)):
        with suppress(RankLossError):
            p[number] = dense_minimum_norm(matrix, vector, EPS).vector
    return p


def _norms(A):
    return np.abs(A).sum(axis=1).max(axis=1)


def _for_regular(function, A, *arguments):
    """``function(A, ...)``, which raises if one of many ``A`` is singular: NaN in the place of these."""
    try:
        return function(A, *arguments)
    except np.linalg.LinAlgError:
        singular = np.linalg.slogdet(A)[0] == 0
        return function(np.where(singular[:, None, None], np.nan, A), *arguments)
