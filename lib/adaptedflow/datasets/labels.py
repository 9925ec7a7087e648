"""Targets from labels: the map omega of (1.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..arrays import any_array, whole_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def one_hot(labels: ArrayLike, Q: int) -> np.ndarray:
    """Return the targets ``Y`` (N, Q) whose row j is the unit vector of label omega(j), as in (1.1) and (1.2).

    The paper assigns to input j one of Q target vectors, y_omega(j); here these are the unit vectors of R^Q, and
    ``labels`` (N,) holds omega counted from 0, so label 0 gives (1, 0, ..., 0).

    Raises TypeError if the labels are not whole numbers, ValueError if they are empty, not 1-d, missing, or outside 0, ..., Q-1.

    >>> import adaptedflow as af
    >>> af.one_hot([2, 0], 3).tolist()
    [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    """
    Q = whole_number("Q", Q, minimum=1)
    omega = any_array("labels", labels, cure="Pass one label for each input.")
    if omega.ndim != 1 or omega.size == 0:
        raise ValueError(f"labels: expected a list of N >= 1 labels, shape (N,), got shape {omega.shape}. Pass labels.ravel().")
    if omega.dtype.kind not in "iu":
        raise TypeError(f"labels: expected whole numbers, got dtype {omega.dtype}. Number the classes from 0 and pass them as int.")
    if omega.min() < 0 or omega.max() >= Q:
        raise ValueError(
            f"labels: expected values from 0 to Q-1 = {Q - 1}, got {omega.min()} to {omega.max()}. "
            "Count classes from 0 (subtract the smallest label), or raise Q."
        )
    return np.eye(Q)[omega]  # (N, Q)
