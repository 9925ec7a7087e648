"""Networks as they are built: the order of parameters, starts, and what is refused."""

import numpy as np
import pytest

import adaptedflow as af


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
    net, X = af.Network([2, 3, 2, 1]), np.random.default_rng(0).normal(size=(3, 2))
    theta = net.init(0)
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
