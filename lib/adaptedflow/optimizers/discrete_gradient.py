"""Steps of the standard flow that cannot raise the cost, whatever their size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import own_array, real_number, whole_number
from ..checked import checked_problem

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

TOLERANCE = 1e-11        # of the implicit equation, relative to |theta| and the step
HALVINGS = 30            # of the step size, on the way to a first guess


def discrete_gradient(problem: Any, theta0: ArrayLike, step: float, num_steps: int) -> np.ndarray:
    """Iterates ``theta`` (num_steps + 1, K) of ``theta_{k+1} = theta_k - step * G(theta_k, theta_{k+1})``, ``G`` Gonzalez' discrete gradient.

    With ``d = theta' - theta`` and the midpoint ``m``, ``G = g + (C(theta') - C(theta) - g . d) d / |d|^2``, ``g = grad_theta C(m)``
    (J. Nonlinear Sci. 6, 1996). So ``G . d = C(theta') - C(theta)``, and a step changes the cost by ``-|d|^2 / step``: it falls at any step
    size. Such methods are those of Section 6 of Hairer and Lubich (IMA J. Numer. Anal. 34, 2014), the paper's reference [14].

    A solution exists for every ``step``: every solution with ``step`` replaced by a smaller one has ``|d|^2 <= step * C(theta)``, as the
    cost is not negative, and the degree does not change on the way down to ``d = 0``. It is found by Newton's method with the Hessian at ``m``,
    from a shorter step where need be; so this is for small K. Order 2. ArithmeticError where Newton's method does not get there.
    """
    problem = checked_problem(problem)
    theta = own_array("theta0", theta0, (problem.K,), cure="problem.model.init(seed) makes a start.")
    step = real_number("step", step, minimum=0, strict=True)
    path = [theta]
    for _ in range(whole_number("num_steps", num_steps)):
        path.append(path[-1] + _solve(problem, path[-1], step))
    return np.array(path)                                              # (num_steps + 1, K)


def _solve(problem, theta, step):
    """The increment of one step: Newton from the increment of a shorter step, which is made longer as far as that succeeds."""
    increment, done, trial = np.zeros(problem.K), 0.0, step
    for _ in range(8 * HALVINGS):
        guess = increment * (trial / done) if done else -trial * problem.cost_gradient(theta)
        starts = (guess, increment) if done else (guess,)
        found = next((d for start in starts if (d := _newton(problem, theta, trial, start)) is not None), None)
        if found is None:
            trial = done + (trial - done) / 4
            if trial - done < step / 2 ** HALVINGS:
                break
        elif trial == step:
            return found
        else:
            increment, done, trial = found, trial, min(step, trial + 4 * (trial - done))
    raise ArithmeticError(f"The discrete-gradient step of size {step:g} was not found: Newton's method got to size {done:.3g}. Take a smaller step.")


def _newton(problem, theta, step, d):
    """``d`` with ``d + step * G(theta, theta + d) = 0``, or None."""
    cost, limit = problem.cost(theta), 2 * np.sqrt(step * problem.cost(theta))   # every solution has |d| <= limit / 2
    scale = TOLERANCE * np.sqrt(1 + theta @ theta)
    for _ in range(12):
        size = d @ d
        if not np.isfinite(size) or np.sqrt(size) > limit + scale:
            return None
        if size == 0:
            return d if not problem.cost_gradient(theta).any() else None
        middle = theta + d / 2
        g, after = problem.cost_gradient(middle), theta + d            # (K,)
        excess = problem.cost(after) - cost - g @ d
        F = d + step * (g + excess / size * d)                         # (K,)
        H = problem.cost_hessian(middle)                               # (K, K)
        slope = (problem.cost_gradient(after) - g - H @ d / 2) / size - 2 * excess * d / size ** 2   # gradient of excess / size
        J = (1 + step * excess / size) * np.eye(len(d)) + step * (H / 2 + np.outer(d, slope))
        try:
            change = np.linalg.solve(J, -F)
        except np.linalg.LinAlgError:                                  # far from a solution J may be singular
            return None
        d = d + change
        if np.linalg.norm(change) < scale:
            return d
    return None
