"""A differential equation fitted by a network: ``-u'' = f`` on [0, 1], ``u(0) = u(1) = 0``, whose residual is linear in the outputs.

With ``u(t) = sum_k a_k tanh(w_k t + b_k) + c`` the residuals at N - 2 points and at both ends are a smooth map of the parameters, so the theorems hold for it.
"""

import numpy as np

from ..function_model import FunctionModel
from ..network import Network
from ..problem import Problem
from .task import Task

UNITS, POINTS = 20, 24   # K = 61, QN = 26
SCALE = 0.1              # of the residuals of the equation, beside those of the ends
STEP = 1e-30             # of the complex step


def solution(t):
    """The ``u`` that is looked for."""
    return np.sin(np.pi * t) + 0.25 * np.sin(4 * np.pi * t)


def force(t):
    """``f = -u''``."""
    return np.pi ** 2 * np.sin(np.pi * t) + 4 * np.pi ** 2 * np.sin(4 * np.pi * t)


def poisson(split, prices, budget=3000.0, name=""):
    """The ``split``-th draw of points and of the start. Unseen: ``|u - solution| / |solution|`` on 200 points; chosen by the equation at 50 others."""
    rng = np.random.default_rng([split, POINTS])
    points, others, grid = np.sort(rng.uniform(size=POINTS)), rng.uniform(size=50), np.linspace(0, 1, 200)
    network = Network([1, UNITS, 1], "tanh")
    t = np.concatenate([points, [0.0, 1.0]])
    Y = np.concatenate([SCALE * force(points), [0.0, 0.0]])
    problem = Problem(residual_model(network), t[:, None], Y[:, None])
    target = SCALE * force(others)[:, None]

    def choice(theta):
        return -float(np.mean((problem.model.outputs(theta, others[:, None]) - target) ** 2))

    def unseen(theta):
        u = network.outputs(theta, grid[:, None])[:, 0]
        return float(np.linalg.norm(u - solution(grid)) / np.linalg.norm(solution(grid)))

    return Task(name, problem, start(rng), choice, unseen, budget, prices)


def start(rng):
    """Parameters (K,) whose units bend at random places of [0, 1]: ``w`` of size 4 to 12 with random sign, ``b = -w t`` for a random ``t``."""
    w = rng.uniform(4, 12, UNITS) * rng.choice([-1, 1], UNITS)
    return np.concatenate([w, -w * rng.uniform(size=UNITS), rng.normal(size=UNITS) / UNITS, [0.0]])


def residual_model(network):
    """The map from parameters to ``-SCALE u''`` inside [0, 1] and to ``u`` at its ends, in closed form."""
    def parts(theta, X):
        (W, b), (a, c) = network.unpack(theta)
        t, w, a = X[:, :1], W[:, 0], a[0]
        T = np.tanh(t * w + b)                                         # (N, units)
        first = 1 - T * T
        second = -2 * T * first
        third = (6 * T * T - 2) * first
        return t, w, a, c, T, first, second, third

    def outputs(theta, X):
        t, w, a, c, T, _, second, _ = parts(theta, X)
        inside = -SCALE * (second @ (a * w ** 2))[:, None]             # -u''
        return np.where((t == 0) | (t == 1), (T @ a)[:, None] + c, inside)

    def jacobian(theta, X):
        t, w, a, c, T, first, second, third = parts(theta, X)
        ends = np.column_stack([a * first * t, a * first, T, np.ones_like(t)])
        inside = np.column_stack([a * (2 * w * second + w ** 2 * third * t), a * w ** 2 * third, w ** 2 * second, np.zeros_like(t)])
        return np.where((t == 0) | (t == 1), ends, -SCALE * inside)    # (N, K): W, b, a, c

    def jacobian_derivative(theta, X, v):
        return jacobian(theta + 1j * STEP * v, X).imag / STEP

    return FunctionModel(outputs, jacobian, network.num_parameters, jacobian_derivative)
