"""What one would use instead of the adapted flow: methods that lower the cost (1.7), all under one meter.

A method is a function of a :class:`Meter` and a setting. The meter charges each gradient, velocity and cost; :func:`spend` runs a method until its budget
is spent and returns :class:`Iterates`. :data:`METHODS` has all of them by name, each with the settings that are tried.
"""

from .arithmetic import Arithmetic
from .discrete_gradient import discrete_gradient
from .meter import PRICES, Iterates, Meter
from .methods import METHODS, spend

__all__ = ["METHODS", "PRICES", "Arithmetic", "Iterates", "Meter", "discrete_gradient", "spend"]
