"""Section 1.4: the Jacobian, the gradients and the adapted fields."""

import numpy as np

from ..flows import StandardFlow
from ..network import Network
from ..numerical_rank import numerical_rank
from ..problem import Problem
from . import instances
from .registry import check, counterexample


def matrix_of_derivatives(outputs, theta):
    """D column by column from the outputs, (1.20); ``outputs`` gives (N, Q)."""
    return np.array([instances.derivative(outputs, theta, e).ravel() for e in np.eye(len(theta))]).T


@check("jacobian", formula=matrix_of_derivatives, tolerance=1e-10, variants={
    "component by component": lambda outputs, theta: matrix_of_derivatives(lambda t: outputs(t).T, theta)})
def closed_form_of_the_jacobian(formula, rng):
    for problem, theta in instances.problems(rng, 10):
        yield problem.jacobian(theta), formula(lambda t: problem.model.outputs(t, problem.X), theta)


def chain(D, g):
    """grad_theta C, (1.21)."""
    return D.T @ g


@check("chain-rule", formula=chain, tolerance=1e-10)
def gradient_of_the_cost(formula, rng):
    for problem, theta in instances.problems(rng, 10):
        cost = instances.cost_of_parameters(problem)
        expected = formula(problem.jacobian(theta), problem.output_gradient(theta))
        yield [instances.derivative(cost, theta, e) for e in np.eye(problem.K)], expected
        yield -StandardFlow(problem).velocity(theta), expected         # (1.22)


def output_gradient(x, y, N):
    """grad_x C, (1.23)."""
    return (x - y) / N


@check("output-gradient", formula=output_gradient, tolerance=1e-10)
def gradient_in_the_outputs(formula, rng):
    for problem, theta in instances.problems(rng, 10):
        x, cost = problem.outputs(theta), instances.cost_of_outputs(problem)
        yield [instances.derivative(cost, x, e) for e in np.eye(len(x))], formula(x, problem.y, problem.N)


def standard_output_velocity(D, g):
    """x' under the standard flow, (1.25)."""
    return -D @ D.T @ g


@check("standard-flow-outputs", formula=standard_output_velocity, tolerance=1e-10)
def outputs_along_the_standard_flow(formula, rng):
    for problem, theta in instances.problems(rng, 10):
        measured = instances.derivative(problem.outputs, theta, StandardFlow(problem).velocity(theta))
        yield measured, formula(problem.jacobian(theta), problem.output_gradient(theta))


def kernel_block(Di, Dj):
    """Theta(x_i, x_j), Q by Q, from the Jacobians of two samples, (1.26)."""
    return Di @ Dj.T


@check("ntk-blocks", formula=kernel_block, tolerance=1e-10, variants={
    "the block (j, i)": lambda Di, Dj: Dj @ Di.T})
def blocks_of_the_kernel(formula, rng):
    for problem, theta in instances.problems(rng, 10):
        N, Q = problem.Y.shape
        blocks = problem.ntk(theta).reshape(N, Q, N, Q)
        i, j = rng.integers(N, size=2)
        Di, Dj = (problem.model.jacobian(theta, problem.X[k:k + 1]) for k in (i, j))      # (Q, K)
        yield blocks[i, :, j, :], formula(Di, Dj)


def rank_at_zero_output_weights(K, Q, features):
    """rank D where W_{L+1} = 0, with ``features`` = rank H~."""
    return Q * features


def zero_output_weights(problem, theta):
    """theta with W_{L+1} = 0, and rank H~ there."""
    theta = theta.copy()
    (W, b), below = problem.model.unpack(theta)[-1], Network([*problem.model.widths[:-1]], problem.model.activation)
    W[:] = 0
    hidden = problem.model.activation.value(below.outputs(theta[:below.num_parameters], problem.X))   # (N, M_L)
    return theta, numerical_rank(np.hstack([hidden, np.ones((problem.N, 1))])).rank


@check("underparametrized-embedding", formula=rank_at_zero_output_weights, tolerance=0)
def rank_and_fibre_at_zero_output_weights(formula, rng):
    for _ in range(5):
        net = instances.network(rng, hidden_layers=int(rng.integers(1, 3)), activation="tanh")
        problem = instances.labelled(net, net.num_parameters // net.widths[-1] + 2, rng)              # K < QN
        theta, features = zero_output_weights(problem, net.init(rng))
        other, _ = zero_output_weights(problem, net.init(rng))
        net.unpack(other)[-1][1][:] = net.unpack(theta)[-1][1]         # the same b_{L+1}, all other parameters differ
        yield numerical_rank(problem.jacobian(theta), cutoff=1e-10).rank, formula(problem.K, problem.Q, features)
        yield problem.outputs(other), problem.outputs(theta)


@counterexample("underparametrized-embedding", printed=lambda K, Q, features: K)
def one_tanh_unit_without_output_weight(formula):
    net = Network([1, 1, 1])
    problem = Problem(net, np.arange(5.0)[:, None], np.ones((5, 1)))
    theta, features = zero_output_weights(problem, np.ones(4))
    yield numerical_rank(problem.jacobian(theta)).rank, formula(problem.K, problem.Q, features)
