"""Training to zero cost, against QR, certified values and Euler's steps; where there is no zero, and where D is deficient."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import optimizers, paths
from adaptedflow.flows import iterative, pseudo_inverse
from adaptedflow.nist_models import regression
from adaptedflow.optimizers import damped
from adaptedflow.optimizers.damped import damped_gauss_newton

EPS = np.finfo(float).eps


def matrix(condition, shape, seed=0):
    rng, n = np.random.default_rng(seed), min(shape)
    U, V = (np.linalg.qr(rng.normal(size=(m, n)))[0] for m in shape)
    return U * np.geomspace(1, 1 / condition, n) @ V.T


def linear(A, y):
    model = af.FunctionModel(lambda theta, X: (A @ theta)[None], lambda theta, X: A, A.shape[1])
    return af.Problem(model, np.ones((1, 1)), np.array(y, float)[None])


def product(y):
    """``x = w1 w2``, whose D = (w2, w1) is zero at the origin."""
    model = af.FunctionModel(lambda w, X: np.array([[w[0] * w[1]]]), lambda w, X: np.array([[w[1], w[0]]]), 2)
    return af.Problem(model, np.ones((1, 1)), np.array([[y]]))


@pytest.mark.parametrize("widths, N, activation", [((2, 8, 2), 4, "tanh"), ((3, 6, 6, 1), 20, "softplus"), ((3, 20, 2), 15, "erf"), ((2, 8, 1), 20, "tanh")])
@pytest.mark.parametrize("seed", range(3))
def test_the_cost_comes_down_to_what_was_asked_for(widths, N, activation, seed):
    rng, net = np.random.default_rng(seed), af.Network(widths, activation)
    p, theta0 = af.Problem(net, rng.normal(size=(N, widths[0])), rng.normal(size=(N, widths[-1]))), net.init(seed)
    found = af.solve(p, theta0, tol=1e-20)
    assert found.success and found.status == "reached", found.message
    residual = net.outputs(found.theta, p.X) - p.Y
    assert found.cost == pytest.approx(np.sum(residual ** 2) / (2 * N), rel=1e-12) and found.cost <= 1e-20 * p.cost(theta0)
    assert found.history.cost[0] == pytest.approx(p.cost(theta0)) and (np.diff(found.history.cost) < 0).all()
    assert found.velocities >= found.steps == len(found.history.route) - 1


@pytest.mark.parametrize("route", ["dense", "products"])
@pytest.mark.parametrize("condition", [1e1, 1e4, 1e8, 1e12])
def test_a_linear_problem_is_solved_in_the_least_norm_whatever_the_condition(condition, route, monkeypatch):
    if route == "products":
        monkeypatch.setattr(pseudo_inverse, "DENSE_SIZE", 0)
    A = matrix(condition, (8, 30))
    y = A @ np.cos(np.arange(30.0))                                    # or theta itself would be as large as the condition, and x rounded
    found = af.solve(linear(A, y), np.zeros(30), tol=1e-20)
    Q, R = np.linalg.qr(A.T)
    expected = Q @ np.linalg.solve(R.T, y)
    assert found.success and found.steps <= 4
    assert np.linalg.norm(found.theta - expected) <= 50 * EPS * condition * np.linalg.norm(expected)


@pytest.mark.parametrize("condition", [1e1, 1e6, 1e12])
def test_an_overdetermined_linear_problem_ends_at_least_squares(condition):
    A = matrix(condition, (30, 8))
    noise = np.cos(np.arange(30.0) ** 2)
    y = A @ np.ones(8) + 1e-3 * (noise - A @ np.linalg.lstsq(A, noise, rcond=1e-15)[0])
    found = af.solve(linear(A, y), np.zeros(8))
    r = y - A @ np.linalg.lstsq(A, y, rcond=1e-15)[0]
    assert found.status == "minimum" and not found.success
    assert found.cost == pytest.approx(r @ r / 2, rel=1e-9)


@pytest.mark.parametrize("start", [0, 1])
@pytest.mark.parametrize("name", sorted(file.stem for file in (paths.DATA / "nist").glob("*.dat")))
def test_nonlinear_least_squares_ends_at_the_certified_values(name, start):
    data = af.load_nist(paths.DATA / "nist" / f"{name}.dat")
    found = af.solve(regression(data), data.starts[start])
    assert found.status == "minimum", found.message
    assert np.abs(found.theta / data.certified - 1).max() < 1e-6
    assert 2 * found.cost * len(data.X) == pytest.approx(data.residual_sum_of_squares, rel=1e-9)


def test_a_step_is_a_step_of_euler_along_the_adapted_flow(start):
    problem, theta0 = start
    found = af.solve(problem, theta0, max_steps=1)
    orbit = af.euler(af.AdaptedFlow(problem), theta0, found.history.share[1] * problem.N, 1)
    np.testing.assert_allclose(found.theta, orbit.theta[-1], rtol=1e-12)
    assert found.status == "step_limit" and "max_steps" in found.message
    assert f"the cost is {found.cost:.3g}, {found.cost / found.history.cost[0]:.1e} of that at the start" in found.message


def test_less_than_rounding_lets_it_be_is_no_minimum_above_zero(start):
    found = af.solve(*start, tol=1e-40)
    assert found.status == "stalled" and "rounding" in found.message and found.cost < 1e-28 * found.history.cost[0]


def test_convergence_is_quadratic_in_the_end(start):
    problem, theta0 = start
    residual = np.sqrt(af.solve(problem, theta0, tol=1e-26).history.cost)
    a, b, c = np.log(residual[-4:-1] / residual[0])
    assert (c - b) / (b - a) > 1.5


def test_where_the_gradient_vanishes_at_a_deficient_D_that_is_said():
    found = af.solve(product(1.0), np.zeros(2))
    assert found.status == "rank_loss" and "deficient" in found.message and "Theorem 4.1" in found.message
    assert found.cost == 0.5 and not found.theta.any()


def test_a_deficient_start_that_has_a_slope_is_left():
    net = af.Network([1, 3, 1])
    p = af.Problem(net, [[-1.0], [0.5], [2.0], [0.2], [-0.4]], [[1.0], [-1.0], [0.5], [0.0], [0.1]])
    theta0 = net.init(0)
    theta0[:6], theta0[6:9] = 0.3, (1.0, 1.1, 1.3)                     # three equal units: of four functions of x only, D has rank 4
    with pytest.raises(af.RankLossError):
        af.AdaptedFlow(p).velocity(theta0)
    found = af.solve(p, theta0)
    assert found.deficient >= 1
    assert found.success or "D" in found.message


@pytest.mark.parametrize("seed", range(6))                             # rounding decides which of them end where a step can still be seen
def test_contradictory_targets_are_no_zero_and_the_rank_is_named(seed):
    net = af.Network([1, 8, 1])
    p = af.Problem(net, [[1.0], [1.0], [-0.3]], [[1.0], [-1.0], [0.2]])
    found = af.solve(p, net.init(seed))
    assert found.status == "rank_loss" and "cannot tell" in found.message
    assert found.cost == pytest.approx(2 / 6, rel=1e-6)                # both targets of the first input missed by one


def test_at_K_equal_to_QN_the_message_says_that_more_steps_are_of_no_use():
    rng, net = np.random.default_rng(0), af.Network([3, 4, 1])
    found = af.solve(af.Problem(net, rng.normal(size=(21, 3)), rng.normal(size=(21, 1))), net.init(0), max_steps=60)
    left = found.history.cost[-1] / found.history.cost[30]
    assert found.status == "step_limit" and left > 0.5
    assert f"fell by {1 - left:.2g} of itself" in found.message and f"{np.linalg.norm(found.theta):.3g}" in found.message
    assert "K - QN is 0" in found.message and "Take another start" in found.message and "max_steps" not in found.message


def test_where_many_parameters_are_left_slow_steps_are_not_blamed_on_them():
    """Two inputs that nearly agree, with targets that do not."""
    rng, net = np.random.default_rng(0), af.Network([2, 30, 1])
    X, y = rng.normal(size=(8, 2)), rng.normal(size=(8, 1))
    X[1], y[1] = X[0] + 1e-7, y[0] + 1
    found = af.solve(af.Problem(net, X, y), net.init(0), max_steps=60)
    assert found.status == "step_limit" and "Over the last half" in found.message, found.message
    assert "K - QN" not in found.message and "Take another start" in found.message


@pytest.mark.parametrize("widths, N", [((2, 8, 2), 4), ((3, 6, 1), 9)])
def test_a_problem_with_outputs_of_its_own_is_asked_for_them(widths, N):
    class Shifted(af.Problem):
        def outputs(self, theta):
            return super().outputs(theta) + 0.1

    rng, net = np.random.default_rng(0), af.Network(widths)
    X, Y = rng.normal(size=(N, widths[0])), rng.normal(size=(N, widths[-1]))
    shifted, moved = af.solve(Shifted(net, X, Y), net.init(0)), af.solve(af.Problem(net, X, Y - 0.1), net.init(0))
    assert shifted.success and moved.success
    np.testing.assert_allclose(shifted.theta, moved.theta, atol=1e-9)


def test_a_callback_may_stop_it_by_either_way(start):
    problem, theta0 = start
    seen = []

    def stops(solution):
        seen.append(solution)
        if len(seen) == 2:
            raise StopIteration
    found = af.solve(problem, theta0, callback=stops)
    assert found.status == "stopped" and found.steps == 2 == seen[-1].steps and seen[0].status == "running"
    assert af.solve(problem, theta0, callback=lambda solution: True).steps == 1
    assert af.solve(problem, theta0, callback=lambda solution: None).success


def test_an_interrupt_returns_what_is_done(start):
    problem, theta0 = start

    def interrupts(solution):
        if solution.steps == 2:
            raise KeyboardInterrupt
    found = af.solve(problem, theta0, callback=interrupts)
    assert found.status == "interrupted" and found.steps == 2 and found.cost == problem.cost(found.theta)


def test_under_a_meter_the_method_takes_the_same_path(start):
    problem, theta0 = start
    found = af.solve(problem, theta0, tol=1e-12)
    spent = optimizers.spend(damped_gauss_newton, problem, theta0, 20.0 * found.velocities + 0.4 * found.costs, None)
    np.testing.assert_array_equal(spent.theta[-1], found.theta)
    assert spent.velocities == found.velocities


def test_a_large_problem_goes_through_the_blocks_and_ends_as_through_the_kernel(monkeypatch):
    monkeypatch.setattr(pseudo_inverse, "DENSE_SIZE", 0)
    rng, net = np.random.default_rng(0), af.Network([4, 20, 3])
    p, theta0 = af.Problem(net, rng.normal(size=(12, 4)), rng.normal(size=(12, 3))), net.init(0)
    monkeypatch.setattr(damped, "ROUGHEST", damped.INEXACT)            # rough steps lead to other points of zero cost
    by_gram = af.solve(p, theta0)
    monkeypatch.setattr(iterative, "BLOCKS_ROUGHLY", 0)
    by_blocks = af.solve(p, theta0)
    assert set(by_gram.history.route[1:]) == {"gram"} and set(by_blocks.history.route[1:]) == {"blocks"}
    assert by_gram.success and by_blocks.success
    np.testing.assert_allclose(by_blocks.theta, by_gram.theta, atol=0.02 * np.linalg.norm(by_gram.theta - theta0))


@pytest.mark.parametrize("tol", [1e-6, 1e-20])
def test_steps_of_a_large_problem_are_rough_first_and_then_as_close_as_they_have_to_be(tol, monkeypatch):
    rng, net = np.random.default_rng(0), af.Network([4, 20, 3])
    p, theta0 = af.Problem(net, rng.normal(size=(12, 4)), rng.normal(size=(12, 3))), net.init(0)
    right, asked, missed = damped.minimum_norm, [], []

    def minimum_norm(problem, theta, v, settled, **options):
        lift = right(problem, theta, v, settled=settled, **options)
        asked.append(settled)
        missed.append(np.linalg.norm(p.jacobian(theta) @ lift.vector - v) / np.linalg.norm(v))
        return lift
    for module, name, value in ((pseudo_inverse, "DENSE_SIZE", 0), (damped, "minimum_norm", minimum_norm), (iterative, "BLOCKS_ROUGHEST", 0),
                                (iterative, "BLOCKS_ROUGHLY", 0)):
        monkeypatch.setattr(module, name, value)
    found = af.solve(p, theta0, tol=tol)
    costs = found.history.cost / found.history.cost[0]
    assert found.success and set(found.history.route[1:]) == {"blocks"}
    assert asked[0] == damped.ROUGHEST and min(asked) >= damped.INEXACT
    assert max(miss / ask for miss, ask in zip(missed, asked)) < 20    # the iterations look at a residual in another norm
    assert max(missed) > 0.01                                          # and do not go on for digits that nobody asked for
    for before, ask in zip(costs, asked):
        assert ask >= min(0.5, np.sqrt(tol / before) / 2) * (1 - 1e-9)
    np.testing.assert_array_less(costs[1:], 1.0)
    if tol < 1e-10:
        assert min(asked) < 0.1 * damped.ROUGHEST                      # convergence is quadratic in the end


def test_progress_is_a_bar(start, capsys, monkeypatch):
    problem, theta0 = start
    assert af.solve(problem, theta0, progress=True).success
    assert capsys.readouterr().out == ""                               # and only on a terminal


@pytest.mark.parametrize("options, error, words", [
    (dict(tol=0), ValueError, "Zero itself"), (dict(tol=-1.0), ValueError, "tol"), (dict(max_steps=-1), ValueError, "max_steps"),
    (dict(callback=3), TypeError, "callback"), (dict(progress="yes"), TypeError, "progress"), (dict(theta0=np.ones(3)), ValueError, "theta0"),
    (dict(problem=3), TypeError, "af.Problem"),
])
def test_what_does_not_fit_is_refused(options, error, words, start):
    with pytest.raises(error, match=words):
        af.solve(**dict(problem=start[0], theta0=start[1]) | options)
