"""The projector of Section 4.1 and the function Psi of Theorem 4.1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import real_number
from ..checked import checked_problem
from ..flows.pseudo_inverse import rounding_of
from ..numerical_rank import NumericalRank, rank_at

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Projector:
    """``matrix`` P (N*Q, N*Q), the orthogonal projector onto the range of ``D D^T``, (4.2); ``inverse`` (N*Q, N*Q), the inverse of
    ``D D^T`` on that range and zero on its complement, (4.3); ``rank`` the :class:`adaptedflow.NumericalRank` they rest on."""

    matrix: np.ndarray
    inverse: np.ndarray
    rank: NumericalRank


def projector(problem: Any, theta: ArrayLike, cutoff: float | None = None) -> Projector:
    """The :class:`Projector` onto the range of ``D D^T`` at ``theta`` (K,), (4.1)-(4.3).

    From the singular values of ``D``, whose squares are the diagonal of ``Lambda`` in (4.1): those at or below ``cutoff`` count as
    zero; default ``max(QN, K) eps`` times the largest, as in :class:`adaptedflow.RankLossFlow`. Look at ``.rank.gap``: a projector
    computed across a small gap is a matter of the cutoff. Smooth in ``theta`` exactly where the rank is locally constant.
    """
    problem = checked_problem(problem)
    D = problem.jacobian(theta)                                        # (N*Q, K)
    rank = rank_at(D, None if cutoff is None else real_number("cutoff", cutoff, minimum=0), rounding_of(problem))
    U, values, _ = np.linalg.svd(D, full_matrices=False)
    U, values = U[:, :rank.rank], values[:rank.rank]                   # (N*Q, r), (r,)
    return Projector(U @ U.T, (U / values ** 2) @ U.T, rank)


def psi(problem: Any, theta: ArrayLike, cutoff: float | None = None) -> np.ndarray:
    """``Psi`` (N*Q,) of (4.10): the shortest of the minimisers of ``|D D^T Psi + grad_x C|^2`` in (4.5).

    Any vector of ``ker D^T`` may be added to it; ``D^T Psi = -D^+ grad_x C`` stays the same. The flow itself
    (:class:`adaptedflow.RankLossFlow`) takes ``D^+`` at once and so squares no condition number.
    """
    problem = checked_problem(problem)
    return -projector(problem, theta, cutoff).inverse @ problem.output_gradient(theta)
