"""Networks against loops, complex step, finite differences and mpmath: routes that share nothing with the closed forms."""

from unittest import mock

import mpmath
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import adaptedflow as af
from adaptedflow import derivatives, gram, memory

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


def test_parameters_lie_as_in_2_27():
    """M = 2, M_1 = 2, Q = 1, by hand: W_1 row by row, b_1, W_2, b_2; D = [W_2 x x^T | W_2 | h^T | 1]."""
    net = af.Network([2, 2, 1], "identity")
    theta, X = np.array([1.0, 2, 3, 4, 5, 6, 7, 8, 9]), np.array([[10.0, 20], [-1, 1]])
    assert net.num_parameters == 9
    h = np.array([[1 * 10 + 2 * 20 + 5, 3 * 10 + 4 * 20 + 6], [-1 + 2 + 5, -3 + 4 + 6]])
    np.testing.assert_array_equal(net.outputs(theta, X), (7 * h[:, 0] + 8 * h[:, 1] + 9)[:, None])
    np.testing.assert_array_equal(net.jacobian(theta, X), [
        [7 * 10, 7 * 20, 8 * 10, 8 * 20, 7, 8, h[0, 0], h[0, 1], 1],
        [-7, 7, -8, 8, 7, 8, h[1, 0], h[1, 1], 1],
    ])


def test_outputs_are_flattened_sample_by_sample():
    net = af.Network([1, 2], "identity")
    theta, X = np.array([2.0, 3, 5, 7]), np.array([[1.0], [10]])
    np.testing.assert_array_equal(net.outputs(theta, X), [[7, 10], [25, 37]])
    np.testing.assert_array_equal(net.jacobian(theta, X), [[1, 0, 1, 0], [0, 1, 0, 1], [10, 0, 1, 0], [0, 10, 0, 1]])
    np.testing.assert_array_equal(net.vjp(theta, X, [1, 2, 3, 4]), [31, 42, 4, 6])


@pytest.mark.parametrize("widths, bias, K", [([3, 2], True, 8), ([3, 2], False, 6), ([1, 1, 1], True, 4), ([64, 32, 10], True, 2410),
                                             ([2, 3, 4, 5], True, 9 + 16 + 25), ([2, 3, 4, 5], False, 38)])
def test_number_of_parameters_is_1_5(widths, bias, K):
    net = af.Network(widths, bias=bias)
    assert net.num_parameters == K == len(net.init(0))
    assert net.widths == tuple(widths) and net.bias is bias and net.activation.name == "tanh"


def test_unpack_gives_views_in_order():
    net = af.Network([2, 3, 1])
    theta = np.arange(13.0)
    (W1, b1), (W2, b2) = net.unpack(theta)
    np.testing.assert_array_equal(W1, [[0, 1], [2, 3], [4, 5]])
    np.testing.assert_array_equal(np.concatenate([b1, W2[0], b2]), np.arange(6, 13))
    W2[0, 1] = -1
    assert theta[10] == -1 and all(np.shares_memory(theta, part) for layer in net.unpack(theta) for part in layer)
    (W1, b1), _ = af.Network([2, 3, 1], bias=False).unpack(np.arange(9.0))
    assert W1.shape == (3, 2) and b1.shape == (0,)


@pytest.mark.parametrize("bias", [True, False])
def test_init_draws_the_stated_normal_distributions(bias):
    net = af.Network([50, 80, 100, 40], bias=bias)
    theta = net.init(3, scale=0.7)
    for fan_in, (W, b) in zip((50, 80, 100), net.unpack(theta)):
        for part, deviation in ((W, 0.7 / np.sqrt(fan_in)), (b, 0.07)):
            if part.size:                                              # five standard errors of mean, deviation and kurtosis
                n = part.size
                assert abs(part.mean()) < 5 * deviation / np.sqrt(n)
                assert abs(part.std() / deviation - 1) < 5 / np.sqrt(2 * n)
                assert abs(np.mean((part / deviation) ** 4) - 3) < 5 * np.sqrt(96 / n)


def test_init_belongs_to_its_seed():
    net = af.Network([3, 4, 2])
    for seed in (np.random.SeedSequence(5), np.random.default_rng(5), np.int64(5)):
        np.testing.assert_array_equal(net.init(5), net.init(seed))
    rng = np.random.default_rng(5)
    assert not np.array_equal(net.init(rng), net.init(rng)) and not np.array_equal(net.init(5), net.init(6))
    np.testing.assert_allclose(net.init(5, scale=3), 3 * net.init(5), rtol=1e-15)
    np.testing.assert_array_equal(net.init(5, scale=0), 0)


def test_preactivations_are_what_the_activation_is_applied_to():
    net, theta, X, _ = named([2, 3, 2, 1])
    (W1, b1), (W2, b2), _ = net.unpack(theta)
    z1, z2 = net.preactivations(theta, X)
    np.testing.assert_allclose(z1, X @ W1.T + b1, rtol=1e-14)
    np.testing.assert_allclose(z2, np.tanh(z1) @ W2.T + b2, rtol=1e-13)
    assert af.Network([2, 1]).preactivations(np.zeros(3), X) == []


