"""What kind of equilibrium a point is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import real_number
from ..checked import checked_problem
from ..flows.pseudo_inverse import rounding_of
from ..numerical_rank import NumericalRank
from .cutoff import relative_cutoff, relative_rank
from .dimension import nearby_rank
from .newton import equilibrium

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

CLEAR = 1e3          # factor between the smallest singular value that counts and what counts as zero


@dataclass(frozen=True)
class Classification:
    """``kind`` of the equilibrium, and what it rests on.

    ``kind``: "global" (zero cost, the paper's sense of the word), "local minimum" (every normal direction rises), "saddle"
    (some direction falls), "undecided" (no direction falls to second order, but more directions are flat than the manifold has).
    ``cost``; ``rank`` of D (:class:`adaptedflow.NumericalRank`); ``nearby_rank``; ``eigenvalues`` (K,) of the Hessian, increasing;
    ``negative``, ``zero``, ``positive`` count them; ``gap`` factor between the smallest that counts as nonzero and the largest that
    counts as zero; ``dimension`` = K - rank D, what Theorem 4.2(ii) gives where it applies.
    """

    kind: str
    cost: float
    rank: NumericalRank
    nearby_rank: int
    eigenvalues: np.ndarray
    negative: int
    zero: int
    positive: int
    gap: float
    dimension: int

    @property
    def constant_rank(self) -> bool:
        """Whether D has the same rank near the point, the hypothesis of Theorem 4.2(ii), and that rank is clear.

        False as well where the smallest singular value that counts is within a factor of 1000 of the cutoff: rank loss at the
        equilibrium itself, which is known to rounding only, may look like that.
        """
        return self.rank.rank == self.nearby_rank and self.rank.gap > CLEAR

    @property
    def regular(self) -> bool:
        """Whether 0 is a regular value of the ``g_alpha`` here, that is rank D = rank Hess C, in a region of constant rank."""
        return self.constant_rank and self.zero == self.dimension


def classify(problem: Any, theta: ArrayLike, zero_cost: float = 1e-12) -> Classification:
    """The :class:`Classification` of the equilibrium ``theta`` (K,) by its Hessian; costs up to ``zero_cost`` count as zero.

    Where the rank of D is constant, ``ker D`` lies in the kernel of the Hessian and is the tangent space of a manifold
    on which the cost is constant; the remaining r eigenvalues are those of the normal Hessian. If all are positive, the
    cost near ``theta`` is least exactly on that manifold: a proof, up to rounding. Where the rank drops at ``theta`` only, a local
    minimum is concluded if no eigenvalue is zero. Whether a local minimum is the least cost on all of parameter
    space no local test can say.

    Eigenvalues below 1e-8 of the largest count as zero; ``gap`` says how safely. Raises ValueError if ``theta`` is no equilibrium.
    """
    problem = checked_problem(problem)
    theta = equilibrium(problem, theta)
    zero_cost = real_number("zero_cost", zero_cost, minimum=0)
    cost, rank, near = problem.cost(theta), relative_rank(problem.jacobian(theta), problem), nearby_rank(problem, theta)
    values = np.linalg.eigvalsh(problem.cost_hessian(theta))           # (K,)
    sizes = np.sort(np.abs(values))
    small = relative_cutoff(problem) * sizes[-1]
    flat = int(np.sum(sizes <= small))
    floor = rounding_of(problem) * sizes[-1]
    gap = sizes[flat] / max(sizes[flat - 1] if flat else 0.0, floor) if flat < len(sizes) else np.inf
    negative = int(np.sum(values < -small))
    dimension = problem.K - rank.rank
    if cost <= zero_cost:
        kind = "global"
    elif negative:
        kind = "saddle"
    elif flat == (dimension if rank.rank == near else 0):
        kind = "local minimum"
    else:
        kind = "undecided"
    return Classification(kind, cost, rank, near, values, negative, flat, len(values) - flat - negative, float(gap), dimension)
