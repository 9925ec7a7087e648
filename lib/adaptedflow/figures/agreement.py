"""Whether a figure drawn here is the stored one: its table within a tolerance, its picture but for rounding."""

import io

import numpy as np

TOLERANCE = 1e-4  # of a column's largest entry: room for six digits and for other BLAS kernels
SHADES = 4  # of 256, by which rounding in a table may change a pixel at the edge of a line


def differences(new: dict, old: dict, tolerance: float) -> list[str]:
    """Return a sentence for each column in which two tables differ by more than ``tolerance`` of its scale."""
    if list(new) != list(old):
        return [f"columns {list(new)}, expected {list(old)}"]
    found = []
    for column in old:
        a, b = new[column], old[column]
        if a.shape != b.shape or a.dtype.kind != b.dtype.kind:
            found.append(f"column {column!r}: {len(a)} entries of type {a.dtype}, expected {len(b)} of type {b.dtype}")
        elif b.dtype.kind != "f":
            if np.any(a != b):
                found.append(f"column {column!r}: other texts")
        elif not np.array_equal(np.where(np.isfinite(a), 0, a), np.where(np.isfinite(b), 0, b), equal_nan=True):
            found.append(f"column {column!r}: gaps or infinities elsewhere")
        else:
            finite = np.isfinite(b)
            error = np.max(np.abs(a[finite] - b[finite]), initial=0)
            scale = np.max(np.abs(b[finite]), initial=0)
            if error > tolerance * scale:
                found.append(f"column {column!r}: off by {error:.2g}, its scale is {scale:.2g}")
    return found


def same_picture(new: bytes, old: bytes) -> bool:
    """Whether two PNG files show the same, up to rounding; False where ``old`` is no picture."""
    if new == old:
        return True
    import matplotlib.image

    try:
        first, second = (255 * matplotlib.image.imread(io.BytesIO(png), format="png") for png in (new, old))
    except (OSError, SyntaxError, ValueError):
        return False
    return first.shape == second.shape and bool(np.max(np.abs(first - second)) <= SHADES)
