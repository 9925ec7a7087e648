import numpy as np
import pytest

import adaptedflow as af

X = np.array([[1.0], [2.0], [-1.0]])


def outputs(theta, X):
    """Two outputs a sample: ``a x b`` and ``a + b^3 x``."""
    a, b = theta
    return np.column_stack([a * b * X[:, 0], a + b ** 3 * X[:, 0]])


def jacobian(theta, X):
    a, b = theta
    return np.array([row for x in X[:, 0] for row in ([b * x, a * x], [1, 3 * b ** 2 * x])])


def jacobian_derivative(theta, X, v):
    b = theta[1]
    return np.array([row for x in X[:, 0] for row in ([v[1] * x, v[0] * x], [0, 6 * b * v[1] * x])])


MODEL = af.FunctionModel(outputs, jacobian, 2, jacobian_derivative)
THETA, V, U = np.array([2.0, -1.5]), np.array([0.3, 0.7]), np.arange(1.0, 7)


def test_kernel_and_products_follow_from_the_jacobian():
    D = jacobian(THETA, X)
    np.testing.assert_array_equal(MODEL.jacobian(THETA, X), D)
    np.testing.assert_allclose(MODEL.ntk(THETA, X), D @ D.T, rtol=1e-15)
    np.testing.assert_allclose(MODEL.jvp(THETA, X, V), D @ V, rtol=1e-15)
    np.testing.assert_allclose(MODEL.vjp(THETA, X, U), D.T @ U, rtol=1e-15)


def test_complex_step_passes_through():
    step = np.imag(MODEL.outputs(THETA + 1e-30j * V, X)).ravel() / 1e-30
    np.testing.assert_allclose(step, MODEL.jvp(THETA, X, V), rtol=1e-14)
    step = np.imag(MODEL.jacobian(THETA + 1e-30j * V, X)) / 1e-30
    np.testing.assert_allclose(step, MODEL.jacobian_derivative(THETA, X, V), rtol=1e-14)
    np.testing.assert_allclose(MODEL.vjp(THETA, X, 1j * U), 1j * MODEL.vjp(THETA, X, U), rtol=1e-14)