def test_integer_data_are_converted_and_left_alone():
    net = af.Network([1, 2], "identity")
    theta, X = np.array([2, 3, 5, 7]), [[1], [10]]
    assert net.outputs(theta, X).dtype == float
    before = theta.copy()
    net.jacobian(theta, X), net.ntk(theta, X)
    np.testing.assert_array_equal(theta, before)


NET = af.Network([2, 3, 1])
THETA, GOOD = NET.init(0), np.ones((4, 2))
METHODS = {
    "outputs": lambda t, X: NET.outputs(t, X),
    "preactivations": lambda t, X: NET.preactivations(t, X),
    "jacobian": lambda t, X: NET.jacobian(t, X),
    "ntk": lambda t, X: NET.ntk(t, X),
    "jvp": lambda t, X: NET.jvp(t, X, np.ones(13)),
    "vjp": lambda t, X: NET.vjp(t, X, np.ones(4)),
    "jacobian_derivative": lambda t, X: NET.jacobian_derivative(t, X, np.ones(13)),
    "output_hessian": lambda t, X: NET.output_hessian(t, X, np.ones(4)),
}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("theta, X, error, words", [
    (THETA[:-1], GOOD, ValueError, r"theta: expected shape \(13,\), got \(12,\).*K = 13 parameters; net.init\(seed\)"),
    (THETA[:, None], GOOD, ValueError, r"theta: expected shape \(13,\), got \(13, 1\)"),
    (np.append(THETA[1:], np.nan), GOOD, ValueError, r"theta: expected finite numbers, got nan at index \(12,\)"),
    ([None] * 13, GOOD, TypeError, "theta: expected real numbers .*, got dtype object"),
    ([True] * 13, GOOD, TypeError, "theta: expected real numbers .*, got dtype bool"),
    (THETA, np.ones(2), ValueError, r"X: expected shape \(any, 2\), got \(2,\).*One input per row: a single input x is X = x\[None, :\]"),
    (THETA, np.ones((4, 3)), ValueError, r"X: expected shape \(any, 2\), got \(4, 3\)"),
    (THETA, np.ones((0, 2)), ValueError, r"X: expected at least one entry, got an empty array"),
    (THETA, [[1, 2], [3, np.inf]], ValueError, r"X: expected finite numbers, got inf at index \(1, 1\)"),
    (THETA, [[1, 2], [3]], ValueError, "X: expected a rectangular array of numbers, got rows of different lengths"),
    (THETA, GOOD > 0, TypeError, "X: expected real numbers .*, got dtype bool"),
    (THETA, GOOD * 1j, TypeError, "X: expected real numbers .*, got dtype complex128"),
    (THETA, [["1", "2"]], TypeError, "X: expected real numbers .*, got dtype <U1"),
    (THETA, GOOD.astype(object), TypeError, "X: expected real numbers .*, got dtype object"),
])
def test_arrays_that_do_not_fit_are_refused_by_every_method(method, theta, X, error, words):
    with pytest.raises(error, match=words):
        METHODS[method](theta, X)


@pytest.mark.parametrize("call, error, words", [
    (lambda: NET.unpack(THETA[:4]), ValueError, r"theta: expected shape \(13,\), got \(4,\)"),
    (lambda: NET.jvp(THETA, GOOD, np.ones(4)), ValueError, r"v: expected shape \(13,\), got \(4,\)"),
    (lambda: NET.jacobian_derivative(THETA, GOOD, np.full(13, np.inf)), ValueError, "v: expected finite numbers, got inf"),
    (lambda: NET.vjp(THETA, GOOD, np.ones(13)), ValueError, r"u: expected shape \(4,\), got \(13,\)"),
    (lambda: NET.vjp(THETA, GOOD, np.ones((4, 1))), ValueError, r"u: expected shape \(4,\), got \(4, 1\)"),
    (lambda: NET.output_hessian(THETA, GOOD, np.ones(13)), ValueError, r"u: expected shape \(4,\), got \(13,\)"),
    (lambda: NET.vjp(THETA, GOOD, [np.nan] * 4), ValueError, "u: expected finite numbers, got nan"),
    (lambda: NET.init(None), TypeError, "seed: expected a whole number.*Pass seed=0"),
    (lambda: NET.init(0, scale=-1), ValueError, "scale: expected a finite number >= 0, got -1"),
    (lambda: NET.init(0, scale="1"), TypeError, "scale: expected a real number, got '1'"),
    (lambda: af.Network([3]), ValueError, r"widths: expected at least two layer widths \[M, ..., Q\], got \[3\]"),
    (lambda: af.Network(3), ValueError, "widths: expected at least two layer widths .*, got 3"),
    (lambda: af.Network("35"), ValueError, "widths: expected at least two layer widths .*, got '35'"),
    (lambda: af.Network([3, 0, 1]), ValueError, r"widths\[1\]: expected a whole number >= 1, got 0"),
    (lambda: af.Network([3, 2.5]), TypeError, r"widths\[1\]: expected a whole number, got 2.5"),
    (lambda: af.Network([3, True]), TypeError, r"widths\[1\]: expected a whole number, got True"),
    (lambda: af.Network([3, 2], bias=1), TypeError, "bias: expected True or False, got 1"),
])
def test_other_malformed_arguments_are_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_jacobian_into_an_array_of_the_callers():
    net, X = af.Network([2, 3, 2]), np.array([[0.5, -1.0], [2.0, 0.3]])
    theta = net.init(0)
    out = np.full((4, 17), np.nan)
    assert net.jacobian(theta, X, out=out) is out
    np.testing.assert_array_equal(out, net.jacobian(theta, X))
    for wrong in (np.zeros((4, 16)), np.zeros((4, 17), complex), np.zeros((17, 4)).T, np.zeros((4, 17)).tolist()):
        with pytest.raises(ValueError, match="out: expected a C-ordered float64 array of shape \\(4, 17\\)"):
            net.jacobian(theta, X, out=wrong)


