"""Explicit Euler steps of the standard flow (1.9)."""

import numpy as np

from ..arrays import real_number
from ..checked import checked_problem
from .arithmetic import Arithmetic
from .iterates import Recorder


def gradient_descent(problem, theta0, budget, step):
    """``theta_{k+1} = theta_k - step * grad_theta C``, until the budget is spent or ``theta`` is not finite; ``step`` > 0 in the paper's time."""
    step = real_number("step", step, minimum=0, strict=True)
    problem = checked_problem(problem)
    recorder, price = Recorder(problem, theta0, budget), Arithmetic(problem).gradient
    theta, steps = recorder.theta0, 0
    with np.errstate(over="ignore", invalid="ignore"):
        while True:
            theta, steps = theta - step * _gradient(problem, theta), steps + 1   # (K,)
            if not recorder.add(theta, steps * price, steps):
                return recorder.iterates()


def _gradient(problem, theta):
    """``grad_theta C`` (K,), not finite where the outputs have overflowed."""
    residual = problem.output_gradient(theta)                          # (N*Q,)
    return problem.vjp(theta, residual) if np.isfinite(residual).all() else np.full(problem.K, np.nan)
