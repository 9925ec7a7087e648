"""Methods that solve linear least squares in each step: Levenberg-Marquardt (ours, MINPACK's), scipy's trust region, Gauss-Newton with a line search."""

import numpy as np
import scipy.optimize
from scipy.linalg import LinAlgError, cho_factor, cho_solve

from ..arrays import real_number
from .meter import shift


def levenberg_marquardt(meter, damping):
    """``theta + p`` with the least ``|D p + x - y|^2 + lambda |p|^2``, where that lowers the cost, by Cholesky in the smaller of QN and K.

    ``lambda`` starts at ``damping`` times the mean eigenvalue of ``D D^T``, is divided by 3 after a step that lowers the cost, and multiplied by 3 after
    one that does not, which is taken back (Marquardt, SIAM J. Appl. Math. 11, 1963).
    """
    damping = real_number("damping", damping, minimum=0, strict=True)
    problem, theta, lam = meter.problem, meter.theta0, None
    cost = meter.cost(theta)
    while True:
        meter.charge("normal")
        D, r = problem.jacobian(theta), problem.outputs(theta) - problem.y
        wide = len(D) <= D.shape[1]
        A = D @ D.T if wide else D.T @ D
        size = np.trace(A)
        lam = damping * size / len(r) if lam is None else lam
        while True:
            try:
                factor = cho_factor(A + lam * np.eye(len(A)), lower=True)
                after = theta - (D.T @ cho_solve(factor, r) if wide else cho_solve(factor, D.T @ r))
                after_cost = meter.cost(after)
            except LinAlgError:                                        # lambda below rounding
                after_cost = np.inf
            if after_cost < cost:
                break
            lam *= 3
            if lam > 1e12 * size:
                return "no step lowered the cost any more"
            meter.charge("damping")
        theta, cost, lam = after, after_cost, lam / 3
        meter.note(theta)


def minpack(meter, setting=None):
    """scipy's ``least_squares`` by ``"lm"``, MINPACK's Levenberg-Marquardt. It asks for as many residuals as parameters, QN >= K."""
    problem = meter.problem
    if problem.N * problem.Q < problem.K:
        return "needs QN >= K"
    return _scipy(meter, "lm", "minpack")


def trust_region(meter, setting=None):
    """scipy's ``least_squares`` by ``"trf"``, its default: a trust region, with singular values of ``D`` in each step."""
    return _scipy(meter, "trf", "svd")


def _scipy(meter, method, kind):
    problem = meter.problem

    def residual(theta):
        meter.charge("cost")
        return problem.outputs(theta) - problem.y

    def jacobian(theta):                                               # asked for at accepted iterates
        if (theta != meter.theta0).any():
            meter.note(theta.copy())
        meter.charge(kind)
        return problem.jacobian(theta)

    found = scipy.optimize.least_squares(residual, meter.theta0, jacobian, method=method, x_scale="jac", ftol=1e-15, xtol=1e-15, gtol=1e-15, max_nfev=10 ** 6)
    meter.note(found.x)
    return "it came to rest"


def gauss_newton(meter, setting=None):
    """``theta + t p``, ``p = -D^+ (x - y)`` of least norm, ``t`` = 1, 1/2, 1/4, ... until the cost falls by 1e-4 of what the linearisation says."""
    problem, theta = meter.problem, meter.theta0
    cost = meter.cost(theta)
    while True:
        meter.charge("velocity")
        p, t = shift(problem, theta), 1.0
        slope = problem.output_gradient(theta) @ problem.jvp(theta, p)  # dC/dt at t = 0, negative
        while not (after := meter.cost(theta + t * p)) < cost + 1e-4 * t * slope:
            t /= 2
            if t < 1e-12:
                return "no step lowered the cost any more"
        theta, cost = theta + t * p, after
        meter.note(theta)
