import numpy as np
import pytest

import adaptedflow as af


def problem(widths=(2, 3, 2), activation="tanh", N=4, seed=0, bias=True):
    net = af.Network(widths, activation, bias)
    rng = np.random.default_rng(seed)
    return af.Problem(net, rng.normal(size=(N, widths[0])), rng.normal(size=(N, widths[-1]))), net.init(rng)


PROBLEMS = [((2, 3, 2), "tanh", 4), ((3, 2), "tanh", 5), ((1, 1, 1), "softplus", 4), ((2, 4, 3, 1), "erf", 1), ((2, 2, 2), "relu", 6), ((1, 2, 2, 2), "identity", 3)]


def test_cost_by_hand():
    net = af.Network([1, 1], "identity")
    p = af.Problem(net, [[1.0], [3]], [[0.0], [1]])
    # f(x) = 2 x - 1: outputs 1, 5; residuals 1, 4; C = (1 + 16) / (2 * 2)
    assert p.cost([2.0, -1]) == 17 / 4
    np.testing.assert_array_equal(p.outputs([2, -1]), [1, 5])
    np.testing.assert_array_equal(p.output_gradient([2, -1]), [1 / 2, 4 / 2])                  # (1.23)
    np.testing.assert_array_equal(p.cost_gradient([2, -1]), [(1 * 1 + 4 * 3) / 2, (1 + 4) / 2])  # (1.21)
    np.testing.assert_array_equal(p.cost_hessian([2, -1]), [[10 / 2, 4 / 2], [4 / 2, 1]])


@pytest.mark.parametrize("case", PROBLEMS)
class TestIdentities:
    def test_cost_gradients_are_the_derivatives_of_the_cost(self, case):
        """(1.23) and (1.21): by complex step on the cost written out, no conjugation."""
        p, theta = problem(*case)

        def cost(theta):
            r = p.outputs(theta) - p.Y.ravel()
            return np.sum(r * r) / (2 * p.N)

        gradient = [np.imag(cost(theta + 1e-30j * e)) / 1e-30 for e in np.eye(p.K)]
        np.testing.assert_allclose(p.cost_gradient(theta), gradient, rtol=1e-12, atol=1e-13)
        np.testing.assert_allclose(p.cost_gradient(theta), p.jacobian(theta).T @ p.output_gradient(theta), rtol=1e-12, atol=1e-13)
        np.testing.assert_allclose(p.output_gradient(theta) * p.N, p.outputs(theta) - p.Y.ravel(), rtol=1e-14)
        assert p.cost(theta) == pytest.approx(p.N / 2 * np.sum(p.output_gradient(theta) ** 2), rel=1e-13)

    def test_outputs_of_the_standard_flow_move_by_the_kernel(self, case):
        """(1.25): ``x' = -D D^T grad_x C`` along ``theta' = -grad_theta C``, by complex step along the velocity."""
        p, theta = problem(*case)
        moved = np.imag(p.outputs(theta + 1e-30j * af.StandardFlow(p).velocity(theta))) / 1e-30
        np.testing.assert_allclose(moved, -p.ntk(theta) @ p.output_gradient(theta), rtol=1e-11, atol=1e-13)

    def test_hessian_is_the_complex_step_of_the_gradient(self, case):
        p, theta = problem(*case)
        H = np.array([np.imag(p.cost_gradient(theta + 1e-30j * e)) / 1e-30 for e in np.eye(p.K)])
        np.testing.assert_allclose(p.cost_hessian(theta), H, rtol=0, atol=1e-12 * np.abs(H).max())
        np.testing.assert_array_equal(p.cost_hessian(theta), p.cost_hessian(theta).T)

    def test_hessian_against_finite_differences(self, case):
        p, theta = problem(*case)
        h, H = 1e-5, p.cost_hessian(theta)
        difference = np.array([(p.cost_gradient(theta + h * e) - p.cost_gradient(theta - h * e)) / (2 * h) for e in np.eye(p.K)])
        np.testing.assert_allclose(difference, H, rtol=0, atol=1e-7 * max(1, np.abs(H).max()))

    def test_methods_are_those_of_the_model_on_the_data(self, case):
        p, theta = problem(*case)
        v, u = np.cos(theta), np.arange(1.0, p.N * p.Q + 1)
        np.testing.assert_array_equal(p.outputs(theta), p.model.outputs(theta, p.X).ravel())
        np.testing.assert_array_equal(p.jacobian(theta), p.model.jacobian(theta, p.X))
        np.testing.assert_array_equal(p.ntk(theta), p.model.ntk(theta, p.X))
        np.testing.assert_array_equal(p.jvp(theta, v), p.model.jvp(theta, p.X, v))
        np.testing.assert_array_equal(p.vjp(theta, u), p.model.vjp(theta, p.X, u))
        np.testing.assert_array_equal(p.output_hessian(theta, u), p.model.output_hessian(theta, p.X, u))
        np.testing.assert_array_equal(p.jacobian_derivative(theta, v), p.model.jacobian_derivative(theta, p.X, v))


