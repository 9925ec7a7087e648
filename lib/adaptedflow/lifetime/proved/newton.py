"""Where an orbit's leaf meets a loss of rank, in floating point."""

import numpy as np

STEPS = 50


def lost_rank(problem, theta, v):
    """``(theta, u)`` with ``x[theta] = y - lambda v`` for some lambda, ``D^T u = 0`` and ``u . v = 1``, up to rounding; None where Newton's method
    did not come there from ``theta``.

    At a zero where the Hessian of ``u . x`` on the kernel of D is nondegenerate the three equations for (theta, lambda, u) have an invertible derivative.
    """
    n, K = len(v), problem.K
    u = np.linalg.svd(problem.jacobian(theta))[0][:, -1]
    if u @ v == 0:
        return None                                                    # (theta, u) cannot be scaled to u . v = 1
    u, lam = u / (u @ v), (problem.y - problem.outputs(theta)) @ v / (v @ v)
    for _ in range(STEPS):
        D = problem.jacobian(theta)
        lacking = np.concatenate([problem.y - lam * v - problem.outputs(theta), -D.T @ u, [1 - u @ v]])
        J = np.zeros((n + K + 1, n + K + 1))
        J[:n, :K], J[:n, K], J[n:n + K, :K], J[n:n + K, K + 1:], J[-1, K + 1:] = D, v, problem.output_hessian(theta, u), D.T, v
        try:
            step = np.linalg.solve(J, lacking)
        except np.linalg.LinAlgError:
            return None
        theta, lam, u = theta + step[:K], lam + step[K], u + step[K + 1:]
        if not np.all(np.isfinite(step)):
            return None
        if np.linalg.norm(step[:K]) < 1e-13 * (1 + np.linalg.norm(theta)):
            return theta, u
    return None
