"""Each method against its formula by another route, and what all of them share: a budget, a record, one input check."""

import numpy as np
import pytest
from scipy.optimize import least_squares

import adaptedflow as af
from adaptedflow import optimizers

METHODS = {
    optimizers.gradient_descent: 0.1, optimizers.adam: 0.01, optimizers.lbfgs: 5,
    optimizers.levenberg_marquardt: 0.1, optimizers.adapted_euler: 1.0,
}
methods = pytest.mark.parametrize("method, setting", METHODS.items(), ids=lambda one: getattr(one, "__name__", ""))


@pytest.fixture(scope="module")
def start():
    rng = np.random.default_rng(3)
    net = af.Network([2, 8, 2])
    return af.Problem(net, rng.normal(size=(4, 2)), rng.normal(size=(4, 2))), net.init(3)


@methods
def test_the_budget_is_kept_and_what_is_kept_is_what_was_done(start, method, setting):
    problem, theta0 = start
    budget = 30.5 * optimizers.Arithmetic(problem).velocity
    made = method(problem, theta0, budget, setting)
    assert (made.theta[0] == theta0).all() and made.work[0] == made.steps[0] == 0
    assert made.work[-1] <= budget and (np.diff(made.work) > 0).all() and (np.diff(made.steps) > 0).all()
    assert len(made.cost) <= 43 and made.cost[-1] < 0.5 * made.cost[0]
    np.testing.assert_allclose(made.cost, [problem.cost(theta) for theta in made.theta])


@pytest.mark.parametrize("method, setting", [(optimizers.gradient_descent, 0.01), (optimizers.adam, 0.01), (optimizers.adapted_euler, 0.1)])
@pytest.mark.parametrize("budget, steps", [(80.001, [*range(0, 80, 3), 80]), (20.5, range(21)), (7, range(8)), (0.999, [0])])
def test_steps_of_one_price_are_kept_each_time_a_fortieth_is_spent(start, method, setting, budget, steps):
    """Two steps are a little less than a fortieth of 80.001 of them."""
    count = optimizers.Arithmetic(start[0])
    price = count.velocity if method is optimizers.adapted_euler else count.gradient
    made = method(*start, budget * price, setting)
    assert made.steps.tolist() == list(steps)
    np.testing.assert_allclose(made.work, price * made.steps, rtol=1e-12)


@methods
def test_no_budget_is_no_step(start, method, setting):
    made = method(*start, 0, setting)
    assert made.steps.tolist() == [0] and (made.theta == start[1]).all()


@methods
@pytest.mark.parametrize("change, words", [
    ({"setting": -1}, "expected a .*number >=? [01], got -1"), ({"budget": -1.0}, "budget: expected"), ({"theta0": np.ones(3)}, "theta0: expected shape"),
])
def test_what_does_not_fit_is_refused(start, method, setting, change, words):
    arguments = {"theta0": start[1], "budget": 1e6, "setting": setting} | change
    with pytest.raises(ValueError, match=words):
        method(start[0], arguments["theta0"], arguments["budget"], arguments["setting"])


def test_operations_are_counted_for_networks_only(start):
    problem, _ = start
    constant = af.FunctionModel(lambda theta, X: np.ones((4, 1)), lambda theta, X: np.ones((4, 1)), 1)
    with pytest.raises(TypeError, match="af.Network"):
        optimizers.Arithmetic(af.Problem(constant, problem.X, problem.X[:, :1]))


def test_operations_by_hand():
    """[3, 4, 2] and N = 5: P = 20 weights, n = 10."""
    count = optimizers.Arithmetic(af.Problem(af.Network([3, 4, 2]), np.ones((5, 3)), np.ones((5, 2))))
    assert (count.cost, count.gradient, count.solve) == (200, 600, 200)
    assert count.kernel == 2 * 25 * (3 + 4) + 2 * 100 * 5
    assert count.velocity == pytest.approx(600 + count.kernel + 1000 / 3 + 800)
    deep = optimizers.Arithmetic(af.Problem(af.Network([3, 4, 5, 2]), np.ones((5, 3)), np.ones((5, 2))))
    assert deep.kernel == 2 * 25 * (3 + 4 + 5) + 2 * 100 * (5 + 6) + 2 * 10 * 4 * 5


def one_step(method, start, setting, factor=1.0):
    made = method(*start, factor * optimizers.Arithmetic(start[0]).gradient, setting)
    assert made.steps[-1] == 1
    return made.theta[-1]


def test_gradient_descent_is_euler_of_the_standard_flow(start):
    problem, theta0 = start
    made = optimizers.gradient_descent(problem, theta0, 7 * optimizers.Arithmetic(problem).gradient, 0.2)
    np.testing.assert_allclose(made.theta[-1], af.euler(af.StandardFlow(problem), theta0, 0.2, 7).theta[-1], rtol=1e-12)


def test_gradient_descent_that_diverges_keeps_its_finite_iterates(start):
    made = optimizers.gradient_descent(*start, 1e9, 1e3)
    assert np.isfinite(made.theta).all() and made.cost[-1] > 1e6 * made.cost[0]


def test_gradient_descent_ends_where_one_of_two_outputs_overflows():
    """x = w (10, 1/10), targets 0: w grows by a factor of -100 from 1 to 1e308, where the outputs are infinite and 1e307."""
    problem = af.Problem(af.Network([1, 1], bias=False), [[10.0], [0.1]], [[0.0], [0.0]])
    made = optimizers.gradient_descent(problem, [1.0], 1e9, 101 * 2 / 100.01)
    assert made.steps[-1] == 154 and np.isfinite(made.theta).all() and not np.isfinite(made.cost[-1])
    np.testing.assert_allclose(np.log10(np.abs(made.theta[:, 0])), 2 * made.steps, rtol=1e-6, atol=1e-6)


