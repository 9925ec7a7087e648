"""What counts as zero at a point that was found by iteration."""

import numpy as np

from ..numerical_rank import numerical_rank

RELATIVE = 1e-8      # an equilibrium is found to about 1e-12; singular values and eigenvalues that vanish there come out below this


def relative_rank(matrix):
    """:func:`adaptedflow.numerical_rank`, singular values below 1e-8 of the largest counting as zero."""
    return numerical_rank(matrix, RELATIVE * np.linalg.norm(matrix, 2))
