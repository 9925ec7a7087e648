"""Networks against loops, complex step, finite differences and mpmath: routes that share nothing with the closed forms."""

from unittest import mock

import mpmath
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import adaptedflow as af
from adaptedflow import derivatives, memory

SIGMA = {"identity": lambda u: u, "tanh": mpmath.tanh, "softplus": lambda u: mpmath.log(1 + mpmath.exp(u)), "erf": mpmath.erf}
ACTIVATIONS = ["identity", "tanh", "softplus", "relu", "erf", af.mollified_relu(0.8)]


def by_loops(net, theta, x, sigma):
    """(1.3)-(1.6) for one input, number by number, reading ``theta`` from front to back in the order of (2.27)."""
    numbers, a = iter(theta), list(x)
    for layer, units in enumerate(net.widths[1:], start=1):
        weights = [[next(numbers) for _ in a] for _ in range(units)]
        biases = [next(numbers) for _ in range(units)] if net.bias else [0] * units
        z = [sum(w * one for w, one in zip(row, a)) + b for row, b in zip(weights, biases)]
        a = z if layer == len(net.widths) - 1 else [sigma(u) for u in z]
    assert next(numbers, None) is None
    return a


def complex_step(function, theta):
    """Columns ``d function / d theta_k``: exact to rounding, because no difference is taken."""
    return np.array([np.imag(function(theta + 1e-30j * e)) / 1e-30 for e in np.eye(len(theta))]).T


def close(got, expected, tolerance=1e-12):
    scale = np.abs(expected).max(initial=1e-300)
    np.testing.assert_allclose(got, expected, rtol=0, atol=tolerance * scale)


@st.composite
def cases(draw):
    """A network, parameters, inputs and a direction; some inputs repeated, some weights zero."""
    widths = draw(st.lists(st.integers(1, 4), min_size=2, max_size=5))
    net = af.Network(widths, draw(st.sampled_from(ACTIVATIONS)), draw(st.booleans()))
    rng = np.random.default_rng(draw(st.integers(0, 2 ** 32 - 1)))
    N = draw(st.integers(1, 5))
    X, theta, v = rng.normal(size=(N, widths[0])), net.init(rng, scale=1.5), rng.normal(size=net.num_parameters)
    degenerate = draw(st.sampled_from(["", "repeated inputs", "zero last layer", "zero"]))
    if degenerate == "repeated inputs":
        X[:] = X[0]
    elif degenerate == "zero last layer":
        net.unpack(theta)[-1][0][:] = 0
    elif degenerate == "zero":
        theta[:] = 0
    return net, theta, X, v


def named(widths, activation="tanh", bias=True, N=3, seed=0):
    net = af.Network(widths, activation, bias)
    rng = np.random.default_rng(seed)
    return net, net.init(rng), rng.normal(size=(N, widths[0])), rng.normal(size=net.num_parameters)


def named_cases(test):
    for case in [named([3, 2]), named([2, 1], bias=False), named([1, 1]), named([1, 1, 1], "softplus"), named([3, 4, 2], N=1),
                 named([2, 3, 1], "erf"), named([1, 1, 1], N=4), named([2, 2, 2], N=6), named([2, 3, 3, 2], "relu", bias=False)]:
        test = example(case)(test)                                     # [1, 1, 1], N = 4 and [2, 2, 2], N = 6 have K = QN
    return test


@named_cases
@given(cases())
def test_jacobian_is_the_complex_step_of_the_outputs(case):
    net, theta, X, _ = case
    D = net.jacobian(theta, X)
    assert D.shape == (len(X) * net.widths[-1], net.num_parameters) and D.dtype == float
    close(D, complex_step(lambda one: net.outputs(one, X).ravel(), theta))


@named_cases
@given(cases())
def test_kernel_and_products_are_those_of_the_jacobian(case):
    net, theta, X, v = case
    D = net.jacobian(theta, X)
    u = np.cos(np.arange(len(D)) + 1.0)
    # jvp on its own by complex step; the others against D, each scaled by the sizes that enter
    close(net.jvp(theta, X, v), np.imag(net.outputs(theta + 1e-30j * v, X)).ravel() / 1e-30)
    np.testing.assert_allclose(net.vjp(theta, X, u), D.T @ u, rtol=0, atol=1e-13 * (np.linalg.norm(D) * np.linalg.norm(u)))
    kernel = net.ntk(theta, X)
    np.testing.assert_allclose(kernel, D @ D.T, rtol=0, atol=1e-13 * np.linalg.norm(D) ** 2)
    np.testing.assert_array_equal(kernel, kernel.T)


@named_cases
@given(cases())
def test_jacobian_derivative_is_the_complex_step_of_the_jacobian(case):
    net, theta, X, v = case
    scale = max(np.abs(net.jacobian(theta, X)).max() * np.abs(v).max(), 1e-15)   # at theta = 0 the step itself, 1e-30, is seen
    step = np.imag(net.jacobian(theta + 1e-30j * v, X)) / 1e-30
    np.testing.assert_allclose(net.jacobian_derivative(theta, X, v), step, rtol=1e-12, atol=1e-12 * scale)


@pytest.mark.parametrize("slab", [1, 60, 10 ** 6])
@named_cases
@given(cases())
def test_hessian_of_the_outputs_has_the_derivatives_of_the_jacobian_as_slices(slab, case):
    net, theta, X, _ = case
    u = np.cos(np.arange(len(X) * net.widths[-1]) + 1.0)
    slices = np.array([u @ net.jacobian_derivative(theta, X, e) for e in np.eye(net.num_parameters)])
    with mock.patch.object(derivatives, "SLAB", slab):                 # one sample at a time, some, all
        H = net.output_hessian(theta, X, u)
    scale = np.abs(net.jacobian(theta, X)).max() * np.abs(theta).max() * len(u) + 1
    np.testing.assert_allclose(H, slices, rtol=1e-12, atol=1e-13 * scale)
    np.testing.assert_allclose(H, H.T, rtol=1e-12, atol=1e-13 * scale)


