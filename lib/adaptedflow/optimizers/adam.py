"""Adam (Kingma and Ba, ICLR 2015)."""

import numpy as np

from ..arrays import real_number
from ..checked import checked_problem
from .arithmetic import Arithmetic
from .iterates import Recorder

FIRST, SECOND, FLOOR = 0.9, 0.999, 1e-8      # the authors' defaults


def adam(problem, theta0, budget, rate):
    """Gradient steps scaled coordinate by coordinate, on the whole training set, until the budget is spent; ``rate`` > 0 is the step size.

    ``m`` and ``v`` are running means of the gradient and of its square, each divided by ``1 - decay^k`` against their start at zero.
    """
    rate = real_number("rate", rate, minimum=0, strict=True)
    problem = checked_problem(problem)
    recorder, price = Recorder(problem, theta0, budget), Arithmetic(problem).gradient
    theta, steps = recorder.theta0, 0
    m, v = np.zeros(problem.K), np.zeros(problem.K)
    while True:
        gradient, steps = problem.cost_gradient(theta), steps + 1      # (K,)
        m = FIRST * m + (1 - FIRST) * gradient
        v = SECOND * v + (1 - SECOND) * gradient ** 2
        mean, square = m / (1 - FIRST ** steps), v / (1 - SECOND ** steps)
        theta = theta - rate * mean / (np.sqrt(square) + FLOOR)        # (K,)
        if not recorder.add(theta, steps * price, steps):
            return recorder.iterates()
