"""Each method against its formula by another route."""

import numpy as np
import pytest
from scipy.optimize import least_squares

import adaptedflow as af
from adaptedflow.optimizers import PRICES, Meter, spend
from adaptedflow.optimizers.first_order import DECAY, MOMENTUM
from adaptedflow.optimizers.kfac import _solved


def test_gradient_descent_is_euler_of_the_standard_flow(start):
    problem, theta0 = start
    step = 0.3 * Meter(problem, theta0, 100).longest_step(theta0)
    made = spend("gradient descent", problem, theta0, 17, 0.3)         # ten for the longest step
    np.testing.assert_allclose(made.theta[-1], af.euler(af.StandardFlow(problem), theta0, step, 7).theta[-1], rtol=1e-12)
    assert made.gradients == 17 and made.ended == "the budget was spent"


def test_sgd_by_its_recursion(start):
    problem, theta0 = start                                            # four samples: batches of one
    step, rng = 0.3 * (1 - MOMENTUM) * Meter(problem, theta0, 100).longest_step(theta0), np.random.default_rng(0)
    theta, velocity, work = theta0, 0.0, 10.0
    for row in rng.permutation(4)[:3]:
        part = af.Problem(problem.model, problem.X[row:row + 1], problem.Y[row:row + 1])
        velocity, work = MOMENTUM * velocity + part.cost_gradient(theta) + DECAY * theta, work + PRICES["batch gradient"]
        theta = theta - step * (1 + np.cos(np.pi * work / 13)) / 2 * velocity
    np.testing.assert_allclose(spend("SGD", problem, theta0, 13, 0.3).theta[-1], theta, rtol=1e-10)


def test_adam_by_its_recursion(start):
    problem, theta0 = start
    gradients, theta = [], theta0
    for k in range(1, 6):                                              # the means as weighted sums over all gradients so far
        gradients.append(problem.cost_gradient(theta))
        ages = np.arange(k)[::-1]
        mean, square = (sum(w * g ** power for w, g in zip(decay ** ages, gradients)) / (decay ** ages).sum()
                        for decay, power in ((0.9, 1), (0.999, 2)))
        theta = theta - 0.05 * (1 + np.cos(np.pi * k / 5)) / 2 * mean / (np.sqrt(square) + 1e-8)
    np.testing.assert_allclose(spend("Adam", problem, theta0, 5, 0.05).theta[-1], theta, rtol=1e-10)


@pytest.mark.parametrize("which", ["start", "tall"])
def test_a_step_of_levenberg_marquardt_is_ridge_regression(request, which):
    problem, theta0 = request.getfixturevalue(which)
    made = spend("Levenberg-Marquardt", problem, theta0, PRICES["normal"] + 2 * PRICES["cost"], 5.0)
    D, r = problem.jacobian(theta0), problem.outputs(theta0) - problem.y
    lam = 5.0 * np.trace(D @ D.T) / len(r)
    stacked = np.vstack([D, np.sqrt(lam) * np.eye(problem.K)])
    np.testing.assert_allclose(made.theta[-1], theta0 - np.linalg.lstsq(stacked, np.append(r, np.zeros(problem.K)))[0], rtol=1e-9)


@pytest.mark.parametrize("name, setting, units",
                         [("Levenberg-Marquardt", 0.1, 1e5), ("MINPACK", 0, 1e5), ("trust region", 0, 1e5), ("L-BFGS", 10, 3e3)])
def test_the_least_cost_is_what_scipy_finds(tall, name, setting, units):
    problem, theta0 = tall
    reference = least_squares(lambda t: problem.outputs(t) - problem.y, theta0, jac=problem.jacobian, method="lm", xtol=1e-15, ftol=1e-15)
    cost = problem.cost(spend(name, problem, theta0, units, setting).theta[-1])
    assert cost == pytest.approx(reference.cost / problem.N, rel=0.05)


def test_minpack_asks_for_as_many_equations_as_parameters(start):
    assert spend("MINPACK", *start, 100, 0).ended == "needs QN >= K"


def test_gauss_newton_solves_a_linear_problem_in_one_step_with_the_least_norm():
    rng = np.random.default_rng(0)
    problem = af.Problem(af.Network([6, 1]), rng.normal(size=(4, 6)), rng.normal(size=(4, 1)))
    theta0 = problem.model.init(0)
    made = spend("Gauss-Newton", problem, theta0, PRICES["velocity"] + 2 * PRICES["cost"], 0)
    D = problem.jacobian(theta0)
    np.testing.assert_allclose(made.theta[-1], theta0 - np.linalg.lstsq(D, problem.outputs(theta0) - problem.y)[0], rtol=1e-9)


