"""L-BFGS with scipy's line search."""

from scipy.optimize import minimize

from ..arrays import whole_number
from ..checked import checked_problem
from .arithmetic import Arithmetic
from .iterates import Recorder


def lbfgs(problem, theta0, budget, memory):
    """scipy's L-BFGS-B without bounds, ``memory`` pairs of differences kept, until the budget is spent or it sees no progress.

    Each evaluation, of the line search too, is charged as one cost gradient.
    """
    memory = whole_number("memory", memory, minimum=1)
    problem = checked_problem(problem)
    recorder, price, evaluations, steps = Recorder(problem, theta0, budget), Arithmetic(problem).gradient, 0, 0

    def cost(theta):
        nonlocal evaluations
        evaluations += 1
        return problem.cost(theta), problem.cost_gradient(theta)

    def after_step(theta):
        nonlocal steps
        steps += 1
        if not recorder.add(theta.copy(), evaluations * price, steps):
            raise StopIteration

    if budget >= price:
        minimize(cost, recorder.theta0, jac=True, method="L-BFGS-B", callback=after_step,
                 options={"maxcor": memory, "maxfun": int(budget / price), "maxiter": int(budget / price), "ftol": 0.0, "gtol": 0.0})
    return recorder.iterates()