def test_a_network_written_as_functions_is_the_same_problem():
    net = af.Network([1, 3, 2])
    Y, theta = np.ones((3, 2)), net.init(1)
    direct = af.Problem(net, X, Y)
    wrapped = af.Problem(af.FunctionModel(net.outputs, net.jacobian, net.num_parameters, net.jacobian_derivative), X, Y)
    assert (wrapped.N, wrapped.M, wrapped.Q, wrapped.K, wrapped.regime) == (direct.N, direct.M, direct.Q, direct.K, direct.regime)
    assert wrapped.cost(theta) == direct.cost(theta)
    np.testing.assert_allclose(wrapped.cost_gradient(theta), direct.cost_gradient(theta), rtol=1e-13)
    np.testing.assert_allclose(wrapped.output_hessian(theta, U), direct.output_hessian(theta, U), rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(wrapped.cost_hessian(theta), direct.cost_hessian(theta), rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(af.AdaptedFlow(wrapped).velocity(theta), af.AdaptedFlow(direct).velocity(theta), rtol=1e-13)


def test_second_derivatives_are_optional_and_their_absence_is_said():
    bare = af.FunctionModel(outputs, jacobian, 2)
    assert MODEL.has_jacobian_derivative and not bare.has_jacobian_derivative
    with pytest.raises(ValueError, match=r"no second derivatives: pass jacobian_derivative=function\(theta, X, v\)"):
        bare.jacobian_derivative(THETA, X, V)
    with pytest.raises(ValueError, match="no second derivatives"):
        af.Problem(bare, X, np.ones((3, 2))).cost_hessian(THETA)


@pytest.mark.parametrize("call, error, words", [
    (lambda: af.FunctionModel(1, jacobian, 2), TypeError, r"outputs: expected a function of \(theta, X\), got 1"),
    (lambda: af.FunctionModel(outputs, None, 2), TypeError, r"jacobian: expected a function of \(theta, X\), got None"),
    (lambda: af.FunctionModel(outputs, jacobian, 2, "d"), TypeError, r"jacobian_derivative: expected a function of \(theta, X, v\), got 'd'"),
    (lambda: af.FunctionModel(outputs, jacobian, 0), ValueError, "num_parameters: expected a whole number >= 1, got 0"),
    (lambda: af.FunctionModel(outputs, jacobian, 2.0), TypeError, "num_parameters: expected a whole number, got 2.0"),
    (lambda: MODEL.outputs(np.ones(3), X), ValueError, r"theta: expected shape \(2,\), got \(3,\)\. This model has K = 2"),
    (lambda: MODEL.jacobian([1, np.nan], X), ValueError, "theta: expected finite numbers, got nan"),
    (lambda: MODEL.jvp(THETA, X, np.ones(3)), ValueError, r"v: expected shape \(2,\), got \(3,\)"),
    (lambda: MODEL.vjp(THETA, X, np.ones(3)), ValueError, r"u: expected shape \(6,\), got \(3,\)"),
    (lambda: MODEL.jacobian_derivative(THETA, X, [1]), ValueError, r"v: expected shape \(2,\), got \(1,\)"),
])
def test_malformed_arguments_are_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


def returning(outputs=outputs, jacobian=jacobian, derivative=jacobian_derivative):
    return af.FunctionModel(outputs, jacobian, 2, derivative)


@pytest.mark.parametrize("model, method, error, words", [
    (returning(outputs=lambda theta, X: X[:, 0]), "outputs", ValueError, r"the model's outputs\(theta, X\): expected shape \(3, any\), got \(3,\)"),
    (returning(outputs=lambda theta, X: X[:2]), "outputs", ValueError, r"outputs\(theta, X\): expected shape \(3, any\), got \(2, 1\)"),
    (returning(outputs=lambda theta, X: X * np.nan), "outputs", ValueError, r"outputs\(theta, X\): expected finite numbers, got nan"),
    (returning(outputs=lambda theta, X: X > 0), "outputs", TypeError, r"outputs\(theta, X\): expected real numbers .*, got dtype bool"),
    (returning(jacobian=lambda theta, X: X), "jacobian", ValueError, r"jacobian\(theta, X\): expected shape \(any, 2\), got \(3, 1\)"),
    (returning(jacobian=lambda theta, X: np.full((6, 2), np.inf)), "jacobian", ValueError, r"jacobian\(theta, X\): expected finite numbers, got inf"),
    (returning(derivative=lambda theta, X, v: v), "jacobian_derivative", ValueError, r"jacobian_derivative\(theta, X, v\): expected shape \(any, 2\), got \(2,\)"),
])
def test_what_the_functions_return_is_checked(model, method, error, words):
    arguments = (THETA, X, V) if method == "jacobian_derivative" else (THETA, X)
    with pytest.raises(error, match=words):
        getattr(model, method)(*arguments)


@pytest.mark.parametrize("call", [
    lambda p, theta: p.jacobian(theta), lambda p, theta: p.ntk(theta), lambda p, theta: p.jvp(theta, theta), lambda p, theta: p.cost_gradient(theta),
    lambda p, theta: af.AdaptedFlow(p).velocity(theta), lambda p, theta: af.RankLossFlow(p).velocity(theta), lambda p, theta: af.StandardFlow(p).velocity(theta),
], ids=["jacobian", "ntk", "jvp", "cost_gradient", "AdaptedFlow", "RankLossFlow", "StandardFlow"])
@pytest.mark.parametrize("rows", [1, 3])
def test_a_jacobian_with_too_few_or_too_many_rows_yields_no_number(call, rows):
    model = af.FunctionModel(lambda theta, X: theta[None, :2], lambda theta, X: np.eye(3)[:rows], 3)
    with pytest.raises(ValueError, match="expected"):
        call(af.Problem(model, np.ones((1, 1)), np.ones((1, 2))), np.array([0.3, 0.7, 1.1]))