def test_kfac_without_hidden_layers_is_newtons_step():
    """Then D^T D / N is a Kronecker product, and with next to no damping one step solves the regression."""
    rng = np.random.default_rng(1)
    problem = af.Problem(af.Network([3, 2]), rng.normal(size=(20, 3)), rng.normal(size=(20, 2)))
    made = spend("K-FAC", problem, problem.model.init(1), PRICES["kfac"] + 2 * PRICES["cost"], 1e-12)
    best = np.linalg.lstsq(np.column_stack([problem.X, np.ones(20)]), problem.Y)[0]   # (4, 2)
    W, b = problem.model.unpack(made.theta[-1])[0]
    np.testing.assert_allclose(np.column_stack([W, b]), best.T, atol=1e-5)


def test_kfac_solves_with_the_kronecker_product_of_each_layer(start):
    problem, theta0 = start
    gradient, lam, net = problem.cost_gradient(theta0), 0.2, problem.model
    (W1, b1), (W2, b2) = net.unpack(theta0)
    hidden = np.tanh(problem.X @ W1.T + b1)
    inputs = [np.column_stack([a, np.ones(4)]) for a in (problem.X, hidden)]
    slopes = [np.einsum("qm,im->iqm", W2, 1 - hidden ** 2).reshape(8, 8), np.tile(np.eye(2), (4, 1))]   # rows: samples and outputs
    found = []
    for a, g, (V, v) in zip(inputs, slopes, net.unpack(gradient)):
        A, G = a.T @ a / 4, g.T @ g / 4
        balance = np.sqrt(np.trace(A) / len(A) / (np.trace(G) / len(G)))
        F = np.kron(G + np.sqrt(lam) / balance * np.eye(len(G)), A + np.sqrt(lam) * balance * np.eye(len(A)))
        block = np.linalg.solve(F, np.column_stack([V, v]).ravel()).reshape(len(G), len(A))
        found += [block[:, :-1].ravel(), block[:, -1]]
    np.testing.assert_allclose(_solved(problem, theta0, gradient, lam), np.concatenate(found), rtol=1e-9)


def test_euler_is_euler_of_the_adapted_flow_whatever_the_regime(start, tall):
    for (problem, theta0), flow in ((start, af.AdaptedFlow), (tall, af.UnderparametrizedFlow)):
        made = spend("adapted, Euler", problem, theta0, 3.5 * PRICES["velocity"], 0.02)
        np.testing.assert_allclose(made.theta[-1], af.euler(flow(problem), theta0, 0.02 * problem.N, 3).theta[-1], rtol=1e-12)


def test_euler_ends_where_the_rank_is_lost():
    twins = af.Problem(af.Network([1, 2, 1]), [[1.0], [1.0]], [[0.0], [1.0]])
    assert spend("adapted, Euler", twins, twins.model.init(0), 1e4, 1.0).ended == "D lost its rank"


def test_a_batch_of_a_linear_problem_is_left_with_one_minus_share():
    rng = np.random.default_rng(2)
    problem = af.Problem(af.Network([9, 1]), rng.normal(size=(6, 9)), rng.normal(size=(6, 1)))
    theta0, rows = problem.model.init(2), np.array_split(np.random.default_rng(0).permutation(6), 3)[0]
    made = spend("adapted, batches", problem, theta0, PRICES["batch velocity"], 0.25)
    after, before = (problem.outputs(theta)[rows] - problem.y[rows] for theta in (made.theta[-1], theta0))
    np.testing.assert_allclose(after, 0.75 * before, rtol=1e-9)


def test_the_followed_orbit_keeps_the_law_and_pays_for_each_velocity(start):
    problem, theta0 = start
    made = spend("adapted, followed", problem, theta0, 1e6, 1e-3)
    assert made.ended == "reached" and problem.cost(made.theta[-1]) == pytest.approx(1e-4 * problem.cost(theta0), rel=0.01)
    assert made.work[-1] == PRICES["velocity"] * made.velocities and made.velocities > 20
    short = spend("adapted, followed", problem, theta0, made.work[-1] / 2, 1e-3)
    assert short.ended == "the budget was spent" and 1e-4 < problem.cost(short.theta[-1]) / problem.cost(theta0) < 1
