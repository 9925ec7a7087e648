"""Section 4.2: steps off an equilibrium."""

import numpy as np

from .. import critical
from ..activations import mollified_relu
from ..datasets import one_hot
from ..function_model import FunctionModel
from ..network import Network
from ..problem import Problem
from . import rank_deficient
from .registry import check, counterexample


def entries_of_the_point(K, Q, N):
    """How many entries the point of (4.15) has, to which a normal vector of the critical manifold is added."""
    return K


@check("perturbation-point", formula=entries_of_the_point, tolerance=0)
def size_of_a_normal_vector(formula, rng):
    for found in rank_deficient.found_from_random_starts(rng, (rank_deficient.repeated_inputs, rank_deficient.one_unit)):
        normal = critical.equations(found.problem, found.theta).jacobian[0]
        yield (found.theta + normal).size, formula(found.problem.K, found.problem.Q, found.problem.N)


def spanned(K, dimension, regular):
    """How many independent gradients the g_alpha have at an equilibrium where they span the normal space, ``regular``; else fewer."""
    return K - dimension if regular else K - dimension - 1


@check("normal-bundle-spanned", formula=spanned, tolerance=0, variants={
    "always spanned": lambda K, dimension, regular: K - dimension,
    "never spanned": lambda K, dimension, regular: K - dimension - 1})
def gradients_and_measured_dimensions(formula, rng):
    """The dimension comes from clouds of equilibria and knows nothing of gradients; with the fold, its target moved as well."""
    for found in rank_deficient.constant_rank(rng):
        if isinstance(found, str):
            yield found
        else:
            dimension = critical.local_dimension(found.problem, found.theta).value
            yield critical.equations(found.problem, found.theta).rank.rank, formula(found.problem.K, dimension, True)
    for height in (0.5, rng.uniform(0.6, 1.0)):                        # the focal point of the parabola, and points beyond it
        problem, theta = fold(height)
        gradients = np.linalg.matrix_rank(problem.cost_hessian(theta), tol=1e-9)
        yield gradients, formula(3, 2, height != 0.5)


def fold(height):
    """x = (t1, t1^2), two further parameters unused, target (0, ``height``), and an equilibrium: at 1/2 the critical manifold is t1 = 0,
    and g = 2 t1^3."""
    model = FunctionModel(lambda t, X: np.array([[t[0], t[0] ** 2]]), lambda t, X: np.array([[1, 0, 0], [2 * t[0], 0, 0]]), 3,
                          lambda t, X, v: np.array([[0, 0, 0], [2 * v[0], 0, 0]]))
    problem = Problem(model, np.ones((1, 1)), np.array([[0.0, height]]))
    return problem, np.array([np.sqrt(max(height - 0.5, 0.0)), 0.0, 0.0])


def change_of_cost(V, H, kappa):
    """The change of the cost over a step ``kappa V`` off an equilibrium, to second order."""
    return kappa ** 2 / 2 * V @ H @ V


@check("perturbation-sign", formula=change_of_cost, tolerance=1e-4, variants={
    "of first order": lambda V, H, kappa: -abs(kappa) * np.sqrt(V @ V),
    "V counted once": lambda V, H, kappa: kappa ** 2 / 2 * np.sqrt(V @ V) * np.trace(H)})
def steps_along_gradients(formula, rng):
    for found in rank_deficient.found_from_random_starts(rng, each=2):
        H, cost = found.problem.cost_hessian(found.theta), found.problem.cost(found.theta)
        for gradient in critical.equations(found.problem, found.theta).jacobian:
            V, kappa = gradient / np.linalg.norm(gradient), 1e-3
            if abs(V @ H @ V) > 1e-2:
                ahead, behind = (found.problem.cost(found.theta + sign * kappa * V) - cost for sign in (1, -1))
                yield (ahead + behind) / 2, formula(V, H, kappa)       # the part of third order drops out


