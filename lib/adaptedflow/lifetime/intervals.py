"""Confidence intervals for shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from ..arrays import real_array, real_number, whole_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def wilson(count: int, total: int, confidence: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval ``(low, high)`` for a share, from ``count`` of ``total`` independent draws."""
    total = whole_number("total", total, minimum=1)
    count = whole_number("count", count)
    confidence = real_number("confidence", confidence, minimum=0, strict=True)
    if count > total or confidence >= 1:
        raise ValueError(f"expected count <= total and confidence < 1, got {count} of {total} at {confidence:g}.")
    z = ndtri((1 + confidence) / 2)                                    # quantile of the normal law
    middle = (count + z ** 2 / 2) / (total + z ** 2)
    half = z / (total + z ** 2) * (count * (total - count) / total + z ** 2 / 4) ** 0.5
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def shares(counts: ArrayLike, totals: ArrayLike) -> dict[str, np.ndarray]:
    """``counts`` (n,) of ``totals`` (n,) as shares with Wilson's 95 % intervals: a mapping with columns ``share``, ``low``, ``high``.

    Raises what :func:`wilson` raises, and ValueError for counts that are not whole.
    """
    counts = real_array("counts", counts, (None,))
    totals = real_array("totals", totals, counts.shape)
    if np.any(counts % 1) or np.any(totals % 1):
        raise ValueError("counts, totals: expected whole numbers.")
    low, high = np.array([wilson(int(count), int(total)) for count, total in zip(counts, totals)]).T
    return {"share": counts / totals, "low": low, "high": high}
