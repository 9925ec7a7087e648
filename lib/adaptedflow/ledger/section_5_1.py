"""Section 5.1: the image of parameter space, the metric pulled back from it, and holonomy (Remark 5.4)."""

import numpy as np
from scipy.integrate import solve_ivp

from ..flows import UnderparametrizedFlow
from ..network import Network
from ..numerical_rank import numerical_rank
from . import instances
from .registry import check
from .section_5 import immersed


def span_of_the_image(K, Q, N):
    """Dimension of the span of ``x[theta] - b_{L+1}`` over all theta."""
    return Q * N


@check("image-embedded", formula=span_of_the_image, tolerance=0, variants={
    "K, as for an image that is embedded at its apex": lambda K, Q, N: K})
def cone_over_the_last_bias(formula, rng):
    for activation in ("tanh", "softplus", "erf"):
        net = Network([2, 2, int(rng.integers(1, 3))], activation)
        Q, N = net.widths[-1], net.num_parameters // net.widths[-1] + 2
        problem = instances.labelled(net, N, rng)
        points = np.array([ray(problem, net.init(rng, 4.0), 1.0) for _ in range(6 * Q * N)])
        yield numerical_rank(points, cutoff=1e-8).rank, formula(net.num_parameters, Q, N)
        theta, c = net.init(rng), rng.normal()
        yield np.abs(ray(problem, theta, c) - c * ray(problem, theta, 1.0)).max() < 1e-12, True   # c < 0 too: a double cone


def ray(problem, theta, c):
    """``x - b_{L+1}`` with ``W_{L+1}`` multiplied by ``c``."""
    theta = theta.copy()
    W, b = problem.model.unpack(theta)[-1]
    W *= c
    return problem.outputs(theta) - np.tile(b, problem.N)


def pushed_at_the_twin(D, V, sign):
    """D V at the theta with the signs of the unit changed, for a constant V along its input weights; ``sign`` = -1."""
    return sign * (D @ V)


@check("pushforward-spans", formula=pushed_at_the_twin, tolerance=1e-10, variants={
    "a vector field on the image": lambda D, V, sign: D @ V})
def twins_with_the_same_outputs(formula, rng):
    """tanh [M, M1, Q], K < QN: one unit with all its signs changed. Within one theta the vectors D V span K dimensions."""
    for _ in range(6):
        M, M1, Q = (int(n) for n in rng.integers(1, 4, size=3))
        net = Network([M, M1, Q], "tanh")
        problem, theta = instances.labelled(net, net.num_parameters // Q + 2, rng), net.init(rng, 2.0)
        twin, V = theta.copy(), np.zeros(net.num_parameters)
        (W1, b1), (W2, _) = net.unpack(twin)
        W1[0], b1[0], W2[:, 0] = -W1[0], -b1[0], -W2[:, 0]
        V[:M] = rng.normal(size=M)
        yield problem.outputs(twin), problem.outputs(theta)
        yield problem.jacobian(twin) @ V, formula(problem.jacobian(theta), V, -1)


def metric(D):
    """g, (5.15)."""
    return D.T @ D


@check("pullback-metric-underparametrized", formula=metric, tolerance=1e-10)
def inner_products_of_pushed_vectors(formula, rng):
    for problem, theta in [*immersed(rng, 10), instances.borderline(rng)]:
        pushed = np.array([instances.derivative(problem.outputs, theta, e) for e in np.eye(problem.K)])   # (K, N*Q)
        yield pushed @ pushed.T, formula(problem.jacobian(theta))


def gradient_g(D, dF):
    """grad_g F from the Euclidean gradient, (5.17)."""
    return np.linalg.solve(metric(D), dF)


@check("proposition-5-3", formula=gradient_g, tolerance=1e-6, variants={
    "the Euclidean gradient": lambda D, dF: dF,
    "the metric in the place of its inverse": lambda D, dF: metric(D) @ dF})
def gradient_in_any_coordinates(formula, rng):
    for problem, theta in immersed(rng, 10):
        D, dF, J = problem.jacobian(theta), rng.normal(size=problem.K), rng.normal(size=(problem.K, problem.K))
        yield gradient_in_coordinates(D, dF, J), formula(D, dF)
        yield -UnderparametrizedFlow(problem).velocity(theta), formula(D, problem.cost_gradient(theta))


def gradient_in_coordinates(D, dF, J):
    """grad_g F by its definition (5.16) in coordinates with ``theta' = J eta'``, pushed back to ``theta``."""
    R = np.linalg.qr(D @ J).R                                          # g in the coordinates eta is R^T R
    return J @ np.linalg.solve(R, np.linalg.solve(R.T, J.T @ dF))


def projector_at(D, rank):
    """The projector onto the range of D, (4.2), for a given rank."""
    U = np.linalg.svd(D).U[:, :rank]
    return U @ U.T


@check("rank-loss-holonomy", formula=projector_at, tolerance=1e-6, variants={
    "one direction fewer": lambda D, rank: projector_at(D, rank - 1)})
def projector_depends_on_the_outputs_only(formula, rng):
    for widths, N in (([2, 1, 2], 3), ([3, 2, 3], 4), ([2, 2, 1], 5)):
        net = Network(widths, "identity")                              # K > QN, and rank D < QN on an open set
        problem, theta = instances.labelled(net, N, rng), net.init(rng)
        rank = numerical_rank(problem.jacobian(theta)).rank
        far = along_the_fibre(problem, theta, rank, rng.normal(size=net.num_parameters))
        yield [rank < N * net.widths[-1] < net.num_parameters, np.linalg.norm(far - theta) > 0.1], [True, True]
        yield np.abs(problem.outputs(far) - problem.outputs(theta)).max() < 1e-8, True
        yield projector_at(problem.jacobian(far), rank), formula(problem.jacobian(theta), rank)


def along_the_fibre(problem, theta, rank, direction):
    """Where the part of ``direction`` in ker D leads from ``theta`` in time 1/2: the outputs stay."""
    def velocity(_, theta):
        rows = np.linalg.svd(problem.jacobian(theta)).Vh[:rank]
        return direction - rows.T @ (rows @ direction)
    return solve_ivp(velocity, (0, 0.5), theta, method="DOP853", rtol=1e-11, atol=1e-11).y[:, -1]
