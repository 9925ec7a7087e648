"""Checks of our own statements on the time as a gradient, on the test at the start, and on what labels allow."""

import numpy as np

from ..examples import last_layer_limit
from ..flows import AdaptedFlow
from ..function_model import FunctionModel
from ..lifetime import last_layer_criterion
from ..network import Network
from ..orbit import integrate
from ..problem import Problem
from . import instances
from .registry import Check


def leaf_gradient(D, w):
    """G: the gradient of -log|w| with respect to theta, projected on the kernel of B = (1 - w w^T / |w|^2) D. Complex-safe."""
    P = np.eye(len(w)) - np.outer(w, w) / (w @ w)
    B, gradient = P @ D, D.T @ w / (w @ w)
    return gradient - B.T @ np.linalg.solve(B @ B.T + np.eye(len(w)) - P, B @ gradient)


def along_the_leaf(D, w):
    """G / |G|^2."""
    G = leaf_gradient(D, w)
    return G / (G @ G)


def whole_gradient(D, w):
    """The same without the projection."""
    g = D.T @ w / (w @ w)
    return g / (g @ g)


def velocity_and_gradient(formula, rng):
    for n, K in ((1, 2), (2, 2), (3, 3), (3, 5), (4, 9)):
        D, w = rng.normal(size=(n, K)), rng.normal(size=n)
        yield np.linalg.pinv(D) @ w, formula(D, w)


def reduced_eigenvalues(u, hessians, kernel, w):
    """Eigenvalues of H = (sum u_i Hess x_i) on ker D, over u . w."""
    H = kernel @ np.tensordot(u, hessians, 1) @ kernel.T
    return np.sort(np.linalg.eigvalsh((H + H.T) / 2) / (u @ w))


def derivative_of_the_gradient(formula, rng):
    for n, K in ((1, 2), (2, 3), (2, 5), (3, 4)):
        U, R = np.linalg.qr(rng.normal(size=(n, n)))[0], rng.normal(size=(n - 1, K))
        D, u, y = U[:, :-1] @ R, U[:, -1], rng.normal(size=n)
        y += (rng.choice([-1, 1]) * rng.uniform(1.5, 2.5) - u @ y) * u      # u . w, of either sign
        hessians = rng.normal(size=(n, K, K))
        hessians += hessians.transpose(0, 2, 1)
        def G(theta):
            w = y - D @ theta - np.einsum("ijk,j,k->i", hessians, theta, theta) / 2
            return leaf_gradient(D + hessians @ theta, w)
        kernel = np.linalg.svd(D)[2][n - 1:]                           # (K - n + 1, K)
        slopes = np.array([kernel @ instances.derivative(G, np.zeros(K), z) for z in kernel])
        yield np.sort(np.linalg.eigvalsh((slopes + slopes.T) / 2)), formula(u, hessians, kernel, y)


def least_weight(v, X, H):
    """The smallest Lam that the test certifies, for sup |sigma'| = 1: X (M + 1, N) and H (M_1 + 1, N) with their rows of ones."""
    N = X.shape[1]
    return np.linalg.norm(v) * np.linalg.norm(X, 2) / np.linalg.svd(H, compute_uv=False)[N - 1] ** 2


def features(problem, theta):
    return np.column_stack([np.tanh(problem.model.preactivations(theta, problem.X)[0]), np.ones(problem.N)]).T


def inputs(problem):
    return np.column_stack([problem.X, np.ones(problem.N)]).T


def weight_at_which_it_dies(formula, rng):
    """Balanced orbits, which die at Lam = w2 / sinh(w1); and what sigma_N keeps to, for a sample at 0, where the row of ones is all there is."""
    for _ in range(3):
        w1, w2 = rng.uniform(0.02, 0.05), rng.uniform(0.5, 2)
        problem, theta = last_layer_limit(w1, 1e-4).problem, np.array([w1, 0, w2, 0, 0, 0])
        v = 1.0001 * w2 * np.tanh(w1) * np.array([-1.0, 0.0, 1.0, 0.0])
        yield w2 / np.sinh(w1), formula(v, inputs(problem), features(problem, theta))
    net = Network([1, 1, 1])
    for _ in range(3):
        theta = np.array([0.3, rng.uniform(0.4, 0.7), rng.uniform(0.8, 1.2), 0.0])
        problem = Problem(net, [[0.0]], net.outputs(theta, [[0.0]]) - rng.uniform(0.8, 1.0))
        orbit = integrate(AdaptedFlow(problem), theta, until=np.inf, clock="segment")
        kept = np.array([np.linalg.norm(features(problem, point)) ** 2 for point in orbit.theta])
        quotient = formula(problem.y - problem.outputs(theta), inputs(problem), features(problem, theta))
        bound = kept[0] * (1 + np.expm1(-orbit.s) * quotient)
        yield np.minimum(kept, bound), bound


def growth(narrow, wide):
    """sigma_N(H~)^2 at the width ``wide`` over that at ``narrow``."""
    return wide / narrow


def singular_values_by_width(formula, rng):
    X, middle = np.array([[2.0, 0], [-2.0, 0.5], [0, 2.0], [0.3, -2.0]]), {}
    for width in (512, 4096):
        net = Network([2, width, 1])
        problem = Problem(net, X, np.zeros((4, 1)))
        middle[width] = np.median([last_layer_criterion(problem, net.init(rng)).margin for _ in range(61)])
    yield middle[4096] / middle[512], formula(512, 4096)


