"""What counts as zero at a point that was found by iteration."""

import numpy as np

from ..flows.pseudo_inverse import rounding_of
from ..numerical_rank import rank_at

RELATIVE = 1e-8      # an equilibrium is found to about 1e-12; singular values and eigenvalues that vanish there come out below this


def relative_cutoff(problem):
    """1e-8, or more where ``problem`` computes in float32; 1e-8 without a problem."""
    return RELATIVE if problem is None else max(RELATIVE, max(problem.K, problem.N * problem.Q) * rounding_of(problem))


def relative_rank(matrix, problem=None):
    """The :class:`adaptedflow.NumericalRank` of a ``matrix`` that ``problem`` has computed (in float64 without one), singular values below 1e-8 of
    the largest counting as zero."""
    return rank_at(matrix, relative_cutoff(problem) * np.linalg.norm(matrix, 2))
