"""``D^+ v``: by QR, by iterations that do not form ``D`` (:mod:`.iterative`), by SVD.

All flows of the paper are ``theta' = -D^+ grad_x C`` (the Penrose inverse of (2.2) where the rank is full). The printed
forms multiply by ``(D D^T)^-1`` or ``(D^T D)^-1`` once or twice, which squares the condition number each time; none of the
routes here does. Each returns a :class:`Lift` that says what it rests on, or raises :class:`RankLossError`.
"""

import math
from functools import partial

import numpy as np
from scipy.linalg import lapack, solve_triangular

from ..errors import RankLossError
from ..foreign_arrays import EPS
from ..memory import kept, release_scratch
from ..numerical_rank import rank_sentence
from ..problem import Problem, reusing
from .iterative import SETTLED, by_blocks, by_gram
from .lift import Lift

TINY = np.finfo(float).tiny
DENSE_SIZE = 30_000          # up to this many entries of D, forming and factorising D costs less than the Gram route's calls, from ten outputs on;
MANY_OUTPUTS = 10            # with fewer, up to as many times more: D D^T is cheap by its blocks of Q rows, and LSQR is slow
                             # near K = QN (0.13 s against 0.01 s for 341 x 401)
BLOCK = 64                   # columns a block in LAPACK's QR


def rounding_of(problem):
    """The relative rounding error of what ``problem`` computes; that of float64 where it does not say."""
    return getattr(problem, "rounding", EPS)


def minimum_norm(problem, theta, v, scale=0.0, trial=False, settled=SETTLED, stages=None):
    """The least vector ``p`` with ``D p = v``, for ``D`` of full row rank (Theorem 2.1).

    Small problems: QR of ``D^T``. Large ones: LSQR, preconditioned by Q kernels of N x N or by the Cholesky factor of ``D D^T``, unless its condition
    or iterations that do not settle send them to the next of these, and at last to QR. ``scale`` is a norm of ``D`` that the cutoff
    ``max(QN, K) eps scale`` is not to fall below: an orbit passes the largest it has seen; ``eps`` is the rounding of what the problem computes.
    Raises RankLossError at or below the cutoff. ``trial``: iterations that settle are enough, at the relative residual ``settled``;
    ``stages`` (:class:`.stages.Stages`): first by what those of a step share.
    """
    small = kept(problem) if type(problem) is Problem else None        # it came this way before, within an integration
    if small is not None:
        return dense_minimum_norm(small(theta), v, rounding_of(problem), scale)
    if is_large(problem):
        lift = None if stages is None else stages.lift(problem, theta, v, partial(rounding_of, problem))
        if lift is not None:
            return lift
        for route in (by_blocks, by_gram):
            lift = route(problem, theta, v, partial(rounding_of, problem), trial, settled)
            if lift is not None:
                return lift
        release_scratch()                                              # D and its factor need the memory now
        return dense_minimum_norm(problem.jacobian(theta), v, rounding_of(problem), scale)
    return dense_minimum_norm(reusing(problem.jacobian, theta), v, rounding_of(problem), scale)


def is_large(problem):
    """Whether :func:`minimum_norm` first tries to do without ``D``."""
    return problem.N * problem.Q * problem.K * min(problem.Q / MANY_OUTPUTS, 1) > DENSE_SIZE


def dense_minimum_norm(D, v, eps, scale=0.0):
    """As :func:`minimum_norm`, by QR of ``D^T`` for a ``D`` (N*Q, K) that is there, known to the relative rounding error ``eps``."""
    return _by_qr(D.T, v, "T", scale, eps, "af.RankLossFlow (Theorem 4.1) is defined")   # D in C order is D^T in LAPACK's


def minimum_norm_derivative(problem, theta, v):
    """``d/dtheta (D^+ v)`` (K, K) at fixed ``v``, for ``D`` of full row rank.

    With ``p = D^+ v`` and ``z = D^+T p``: ``d(D^+ v) = -D^+ dD p + (1 - D^+ D) dD^T z``. Second derivatives being symmetric, all the
    ``dD p`` together are the derivative of ``D`` along ``p``, and all the ``dD^T z`` the Hessian of ``z . x``.
    """
    D = problem.jacobian(theta)
    Q, R = np.linalg.qr(D.T)                                           # D = R^T Q^T; Q (K, N*Q)
    c = solve_triangular(R, v, trans="T")                              # p = Q c
    p, z = Q @ c, solve_triangular(R, c)                               # (K,), (N*Q,)
    along = solve_triangular(R, problem.jacobian_derivative(theta, p), trans="T")   # (N*Q, K): Q^T D^+ dD p
    across = problem.output_hessian(theta, z)                          # (K, K): dD^T z
    return across - Q @ (Q.T @ across + along)


