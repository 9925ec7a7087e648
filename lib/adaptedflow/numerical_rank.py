"""The rank of a matrix of floating-point numbers, with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .arrays import real_array, real_number
from .foreign_arrays import EPS, rounding

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

CLEAR_GAP = 1e3      # a rank is called clear when the singular values on its two sides differ by this factor at least


@dataclass(frozen=True)
class NumericalRank:
    """``rank`` singular values lie above ``cutoff``; ``gap`` is the factor between the smallest of them and the largest
    below (the cutoff, where that is larger or none lies below); ``clear`` says whether ``gap`` is at least 1000."""

    rank: int
    cutoff: float
    gap: float
    singular_values: np.ndarray

    @property
    def clear(self) -> bool:
        return self.gap >= CLEAR_GAP


def rank_sentence(shape, largest, smallest, cutoff):
    """What floating point can say of the rank of ``D`` of ``shape``: one sentence, with the condition number.

    ``largest`` and ``smallest`` singular value; those up to ``cutoff`` are within rounding errors. Where ``smallest`` is, the rank may
    be full or not in exact arithmetic, and no claim is made either way.
    """
    needed, condition = min(shape), largest / smallest if smallest > 0 else np.inf
    if not np.isfinite(largest):
        return f"D {shape} has entries that are not finite, and no rank."
    if smallest > cutoff:
        return f"D {shape} has full rank {needed}: smallest singular value {smallest:.3g}, condition number {condition:.3g}."
    return (f"Floating point cannot tell whether D {shape} has full rank {needed}: its smallest singular value {smallest:.2e} is within rounding "
            f"errors (cutoff {cutoff:.2e}), its condition number is {condition:.2e}.")


def numerical_rank(D: ArrayLike, cutoff: float | None = None) -> NumericalRank:
    """Number of singular values of ``D`` (2-d) above ``cutoff``, as a :class:`NumericalRank`.

    ``cutoff`` is absolute; the default is ``max(D.shape) * eps * largest singular value``, the size of rounding errors: ``eps`` of
    float32 or float16 where ``D`` is given in these, else of float64.
    Raises ValueError or TypeError for what is not a finite real matrix or a cutoff below zero.

    >>> import adaptedflow as af
    >>> af.numerical_rank([[1.0, 2.0], [2.0, 4.0]]).rank
    1
    """
    return rank_at(real_array("D", D, (None, None)), cutoff, rounding(D))


def rank_at(D, cutoff=None, eps=EPS):
    """:func:`numerical_rank` of a float64 matrix that is known to the relative error ``eps``."""
    values = np.linalg.svd(D, compute_uv=False)                        # (min(D.shape),), decreasing
    if cutoff is None:
        cutoff = max(D.shape) * eps * values[0]
    else:
        cutoff = real_number("cutoff", cutoff, minimum=0)
    rank = int(np.sum(values > cutoff))
    if rank == 0:
        gap = np.inf if values[0] == 0 else cutoff / values[0]
    else:
        below = max(cutoff, values[rank] if rank < len(values) else 0.0)
        gap = values[rank - 1] / below if below > 0 else np.inf
    return NumericalRank(rank, float(cutoff), float(gap), values)
