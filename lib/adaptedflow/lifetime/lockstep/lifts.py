"""``D^+ v`` for many ``D`` of one shape at once, each of full row rank."""

import numpy as np

from ...errors import RankLossError
from ...flows.pseudo_inverse import dense_minimum_norm
from ...foreign_arrays import EPS

CLEAR = 1e4              # up to this condition of D its kernel D D^T gives D^+ v to eight digits or so, which is enough for steps at rtol 1e-6


def lifted(DT, kernel, v, by_qr):
    """``D^+ v`` (B, K) for ``D^T`` (B, K, N*Q), ``kernel = D D^T`` and ``v`` (B, N*Q): from the kernel, but for the numbers ``by_qr`` by QR of ``D^T``. NaN
    where there is none."""
    return _lift(DT, _for_regular(np.linalg.solve, kernel, v[..., None]), v, by_qr)


def judged(DT, kernel, v):
    """The same, and an estimate of cond(D) (B,), by which the way is chosen: the root of the condition of ``D D^T`` in the 1-norm. It is at most
    sqrt(N*Q) times too large; rounding hides conditions above 1e8. NaN where ``D`` is not finite or the kernel singular."""
    inverse = _for_regular(np.linalg.inv, kernel)
    condition = np.sqrt(_norms(kernel) * _norms(inverse))
    return _lift(DT, inverse @ v[..., None], v, unclear(condition)), condition


def unclear(condition):
    """The numbers of those whose kernel is not good enough."""
    return np.flatnonzero(~(condition < CLEAR))


def _lift(DT, z, v, by_qr):
    """``D^T z`` for ``z`` (B, N*Q, 1), and by QR one after the other: numpy's of many takes longer than LAPACK's solver, which forms no Q."""
    p = (DT @ z)[..., 0]
    for number in by_qr:
        try:
            p[number] = dense_minimum_norm(DT[number].T.copy(), v[number], EPS).vector
        except RankLossError:
            p[number] = np.nan
    return p


def _norms(A):
    """The 1-norms of symmetric ``A``."""
    return (np.abs(A) @ np.ones(A.shape[1])).max(axis=1)


def _for_regular(function, A, *arguments):
    """``function(A, ...)``, which raises if one of many ``A`` is singular: NaN in the place of these."""
    try:
        return function(A, *arguments)
    except np.linalg.LinAlgError:
        singular = np.linalg.slogdet(A)[0] == 0
        return function(np.where(singular[:, None, None], np.nan, A), *arguments)