@counterexample("perturbation-sign", printed=lambda V, H, kappa: -abs(kappa) ** 2 / 2 * np.abs(V @ H @ V), tolerance=1e-9)
def dead_units(formula):
    """Mollified ReLU, all units dead on all samples, [1, 1, 2] with N = 2 and [2, 3, 2] with N = 4: both g_alpha, both signs, any step."""
    for widths, X in (([1, 1, 2], [[1.0], [2.0]]), ([2, 3, 2], [[0.2, 0.4], [1.0, 0.3], [0.5, 0.9], [0.8, 0.8]])):
        M, hidden, Q = widths
        problem = Problem(Network(widths, mollified_relu(0.05)), np.array(X), one_hot(np.arange(len(X)) % 2, Q))
        theta = np.concatenate([-np.ones(hidden * M), np.zeros(hidden), np.arange(1.0, 1 + Q * hidden), [0.5, 0.5]])
        H = problem.cost_hessian(theta)
        for V in critical.equations(problem, theta).jacobian:
            for kappa in (-2.0, -0.1, 0.1, 2.0):
                yield problem.cost(theta + kappa * V) - problem.cost(theta), formula(V, H, kappa)


def change_over_superposition(H, V1, V2):
    """Second-order coefficient of the change of the cost over V1 + V2."""
    return (V1 + V2) @ H @ (V1 + V2) / 2


@check("perturbation-superposition", formula=change_over_superposition, tolerance=1e-4, variants={
    "the mixed term left out": lambda H, V1, V2: (V1 @ H @ V1 + V2 @ H @ V2) / 2})
def sums_of_two_steps(formula, rng):
    for found in rank_deficient.found_from_random_starts(rng, (rank_deficient.bottleneck, rank_deficient.affinely_dependent), each=2):
        H, kappa = found.problem.cost_hessian(found.theta), 1e-3
        V1, V2 = (V / np.linalg.norm(V) for V in (H @ rng.normal(size=len(H)), H @ rng.normal(size=len(H))))   # in the normal space
        both = [found.problem.cost(found.theta + sign * kappa * (V1 + V2)) for sign in (1, 0, -1)]
        yield (both[0] - 2 * both[1] + both[2]) / (2 * kappa ** 2), formula(H, V1, V2)


@counterexample("perturbation-superposition", printed=lambda H, V1, V2: (V1 @ H @ V1 + V2 @ H @ V2) / 2, tolerance=1e-6)
def two_descents_that_rise_together(formula):
    """The saddle of linear [3, 1, 3] on three samples at the corners of a triangle, targets (2, 1, 0) times the inputs."""
    problem, theta = triangle_saddle()
    H = problem.cost_hessian(theta)
    values, vectors = np.linalg.eigh(H)                                # -1, 0, 0, 0, 1, ..., 3
    down, up = vectors[:, 0], vectors[:, -1] / 2
    kappa = 1e-3
    changes = [problem.cost(theta + kappa * V) - problem.cost(theta) for V in (up + down, up - down)]
    assert max(changes) < 0, "each of the two steps lowers the cost"
    both = [problem.cost(theta + sign * kappa * 2 * up) for sign in (1, 0, -1)]
    yield (both[0] - 2 * both[1] + both[2]) / (2 * kappa ** 2), formula(H, up + down, up - down)


def triangle_saddle():
    """Three inputs at the corners of a triangle, ``f(x) = diag(2, 1, 0) x`` to be learnt through one linear unit: the point that has
    learnt the second coordinate and not the first. Q = 3 targets, K = 10 > QN = 9, rank D = 7 nearby."""
    angles = 2 * np.pi * np.arange(1, 4) / 3
    X = np.sqrt(2) * np.column_stack([np.cos(angles), np.sin(angles), np.zeros(3)])
    problem = Problem(Network([3, 1, 3], "identity"), X, X * np.array([2.0, 1.0, 0.0]))
    return problem, np.array([0, 1, 0, 0, 0, 1, 0, 0, 0, 0], float)    # w1 (3), b1, W2 (3), b2 (3)