def time_left(c, theta, y):
    """t* for x = c arctan(theta) from theta to a target y out of reach: int mu over |v|."""
    return c * (np.pi / 2 - np.arctan(theta)) / (y - c * np.arctan(theta))


def ends_of_arctan(formula, rng):
    for _ in range(4):
        c, theta = rng.uniform(0.5, 2), rng.normal()
        y = c * np.pi / 2 * rng.uniform(1.2, 3)
        model = FunctionModel(lambda th, X, c=c: c * np.arctan(th)[None], lambda th, X, c=c: c / (1 + th[None] ** 2), 1)
        orbit = integrate(AdaptedFlow(Problem(model, [[1.0]], [[y]])), np.array([theta]), until=np.inf, clock="segment")
        yield -np.expm1(-orbit.end_time), formula(c, theta, y)


def radius(X, H):
    """How far the targets may be from the outputs, for one hidden layer."""
    N = X.shape[1]
    return np.linalg.svd(H, compute_uv=False)[N - 1] ** 2 / np.linalg.norm(X, 2)


def starts_for_labels(formula, rng):
    for _ in range(4):
        N, Q = int(rng.integers(2, 5)), int(rng.integers(1, 4))
        net = Network([2, N + 1, Q])
        problem, theta = instances.labelled(net, N, rng), net.init(rng, 2.0)
        W, b = net.unpack(theta)[-1]
        solved = np.linalg.lstsq(features(problem, theta).T, problem.Y)[0].T           # (Q, M_1 + 1)
        W[:], b[:] = solved[:, :-1], solved[:, -1]
        r, direction = formula(inputs(problem), features(problem, theta)), rng.normal(size=(N, Q))
        direction /= np.linalg.norm(direction)
        moved = [Problem(net, problem.X, problem.Y + share * r * direction) for share in (0.999, 1.001)]
        inside, outside = (last_layer_criterion(one, theta).certified for one in moved)
        orbit = integrate(AdaptedFlow(moved[0]), theta, until=np.inf, clock="segment")
        yield [r > 0, inside, outside, orbit.status == "reached"], [True, True, False, True]


def turns(M1):
    """How often a sum of ``M1`` = 2 tanh units and a constant can turn."""
    return 2 * (M1 - 1)


def most_turns(formula, rng):
    x = np.linspace(-6, 6, 4001)
    for _ in range(3):
        most = 0
        for _ in range(300):
            (a1, a2), (w1, w2), (b1, b2) = rng.normal(size=2), rng.normal(size=2) * 2, rng.normal(size=2) * 2
            slope = a1 * w1 / np.cosh(w1 * x + b1) ** 2 + a2 * w2 / np.cosh(w2 * x + b2) ** 2
            signs = np.sign(slope[np.abs(slope) > 1e-12])
            most = max(most, int(np.sum(signs[1:] != signs[:-1])))
        yield most, formula(2)


CHECKS = (
    Check("time-is-a-gradient", velocity_and_gradient, along_the_leaf, 1e-9, {"without the projection on the leaf": whole_gradient}),
    Check("rank-loss-catches", derivative_of_the_gradient, reduced_eigenvalues, 1e-8, {
        "not divided by u . w": lambda u, hessians, kernel, w: reduced_eigenvalues(u, hessians, kernel, w) * abs(u @ w),
        "divided by |u . w|": lambda u, hessians, kernel, w: np.sort(reduced_eigenvalues(u, hessians, kernel, w) * np.sign(u @ w)),
        "the whole Hessian": lambda u, hessians, kernel, w: reduced_eigenvalues(u, hessians, np.eye(kernel.shape[1])[:len(kernel)], w)}),
    Check("last-layer-test", weight_at_which_it_dies, least_weight, 0.005, {
        "constant 1.01": lambda v, X, H: least_weight(v, X, H) / 1.01,
        "H without the row of ones": lambda v, X, H: least_weight(v, X, np.vstack([H[:-1], 0 * H[:1] + 1e-9])),
        "X without the row of ones": lambda v, X, H: least_weight(v, X[:-1], H),
        "the largest singular value": lambda v, X, H: np.linalg.norm(v) * np.linalg.norm(X, 2) / np.linalg.norm(H, 2) ** 2,
        "the singular value not squared": lambda v, X, H: np.linalg.norm(v) * np.linalg.norm(X, 2) / np.linalg.svd(H, compute_uv=False)[-1]}),
    Check("wide-networks-live", singular_values_by_width, growth, 0.1, {"like the root of the width": lambda narrow, wide: (wide / narrow) ** 0.5}),
    Check("criterion-on-the-segment", ends_of_arctan, time_left, 1e-4, {
        "from the origin": lambda c, theta, y: c * np.pi / 2 / (y - c * np.arctan(theta))}),
    Check("every-target-has-a-start", starts_for_labels, radius, 0, {
        "the singular value not squared": lambda X, H: np.sqrt(radius(X, H) / np.linalg.norm(X, 2)),
        "H without the row of ones": lambda X, H: radius(X, np.vstack([H[:-1], 0 * H[:1]]))}),
    Check("labels-no-start-reaches", most_turns, turns, 0, {"one turn a unit less": lambda M1: M1 - 1}),
)
