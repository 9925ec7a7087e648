"""Newton's method for equilibria that need not be isolated."""

import numpy as np

from ..arrays import real_array

ITERATIONS = 60
TOLERANCE = 1e-12    # of the gradient, in units of its scale


def gradient_scale(problem, theta):
    """``1 + |D| |grad_x C|``: what the rounding of ``grad_theta C = D^T grad_x C`` is measured by."""
    return 1 + np.linalg.norm(problem.jacobian(theta)) * np.linalg.norm(problem.output_gradient(theta))


def polish(problem, theta):
    """The equilibrium near ``theta`` (K,), by Newton's steps damped along flat directions; None if none is within reach.

    A step minimises ``|grad C + Hess C d|^2 + |grad C|^2 |d|^2``: near a critical manifold it goes to it along its normals and converges
    quadratically, since the damping dies out with the gradient (Yamashita and Fukushima 2001). Ends at a gradient of
    1e-12 (in units of :func:`gradient_scale`) within a tenth of ``1 + |theta|`` from the start, or returns None.
    """
    theta = real_array("theta", theta, (problem.K,))
    start, reach = theta, 0.1 * (1 + np.linalg.norm(theta))
    for _ in range(ITERATIONS):
        gradient = problem.cost_gradient(theta)
        size = np.linalg.norm(gradient)
        if size <= TOLERANCE * gradient_scale(problem, theta):
            return theta
        values, vectors = np.linalg.eigh(problem.cost_hessian(theta))  # (K,), (K, K)
        theta = theta - vectors @ (values / (values ** 2 + size ** 2) * (vectors.T @ gradient))
        if not np.linalg.norm(theta - start) <= reach:
            return None
    return None
