"""Tables of the still pictures without orbits: the states in which those pages begin, computed by this package.

Each function returns a mapping from curve names, as :mod:`adaptedflow.figures.explorables` reads them, to pairs ``x, y``.
"""

import numpy as np

from ..activations import mollified_relu
from ..datasets import one_hot
from ..horizontal import circle, lift
from ..network import Network
from ..numerical_rank import numerical_rank
from ..problem import Problem


def staircase():
    network, X, radius, turns = Network([1, 1, 1], "identity"), np.array([[1.0], [-1.0]]), 0.6, 2.2
    start, half = np.array([1.0, 0.0, 1.0, 0.0]), np.array([[1.0, 1.0], [1.0, -1.0]])      # p, q = half the outputs' sum and difference
    x0, path = network.outputs(start, X).ravel(), [start]
    for _ in range(6):
        path.extend(lift(network, X, circle(x0, half[0], half[1], radius), path[-1])(np.linspace(0, 1, 61)[1:]))
    path = np.array(path)
    p, q = half @ np.array([network.outputs(theta, X).ravel() for theta in path]).T / 2
    height, turn = path[:, 3] - p / 2, np.arange(len(path)) / 60
    seen = lambda p, q, h: (0.82 * p + 0.57 * (q - 1), -0.2 * p + 0.34 * (q - 1) + 1.25 * h)
    done, landed = turn <= turns, (turn % 1 == 0) & (turn <= turns)
    return {
        "stairs: target": seen(p[:61], q[:61], 0 * p[:61]), "stairs: edge, fibre": seen(np.zeros(2), np.ones(2), np.array([0, 1.05])),
        "stairs: fibre": seen(p, q, height), "stairs: adapted": seen(p[done], q[done], height[done]), "stairs: end": seen(p[landed], q[landed], height[landed]),
        "height: segment": ([0, 6], [0, 6 * np.pi * radius ** 2 / 8]), "height: fibre": (turn, height), "height: adapted": (turn[done], height[done]),
        "height: end": (turn[landed], height[landed]),
    }


def jacobian_blocks():
    X = np.array([[1, 0, 2], [2, -1, 0], [0, 1, 1]]).T                                       # (N, M)
    W1, b1 = np.outer([1, 0, 1], [1, 1, 0]), np.array([1, -1, 2])
    W2 = np.array([[0, 1, 1], [-1, 1, 0], [1, 0, 1]])
    theta = np.concatenate([W1.ravel(), b1, W2.ravel(), np.zeros(3)]).astype(float)
    D = Network([3, 3, 3], "identity").jacobian(theta, X.astype(float))                      # (9, 24), parameters layer by layer
    by_input = [3 * unit + m for m in range(3) for unit in range(3)]                         # W1 by columns: copies of W2
    by_unit = [12 + 3 * q + unit for unit in range(3) for q in range(3)]
    left, right = D[:, by_input + [9, 10, 11]], D[:, by_unit + [21, 22, 23]]
    ranks = [numerical_rank(np.column_stack([layer, np.ones(3)])).rank for layer in (X.astype(float), X @ W1.T + b1.astype(float))]
    board = [(n, q, "adapted" if q < 2 else "standard") for q in range(3) for n in range(ranks[0] if q < 2 else ranks[1])]
    curves = {f"blocks: {name} dots": (np.nonzero(part)[1] + shift, -np.nonzero(part)[0]) for name, part, shift in (("adapted", left, 0), ("standard", right, 12))}
    for flow in ("adapted", "standard"):
        curves[f"board: {flow} dots"] = [n for n, _, kind in board if kind == flow], [-q for _, q, kind in board if kind == flow]
    return curves


def kappa():
    angles = 2 * np.pi * np.arange(3) / 3
    corners = np.sqrt(2) * np.column_stack([np.cos(angles), np.sin(angles)])
    triangle = Problem(Network([2, 1, 2], "identity"), corners, corners * [2.0, 1.0])
    saddle, step = np.array([0.0, 1, 0, 0, 1, 0, 0]), np.array([[1.0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 1, 0, 0, 0]])
    small = Problem(Network([1, 1, 2], mollified_relu(0.1)), np.array([[1.0], [2.0]]), one_hot([0, 1], 2))
    dead, up = np.array([-1.0, 0, 1, -2, 0.5, 0.5]), np.eye(6)[4:]
    k = np.linspace(-1.2, 1.2, 61)

    def along(problem, point, plane, a, b):
        V = np.array([a, b]) @ plane / np.hypot(a, b)
        return k, [problem.cost(point + one * V) - problem.cost(point) for one in k]

    return {
        "saddle: fibre": ([-1.2, 1.2], [0, 0]), "saddle: standard": along(triangle, saddle, step, 1, -2), "saddle: adapted": along(triangle, saddle, step, 1, 1),
        "dead: fibre": ([-1.2, 1.2], [0, 0]), "dead: standard": along(small, dead, up, 1, 0), "dead: adapted": along(small, dead, up, 1, 1),
    }


def focal_point():
    y, turn = np.array([0.45, 0.3]), np.linspace(-np.pi, np.pi, 121)
    points = y / np.linalg.norm(y) * np.array([[1], [-1]])
    cost = lambda x: ((x - y) ** 2).sum(axis=-1) / 2
    at = np.rad2deg(np.arctan2(points[:, 1], points[:, 0]))
    circle = np.column_stack([np.cos(turn), np.sin(turn)])
    return {
        "plane: adapted": circle.T, "plane: segment": points.T, "plane: adapted dots": points.T, "plane: target dots": y[:, None], "plane: end": ([0.0], [0.0]),
        "cost: adapted": (np.rad2deg(turn), cost(circle)), "cost: adapted dots": (at, cost(points)),
    }
