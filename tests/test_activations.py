import mpmath
import numpy as np
import pytest
from scipy.integrate import quad

import adaptedflow as af
from adaptedflow import activations

EPS = np.finfo(float).eps
REFERENCE = {   # the functions as they are defined, for mpmath
    "identity": lambda u: u,
    "tanh": mpmath.tanh,
    "softplus": lambda u: mpmath.log(1 + mpmath.exp(u)),
    "erf": mpmath.erf,
}
FIRST = {
    "identity": lambda u: mpmath.mpf(1),
    "tanh": lambda u: mpmath.sech(u) ** 2,
    "softplus": lambda u: 1 / (1 + mpmath.exp(-u)),
    "erf": lambda u: 2 / mpmath.sqrt(mpmath.pi) * mpmath.exp(-u * u),
}
SECOND = {
    "identity": lambda u: mpmath.mpf(0),
    "tanh": lambda u: -2 * mpmath.tanh(u) * mpmath.sech(u) ** 2,
    "softplus": lambda u: mpmath.exp(-u) / (1 + mpmath.exp(-u)) ** 2,
    "erf": lambda u: -4 * u / mpmath.sqrt(mpmath.pi) * mpmath.exp(-u * u),
}
THIRD = {
    "identity": lambda u: mpmath.mpf(0),
    "tanh": lambda u: (4 - 6 * mpmath.sech(u) ** 2) * mpmath.sech(u) ** 2,
    "softplus": lambda u: mpmath.exp(-u) * (mpmath.exp(-u) - 1) / (1 + mpmath.exp(-u)) ** 3,
    "erf": lambda u: (8 * u * u - 4) / mpmath.sqrt(mpmath.pi) * mpmath.exp(-u * u),
}
SMALL = np.concatenate([np.geomspace(1e-12, 8, 40), -np.geomspace(1e-12, 8, 40), [0.0]])
LARGE = np.array([12.0, 20.0, 25.0, 100.0, 300.0, 340.0])


def exact(function, points):
    """``function`` at the very floats, to 700 digits: ``log(1 + exp(-340))`` needs 150 of them, ``1 - tanh(300)^2`` 260."""
    with mpmath.workdps(700):
        return np.array([float(function(mpmath.mpf(float(u)))) for u in points])


@pytest.mark.parametrize("name", REFERENCE)
@pytest.mark.parametrize("field, reference", [("value", REFERENCE), ("first", FIRST), ("second", SECOND)])
@pytest.mark.parametrize("points", [SMALL, LARGE, -LARGE], ids=["small", "large", "large negative"])
def test_values_and_derivatives_to_a_few_ulp_at_every_size(name, field, reference, points):
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        got = getattr(activations.BY_NAME[name], field)(points)
    expected = exact(reference[name], points)
    # rounding u^2 (erf) or 2 u (tanh) before the exponential costs |u|^2 or |u| ulp of it; a subnormal has fewer digits
    growth = 1 + points ** 2 if name == "erf" and field != "value" else 1 + np.abs(points)
    assert np.all(np.abs(got - expected) <= 8 * EPS * growth * np.abs(expected) + 1e-320)


def test_sech_squared_at_300_keeps_its_digits():
    assert activations.tanh.first(np.array([300.0]))[0] == pytest.approx(float(mpmath.sech(300) ** 2), rel=1e-13, abs=0)
    assert activations.tanh.first(np.array([-300.0]))[0] == activations.tanh.first(np.array([300.0]))[0] > 0


@pytest.mark.parametrize("name", [*REFERENCE, "relu"])
def test_no_overflow_far_out(name):
    u = np.array([-1e4, -800.0, 800.0, 1e4])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        a = activations.BY_NAME[name]
        values = a.value(u), a.first(u), a.second(u)
    assert np.isfinite(values).all()


@pytest.mark.parametrize("activation", [*activations.BY_NAME.values(), af.mollified_relu(0.7)], ids=lambda a: a.name)
def test_derivatives_are_those_of_the_value_by_complex_step(activation):
    u = np.concatenate([np.linspace(-6, 6, 61) + 0.013, [-40.0, 40.0]])
    for function, derivative in ((activation.value, activation.first), (activation.first, activation.second)):
        step = np.imag(function(u + 1e-30j)) / 1e-30
        np.testing.assert_allclose(step, derivative(u), rtol=1e-12, atol=0)
        np.testing.assert_allclose(np.real(function(u + 1e-30j)), function(u), rtol=1e-14, atol=1e-15)   # complex log1p: absolute accuracy only


