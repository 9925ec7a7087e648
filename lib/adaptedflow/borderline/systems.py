"""Three systems of equations as learning problems with K = QN: one sample, Q = K outputs, target 0.

On the border the adapted flow is ``theta' = -D^-1 x / N``: Newton's method in continuous time (Davidenko 1953, Branin 1972,
Smale 1976). The systems and their standard starts are numbers 1, 13 and 2 of Moré, Garbow and Hillstrom,
*Testing unconstrained optimization software*, ACM Trans. Math. Software 7 (1981) 17-41. For these three the orbit has a closed
form, because ``x(s) = exp(-s) x(0)`` can be solved for ``theta`` by hand. N = 1 and targets 0; no networks.
"""

import numpy as np
from scipy.optimize import brentq

from ..examples import Example
from ..function_model import FunctionModel
from ..problem import Problem

FOLD = (2 - np.sqrt(22)) / 3                                           # where det D of Freudenstein and Roth vanishes first


def rosenbrock() -> Example:
    """``(10 (b - a^2), 1 - a)`` from ``(-1.2, 1)``, root ``(1, 1)``: ``det D = 10`` everywhere, the orbit lives for ever."""
    def exact(s):
        a = 1 - 2.2 * np.exp(-s)
        return np.array([a, a ** 2 - 0.44 * np.exp(-s)])

    return _example(
        lambda a, b: (10 * (b - a ** 2), 1 - a),
        lambda a, b: ((-20 * a, 10), (-1, 0)),
        lambda a, b, v: ((-20 * v[0], 0), (0, 0)), (-1.2, 1), exact)


def powell_singular() -> Example:
    """``(a + 10 b, √5 (c - d), (b - 2c)^2, √10 (a - d)^2)`` from ``(3, -1, 0, 1)``, root 0, where D has rank 2.

    D is invertible along the orbit, which reaches the root, and with it the loss of rank, only as ``s`` goes to infinity.
    """
    linear = np.array([[1, 10, 0, 0], [0, 0, 1, -1], [0, 1, -2, 0], [1, 0, 0, -1]])

    def exact(s):
        return np.linalg.solve(linear, [-7 * np.exp(-s), -np.exp(-s), -np.exp(-s / 2), 2 * np.exp(-s / 2)])

    return _example(
        lambda a, b, c, d: (a + 10 * b, 5 ** 0.5 * (c - d), (b - 2 * c) ** 2, 10 ** 0.5 * (a - d) ** 2),
        lambda a, b, c, d: ((1, 10, 0, 0), (0, 0, 5 ** 0.5, -5 ** 0.5), (0, 2 * (b - 2 * c), -4 * (b - 2 * c), 0),
                            (2 * 10 ** 0.5 * (a - d), 0, 0, -2 * 10 ** 0.5 * (a - d))),
        lambda a, b, c, d, v: ((0, 0, 0, 0), (0, 0, 0, 0), (0, 2 * (v[1] - 2 * v[2]), -4 * (v[1] - 2 * v[2]), 0),
                               (2 * 10 ** 0.5 * (v[0] - v[3]), 0, 0, -2 * 10 ** 0.5 * (v[0] - v[3]))), (3, -1, 0, 1), exact)


def freudenstein_roth() -> Example:
    """``(-13 + a + ((5 - b) b - 2) b, -29 + a + ((b + 1) b - 14) b)`` from ``(0.5, -2)``, root ``(5, 4)``.

    The difference of the two is ``g(b) = 16 + 12 b + 4 b^2 - 2 b^3``, and ``g(b(s)) = exp(-s) g(-2)`` along the orbit. ``g`` has a
    minimum above zero at :data:`FOLD`, where ``det D = -g'`` vanishes: rank loss at ``s* = log(g(-2) / g(FOLD))``.
    """
    def g(b):
        return 16 + 12 * b + 4 * b ** 2 - 2 * b ** 3

    def exact(s):
        b = brentq(lambda b: g(b) - np.exp(-s) * g(-2), -2, FOLD, xtol=1e-14) if s > 0 else -2.0
        return np.array([19.5 * np.exp(-s) + 13 - ((5 - b) * b - 2) * b, b])     # the first equation is 19.5 at the start

    return _example(
        lambda a, b: (-13 + a + ((5 - b) * b - 2) * b, -29 + a + ((b + 1) * b - 14) * b),
        lambda a, b: ((1, 10 * b - 3 * b ** 2 - 2), (1, 3 * b ** 2 + 2 * b - 14)),
        lambda a, b, v: ((0, (10 - 6 * b) * v[1]), (0, (6 * b + 2) * v[1])), (0.5, -2), exact, float(np.log(g(-2) / g(FOLD))))


def _example(equations, jacobian, second, start, exact, end_time=np.inf):
    """An :class:`adaptedflow.examples.Example` from functions of the unknowns, one by one."""
    K = len(start)
    model = FunctionModel(
        lambda theta, X: np.array([equations(*theta)]),
        lambda theta, X: np.array(jacobian(*theta), dtype=theta.dtype),
        K,
        lambda theta, X, v: np.array(second(*theta, v), dtype=np.result_type(theta, v)))
    problem = Problem(model, np.zeros((1, 1)), np.zeros((1, K)))
    return Example(problem, np.array(start, float), exact, end_time, "rank_loss" if np.isfinite(end_time) else "reached")
