"""Stored runs, and what they say: medians over the splits with intervals that assume nothing of the distribution."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import binom

from .. import paths
from ..arrays import own_array, real_number
from ..figures.tables import read_table
from .run import NAMES, WITHIN
from .stored import TASKS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from numpy.typing import ArrayLike

CONFIDENCE = 0.95


def stored_runs(name: str) -> dict[str, np.ndarray]:
    """The table of ``data/training/NAME.csv``, one row for each split and method; ValueError for a name that is none of the tasks."""
    if not isinstance(name, str) or name not in TASKS:
        raise ValueError(f"name: expected one of {', '.join(TASKS)}, got {name!r}.")
    return read_table(paths.DATA / "training" / f"{name}.csv")


def values(table: Mapping[str, np.ndarray], method: str, column: str) -> np.ndarray:
    """A column of ``method``, one entry a split."""
    if method not in NAMES:
        raise ValueError(f"method: expected one of {', '.join(NAMES)}, got {method!r}.")
    return table[column][table["method"] == method]


def curve(table: Mapping[str, np.ndarray], method: str, label: str, reach: int = WITHIN) -> np.ndarray:
    """``label`` ("cost", "unseen" or "seconds") of ``method`` at the first ``reach`` marks: (splits, reach)."""
    return np.column_stack([values(table, method, f"{label}_{k}") for k in range(reach)])


def interval(sample: ArrayLike, confidence: float = CONFIDENCE) -> tuple[float, float, float]:
    """``(median, low, high)`` of a sample (n,): between the k-th smallest and the k-th largest of n independent draws lies
    the median with probability ``1 - 2 P(B < k)``, ``B`` binomial (n, 1/2), whatever the distribution; k is the largest with at least ``confidence``.

    ValueError where not even the whole sample reaches it: it takes six draws for 0.95.
    """
    confidence = real_number("confidence", confidence, minimum=0)
    sample = np.sort(own_array("sample", sample, (None,), cure="One number a split."))
    n = len(sample)
    k = max((k for k in range(1, n // 2 + 1) if 1 - 2 * binom.cdf(k - 1, n, 0.5) >= confidence), default=0)
    if k == 0:
        raise ValueError(f"sample: expected enough numbers for an interval of {confidence:g}, got {n}. Six do for 0.95.")
    return float(np.median(sample)), float(sample[k - 1]), float(sample[-k])


def works(table: Mapping[str, np.ndarray], method: str) -> bool:
    """Whether ``method`` could be tried: MINPACK asks for QN >= K, K-FAC for the layers of a network."""
    return not any(str(ended).startswith("needs") for ended in values(table, method, "ended"))
