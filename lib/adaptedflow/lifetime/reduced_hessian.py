"""Why loss of rank is common: the reduced Hessian at a corank-1 point.

Let D have rank QN - 1 at ``theta_*``, with unit left null vector u, ``u . v > 0`` for the direction ``v`` of the segment. Near by, the smallest
singular value is ``sigma = |D^T u|`` to leading order and ``D^+ v`` is dominated by its part ``(u . v) D^T u / |D^T u|^2``: up to the clock, the
ascent of the function ``u . x`` along its gradient. At ``theta_*`` that gradient vanishes, and on ``ker D``, of dimension K - QN + 1, the function
has the Hessian ``sum_i u_i Hess x_i`` restricted. Where it is negative definite, ``theta_*`` is a strict maximum there, and the orbits from an open
set of starts end at such points; each positive eigenvalue is a direction of escape, and takes one dimension off the set of starts that hit the
singular set near by. This picture is to leading order; the row "rank-loss-catches" of data/statements.toml is the theorem, notebook 11 has its proof.
Its H is the matrix here divided by ``u . w > 0``, with ``w = y - x(theta_*)`` a positive multiple of v: the eigenvalues have the same signs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import real_array
from ..checked import checked_problem

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

ZERO = 1e-3              # eigenvalues this small, relative to the largest, count as zero: theta_* is known to about 1e-5


@dataclass(frozen=True)
class ReducedHessian:
    """``eigenvalues`` (K - QN + 1,), ascending; ``negative``, ``zero``, ``positive`` count them; ``u`` (N*Q,); ``singular_values`` (N*Q,) of D."""

    eigenvalues: np.ndarray
    negative: int
    zero: int
    positive: int
    u: np.ndarray
    singular_values: np.ndarray


def reduced_hessian(problem: Any, theta: ArrayLike, v: ArrayLike) -> ReducedHessian:
    """Hessian of ``u . x`` on the kernel of D at a point where D has lost one rank, as a :class:`ReducedHessian`.

    ``theta`` (K,) is such a point or one close by, as the last of an orbit that ended in rank loss; ``v`` (N*Q,) the direction of the
    segment, ``y - x(theta_0)``. Raises ValueError for K < QN or arguments that do not fit.
    """
    problem = checked_problem(problem)
    theta = real_array("theta", theta, (problem.K,))
    QN = problem.N * problem.Q
    v = real_array("v", v, (QN,), cure="v = problem.y - problem.outputs(theta0).")
    if problem.K < QN:
        raise ValueError(f"problem: expected K >= QN, got K = {problem.K} and QN = {QN}.")
    U, singular_values, Vt = np.linalg.svd(problem.jacobian(theta))
    u = U[:, -1] * (1 if U[:, -1] @ v >= 0 else -1)                    # (N*Q,)
    Z = Vt[QN - 1:]                                                    # (K - QN + 1, K), rows: basis of ker D
    H = Z @ problem.output_hessian(theta, u) @ Z.T
    eigenvalues = np.linalg.eigvalsh((H + H.T) / 2)
    small = ZERO * np.abs(eigenvalues).max()
    negative, positive = int(np.sum(eigenvalues < -small)), int(np.sum(eigenvalues > small))
    return ReducedHessian(eigenvalues, negative, len(eigenvalues) - negative - positive, positive, u, singular_values)