@given(cases())
def test_all_methods_pass_complex_parameters_without_conjugating(case):
    net, theta, X, v = case
    theta = theta + 0.1j * np.sin(np.arange(len(theta)))
    D, u = net.jacobian(theta, X), np.arange(1.0, len(X) * net.widths[-1] + 1) * (1 - 0.5j)
    w = v * (0.3 + 1j)
    size = np.linalg.norm(D)
    np.testing.assert_allclose(net.ntk(theta, X), D @ D.T, rtol=0, atol=1e-12 * size ** 2)
    np.testing.assert_allclose(net.jvp(theta, X, w), D @ w, rtol=0, atol=1e-12 * size * np.linalg.norm(w))
    np.testing.assert_allclose(net.vjp(theta, X, u), D.T @ u, rtol=0, atol=1e-12 * size * np.linalg.norm(u))
    np.testing.assert_allclose(net.jacobian_derivative(theta, X, 1j * v), 1j * net.jacobian_derivative(theta, X, v), rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(net.output_hessian(theta, X, u) @ v, u @ net.jacobian_derivative(theta, X, v), rtol=1e-11, atol=1e-11 * size)


@pytest.mark.parametrize("activation", ["tanh", "softplus", "erf"])
def test_jacobian_and_its_derivative_against_finite_differences(activation):
    net, theta, X, v = named([2, 3, 3, 2], activation)
    h = 1e-5
    for function, derivative in ((lambda one: net.outputs(one, X).ravel(), lambda e: net.jacobian(theta, X) @ e),
                                 (lambda one: net.jacobian(one, X), lambda e: net.jacobian_derivative(theta, X, e))):
        for e in (v / np.linalg.norm(v), np.eye(len(theta))[0], np.eye(len(theta))[-1]):
            difference = (function(theta + h * e) - function(theta - h * e)) / (2 * h)
            np.testing.assert_allclose(difference, derivative(e), rtol=0, atol=1e-8)   # h^2 and eps / h are 1e-10


@pytest.mark.parametrize("activation", SIGMA)
@pytest.mark.parametrize("widths, bias", [([2, 1], True), ([1, 2, 2], True), ([2, 2, 3, 1], True), ([2, 3, 1], False)])
def test_outputs_and_two_derivatives_against_loops_in_forty_digits(widths, bias, activation):
    net, theta, X, v = named(widths, activation, bias, N=2)
    with mpmath.workdps(60):
        h, base = mpmath.mpf(10) ** -20, [mpmath.mpf(float(t)) for t in theta]

        def outputs(point):
            return mpmath.matrix([x for one in X for x in by_loops(net, point, [mpmath.mpf(float(c)) for c in one], SIGMA[activation])])

        def jacobian(point):
            columns = []
            for k in range(len(point)):
                up, down = list(point), list(point)
                up[k], down[k] = up[k] + h, down[k] - h
                columns.append((outputs(up) - outputs(down)) / (2 * h))
            return np.array([[columns[k][i] for k in range(len(point))] for i in range(len(columns[0]))])

        along = [mpmath.mpf(float(one)) for one in v]
        H = mpmath.mpf(10) ** -8                                       # the inner differences are good to 40 digits
        derivative = (jacobian([t + H * d for t, d in zip(base, along)]) - jacobian([t - H * d for t, d in zip(base, along)])) / (2 * H)
        close(net.outputs(theta, X).ravel(), np.array([float(x) for x in outputs(base)]), 1e-14)
        close(net.jacobian(theta, X), jacobian(base).astype(float), 1e-14)
        close(net.jacobian_derivative(theta, X, v), derivative.astype(float) if activation != "identity" or len(widths) > 2 else 0 * net.jacobian(theta, X), 1e-13)


def test_jacobian_into_an_array_of_the_callers():
    net, X = af.Network([2, 3, 2]), np.array([[0.5, -1.0], [2.0, 0.3]])
    theta = net.init(0)
    out = np.full((4, 17), np.nan)
    assert net.jacobian(theta, X, out=out) is out
    np.testing.assert_array_equal(out, net.jacobian(theta, X))
    for wrong in (np.zeros((4, 16)), np.zeros((4, 17), complex), np.zeros((17, 4)).T, np.zeros((4, 17)).tolist()):
        with pytest.raises(ValueError, match="out: expected a C-ordered float64 array of shape \\(4, 17\\)"):
            net.jacobian(theta, X, out=wrong)


@pytest.mark.parametrize("call, size", [(lambda net, theta, X: net.jacobian(theta, X), 4 * 17), (lambda net, theta, X: net.output_hessian(theta, X, np.ones(4)), 17 * 17)])
def test_derivatives_that_do_not_fit_are_refused(call, size, monkeypatch):
    net, X = af.Network([2, 3, 2]), np.ones((2, 2))
    monkeypatch.setattr(memory, "WORTH_ASKING", 0)
    monkeypatch.setattr(memory, "available", lambda: 8 * size)
    call(net, net.init(0), X)
    monkeypatch.setattr(memory, "available", lambda: 8 * size - 1)
    with pytest.raises(MemoryError):
        call(net, net.init(0), X)
