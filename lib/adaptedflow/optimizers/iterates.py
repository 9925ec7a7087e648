"""What a method went through."""

from dataclasses import dataclass

import numpy as np

from ..arrays import own_array, real_number
from ..checked import checked_problem

KEPT = 40        # iterates that are kept on the way


@dataclass(frozen=True, eq=False)
class Iterates:
    """Some of the iterates of a method, the first and the last among them.

    ``theta`` (T, K); ``cost`` (T,), of (1.7); ``work`` (T,), floating-point operations spent until then; ``steps`` (T,).
    """

    theta: np.ndarray
    cost: np.ndarray
    work: np.ndarray
    steps: np.ndarray

    def __repr__(self):
        return f"Iterates({self.steps[-1]} steps, cost {self.cost[0]:.3g} to {self.cost[-1]:.3g})"


class Recorder:
    """Keeps an iterate each time a further 1 / KEPT of the budget is spent."""

    def __init__(self, problem, theta0, budget):
        cure = "problem.model.init(seed) makes a start."
        self.problem = checked_problem(problem)
        self.theta0 = own_array("theta0", theta0, (problem.K,), cure=cure)
        self.budget = real_number("budget", budget, minimum=0)
        self.rows = [(self.theta0, 0.0, 0)]
        self.last = self.rows[0]

    def add(self, theta, work, steps):
        """Note an iterate; False where it is not finite or beyond the budget, and then it is forgotten."""
        if work > self.budget or not np.isfinite(theta).all():
            return False
        self.last = (theta, work, steps)
        if KEPT * (work - self.rows[-1][1]) >= self.budget:
            self.rows.append(self.last)
        return True

    def iterates(self):
        rows = self.rows if self.rows[-1] is self.last else self.rows + [self.last]
        theta, work, steps = (np.array(column) for column in zip(*rows))
        with np.errstate(over="ignore", invalid="ignore"):
            cost = np.array([self.problem.cost(one) for one in theta])
        return Iterates(theta, cost, work, steps)
