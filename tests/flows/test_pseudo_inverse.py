"""The three routes to ``D^+ v``: their errors against 120 digits, the hand-over between them, and what they refuse."""

import mpmath
import numpy as np
import pytest

import adaptedflow as af
from adaptedflow.flows import cholesky, pseudo_inverse

EPS = np.finfo(float).eps
CONDITIONS = [1e1, 1e3, 1e5, 1e8, 1e10, 1e12]


@pytest.fixture
def no_problem_is_small(monkeypatch):
    monkeypatch.setattr(pseudo_inverse, "DENSE_SIZE", 0)


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("shape", [(6, 15), (6, 6), (1, 4)])
def test_error_of_the_adapted_velocity_grows_no_faster_than_the_condition(shape, condition, linear, with_condition, printed):
    A = with_condition(shape, condition)
    p, theta = linear(A, np.arange(1.0, shape[0] + 1)), np.zeros(shape[1])
    expected = printed("(2.4)", A, -p.y, 1)
    got = af.AdaptedFlow(p).velocity(theta)
    assert np.linalg.norm(got - expected) <= 20 * EPS * condition * np.linalg.norm(expected)


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("residual", ["small", "large"])
def test_error_of_the_least_squares_velocity(residual, condition, linear, with_condition, printed):
    """With a large residual least squares itself is conditioned by cond(D)^2 (Wedin); with a small one by cond(D)."""
    A = with_condition((15, 6), condition)
    y = A @ np.ones(6) + (1e-12 if residual == "small" else 1.0) * np.cos(np.arange(15.0))
    p, theta = linear(A, y), np.zeros(6)
    expected = printed("(5.2)", A, -p.y, 1)
    got = af.UnderparametrizedFlow(p).velocity(theta)
    left = np.linalg.norm(A @ expected - y)
    bound = condition * np.linalg.norm(expected) + condition ** 2 * left
    assert np.linalg.norm(got - expected) <= 20 * EPS * bound


@pytest.mark.parametrize("condition", CONDITIONS)
def test_large_problems_go_through_the_gram_matrix_while_it_is_accurate(condition, linear, with_condition, printed, no_problem_is_small):
    A = with_condition((8, 1000), condition)
    p, theta = linear(A, np.cos(np.arange(8.0))), np.zeros(1000)
    lift = af.AdaptedFlow(p).lift(theta, p.y)
    assert lift.route == ("gram" if condition < 1e6 else "qr")
    expected = -printed("(2.4)", A, p.y, 1)
    assert np.linalg.norm(lift.vector - expected) <= 50 * EPS * condition * np.linalg.norm(expected)


