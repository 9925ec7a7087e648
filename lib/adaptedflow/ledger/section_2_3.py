"""Section 2.3: the adapted field as the gradient of the metric pulled back to the range of D^T."""

import numpy as np
from scipy.linalg import null_space, orth

from ..flows import AdaptedFlow
from ..function_model import FunctionModel
from ..network import Network
from ..numerical_rank import numerical_rank
from . import instances, rank_deficient
from .registry import check, counterexample
from .section_1_4_1 import penrose


def basis(D):
    """Orthonormal columns that span the range of D^T, (K, N*Q)."""
    return np.linalg.qr(D.T).Q


def vertical_dimension(K, Q, N, rank):
    """Dimension of ker Df."""
    return K - rank


@check("horizontal-bundle", formula=vertical_dimension, tolerance=0, variants={
    "K - QN at every theta": lambda K, Q, N, rank: K - Q * N})
def kernel_and_horizontal_space(formula, rng):
    """Of full rank and not; V is the range of D^T, of dimension rank D, and the part beside ker D at each."""
    for problem, theta in [*instances.full_rank(rng, 6), *rank_deficient.points(rng, 2)]:
        D = problem.jacobian(theta)
        rank, V = numerical_rank(D).rank, orth(D.T, rcond=1e-10)
        yield null_space(D, rcond=1e-10).shape[1], formula(problem.K, problem.Q, problem.N, rank)
        yield numerical_rank(D @ V).rank, rank                         # D maps the horizontal space isomorphically to its range
        yield numerical_rank(np.hstack([null_space(D, rcond=1e-10), V])).rank, problem.K


@counterexample("horizontal-bundle", printed=lambda K, Q, N, rank: K - Q * N)
def theta_zero_and_a_cube(formula):
    D = Network([1, 1, 2], "identity").jacobian(np.zeros(6), np.array([[1.0], [-1.0]]))     # (4, 6), rank 2
    yield null_space(D).shape[1], formula(6, 2, 2, numerical_rank(D).rank)
    cube = FunctionModel(lambda theta, X: theta[:, None] ** 3, lambda theta, X: np.array([3 * theta**2]), 1)
    D = cube.jacobian(np.zeros(1), np.zeros((1, 1)))                   # (1, 1): a surjection that is no submersion
    yield null_space(D).shape[1], formula(1, 1, 1, numerical_rank(D).rank)


def lift_for_metric(D, G):
    """The right inverse of D whose range is orthogonal to ker D for the metric G of parameter space."""
    return np.linalg.solve(G, D.T) @ np.linalg.inv(D @ np.linalg.solve(G, D.T))


@check("horizontal-bundle-choices", formula=lift_for_metric, tolerance=1e-6, variants={
    "the Euclidean metric": lambda D, G: penrose(D),
    "the metric in the place of its inverse": lambda D, G: lift_for_metric(D, np.linalg.inv(G))})
def complement_for_any_metric(formula, rng):
    for problem, theta in instances.full_rank(rng, 8):
        D, A = problem.jacobian(theta), rng.normal(size=(problem.K, problem.K))
        G = A @ A.T / problem.K + np.eye(problem.K)
        vertical = null_space(D)                                       # (K, K - N*Q)
        V = null_space(vertical.T @ G) if vertical.size else np.eye(problem.K)
        yield [numerical_rank(np.hstack([vertical, V])).rank, numerical_rank(D @ V).rank], [problem.K, problem.Q * problem.N]
        yield V @ np.linalg.inv(D @ V), formula(D, G)


def pullback(D, V, W):
    """h(V, W), (2.48) with the Euclidean metric; columns of V and W are vectors."""
    return (D @ V).T @ (D @ W)


@check("pullback-metric", formula=pullback, tolerance=1e-8)
def metric_from_output_velocities(formula, rng):
    for problem, theta in instances.full_rank(rng, 10):
        V = basis(problem.jacobian(theta))
        pushed = np.array([instances.derivative(problem.outputs, theta, v) for v in V.T])          # f_* V, (N*Q, N*Q)
        yield pushed @ pushed.T, formula(problem.jacobian(theta), V, V)
        yield np.linalg.eigvalsh(pushed @ pushed.T)[0] > 0, True


def gradient_h(D, dF):
    """grad_h F from the Euclidean gradient of F, (2.53)."""
    return penrose(D) @ (penrose(D).T @ dF)


def gradient_by_definition(D, dF):
    """The G in the range of D^T with dF(V) = h(V, G) for every V in it, (2.46)."""
    B = basis(D)
    return B @ np.linalg.solve(pullback(D, B, B), B.T @ dF)


@check("proposition-2-3-gradient", formula=gradient_h, tolerance=1e-6, variants={
    "the Euclidean gradient": lambda D, dF: dF,
    "one Penrose inverse": lambda D, dF: penrose(D) @ (D @ dF)})
def gradient_of_any_function(formula, rng):
    for problem, theta in instances.full_rank(rng, 10):
        D, dF = problem.jacobian(theta), rng.normal(size=problem.K)
        yield gradient_by_definition(D, dF), formula(D, dF)
        yield -AdaptedFlow(problem).velocity(theta), formula(D, problem.cost_gradient(theta))


def horizontal_part(D, G):
    """P G."""
    return penrose(D) @ (D @ G)


@check("proposition-2-3-horizontal", formula=horizontal_part, tolerance=1e-6, variants={
    "the vertical part": lambda D, G: G - horizontal_part(D, G)})
def gradient_is_horizontal(formula, rng):
    for problem, theta in instances.full_rank(rng, 10):
        G = -AdaptedFlow(problem).velocity(theta)
        yield G, formula(problem.jacobian(theta), G)


def components_of_pushforward(n, k):
    """Number of components of f_* V, for f from dimension k to n."""
    return n


@check("proposition-2-3-indices", formula=components_of_pushforward, tolerance=0)
def length_of_pushforward(formula, rng):
    for problem, theta in instances.full_rank(rng, 10):
        yield len(problem.jvp(theta, rng.normal(size=problem.K))), formula(problem.Q * problem.N, problem.K)


@counterexample("proposition-2-3-indices", printed=lambda n, k: k)
def product_of_two_parameters(formula):
    yield len(np.array([[1.0, 1.0]]) @ np.ones(2)), formula(1, 2)      # D of w1 w2 at (1, 1)


def against_the_gradient(V, dF, P):
    """h(V, grad_h F) for any V: dF of its horizontal part. For horizontal V it is dF(V), (2.49)."""
    return (P @ V) @ dF


def metric_side(D, V, dF):
    """h(V, grad_h F), and P."""
    return (D @ V) @ (D @ gradient_by_definition(D, dF)), penrose(D) @ D


@check("proposition-2-3-reference", formula=against_the_gradient, tolerance=1e-6)
def any_vector_and_any_function(formula, rng):
    for problem, theta in instances.full_rank(rng, 10):
        D, (V, dF) = problem.jacobian(theta), rng.normal(size=(2, problem.K))
        measured, P = metric_side(D, V, dF)
        yield measured, formula(V, dF, P)
        yield metric_side(D, P @ V, dF)[0], (P @ V) @ dF               # (2.50)


@counterexample("proposition-2-3-reference", printed=lambda V, dF, P: V @ dF, tolerance=1e-9)
def vertical_vector_of_a_product(formula):
    D, V = np.array([[1.0, 1.0]]), np.array([1.0, -1.0])               # D of w1 w2 at (1, 1), V in its kernel, F = w1
    measured, P = metric_side(D, V, np.array([1.0, 0.0]))
    yield measured, formula(V, np.array([1.0, 0.0]), P)
