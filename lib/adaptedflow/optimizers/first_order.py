"""Methods that see gradients only: gradient descent, stochastic gradient descent, Adam, L-BFGS."""

import numpy as np
from scipy.optimize import minimize

from ..arrays import real_number, whole_number

MOMENTUM, DECAY, BATCHES = 0.9, 1e-3, 4      # of sgd
FIRST, SECOND, FLOOR = 0.9, 0.999, 1e-8      # of Adam: the authors' defaults


def gradient_descent(meter, share):
    """``theta - h grad C``, ``h`` being ``share`` times the longest step that is stable at the start: Euler's steps of (1.9)."""
    theta = meter.theta0
    step = real_number("share", share, minimum=0, strict=True) * meter.longest_step(theta)
    while True:
        theta = theta - step * meter.gradient(theta)                   # (K,)
        meter.note(theta)


def sgd(meter, share):
    """Stochastic gradients of a quarter of the samples, in a new order each round, with momentum 0.9 and weight decay 1e-3.

    The step, divided by ``1 - 0.9``, starts at ``share`` times the longest stable step of gradient descent and falls as a cosine to zero over the budget.
    """
    theta, rng, N = meter.theta0, np.random.default_rng(0), meter.problem.N
    step = real_number("share", share, minimum=0, strict=True) * (1 - MOMENTUM) * meter.longest_step(theta)
    velocity = np.zeros_like(theta)
    while True:
        for rows in np.array_split(rng.permutation(N), min(BATCHES, N)):
            velocity = MOMENTUM * velocity + meter.gradient(theta, rows) + DECAY * theta
            theta = theta - step * _cosine(meter) * velocity           # (K,)
            meter.note(theta)


def adam(meter, rate):
    """Adam (Kingma and Ba, ICLR 2015) on all samples; ``rate`` falls as a cosine to zero over the budget."""
    rate = real_number("rate", rate, minimum=0, strict=True)
    theta, m, v, k = meter.theta0, 0.0, 0.0, 0
    while True:
        gradient, k = meter.gradient(theta), k + 1                     # (K,)
        m = FIRST * m + (1 - FIRST) * gradient
        v = SECOND * v + (1 - SECOND) * gradient ** 2
        mean, square = m / (1 - FIRST ** k), v / (1 - SECOND ** k)
        theta = theta - rate * _cosine(meter) * mean / (np.sqrt(square) + FLOOR)
        meter.note(theta)


def lbfgs(meter, memory):
    """scipy's L-BFGS-B without bounds, ``memory`` pairs of differences kept; each evaluation of its line search is paid as a gradient."""
    problem = meter.problem

    def cost_and_gradient(theta):
        meter.charge("gradient")
        residual = problem.outputs(theta) - problem.y                  # (N*Q,)
        return residual @ residual / (2 * problem.N), problem.vjp(theta, residual / problem.N)

    options = {"maxcor": whole_number("memory", memory, minimum=1), "maxiter": 10 ** 6, "maxfun": 10 ** 8, "ftol": 0.0, "gtol": 0.0}
    minimize(cost_and_gradient, meter.theta0, jac=True, method="L-BFGS-B", callback=lambda theta: meter.note(theta.copy()), options=options)


def _cosine(meter):
    return (1 + np.cos(np.pi * min(meter.work / max(meter.budget, 1e-300), 1.0))) / 2
