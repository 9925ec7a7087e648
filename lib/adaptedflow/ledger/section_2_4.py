"""Section 2.4: the horizontal bundle, its brackets and its fibres."""

import numpy as np
from scipy.linalg import null_space

from .. import horizontal
from ..activations import mollified_relu
from ..network import Network
from ..numerical_rank import numerical_rank
from . import instances, rank_deficient
from .registry import check, counterexample

PAIR = np.array([[1.0], [-1.0]])                # inputs of the smallest network with a hidden layer, K = 4 > QN = 2
MEAN, HALF_DIFFERENCE = np.array([1.0, 1.0]), np.array([1.0, -1.0])      # directions of p = (x_1 + x_2)/2, q = (x_1 - x_2)/2


def vertical_bracket(w1, b1, w2, one=1):
    """[X_p, X_q] of linear [1, 1, 1] at the inputs 1 and -1, for the horizontal lifts of the directions of p and q.

    With x_1 = p + q, x_2 = p - q, p = w2 b1 + b2 and q = w1 w2: [grad p, grad q] = (b1, -w1, 0, 0); its vertical part,
    divided by the determinant of the Gram matrix of the two gradients.
    """
    determinant = w2**4 + w2**2 * (w1**2 + b1**2 + one) + w1**2
    return w1 / determinant**2 * np.array([b1 * w1, -(w1**2 + w2**2), -b1 * w2, w2 * (w1**2 + b1**2 + w2**2)])


@check("horizontal-bundle-not-integrable", formula=vertical_bracket, tolerance=1e-10, variants={
    "the other order of the fields": lambda w1, b1, w2: -vertical_bracket(w1, b1, w2),
    "not projected on ker D": lambda w1, b1, w2: np.array([b1, -w1, 0, 0]) / (
        w2**4 + w2**2 * (w1**2 + b1**2 + 1) + w1**2)})
def bracket_of_lifts(formula, rng):
    net = Network([1, 1, 1], "identity")
    p, q = (horizontal.LiftField(net, PAIR, v) for v in (MEAN, HALF_DIFFERENCE))
    for theta in rng.normal(size=(20, 4)):
        yield horizontal.lie_bracket(p, q, theta), formula(*theta[:3])


def dimensions(K, Q, N, lost):
    """Dimensions of V and of the tangent space of the fibre where rank D = QN - ``lost``."""
    return np.array([Q * N - lost, K - Q * N + lost])


@check("fibre-foliation", formula=dimensions, tolerance=0, variants={
    "full rank everywhere": lambda K, Q, N, lost: np.array([Q * N, K - Q * N])})
def fibres_and_their_normals(formula, rng):
    """Where D has full rank, and where it has lost some on an open set."""
    for problem, theta in [*instances.full_rank(rng, 4, surplus=2), *rank_deficient.points(rng, 1)]:
        D = problem.jacobian(theta)
        fibre = nearby_points_of_the_fibre(problem, theta, rng)        # (K, 2 K)
        tangent = numerical_rank(fibre, cutoff=1e-2 * np.abs(fibre).max()).rank
        rank = numerical_rank(D).rank
        yield [rank, tangent], formula(problem.K, problem.Q, problem.N, problem.Q * problem.N - rank)
        slope = np.linalg.norm(D @ fibre) / np.linalg.norm(D, 2) / np.linalg.norm(fibre)
        yield slope < 1e-3, True                                       # the range of D^T is normal to it


def nearby_points_of_the_fibre(problem, theta, rng, size=1e-5):
    """2 K displacements of length about ``size`` that leave the outputs as they are: random ones, corrected by Newton's method."""
    x = problem.outputs(theta)
    found = []
    for step in size * rng.normal(size=(2 * problem.K, problem.K)) / np.sqrt(problem.K):
        moved = theta + step
        for _ in range(4):
            moved = moved - np.linalg.pinv(problem.jacobian(moved), rcond=1e-10) @ (problem.outputs(moved) - x)
        found.append(moved - theta)
    return np.array(found).T


