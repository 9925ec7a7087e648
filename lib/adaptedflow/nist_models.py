"""The regression functions of the NIST sets in ``data/nist``, as models with closed-form Jacobians.

Theorem 5.1 holds for any smooth map from parameters to outputs; here the map is ``b -> (f(x_1; b), ..., f(x_N; b))`` with
Q = 1. Each function below returns ``f`` (N,) and its K partial derivatives by ``b1, ..., bK``, and takes complex ``b``: the
second derivatives are the complex step through the first ones, exact to rounding.
"""

import numpy as np

from .datasets import NistProblem
from .function_model import FunctionModel
from .problem import Problem

STEP = 1e-30             # of the complex step: too small for any term but the first to be seen


def chwirut(b, x):
    """``exp(-b1 x) / (b2 + b3 x)``."""
    below = b[1] + b[2] * x
    f = np.exp(-b[0] * x) / below
    return f, (-x * f, -f / below, -x * f / below)


def danwood(b, x):
    """``b1 x^b2``."""
    power = x ** b[1]
    return b[0] * power, (power, b[0] * power * np.log(x))


def gauss(b, x):
    """An exponential and two bells ``b exp(-(x - c)^2 / d^2)``."""
    f, first = _decay(b[:2], x)
    g, second = _bell(b[2:5], x)
    h, third = _bell(b[5:], x)
    return f + g + h, (*first, *second, *third)


def lanczos(b, x):
    """A sum of exponentials ``b exp(-c x)``."""
    terms = [_decay(pair, x) for pair in b.reshape(-1, 2)]
    return sum(f for f, _ in terms), tuple(slope for _, slopes in terms for slope in slopes)


def misra1a(b, x):
    """``b1 (1 - exp(-b2 x))``."""
    rest = np.exp(-b[1] * x)
    return b[0] * (1 - rest), (1 - rest, b[0] * x * rest)


def rat43(b, x):
    """``b1 (1 + exp(b2 - b3 x))^(-1 / b4)``."""
    e = np.exp(b[1] - b[2] * x)
    shape = (1 + e) ** (-1 / b[3])
    f = b[0] * shape
    slope = -f * e / (1 + e) / b[3]
    return f, (shape, slope, -x * slope, f * np.log(1 + e) / b[3] ** 2)


def rational(b, x):
    """``(b1 + b2 x + ... + bk x^(k-1)) / (1 + b(k+1) x + ... )``, one coefficient fewer below than above."""
    powers = [x ** k for k in range(len(b) // 2 + 1)]
    below = 1 + sum(c * p for c, p in zip(b[len(powers):], powers[1:]))
    f = sum(c * p for c, p in zip(b, powers)) / below
    return f, (*(p / below for p in powers), *(-p * f / below for p in powers[1:]))


def _decay(b, x):
    e = np.exp(-b[1] * x)
    return b[0] * e, (e, -x * b[0] * e)


def _bell(b, x):
    u = (x - b[1]) / b[2]
    e = np.exp(-u ** 2)
    f = b[0] * e
    return f, (e, 2 * u * f / b[2], 2 * u ** 2 * f / b[2])


FUNCTIONS = {"Chwirut2": chwirut, "DanWood": danwood, "Gauss1": gauss, "Kirby2": rational, "Lanczos3": lanczos,
             "Misra1a": misra1a, "Rat43": rat43, "Thurber": rational}


def regression(nist):
    """The :class:`Problem` of a set read by ``af.load_nist``: its regression function as a model, its data as ``X`` and ``Y``.

    The residual sum of squares that NIST certifies is ``2 N`` times the cost (1.7). Raises TypeError for anything else,
    ValueError for a set whose function is not among :data:`FUNCTIONS`.
    """
    if not isinstance(nist, NistProblem):
        raise TypeError(f"nist: expected what af.load_nist(path) returns, got {nist!r}.")
    if nist.name not in FUNCTIONS:
        raise ValueError(f"nist: expected one of {', '.join(FUNCTIONS)}, got {nist.name!r}. Write its formula, {nist.formula!r}, as an af.FunctionModel.")
    function = FUNCTIONS[nist.name]

    def outputs(b, X):
        return function(b, X[:, 0])[0][:, None]                        # (N, 1)

    def jacobian(b, X):
        return np.stack(function(b, X[:, 0])[1], axis=1)               # (N, K)

    def jacobian_derivative(b, X, v):
        return jacobian(b + 1j * STEP * v, X).imag / STEP              # (N, K)

    model = FunctionModel(outputs, jacobian, len(nist.certified), jacobian_derivative)
    return Problem(model, nist.X, nist.Y)
