"""Newton's method for equilibria that need not be isolated.

A step minimises ``|grad C + Hess C d|^2 + mu |d|^2``. With ``mu >= |grad C|^2`` it stays short along the directions in which the
Hessian is flat, where there is nothing to solve, and converges quadratically to a critical manifold, since the damping
dies out with the gradient (Yamashita and Fukushima 2001). Library routines for Levenberg-Marquardt let ``mu`` go to zero
first; on a singular Hessian the step along its kernel is then a matter of rounding, and so is the point that is found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import own_array
from ..checked import checked_problem
from ..flows.pseudo_inverse import rounding_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

ITERATIONS = 60
SEARCH_ITERATIONS = 200
TOLERANCE = 1e-12    # of the gradient, in units of its scale
EQUILIBRIUM = 1e-9   # gradient, in units of its scale, up to which a point passes for an equilibrium
STALLED = 1e12       # damping at which a search gives up: |grad C| has a local minimum that is no zero


def gradient_scale(problem, theta):
    """``1 + |D| |grad_x C|``: what the rounding of ``grad_theta C = D^T grad_x C`` is measured by."""
    return 1 + np.linalg.norm(problem.jacobian(theta)) * np.linalg.norm(problem.output_gradient(theta))


def tolerance(problem):
    """Of the gradient, in units of its scale: 1e-12, or more where ``problem`` computes in float32."""
    return max(TOLERANCE, 100 * rounding_of(problem))


def equilibrium(problem, theta):
    """``theta`` (K,) checked to be an equilibrium; ValueError otherwise."""
    problem = checked_problem(problem)
    theta = own_array("theta", theta, (problem.K,))
    size, scale = float(np.linalg.norm(problem.cost_gradient(theta))), gradient_scale(problem, theta)
    most = max(EQUILIBRIUM, 1000 * rounding_of(problem)) * scale
    if size > most:
        raise ValueError(f"theta: expected an equilibrium, |grad_theta C| <= {most:.1e}, got {size:.3e}. "
                         "Take one from find_equilibria, or bring a near one there with polish.")
    return theta


def polish(problem: Any, theta: ArrayLike) -> np.ndarray | None:
    """The equilibrium near ``theta`` (K,), by Newton's steps damped along flat directions; None if none is within reach.

    Ends at a gradient of 1e-12 (in units of :func:`gradient_scale`) within a tenth of ``1 + |theta|`` from the start, or returns None.
    """
    problem = checked_problem(problem)
    theta = own_array("theta", theta, (problem.K,))
    start, reach = theta, 0.1 * (1 + np.linalg.norm(theta))
    for _ in range(ITERATIONS):
        gradient = problem.cost_gradient(theta)
        size = np.linalg.norm(gradient)
        if size <= tolerance(problem) * gradient_scale(problem, theta):
            return theta.copy()
        values, vectors = np.linalg.eigh(problem.cost_hessian(theta))
        theta = theta + _step(values, vectors, gradient, size ** 2)
        if not np.linalg.norm(theta - start) <= reach:
            return None
    return None


def descend(problem, theta, coarse):
    """Lower ``|grad_theta C|`` from ``theta`` (K,) to ``coarse``, or as far as it goes; returns the last point.

    The damping grows until a step lowers the gradient, and falls again after it, but not below ``|grad C|^2``.
    """
    gradient, mu = problem.cost_gradient(theta), 1.0
    for _ in range(SEARCH_ITERATIONS):
        size = np.linalg.norm(gradient)
        if size <= coarse:
            break
        values, vectors = np.linalg.eigh(problem.cost_hessian(theta))
        while mu < STALLED:
            new = theta + _step(values, vectors, gradient, max(mu, size ** 2))
            slope = problem.cost_gradient(new)
            if np.linalg.norm(slope) < size:
                break
            mu = 4 * max(mu, size ** 2)
        else:
            break
        theta, gradient, mu = new, slope, mu / 3
    return theta


def _step(values, vectors, gradient, mu):
    """The minimiser ``d`` (K,), from eigenvalues (K,) and eigenvectors (K, K) of the Hessian."""
    return -vectors @ (values / (values ** 2 + mu) * (vectors.T @ gradient))