def test_gradient_descent_ends_where_one_of_two_parameters_overflows():
    """x = (w1, w2), targets 0, steps of 101: w1 is multiplied by -100 up to 1e308, w2 stays 0."""
    problem = af.Problem(af.Network([1, 2], bias=False), [[1.0]], [[0.0, 0.0]])
    made = optimizers.gradient_descent(problem, [1.0, 0.0], 1e9, 101.0)
    assert made.steps[-1] == 154 and np.isfinite(made.theta).all() and made.theta[-1] == pytest.approx([1e308, 0.0], rel=1e-9)


def test_levenberg_marquardt_at_rest_stays_at_rest(start):
    problem, theta0 = start
    solved = af.Problem(problem.model, problem.X, problem.model.outputs(theta0, problem.X))
    made = optimizers.levenberg_marquardt(solved, theta0, 1e8, 0.1)
    assert made.steps.tolist() == [0] and made.cost.tolist() == [0.0]


def test_adapted_euler_is_euler_of_the_adapted_flow(start):
    problem, theta0 = start
    made = optimizers.adapted_euler(problem, theta0, 7.5 * optimizers.Arithmetic(problem).velocity, 1.0)
    np.testing.assert_allclose(made.theta[-1], af.euler(af.AdaptedFlow(problem), theta0, 1.0, 7).theta[-1], rtol=1e-12)


def test_adapted_euler_stops_where_the_rank_is_lost():
    problem = af.Problem(af.Network([1, 1], bias=False), [[1.0], [1.0]], [[0.0], [1.0]])
    with pytest.raises(ValueError, match="K >= QN"):
        optimizers.adapted_euler(problem, [1.0], 1e9, 1.0)
    twins = af.Problem(af.Network([1, 2, 1]), [[1.0], [1.0]], [[0.0], [1.0]])
    assert optimizers.adapted_euler(twins, twins.model.init(0), 1e9, 1.0).steps[-1] == 0


def test_adam_moves_each_coordinate_by_its_rate_first(start):
    problem, theta0 = start
    moved = one_step(optimizers.adam, start, 0.01) - theta0
    np.testing.assert_allclose(moved, -0.01 * np.sign(problem.cost_gradient(theta0)), rtol=1e-4)


def test_adam_by_its_recursion(start):
    problem, theta0 = start
    made = optimizers.adam(problem, theta0, 5 * optimizers.Arithmetic(problem).gradient, 0.05)
    gradients, theta = [], theta0
    for k in range(1, 6):                                              # the means as weighted sums over all gradients so far
        gradients.append(problem.cost_gradient(theta))
        ages = np.arange(k)[::-1]
        mean, square = (sum(w * g ** power for w, g in zip(decay ** ages, gradients)) / (decay ** ages).sum()
                        for decay, power in ((0.9, 1), (0.999, 2)))
        theta = theta - 0.05 * mean / (np.sqrt(square) + 1e-8)
    np.testing.assert_allclose(made.theta[-1], theta, rtol=1e-10)


def test_a_step_of_levenberg_marquardt_is_ridge_regression(start):
    problem, theta0 = start
    made = optimizers.levenberg_marquardt(problem, theta0, 1.3 * optimizers.Arithmetic(problem).velocity, 0.5)
    D, r = problem.jacobian(theta0), problem.outputs(theta0) - problem.y
    lam = 0.5 * np.trace(D @ D.T) / len(r)
    stacked = np.vstack([D, np.sqrt(lam) * np.eye(problem.K)])
    np.testing.assert_allclose(made.theta[1], theta0 - np.linalg.lstsq(stacked, np.append(r, np.zeros(problem.K)))[0], rtol=1e-9)


def test_levenberg_marquardt_and_lbfgs_never_end_higher_and_find_what_scipy_finds(start):
    problem, theta0 = start
    reference = least_squares(lambda t: problem.outputs(t) - problem.y, theta0, jac=problem.jacobian)
    assert reference.cost < 1e-12
    for method, setting in ((optimizers.levenberg_marquardt, 0.1), (optimizers.lbfgs, 10)):
        made = method(problem, theta0, 1e8, setting)
        assert made.cost[-1] < 1e-8 and (np.diff(made.cost) <= 0).all()


def test_levenberg_marquardt_pays_for_each_trial_and_each_kernel(start):
    problem, theta0 = start
    price = optimizers.Arithmetic(problem)
    trial = price.factor + 2 * price.solve + price.gradient
    made = optimizers.levenberg_marquardt(problem, theta0, price.kernel + trial, 0.1)
    np.testing.assert_allclose(made.work, [0, price.kernel + trial], rtol=1e-12)
    made = optimizers.levenberg_marquardt(problem, theta0, price.kernel + 0.999 * trial, 0.1)
    assert made.steps.tolist() == [0]


def test_damping_of_zero_is_refused():
    """Without it the normal matrix need not have a factor."""
    net = af.Network([1, 1])
    problem = af.Problem(net, [[1.0]], [[2.0]])
    with pytest.raises(ValueError, match="damping: expected a finite number > 0, got 0"):
        optimizers.levenberg_marquardt(problem, net.init(0), 1e8, 0.0)
