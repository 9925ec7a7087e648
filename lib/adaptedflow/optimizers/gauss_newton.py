"""Steps that solve linear least squares: Euler steps of the adapted flow, and Levenberg-Marquardt."""

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from ..arrays import real_number
from ..checked import checked_problem
from ..errors import RankLossError
from ..flows import AdaptedFlow
from .arithmetic import Arithmetic
from .iterates import Recorder


def adapted_euler(problem, theta0, budget, step):
    """``theta_{k+1} = theta_k - step * D^+ grad_x C``, the Euler steps of (2.4), until the budget is spent or ``D`` is deficient.

    ``step`` > 0 is in the paper's time; ``step = N`` is the minimum-norm Gauss-Newton step, less is damped Gauss-Newton.
    """
    step = real_number("step", step, minimum=0, strict=True)
    problem = checked_problem(problem)
    recorder, price, flow = Recorder(problem, theta0, budget), Arithmetic(problem).velocity, AdaptedFlow(problem)
    theta, steps = recorder.theta0, 0
    while (steps + 1) * price <= recorder.budget:
        try:
            theta, steps = theta + step * flow.velocity(theta), steps + 1   # (K,)
        except RankLossError:
            break
        if not recorder.add(theta, steps * price, steps):
            break
    return recorder.iterates()


def levenberg_marquardt(problem, theta0, budget, damping):
    """``theta + p`` with the least ``|D p + x - y|^2 + lambda |p|^2``, where that lowers the cost, until the budget is spent.

    ``p = -D^T (D D^T + lambda)^{-1} (x - y)``, by Cholesky in the outputs. ``lambda`` starts at ``damping`` > 0 times the mean
    eigenvalue of ``D D^T``, is divided by 3 after a step that lowers the cost, and multiplied by 3 after one that does not, which is
    taken back (Marquardt, SIAM J. Appl. Math. 11, 1963). A trial is charged with a cost and a factor, a step with a kernel besides.
    """
    damping = real_number("damping", damping, minimum=0, strict=True)
    problem = checked_problem(problem)
    recorder, price = Recorder(problem, theta0, budget), Arithmetic(problem)
    theta, cost, work, steps, lam = recorder.theta0, problem.cost(theta0), 0.0, 0, None
    trial = price.factor + 2 * price.solve + price.gradient
    while True:
        kernel, residual = problem.ntk(theta), problem.outputs(theta) - problem.y   # (N*Q, N*Q), (N*Q,)
        work += price.kernel
        lam = damping * np.trace(kernel) / len(kernel) if lam is None else lam
        while True:
            work += trial
            if work > recorder.budget:
                return recorder.iterates()
            factor = cho_factor(kernel + lam * np.eye(len(kernel)), lower=True)
            after = theta - problem.vjp(theta, cho_solve(factor, residual))   # (K,)
            after_cost = problem.cost(after)
            if after_cost < cost:
                break
            lam *= 3
            if lam > 1e12 * np.trace(kernel):                          # no step lowers the cost: at rest up to rounding
                return recorder.iterates()
        theta, cost, steps, lam = after, after_cost, steps + 1, lam / 3
        recorder.add(theta, work, steps)