@pytest.mark.parametrize("name", THIRD)
def test_complex_step_on_the_second_derivative_gives_the_third(name):
    u = np.linspace(-5, 5, 41) + 0.0071
    third = np.imag(activations.BY_NAME[name].second(u + 1e-30j)) / 1e-30
    np.testing.assert_allclose(third, exact(THIRD[name], u), rtol=1e-10, atol=1e-13)   # atol: its zeros


def test_relu_is_the_positive_part_and_its_kink_is_said():
    u = np.array([-2.0, -1e-300, 0.0, 1e-300, 3.0])
    relu = activations.get("relu")
    np.testing.assert_array_equal(relu.value(u), np.maximum(u, 0))
    np.testing.assert_array_equal(relu.first(u), [0, 0, 0, 1, 1])
    np.testing.assert_array_equal(relu.second(u), 0)
    assert relu.kinks == (0.0,)
    assert all(a.kinks == () for a in activations.BY_NAME.values() if a is not relu)


@pytest.mark.parametrize("width", [0.1, 1, 2.5])
class TestMollifiedRelu:
    def test_is_the_average_of_relu_over_the_window(self, width):
        u = np.linspace(-2, 2, 33) * width
        average = [quad(lambda v: max(one + v, 0.0), -width, width, points=[min(max(-one, -width), width)])[0] / (2 * width) for one in u]
        np.testing.assert_allclose(af.mollified_relu(width).value(u), average, rtol=1e-12, atol=1e-14 * width)

    def test_is_relu_outside_the_window_and_a_quarter_width_above_it_at_zero(self, width):
        u = np.concatenate([np.linspace(-5, -1, 9), np.linspace(1, 5, 9)]) * width
        a = af.mollified_relu(width)
        np.testing.assert_array_equal(a.value(u), np.maximum(u, 0))
        np.testing.assert_array_equal(a.first(u), u > 0)
        assert a.value(np.zeros(1))[0] == pytest.approx(width / 4, rel=1e-15)

    def test_derivative_is_lipschitz_with_constant_one_over_twice_the_width(self, width):
        u = np.sort(np.random.default_rng(0).uniform(-3 * width, 3 * width, 400))
        a = af.mollified_relu(width)
        quotients = np.abs(np.diff(a.first(u))) / np.diff(u)
        assert np.all(quotients <= (1 + 1e-9) / (2 * width))
        assert quotients.max() == pytest.approx(1 / (2 * width), rel=1e-9)
        assert a.kinks == ()

    def test_second_derivative_is_the_step(self, width):
        u = np.array([-1.5, -1.0, -0.9, 0.0, 0.9, 1.0, 1.5]) * width
        np.testing.assert_allclose(af.mollified_relu(width).second(u), np.array([0, 0, 1, 1, 1, 0, 0]) / (2 * width), rtol=1e-15)


def test_own_activation_runs_in_a_network():
    cube = af.Activation("cube", lambda u: u ** 3, lambda u: 3 * u ** 2, lambda u: 6 * u)
    net = af.Network([1, 1, 1], cube)
    theta, X = np.array([2.0, 1.0, 3.0, 4.0]), np.array([[0.5]])
    assert net.outputs(theta, X)[0, 0] == 3 * 2.0 ** 3 + 4
    np.testing.assert_allclose(net.jacobian(theta, X)[0], [3 * 12 * 0.5, 3 * 12, 8, 1], rtol=1e-15)


@pytest.mark.parametrize("make, error, words", [
    (lambda: af.Network([1, 1], "tahn"), ValueError, r"expected one of \['erf', 'identity', 'relu', 'softplus', 'tanh'\], got 'tahn'.*mollified_relu"),
    (lambda: af.Network([1, 1], np.tanh), TypeError, r"expected a name or an af.Activation, got <ufunc 'tanh'>"),
    (lambda: af.Network([1, 1], None), TypeError, "expected a name or an af.Activation, got None"),
    (lambda: af.mollified_relu(0), ValueError, r"width: expected a finite number > 0, got 0\. Use activation='relu'"),
    (lambda: af.mollified_relu(-1), ValueError, r"> 0, got -1"),
    (lambda: af.mollified_relu(np.nan), ValueError, r"> 0, got nan"),
    (lambda: af.mollified_relu(np.inf), ValueError, r"> 0, got inf"),
    (lambda: af.mollified_relu("1"), TypeError, "width: expected a real number, got '1'"),
    (lambda: af.mollified_relu(True), TypeError, "width: expected a real number, got True"),
    (lambda: af.Activation(1, np.sin, np.cos, np.sin), TypeError, "name: expected a string, got 1"),
    (lambda: af.Activation("sine", np.sin, 1.0, np.sin), TypeError, "first: expected a function of an array, got 1.0"),
])
def test_what_is_no_activation_is_refused(make, error, words):
    with pytest.raises(error, match=words):
        make()
