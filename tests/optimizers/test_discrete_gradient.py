"""The discrete-gradient step: the exact balance, closed form on a quadratic cost, order two, monotone where Euler is not."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow.optimizers import discrete_gradient

_newton = discrete_gradient.__globals__["_newton"]                     # the package's name is that of the function


@pytest.fixture(scope="module")
def start():
    rng = np.random.default_rng(0)
    net = af.Network([2, 4, 1])
    return af.Problem(net, rng.normal(size=(5, 2)), rng.normal(size=(5, 1))), net.init(0)


def costs(problem, path):
    return np.array([problem.cost(theta) for theta in path])


def largest_stable(problem, theta0):
    return 2 / np.linalg.eigvalsh(problem.cost_hessian(theta0))[-1]


@pytest.mark.parametrize("factor, count", [(0.1, 6), (1.0, 6), (8.0, 6), (50.0, 2)])
def test_the_cost_falls_by_the_square_of_the_step_over_its_size(start, factor, count):
    problem, theta0 = start
    step = factor * largest_stable(problem, theta0)
    path = discrete_gradient(problem, theta0, step, count)
    fall = np.diff(costs(problem, path))
    assert (fall < 0).all() and (path[0] == theta0).all()
    np.testing.assert_allclose(fall, -np.sum(np.diff(path, axis=0) ** 2, axis=1) / step, rtol=1e-7)


def test_a_singular_step_of_newton_is_made_from_a_shorter_one(start, monkeypatch):
    problem, theta0 = start
    step, solve, calls = largest_stable(problem, theta0), np.linalg.solve, []

    def once_singular(A, b):
        calls.append(1)
        return solve(A if len(calls) > 1 else 0 * A, b)

    expected = discrete_gradient(problem, theta0, step, 1)
    monkeypatch.setattr(np.linalg, "solve", once_singular)
    np.testing.assert_allclose(discrete_gradient(problem, theta0, step, 1), expected, rtol=1e-8)


def test_euler_rises_at_a_step_at_which_it_falls(start):
    problem, theta0 = start
    step = 8 * largest_stable(problem, theta0)
    assert af.euler(af.StandardFlow(problem), theta0, step, 6).cost[-1] > 10 * problem.cost(theta0)


def test_on_a_quadratic_cost_it_is_the_midpoint_rule():
    """x = theta * input: C = |theta a - y|^2 / 2, amplification (1 - h a^2 / 2) / (1 + h a^2 / 2), no damping as h grows."""
    problem = af.Problem(af.Network([1, 1], bias=False), [[2.0]], [[0.0]])
    for step in (0.1, 1.0, 100.0):
        path = discrete_gradient(problem, [1.0], step, 2)[:, 0]
        factor = (1 - 2 * step) / (1 + 2 * step)
        np.testing.assert_allclose(path, [1, factor, factor ** 2], rtol=1e-8)


def test_order_two(start):
    problem, theta0 = start
    exact = af.integrate(af.StandardFlow(problem), theta0, until=0.4, rtol=1e-11).theta[-1]
    errors = [np.linalg.norm(discrete_gradient(problem, theta0, 0.4 / n, n)[-1] - exact) for n in (4, 8, 16)]
    np.testing.assert_allclose(np.log2(np.divide(errors[:-1], errors[1:])), 2, atol=0.25)


@pytest.mark.parametrize("seed", range(3))
def test_newtons_method_converges_quadratically(seed):
    """From 1e-3 off the increment: 1e-6 after one step, 1e-12 after two, and the third sees that there is nothing left to do."""
    rng = np.random.default_rng(seed)
    net = af.Network([2, 4, 1])
    problem = af.Problem(net, rng.normal(size=(5, 2)), rng.normal(size=(5, 1)))
    theta0 = net.init(seed)
    step = largest_stable(problem, theta0)
    increment = discrete_gradient(problem, theta0, step, 1)[1] - theta0
    calls, hessian = [], problem.cost_hessian
    object.__setattr__(problem, "cost_hessian", lambda theta: calls.append(theta) or hessian(theta))
    off = increment + 1e-3 * rng.normal(size=len(increment)) * np.linalg.norm(increment)
    np.testing.assert_allclose(_newton(problem, theta0, step, off), increment, atol=1e-10)
    assert len(calls) <= 4


def test_at_rest_it_stays():
    problem = af.Problem(af.Network([1, 1], bias=False), [[2.0]], [[2.0]])
    np.testing.assert_array_equal(discrete_gradient(problem, [1.0], 5.0, 3), np.ones((4, 1)))


@pytest.mark.parametrize("theta0, step, num_steps, words", [
    (np.ones(2), 0.1, 1, "theta0: expected shape"), (None, 0.0, 1, "step: expected"), (None, 0.1, -1, "num_steps: expected"),
])
def test_what_does_not_fit_is_refused(start, theta0, step, num_steps, words):
    with pytest.raises(ValueError, match=words):
        discrete_gradient(start[0], start[1] if theta0 is None else theta0, step, num_steps)