@counterexample("fibre-foliation", printed=lambda K, Q, N, lost: np.array([Q * N, K - Q * N]))
def all_parameters_zero(formula):
    D = Network([1, 1, 2], "identity").jacobian(np.zeros(6), PAIR)     # (4, 6), rank 2
    yield [numerical_rank(D).rank, null_space(D).shape[1]], formula(6, 2, 2, 2)


def normal_component(curl, X, Y):
    """n . [X, Y] for fields X, Y with n . X = n . Y = 0 in three dimensions: minus the exterior derivative of n on them."""
    return -curl @ np.cross(X, Y)


@check("nonintegrable-normal-bundle", formula=normal_component, tolerance=1e-10)
def planes_normal_to_a_line_field(formula, rng):
    for _ in range(10):
        A, a, b = rng.normal(size=(3, 3)), *rng.normal(size=(2, 3))
        def n(theta):
            return A @ theta + np.array([1, 0, 0]) * theta[2]**2       # curl: of A, and 2 theta_3 in the second place
        X, Y = (lambda theta, c=c: np.cross(n(theta), c) for c in (a, b))
        theta = rng.normal(size=3)
        curl = np.array([A[2, 1] - A[1, 2], A[0, 2] - A[2, 0] + 2 * theta[2], A[1, 0] - A[0, 1]])
        yield n(theta) @ horizontal.lie_bracket(X, Y, theta), formula(curl, X(theta), Y(theta))


def reached_by_brackets(K, conserved):
    """Dimension that brackets of horizontal fields span, with ``conserved`` independent functions constant on horizontal curves."""
    return K - conserved


@check("sub-riemannian", formula=reached_by_brackets, tolerance=0, variants={
    "nothing conserved": lambda K, conserved: K})
def growth_of_networks(formula, rng):
    for _ in range(3):
        theta = 1 + rng.uniform(size=4) / 2                            # (w1, b1, w2, b2)
        inputs = np.array([[0.5], [1.5]]) + rng.uniform(-0.4, 0.4, size=(2, 1))          # both samples active, at 1.1 or more
        for activation, X, conserved in (
                ("identity", inputs, 1), ("relu", inputs, 1), (mollified_relu(1.0), inputs, 1), ("tanh", PAIR, 1), ("softplus", PAIR, 1),
                ("tanh", inputs, 0), ("softplus", inputs, 0)):
            growth = horizontal.growth_vector(Network([1, 1, 1], activation), X, theta)
            yield growth.dimensions[-1], formula(4, conserved)
            yield growth.clear, True
        theta = rng.normal(size=9)                                     # two linear units: a symmetric 2 by 2 matrix is conserved
        growth = horizontal.growth_vector(Network([2, 2, 1], "identity"), rng.normal(size=(3, 2)), theta)
        yield growth.dimensions[-1], formula(9, 3)


@counterexample("sub-riemannian", printed=lambda K, conserved: K)
def balance_of_the_smallest_network(formula):
    growth = horizontal.growth_vector(Network([1, 1, 1], "identity"), PAIR, np.array([1.0, 0.5, 1.5, 0.0]))
    yield growth.dimensions[-1], formula(4, 1)


def projected_field(D, g):
    """The standard field -D^T grad_x C after projection onto V = range D^T: itself."""
    return -D.T @ g


@check("constraints-on-standard-flow", formula=projected_field, tolerance=1e-9, variants={
    "the adapted field": lambda D, g: -np.linalg.pinv(D) @ g})
def standard_field_is_horizontal(formula, rng):
    for problem, theta in instances.full_rank(rng, 5):
        D, g = problem.jacobian(theta), problem.output_gradient(theta)
        P = horizontal.horizontal_projector(problem.model, problem.X, theta)
        yield -P @ problem.cost_gradient(theta), formula(D=D, g=g)
