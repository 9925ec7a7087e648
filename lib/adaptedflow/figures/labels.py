"""Labels that drawing functions share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axis import Axis
    from matplotlib.lines import Line2D


def label_end(line: Line2D, text: str, shift: tuple[float, float] = (5, 0)) -> None:
    """Write ``text`` at the last finite point of ``line`` (as ``axes.plot`` returns it), in the colour of the line.

    ``shift`` moves it from there, in points: right and up. Raises ValueError if the line has no finite point.
    """
    x, y = (np.asarray(values, dtype=float) for values in line.get_data())
    finite = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    if finite.size == 0:
        raise ValueError(f"line: expected a finite point to label {text!r} at, got none among {x.size}. Draw the data first.")
    end = x[finite[-1]], y[finite[-1]]
    line.axes.annotate(text, end, xytext=shift, textcoords="offset points", color=line.get_color(), va="center")


def log_scale(axis: Axis) -> None:
    """Make ``axis`` (``axes.xaxis`` or ``axes.yaxis``) logarithmic, with at most seven labels, all powers of ten.

    Raises TypeError if ``axis`` is none.
    """
    from matplotlib.axis import Axis
    from matplotlib.ticker import LogFormatterMathtext, LogLocator, NullFormatter

    if not isinstance(axis, Axis):
        raise TypeError(f"axis: expected axes.xaxis or axes.yaxis, got {type(axis).__name__}. Pass one axis of the axes.")
    axis.axes.set(**{f"{axis.axis_name}scale": "log"})
    axis.set_major_locator(LogLocator(numticks=7))
    axis.set_major_formatter(LogFormatterMathtext())
    axis.set_minor_formatter(NullFormatter())
