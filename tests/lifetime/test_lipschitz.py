"""The bound on the derivative of D: never exceeded, nearly reached, and refused where it is not proved."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow.lifetime import jacobian_bound

FEW = af.FunctionModel(lambda theta, X: theta[None], lambda theta, X: np.ones((1, 1)), 1)


def draw(seed, activation, bias=True):
    rng = np.random.default_rng(seed)
    M, M1, Q, N = (int(rng.integers(1, high)) for high in (4, 6, 4, 6))
    net = af.Network([M, M1, Q], activation, bias=bias)
    p = af.Problem(net, rng.uniform(0.1, 3) * rng.normal(size=(N, M)), rng.normal(size=(N, Q)))
    return p, net.init(rng, rng.uniform(0, 2)), rng


def worst_direction(p, theta, rng, sweeps=20):
    """A direction in which D changes fast: power iteration on the second derivative, which is symmetric in its two directions."""
    direction = rng.normal(size=p.K)
    for _ in range(sweeps):
        U, _, Vt = np.linalg.svd(p.jacobian_derivative(theta, direction / np.linalg.norm(direction)))
        direction = p.jacobian_derivative(theta, Vt[0]).T @ U[:, 0]
    return direction / np.linalg.norm(direction)


@pytest.mark.parametrize("activation, bounds", [("tanh", None), ("erf", None), ("softplus", None), (af.mollified_relu(0.2), (1, 2.5))])
@pytest.mark.parametrize("bias", [True, False])
def test_jacobian_changes_no_faster_than_the_bound(activation, bounds, bias):
    for seed in range(25):
        p, theta, rng = draw(seed, activation, bias)
        bound = jacobian_bound(p, theta, bounds)
        for direction in (rng.normal(size=p.K), worst_direction(p, theta, rng) if seed % 5 == 0 else np.eye(p.K)[seed % p.K]):
            for r in (1e-3, 0.3, 3.0):
                moved = theta + r * direction / np.linalg.norm(direction)
                assert np.linalg.norm(p.jacobian(moved) - p.jacobian(theta), 2) <= bound.change(r) * (1 + 1e-8)


def test_bound_is_reached_by_two_factors():
    """x = w1 w2 for one input 1: D changes at rate 1 in every direction, and base is exactly 1."""
    p = af.Problem(af.Network([1, 1, 1], "identity", bias=False), np.ones((1, 1)), np.ones((1, 1)))
    bound = jacobian_bound(p, np.array([0.3, -2.0]))
    assert (bound.base, bound.slope) == (1.0, 0.0)
    assert np.linalg.norm(p.jacobian([1.3, -1.0]) - p.jacobian([0.3, -2.0]), 2) == pytest.approx(bound.change(np.sqrt(2)))


def test_bound_is_nearly_reached_where_the_second_derivative_rules():
    """One sample at the bend of tanh, a_1 large: only a sigma'' matters."""
    p = af.Problem(af.Network([1, 1, 1], "tanh", bias=False), np.ones((1, 1)), np.ones((1, 1)))
    bend = np.arctanh(1 / np.sqrt(3))                                  # |tanh''| is largest there
    theta, h = np.array([bend, 1e3]), 1e-5
    rate = np.linalg.norm(p.jacobian(theta + [h, 0]) - p.jacobian(theta), 2) / h
    assert 0.999 < rate / jacobian_bound(p, theta).base <= 1


@pytest.mark.parametrize("activation", ["tanh", "softplus", "erf", "identity"])
def test_suprema_by_a_fine_grid(activation):
    from adaptedflow.activations import BY_NAME
    from adaptedflow.lifetime.lipschitz import SUPREMA
    u = np.linspace(-20, 20, 400_001)
    first, second = np.abs(BY_NAME[activation].first(u)).max(), np.abs(BY_NAME[activation].second(u)).max()
    assert first <= SUPREMA[activation][0] * (1 + 1e-12) and second <= SUPREMA[activation][1] * (1 + 1e-12)
    assert (first, second) == pytest.approx(SUPREMA[activation], rel=1e-8)


@pytest.mark.parametrize("model, bounds, words", [
    (FEW, None, "no bound on the derivative of D is known for a FunctionModel"),
    (af.Network([1, 2, 2, 1]), None, "proved for one hidden layer, and this network has 2"),
    (af.Network([1, 2, 1], "relu"), (1, 0), "jumps at the kinks of relu"),
    (af.Network([1, 2, 1], af.mollified_relu(0.5)), None, "not known; pass them as derivative_bounds"),
    (af.Network([1, 2, 1], af.Activation("tanh", np.sin, np.cos, lambda u: -np.sin(u))), None, "not known"),
    (af.Network([1, 2, 1]), (1,), "expected .sup"),
    (af.Network([1, 2, 1]), (1, -1), "derivative_bounds: expected a finite number >= 0"),
])
def test_where_no_bound_is_proved(model, bounds, words):
    p = af.Problem(model, np.ones((1, 1)), np.ones((1, 1)))
    with pytest.raises(ValueError, match=words):
        jacobian_bound(p, np.ones(p.K), bounds)
