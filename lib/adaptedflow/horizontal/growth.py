"""How fast brackets of horizontal fields fill the tangent space."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.linalg import solve_triangular

from ..arrays import own_array, whole_number
from ..checked import checked_model
from ..foreign_arrays import EPS
from ..numerical_rank import CLEAR_GAP, rank_at
from .bundle import factors
from .fields import GradientField, lie_bracket

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

CUTOFF = 1e-11       # of the largest singular value: rounding of brackets of brackets, magnified by fields far from orthogonal
MOST_STEPS = 3       # a bracket of three fields takes third derivatives: one complex step on the closed-form second ones


@dataclass(frozen=True)
class GrowthVector:
    """``dimensions[k - 1]`` is that of the span of all brackets of at most ``k`` horizontal fields; ``gaps`` the factor by
    which the singular values part at each of these ranks; ``num_parameters`` is K."""

    dimensions: tuple[int, ...]
    gaps: tuple[float, ...]
    num_parameters: int

    @property
    def fills(self) -> bool:
        """Whether the brackets span the tangent space, so that ``V`` is bracket-generating here."""
        return self.dimensions[-1] == self.num_parameters

    @property
    def clear(self) -> bool:
        """Whether every gap is at least 1000."""
        return min(self.gaps) >= CLEAR_GAP


def growth_vector(model: Any, X: ArrayLike, theta: ArrayLike, steps: int = 3) -> GrowthVector:
    """Dimensions of ``V``, of ``V + [V, V]``, and of ``V + [V, V] + [V, [V, V]]`` at ``theta``, as a :class:`GrowthVector`.

    ``steps`` is 1, 2 or 3 (ValueError beyond: the fourth would need fourth derivatives). They are pointwise; where two
    successive dimensions agree on an open set the growth has ended there for good. If the last is K, horizontal curves
    through ``theta`` reach a neighbourhood of it (Chow and Rashevskii), and no smooth function with a gradient other
    than zero is constant on them.

    The fields are ``D^T u_i``, with constant ``u_i`` that make them orthonormal at ``theta``; any frame of ``V`` gives the same
    dimensions. Singular values at or below 1e-11 of the largest count as zero; ask ``.clear``. Raises RankLossError where ``rank D < QN``.
    """
    steps = whole_number("steps", steps, minimum=1)
    if steps > MOST_STEPS:
        raise ValueError(f"steps: expected 1, 2 or 3, got {steps}: brackets of more fields need derivatives that are not exact here.")
    model, X = checked_model(model), own_array("X", X, (None, None))
    theta = own_array("theta", theta, (model.num_parameters,))
    D, Q, R = factors(model, X, theta)
    frame = [GradientField(model, X, u) for u in solve_triangular(R, np.eye(len(D))).T]   # D^T u_i = Q e_i
    levels = [list(Q.T)]
    pairs = list(combinations(frame, 2))
    if steps >= 2:
        levels.append([lie_bracket(V, W, theta) for V, W in pairs])
    if steps >= 3:
        brackets = [lambda theta, V=V, W=W: lie_bracket(V, W, theta) for V, W in pairs]
        levels.append([lie_bracket(U, bracket, theta) for U in frame for bracket in brackets])
    spans = [np.array(sum(levels[:k], [])) for k in range(1, steps + 1)]                  # (number of brackets, K) each
    share = max(CUTOFF, model.num_parameters * getattr(model, "rounding", EPS))
    ranks = [rank_at(span, share * np.linalg.norm(span, 2)) for span in spans]
    return GrowthVector(tuple(r.rank for r in ranks), tuple(r.gap for r in ranks), model.num_parameters)