def row_space_projector(problem, theta):
    """``D^+ D`` (K, K), for ``D`` of full row rank."""
    Q = np.linalg.qr(problem.jacobian(theta).T)[0]                     # (K, N*Q)
    return Q @ Q.T


def least_squares(problem, theta, v, scale=0.0):
    """The ``p`` that minimises ``|D p - v|``, for ``D`` of full column rank (Theorem 5.1), by QR of ``D``.

    Columns are scaled to length one first, so that parameters of very different sizes are treated alike, as the flow
    itself treats them (Proposition 5.3); ``scale``, a norm of ``D`` in some units, says nothing here. Raises RankLossError
    where the rank of the scaled matrix falls short.
    """
    D = np.asfortranarray(problem.jacobian(theta))                     # (N*Q, K)
    lengths = np.sqrt(np.einsum("ij,ij->j", D, D))                     # (K,)
    norm = float(np.linalg.norm(lengths))
    cure = "af.RankLossFlow is defined, with the pseudo-inverse of whatever rank D has"
    if not lengths.min() > TINY:                                       # a column of zeros cannot be scaled; a short one is a matter of units
        raise _rank_loss(lengths.min(), TINY, norm, D.shape, cure)
    lift = _by_qr(D / lengths, v, "N", 0.0, rounding_of(problem), cure)
    return Lift(lift.vector / lengths, lift.condition, norm, lift.route)


def least_squares_derivative(problem, theta, v):
    """``d/dtheta (D^+ v)`` (K, K) at fixed ``v``, for ``D`` of full column rank.

    With ``p = D^+ v`` and ``r = v - D p``, from ``D^T D p = D^T v``: ``d(D^+ v) = (D^T D)^-1 dD^T r - D^+ dD p``. Second derivatives being
    symmetric, all the ``dD^T r`` together are the Hessian of ``r . x``, and all the ``dD p`` the derivative of ``D`` along ``p``.
    """
    D = problem.jacobian(theta)
    Q, R = np.linalg.qr(D)                                             # (N*Q, K), (K, K)
    p = solve_triangular(R, Q.T @ v)                                   # (K,)
    across = problem.output_hessian(theta, v - D @ p)                  # (K, K): dD^T r
    along = problem.jacobian_derivative(theta, p)                      # (N*Q, K): dD p
    return solve_triangular(R, solve_triangular(R, across, trans="T") - Q.T @ along)


def truncated(problem, theta, v, cutoff=None, scale=0.0):
    """``D^+ v`` by SVD, singular values at or below ``cutoff`` counted as zero (Theorem 4.1).

    The default cutoff is ``max(QN, K) eps`` times the larger of the greatest singular value and ``scale``.
    """
    U, values, Vt = np.linalg.svd(problem.jacobian(theta), full_matrices=False)
    if cutoff is None:
        cutoff = max(len(U), Vt.shape[1]) * rounding_of(problem) * max(values[0], scale)
    rank = int(np.sum(values > cutoff))
    vector = Vt[:rank].T @ ((U[:, :rank].T @ v) / values[:rank])       # (K,)
    condition = values[0] / values[rank - 1] if rank else np.inf
    return Lift(vector, float(condition), float(np.linalg.norm(values)), f"svd, rank {rank}")


def _by_qr(A, v, trans, scale, eps, cure):
    """``dgels``: QR of the tall matrix ``A``, then the least-squares (N) or, for its transpose, the minimum-norm (T) solution."""
    m, n = A.shape
    shape = (n, m) if trans == "T" else (m, n)                         # of D
    entries = A.ravel("F")                                             # in LAPACK's order of memory, as A is
    norm = math.sqrt(entries.dot(entries))
    cutoff = max(m, n) * eps * max(scale, norm)
    if not math.isfinite(norm):
        raise _rank_loss(np.nan, cutoff, norm, shape, cure)
    b = np.zeros((m, 1))
    b[:len(v), 0] = v
    lwork = n + BLOCK * n                                              # LAPACK's default workspace would be its unblocked code
    factored, solution, info = lapack.dgels(A, b, trans=trans, lwork=lwork, overwrite_b=True)
    R = factored[:n]
    rcond = 0.0 if info > 0 else lapack.dtrcon(R)[0]                   # of R, in the 1-norm
    sigma_min = rcond * norm                                           # within a factor sqrt(n) of 1 / |R^-1|_1
    if sigma_min <= cutoff:
        raise _rank_loss(sigma_min, cutoff, norm, shape, cure)
    return Lift(solution[:m if trans == "T" else n, 0], float(1 / rcond), norm, "qr")


def _rank_loss(sigma_min, cutoff, norm, shape, cure):
    return RankLossError(f"{rank_sentence(shape, norm, sigma_min, cutoff)} Here {cure}.", float(sigma_min), float(cutoff))