def test_kernel_in_the_memory_of_an_array_of_the_callers():
    net, X = af.Network([2, 3, 2]), np.array([[0.5, -1.0], [2.0, 0.3], [-0.4, 0.1]])
    theta, out = net.init(0), np.full((6, 6), np.nan)
    kernel = net.ntk(theta, X, out=out)
    assert np.shares_memory(kernel, out)
    np.testing.assert_array_equal(kernel, net.ntk(theta, X))
    with pytest.raises(ValueError, match="out: expected a C-ordered float64 array of shape \\(6, 6\\)"):
        net.ntk(theta, X, out=out.T[:, ::-1])


@pytest.mark.parametrize("tile", [1, 4, 5])
def test_kernel_does_not_depend_on_its_tiles(tile, monkeypatch):
    """Tiles of one, two and (rounded down) two samples; with ``lower`` only that triangle is right, and all that is asked for."""
    net, X = af.Network([2, 3, 2, 2]), np.random.default_rng(3).normal(size=(7, 2))
    theta = net.init(0)
    D = net.jacobian(theta, X)
    monkeypatch.setattr(gram, "TILE", tile)
    np.testing.assert_allclose(net.ntk(theta, X), D @ D.T, rtol=0, atol=1e-13 * np.linalg.norm(D) ** 2)
    lower = net.ntk(theta, X, lower=True, out=np.zeros((14, 14)))
    np.testing.assert_allclose(np.tril(lower), np.tril(D @ D.T), rtol=0, atol=1e-13 * np.linalg.norm(D) ** 2)
    assert lower.flags.f_contiguous and not lower[0, -1]


def test_both_halves_of_the_kernel_are_set_where_nothing_else_is_said(monkeypatch):
    net, X = af.Network([2, 3, 2]), np.random.default_rng(3).normal(size=(5, 2))
    monkeypatch.setattr(gram, "TILE", 1)
    monkeypatch.setattr(np, "empty", lambda shape, dtype=float: np.full(shape, np.nan, dtype))
    theta = net.init(0)
    for kernel in (net.ntk(theta, X), af.Problem(net, X, np.ones((5, 2))).ntk(theta)):
        assert np.isfinite(kernel).all()
    assert np.isnan(net.ntk(theta, X, lower=True)).any()


def test_a_kernel_that_does_not_fit_is_refused_with_its_size(monkeypatch):
    monkeypatch.setattr(memory, "WORTH_ASKING", 0)
    monkeypatch.setattr(memory, "available", lambda: 4 * 4 * 8 - 1)
    net = af.Network([2, 3, 2])
    with pytest.raises(MemoryError, match="D D\\^T 4 x 4 needs"):
        net.ntk(net.init(0), np.ones((2, 2)))
    monkeypatch.setattr(memory, "available", lambda: 4 * 4 * 8)
    assert net.ntk(net.init(0), np.ones((2, 2))).shape == (4, 4)


@pytest.mark.parametrize("call, size", [(lambda net, theta, X: net.jacobian(theta, X), 4 * 17), (lambda net, theta, X: net.output_hessian(theta, X, np.ones(4)), 17 * 17)])
def test_derivatives_that_do_not_fit_are_refused(call, size, monkeypatch):
    net, X = af.Network([2, 3, 2]), np.ones((2, 2))
    monkeypatch.setattr(memory, "WORTH_ASKING", 0)
    monkeypatch.setattr(memory, "available", lambda: 8 * size)
    call(net, net.init(0), X)
    monkeypatch.setattr(memory, "available", lambda: 8 * size - 1)
    with pytest.raises(MemoryError):
        call(net, net.init(0), X)
