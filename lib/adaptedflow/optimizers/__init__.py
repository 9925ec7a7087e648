"""Training: :func:`solve`, which takes long steps along the adapted flow, and what one would use instead, all under one meter.

A method is a function of a :class:`Meter` and a setting. The meter charges each gradient, velocity and cost; :func:`spend` runs a method until its budget
is spent and returns :class:`Iterates`. :data:`METHODS` has those of notebook 10 by name, each with the settings that are tried there;
:func:`.damped.damped_gauss_newton` is the method of :func:`solve`, to be spent like them.
"""

from .arithmetic import Arithmetic
from .discrete_gradient import discrete_gradient
from .meter import PRICES, Iterates, Meter
from .methods import METHODS, spend
from .solve import Solution, solve

__all__ = ["METHODS", "PRICES", "Arithmetic", "Iterates", "Meter", "Solution", "discrete_gradient", "solve", "spend"]
