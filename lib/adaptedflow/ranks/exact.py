"""Ranks of matrices of whole numbers, without rounding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..arrays import any_array, real_array
from ..foreign_arrays import EPS, rounding
from ..numerical_rank import rank_at

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def exact_rank(A: ArrayLike) -> int:
    """The rank of a matrix of whole numbers (2-d), by Bareiss's fraction-free elimination in Python's integers.

    Raises TypeError for other numbers (``A.astype(int)`` is the cure where floats are whole), ValueError for the shape.
    """
    A = any_array("A", A)
    whole = A.dtype.kind in "iu" or (A.dtype == object and all(type(entry) is int for entry in A.flat))
    if not whole:
        raise TypeError(f"A: expected whole numbers, got dtype {A.dtype}. Use A.astype(int) where they are, af.numerical_rank otherwise.")
    if A.ndim != 2:
        raise ValueError(f"A: expected a matrix, got shape {A.shape}.")
    rows = (A if A.shape[0] <= A.shape[1] else A.T).tolist()
    rank, last = 0, 1
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((i for i in range(rank, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        top, p = rows[rank], rows[rank][column]
        for i in range(rank + 1, len(rows)):
            q = rows[i][column]
            rows[i] = [(p * a - q * t) // last for a, t in zip(rows[i], top)]   # minors of A: the division leaves no rest
        rank, last = rank + 1, p
        if rank == len(rows):
            break
    return rank


def rank(A, eps=EPS):
    """Exact for the object arrays of :func:`common`, numerical for floats that are known to the relative error ``eps``; 0 without entries."""
    if A.size == 0:
        return 0
    return exact_rank(A) if A.dtype == object else rank_at(A, eps=eps).rank


def common(**named):
    """The arrays ``name=(value, shape)``, checked, and the relative error to which they are known: Python integers if all are of integers,
    float64 otherwise."""
    arrays = [real_array(name, value, shape) for name, (value, shape) in named.items()]
    values = [any_array(name, value) for name, (value, _) in named.items()]
    if all(value.dtype.kind in "iu" for value in values):
        return *(np.array(value.tolist(), dtype=object) for value in values), EPS
    return *arrays, rounding(*values)


def with_ones(A):
    """``A`` (N, M) with a column of ones: (N, M+1)."""
    return np.hstack([A, np.full((len(A), 1), 1, dtype=A.dtype)])