@pytest.mark.parametrize("spectrum", ["geometric", "one small", "two small", "half small"])
@pytest.mark.parametrize("condition", [1e2, 1e6, 1e7, 1e8, 1e10, 1e14])
def test_no_spectrum_deceives_the_gram_route(spectrum, condition, linear, no_problem_is_small):
    """Below the shift one eigenvalue hides another; the estimate of the condition must not fall for it."""
    n, K, small = 40, 90, 1 / condition
    values = {"geometric": np.geomspace(1, small, n), "one small": np.r_[np.ones(n - 1), small],
              "two small": np.r_[np.ones(n - 2), max(small, 1e-7), small], "half small": np.r_[np.ones(n // 2), np.full(n // 2, small)]}[spectrum]
    rng = np.random.default_rng(5)
    U, V = np.linalg.qr(rng.normal(size=(n, n)))[0], np.linalg.qr(rng.normal(size=(K, n)))[0]
    v = rng.normal(size=n)
    expected = V @ ((U.T @ v) / values)
    try:
        lift = af.AdaptedFlow(linear((U * values) @ V.T, v)).lift(np.zeros(K), v)
    except af.RankLossError:
        assert condition > 1e13
        return
    assert np.linalg.norm(lift.vector - expected) <= 50 * EPS * condition * np.linalg.norm(expected)
    assert lift.route == "gram" if condition <= 1e6 else lift.route == "qr" or condition < 1e8
    assert lift.condition >= min(condition, 1e8) / 2


@pytest.mark.parametrize("pair", [(0, 1), (3, 70), (148, 149)])
@pytest.mark.parametrize("apart, lost", [(1e-12, True), (1e-10, False)])
def test_two_inputs_that_nearly_agree_do_not_deceive_the_gram_route(pair, apart, lost, no_problem_is_small):
    """The left null vector is then the difference of two unit vectors, which a vector of ones does not see."""
    net, X = af.Network([6, 40, 1]), np.random.default_rng(0).normal(size=(150, 6))
    X[pair[1]] = X[pair[0]] + apart
    flow, theta = af.AdaptedFlow(af.Problem(net, X, np.ones((150, 1)))), net.init(0)
    if lost:
        with pytest.raises(af.RankLossError):
            flow.velocity(theta)
    else:
        lift = flow.lift(theta, np.ones(150))
        assert lift.route == "qr" and lift.condition > 1e10


@pytest.mark.parametrize("seed", range(3))
def test_gram_route_and_qr_agree_on_a_network(seed, network_problem, monkeypatch):
    p, theta = network_problem((5, 60, 2), 15, seed)                   # K = 482, QN = 30
    v = np.cos(np.arange(30.0))
    monkeypatch.setattr(pseudo_inverse, "DENSE_SIZE", 0)
    gram = af.AdaptedFlow(p).lift(theta, v)
    monkeypatch.setattr(pseudo_inverse, "DENSE_SIZE", 10 ** 9)
    dense = af.AdaptedFlow(p).lift(theta, v)
    assert (gram.route, dense.route) == ("gram", "qr")
    np.testing.assert_allclose(gram.vector, dense.vector, rtol=0, atol=1e-12 * np.linalg.norm(dense.vector))
    assert gram.norm == pytest.approx(dense.norm, rel=1e-12) == np.linalg.norm(p.jacobian(theta))


@pytest.mark.parametrize("condition", [1e2, 1e6, 1e9])
def test_a_trial_lift_is_the_lift_without_its_condition(condition, linear, with_condition, no_problem_is_small):
    A = with_condition((8, 1000), condition)
    p, theta = linear(A, np.cos(np.arange(8.0))), np.zeros(1000)
    flow = af.AdaptedFlow(p)
    trial, lift = flow.trial_lift(theta, p.y), flow.lift(theta, p.y)
    assert trial.route == "gram" and lift.judge is None
    assert np.isnan(trial.condition) and lift.condition > condition / 10
    assert trial.norm == pytest.approx(np.linalg.norm(A), rel=1e-9)
    assert np.linalg.norm(trial.vector - lift.vector) <= 50 * EPS * condition * np.linalg.norm(lift.vector)
    trial = flow.trial_lift(theta, p.y)
    judged = trial.judge()                                             # while its factor is in memory
    assert judged is None if condition == 1e9 else (judged.condition, judged.judge) == (lift.condition, None)
    A[3] = A[2]
    for v in (p.y, p.y * (np.arange(8) != 5)):
        with pytest.raises(af.RankLossError):                          # no iterations settle: D p = v has no solution
            af.AdaptedFlow(linear(A, v)).trial_lift(theta, v)
    assert not af.AdaptedFlow(linear(A, v)).trial_lift(theta, 0 * v).vector.any()   # but for v = 0 it has


def test_the_smallest_eigenvector_is_not_asked_for_where_the_factor_tells_the_condition(linear, with_condition, no_problem_is_small, monkeypatch):
    monkeypatch.setattr(cholesky, "smallest_eigenvector", lambda L: pytest.fail("asked for"))
    flow = af.AdaptedFlow(linear(with_condition((8, 1000), 1e5), np.ones(8)))
    assert flow.lift(np.zeros(1000), np.ones(8)).condition == pytest.approx(1e5, rel=0.5)


@pytest.mark.parametrize("flow, shape", [(af.AdaptedFlow, (5, 9)), (af.UnderparametrizedFlow, (9, 5)), (af.RankLossFlow, (5, 9))])
@pytest.mark.parametrize("condition", [1e2, 1e6, 1e10])
def test_condition_is_estimated_within_a_factor(flow, shape, condition, linear, with_condition):
    lift = flow(linear(with_condition(shape, condition), np.ones(shape[0]))).lift(np.zeros(shape[1]), np.ones(shape[0]))
    if flow is af.UnderparametrizedFlow:                               # estimated after scaling columns to length one, which helps
        assert 1 <= lift.condition <= 10 * condition
    else:
        assert condition / 10 <= lift.condition <= 10 * condition


@pytest.mark.parametrize("route", ["qr", "gram"])
@pytest.mark.parametrize("defect", ["zero row", "repeated row", "rank by rounding", "zero"])
def test_deficient_jacobian_raises_with_its_figures(route, defect, linear, monkeypatch):
    monkeypatch.setattr(pseudo_inverse, "DENSE_SIZE", 0 if route == "gram" else 10 ** 9)
    A = np.random.default_rng(1).normal(size=(4, 7))
    if defect == "zero row":
        A[2] = 0
    elif defect == "repeated row":
        A[2] = A[0]
    elif defect == "rank by rounding":
        A[2] = A[0] / 3 + A[1] / 7
    else:
        A[:] = 0
    flow = af.AdaptedFlow(linear(A, np.ones(4)))
    with pytest.raises(af.RankLossError, match=r"^Floating point cannot tell whether D \(4, 7\) has full rank 4: ") as caught:
        flow.velocity(np.ones(7))
    error = caught.value
    assert 0 <= error.sigma_min <= error.cutoff == pytest.approx(7 * EPS * np.linalg.norm(A), rel=1e-12, abs=0)
    assert error.theorem == "Theorem 4.1"
    assert f"smallest singular value {error.sigma_min:.2e}" in str(error) and f"(cutoff {error.cutoff:.2e})" in str(error)
    assert "its condition number is" in str(error) and str(error).endswith("Here af.RankLossFlow (Theorem 4.1) is defined.")


@pytest.mark.parametrize("defect", ["zero column", "repeated column", "zero"])
def test_deficient_columns_raise_under_theorem_5_1(defect, linear):
    A = np.random.default_rng(1).normal(size=(7, 4))
    if defect == "repeated column":
        A[:, 2] = 5 * A[:, 0]
    else:
        A[:, slice(None) if defect == "zero" else 2] = 0
    with pytest.raises(af.RankLossError, match=r"D \(7, 4\) has full rank 4: .* Here af.RankLossFlow is defined, with") as caught:
        af.UnderparametrizedFlow(linear(A, np.ones(7))).velocity(np.ones(4))
    assert 0 <= caught.value.sigma_min <= caught.value.cutoff


def test_exact_relu_never_satisfies_theorem_5_1(network_problem):
    p, theta = network_problem((2, 3, 1), 40, 0, "relu")
    with pytest.raises(af.RankLossError):
        af.UnderparametrizedFlow(p).velocity(theta)


def test_the_cutoff_remembers_the_scale_of_the_orbit(linear):
    """With QN = 1 a single D has condition one however small it is; beside a larger scale it counts as lost."""
    flow = af.AdaptedFlow(linear(np.array([[1e-14, 1e-14]]), [1.0]))
    np.testing.assert_allclose(flow.lift(np.zeros(2), np.ones(1)).vector, [5e13, 5e13], rtol=1e-12)
    with pytest.raises(af.RankLossError) as caught:
        flow.lift(np.zeros(2), np.ones(1), scale=1e3)
    assert caught.value.cutoff == pytest.approx(2 * EPS * 1e3, abs=0)


@pytest.mark.parametrize("exponents", [(20, -13, 0, 7, -22), (-24, 24, 0, 0, 5)])
def test_underparametrized_flow_does_not_depend_on_the_units_of_parameters(exponents, linear):
    """Proposition 5.3: with ``theta = S phi`` the velocity of phi is ``S^-1`` times that of theta, whatever powers of two."""
    A, y = np.random.default_rng(2).normal(size=(9, 5)), np.arange(9.0)
    S = 2.0 ** np.array(exponents)
    theta = np.ones(5)
    plain = af.UnderparametrizedFlow(linear(A, y)).velocity(theta)
    scaled = af.UnderparametrizedFlow(linear(A * S, y)).velocity(theta / S)
    np.testing.assert_allclose(scaled * S, plain, rtol=1e-12)


def by_formula(p, theta, v):
    """``D^T (D D^T)^-1 v`` for complex theta, to be differentiated by complex step."""
    D = p.jacobian(theta)
    return D.T @ np.linalg.solve(D @ D.T, v)


@pytest.mark.parametrize("widths, N, activation", [((2, 4, 2), 5, "tanh"), ((2, 2, 2), 6, "softplus"), ((3, 2), 4, "tanh"), ((1, 2, 2, 1), 3, "erf"), ((1, 1, 1), 1, "tanh")])
def test_derivative_of_the_lift_is_the_complex_step_of_the_formula(widths, N, activation, network_problem):
    p, theta = network_problem(widths, N, 3, activation)
    v = np.cos(np.arange(p.N * p.Q) + 1.0)
    expected = np.array([np.imag(by_formula(p, theta + 1e-30j * e, v)) / 1e-30 for e in np.eye(p.K)]).T
    got = af.AdaptedFlow(p).lift_jacobian(theta, v)
    assert got.shape == (p.K, p.K)
    np.testing.assert_allclose(got, expected, rtol=0, atol=1e-14 * np.linalg.cond(p.jacobian(theta)) ** 2 * np.abs(expected).max())


def test_derivative_of_the_standard_lift(network_problem):
    p, theta = network_problem((2, 4, 2), 5)
    v = np.cos(np.arange(10) + 1.0)
    expected = np.array([np.imag(p.vjp(theta + 1e-30j * e, v)) / 1e-30 for e in np.eye(p.K)]).T
    np.testing.assert_allclose(af.StandardFlow(p).lift_jacobian(theta, v), expected, rtol=0, atol=1e-12 * np.abs(expected).max())


def test_least_norm_and_least_squares_by_definition(network_problem):
    """Independent of every formula: ``D p = v`` with p in the range of D^T; the residual orthogonal to the range of D."""
    p, theta = network_problem((2, 4, 2), 5)
    v = np.sin(np.arange(10.0))
    D, vector = p.jacobian(theta), af.AdaptedFlow(p).lift(theta, v).vector
    np.testing.assert_allclose(D @ vector, v, atol=1e-13)
    assert np.linalg.norm(vector) <= np.linalg.norm(vector + np.linalg.svd(D)[2][-1])
    p, theta = network_problem((1, 2, 1), 12)
    D, v = p.jacobian(theta), np.sin(np.arange(12.0))
    vector = af.UnderparametrizedFlow(p).lift(theta, v).vector
    np.testing.assert_allclose(D.T @ (D @ vector - v), 0, atol=1e-14 * np.linalg.norm(D) ** 2 * np.linalg.norm(vector))


def test_mpmath_reference_is_not_the_float_formula(with_condition, printed):
    """The referee of this module resolves what the printed formula in floats does not: at cond 1e8 that one has no digit left."""
    A, y = with_condition((6, 15), 1e8), np.arange(1.0, 7)
    expected = printed("(2.4)", A, -y, 1)
    inverse = np.linalg.inv(A @ A.T)
    in_floats = A.T @ (inverse @ (inverse @ (A @ (A.T @ y))))
    assert np.linalg.norm(in_floats - expected) > 1e-3 * np.linalg.norm(expected)
    with mpmath.workdps(120):
        D, z = mpmath.matrix(A.tolist()), mpmath.matrix(expected.tolist())
        assert mpmath.norm(D * z - mpmath.matrix(y.tolist())) < 1e-14 * np.linalg.norm(A @ expected) + 1e-14 * np.linalg.norm(expected)


@pytest.mark.parametrize("rows, columns, route", [(100, 290, "qr"), (120, 260, "gram")])
def test_the_route_goes_by_the_entries_of_D(rows, columns, route, linear):
    """29,000 entries are few, 31,200 many, from ten outputs on; the number of parameters alone does not tell."""
    A = np.eye(rows, columns) + 0.1 * np.cos(np.arange(rows * columns)).reshape(rows, columns) / rows
    assert af.AdaptedFlow(linear(A, np.ones(rows))).lift(np.zeros(columns), np.ones(rows)).route == route


@pytest.mark.parametrize("M1, N, route", [(60, 190, "qr"), (400, 160, "gram")])
def test_one_output_takes_ten_times_the_entries(M1, N, route):
    """57,190 entries of D, and 320,160, with Q = 1."""
    p = af.Problem(af.Network([3, M1, 1]), *(np.random.default_rng(0).normal(size=(N, n)) for n in (3, 1)))
    assert af.AdaptedFlow(p).lift(p.model.init(0), p.y).route == route
