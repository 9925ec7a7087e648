"""All methods under one meter: the budget is kept, what is kept is what was paid for, and input is checked."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import optimizers
from adaptedflow.optimizers import METHODS, Meter, spend
from adaptedflow.optimizers.meter import Spent

methods = pytest.mark.parametrize("name", [name for name in METHODS if name != "MINPACK"])


@methods
def test_the_budget_is_kept_and_the_cost_falls(start, name):
    problem, theta0 = start
    marks = np.array([0.5, 100.0, 1000.0, 4000.0])
    made = spend(name, problem, theta0, 4000, METHODS[name][1][0], marks=marks)
    assert made.theta.shape == (4, problem.K) and (made.theta[0] == theta0).all()
    assert (made.work <= marks).all() and (np.diff(made.work) >= 0).all() and (np.diff(made.seconds) >= 0).all()
    assert made.gradients + made.velocities + made.costs > 0
    assert problem.cost(made.theta[-1]) < 0.5 * problem.cost(theta0)


@methods
def test_what_is_kept_at_a_mark_is_what_a_smaller_budget_buys(start, name):
    if name in ("SGD", "Adam"):
        pytest.skip("their steps become shorter towards the end of the budget")
    problem, theta0 = start
    setting = METHODS[name][1][0]
    kept = spend(name, problem, theta0, 3000, setting, marks=[700.0, 3000.0]).theta[0]
    np.testing.assert_array_equal(kept, spend(name, problem, theta0, 700, setting).theta[-1])


@pytest.mark.parametrize("name", METHODS)
def test_no_budget_is_no_step(start, name):
    made = spend(name, *start, 0, METHODS[name][1][0])
    assert (made.theta == start[1]).all() and made.work.tolist() == [0]


@pytest.mark.parametrize("change, words", [
    ({"method": "Newton"}, "method: expected one of gradient descent, SGD"), ({"budget": -1.0}, "budget: expected"), ({"theta0": np.ones(3)}, "theta0: expected shape"),
    ({"prices": {"money": 1.0}}, "prices: expected some of gradient, cost"), ({"setting": -1.0}, "share: expected a finite number > 0, got -1"),
    ({"marks": [[1.0]]}, "marks: expected"),
])
def test_what_does_not_fit_is_refused(start, change, words):
    arguments = dict(method="gradient descent", problem=start[0], theta0=start[1], budget=100.0, setting=0.5) | change
    with pytest.raises((ValueError, TypeError), match=words):
        spend(**arguments)


def test_work_is_charged_before_it_is_done(start):
    meter = Meter(*start, 2.5, {"velocity": 2.0})
    meter.charge("velocity")
    with pytest.raises(Spent):
        meter.gradient(start[1])
    assert meter.work == 2.0 and meter.cost(start[1]) == start[0].cost(start[1]) and meter.work == 2.4


def test_an_iterate_that_is_not_finite_ends_the_run(start):
    def leap(meter, setting):
        meter.note(np.full(meter.problem.K, np.nan))

    made = spend(leap, *start, 10, None)
    assert made.ended == "it diverged" and (made.theta == start[1]).all()


def test_a_model_that_overflows_ends_the_run_and_other_errors_do_not_hide():
    problem = af.Problem(af.FunctionModel(lambda t, X: np.exp(t[0] * X), lambda t, X: X * np.exp(t[0] * X), 1), [[1.0]], [[0.0]])
    with np.errstate(over="ignore"):
        assert spend(lambda meter, _: meter.cost(np.array([1e3])), problem, [0.0], 10, None).ended == "it diverged"
    with pytest.raises(ValueError, match="mine"):
        spend(lambda meter, _: (_ for _ in ()).throw(ValueError("mine")), problem, [0.0], 10, None)


def test_the_gradient_of_rows_and_the_longest_step(start):
    problem, theta0 = start
    meter, rows = Meter(problem, theta0, 100), np.array([2, 0])
    part = af.Problem(problem.model, problem.X[rows], problem.Y[rows])
    np.testing.assert_allclose(meter.gradient(theta0, rows), part.cost_gradient(theta0))
    np.testing.assert_allclose(meter.gradient(theta0), problem.cost_gradient(theta0))
    sigma = np.linalg.norm(problem.jacobian(theta0), 2)
    assert meter.longest_step(theta0) == pytest.approx(2 * problem.N / sigma ** 2, rel=0.05)


def test_counts_and_work_agree(start):
    prices = optimizers.PRICES
    made = spend("Levenberg-Marquardt", *start, 500, 0.01)
    assert made.velocities >= 1 and made.gradients == 0
    assert made.work[-1] <= made.velocities * prices["normal"] + made.costs * (prices["cost"] + prices["damping"]) + 1e-9
