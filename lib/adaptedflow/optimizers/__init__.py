"""What one would use instead of the adapted flow: methods that lower the cost (1.7), each with a budget of arithmetic.

Every method is called as ``method(problem, theta0, budget, setting)`` and returns :class:`Iterates`. The budget is in
floating-point operations as :class:`Arithmetic` counts them, so that cheap and dear steps can be compared on any machine.
"""

from .adam import adam
from .arithmetic import Arithmetic
from .discrete_gradient import discrete_gradient
from .gauss_newton import adapted_euler, levenberg_marquardt
from .gradient_descent import gradient_descent
from .iterates import Iterates
from .lbfgs import lbfgs

__all__ = ["Arithmetic", "Iterates", "adam", "adapted_euler", "discrete_gradient", "gradient_descent", "lbfgs", "levenberg_marquardt"]
