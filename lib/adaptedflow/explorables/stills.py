"""Still pictures of the explorables: tables computed by this package, and figures drawn from them."""

from ..figures import explorables as draw
from ..figures import long_table
from . import geometry, orbits
from .pages import known


def table(name):
    """Return the table of the still picture of the explorable ``name``: columns ``curve x y``."""
    module = orbits if hasattr(orbits, known(name)) else geometry
    return long_table({curve: {"x": x, "y": y} for curve, (x, y) in getattr(module, name)().items()})


def picture(name, numbers):
    """Draw the still picture of the explorable ``name`` from its table; returns a matplotlib Figure."""
    return getattr(draw, known(name))(numbers)