def test_complex_weights_pass_unconjugated():
    p, theta = problem()
    u = np.arange(8.0) * (1 - 2j)
    np.testing.assert_allclose(p.output_hessian(theta, u), (1 - 2j) * p.output_hessian(theta, np.arange(8.0)), rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize("widths, N, regime", [((1, 1, 1), 3, "overparametrized"), ((1, 1, 1), 4, "borderline"), ((1, 1, 1), 5, "underparametrized"),
                                               ((2, 2, 2), 5, "overparametrized"), ((2, 2, 2), 6, "borderline"), ((2, 2, 2), 7, "underparametrized")])
def test_regime_compares_K_with_QN(widths, N, regime):
    p, _ = problem(widths, N=N)
    assert p.regime == regime
    assert (p.N, p.M, p.Q, p.K) == (N, widths[0], widths[-1], p.model.num_parameters)
    assert regime in repr(p)


def test_the_data_are_copied_and_cannot_be_written():
    X, Y = np.ones((3, 2)), np.zeros((3, 1))
    p = af.Problem(af.Network([2, 1]), X, Y)
    X[:], Y[:] = 7, 7
    assert p.X.max() == 1 and p.Y.max() == 0 and p.y.shape == (3,)
    for array in (p.X, p.Y):
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = 2


def test_integer_data_are_converted():
    p = af.Problem(af.Network([1, 1]), [[1], [2]], [[0], [1]])
    assert p.X.dtype == p.Y.dtype == float


NET, X, Y = af.Network([2, 3]), np.ones((4, 2)), np.ones((4, 3))


@pytest.mark.parametrize("model, X, Y, error, words", [
    (NET, X, [0, 1, 2, 1], ValueError, r"Y: expected shape \(N, Q\), got \(4,\)\..*af.one_hot\(labels, Q\).*Y\[:, None\]"),
    (NET, X, np.ones((4, 1)), ValueError, r"Y: expected shape \(4, 3\), got \(4, 1\)\. X has N = 4 rows"),
    (NET, X, np.ones((5, 3)), ValueError, r"Y: expected shape \(4, 3\), got \(5, 3\)\. X has N = 4 rows"),
    (NET, X, np.full((4, 3), np.nan), ValueError, r"Y: expected finite numbers, got nan at index \(0, 0\)"),
    (NET, X, Y > 0, TypeError, "Y: expected real numbers .*, got dtype bool"),
    (NET, X, Y * 1j, TypeError, "Y: expected real numbers .*, got dtype complex128"),
    (NET, X, Y.astype(object), TypeError, "Y: expected real numbers .*, got dtype object"),
    (NET, X, 3.0, ValueError, r"Y: expected shape \(4, 3\), got \(\)"),
    (NET, np.ones(2), Y, ValueError, r"X: expected shape \(any, 2\), got \(2,\)\. One input per row"),
    (NET, np.ones((4, 5)), Y, ValueError, r"X: expected shape \(any, 2\), got \(4, 5\)"),
    (NET, np.ones((0, 2)), np.ones((0, 3)), ValueError, "X: expected at least one entry, got an empty array"),
    (NET, np.full((4, 2), -np.inf), Y, ValueError, "X: expected finite numbers, got -inf"),
    (NET, [[1, 2], [3]], Y, ValueError, "X: expected a rectangular array"),
    (NET, X > 0, Y, TypeError, "X: expected real numbers .*, got dtype bool"),
    (np.tanh, X, Y, TypeError, "model: expected an af.Network or af.FunctionModel, got <ufunc 'tanh'> without 'outputs'"),
    (None, X, Y, TypeError, "model: expected an af.Network or af.FunctionModel, got None"),
])
def test_data_that_do_not_fit_are_refused(model, X, Y, error, words):
    with pytest.raises(error, match=words):
        af.Problem(model, X, Y)


@pytest.mark.parametrize("method", ["outputs", "jacobian", "ntk", "cost", "output_gradient", "cost_gradient", "cost_hessian"])
@pytest.mark.parametrize("theta, error, words", [
    (np.ones(8), ValueError, r"theta: expected shape \(9,\), got \(8,\).*K = 9"),
    (np.full(9, np.nan), ValueError, "theta: expected finite numbers, got nan"),
    ("abc", TypeError, "theta: expected real numbers"),
    (np.ones(9, dtype=bool), TypeError, "theta: expected real numbers .*, got dtype bool"),
])
def test_parameters_that_do_not_fit_are_refused(method, theta, error, words):
    with pytest.raises(error, match=words):
        getattr(af.Problem(NET, X, Y), method)(theta)


def test_a_model_whose_outputs_do_not_fit_the_targets_is_refused():
    model = af.FunctionModel(lambda theta, X: np.ones((4, 2)), lambda theta, X: np.ones((8, 1)), 1)
    with pytest.raises(ValueError, match=r"model: expected outputs, like the targets, of shape \(4, 3\) .*, got \(4, 2\)"):
        af.Problem(model, X, Y).cost([1.0])
