"""Confidence intervals for shares."""

from scipy.stats import norm

from ..arrays import real_number, whole_number


def wilson(count, total, confidence=0.95):
    """Wilson's score interval ``(low, high)`` for a share, from ``count`` of ``total`` independent draws."""
    total = whole_number("total", total, minimum=1)
    count = whole_number("count", count)
    confidence = real_number("confidence", confidence, minimum=0, strict=True)
    if count > total or confidence >= 1:
        raise ValueError(f"expected count <= total and confidence < 1, got {count} of {total} at {confidence:g}.")
    z = norm.ppf((1 + confidence) / 2)
    middle = (count + z ** 2 / 2) / (total + z ** 2)
    half = z / (total + z ** 2) * (count * (total - count) / total + z ** 2 / 4) ** 0.5
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))
