"""Still pictures of the explorables: tables computed by this package, and figures drawn from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..figures import explorables as draw
from ..figures import long_table
from . import geometry, orbits
from .pages import known

if TYPE_CHECKING:
    from collections.abc import Mapping
    import numpy as np
    from matplotlib.figure import Figure


def table(name: str) -> dict[str, np.ndarray]:
    """Return the table of the still picture of the explorable ``name``: columns ``curve x y``."""
    module = orbits if hasattr(orbits, known(name)) else geometry
    return long_table({curve: {"x": x, "y": y} for curve, (x, y) in getattr(module, name)().items()})


def picture(name: str, numbers: Mapping[str, Any]) -> Figure:
    """Draw the still picture of the explorable ``name`` from its table; returns a matplotlib Figure."""
    return getattr(draw, known(name))(numbers)
