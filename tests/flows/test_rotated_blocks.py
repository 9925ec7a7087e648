"""Q kernels of N x N as preconditioner: where they are exact, their answers against QR over conditions from 10 to 1e12, and deficient D, which is noticed."""

import contextlib

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import memory
from adaptedflow.flows import iterative, pseudo_inverse, rotated_blocks
from adaptedflow.flows.rotated_blocks import RotatedBlocks

EPS = np.finfo(float).eps


@pytest.fixture
def blocks_first(monkeypatch):
    monkeypatch.setattr(pseudo_inverse, "DENSE_SIZE", 0)
    monkeypatch.setattr(iterative, "BLOCKS_SIZE", 0)


def nearly_equal_inputs(apart, activation="tanh", Q=3):
    """Two of twelve inputs are ``apart``, and D about as ill conditioned as they are close."""
    rng, net = np.random.default_rng(1), af.Network([4, 20, Q], activation)
    X = rng.normal(size=(12, 4))
    X[7] = X[2] + apart * rng.normal(size=4)
    return af.Problem(net, X, rng.normal(size=(12, Q))), net.init(1)


@pytest.mark.parametrize("bias", [True, False])
def test_with_equal_slopes_the_blocks_are_the_kernel(bias):
    rng, net = np.random.default_rng(0), af.Network([5, 4, 3], "identity", bias)
    p, theta = af.Problem(net, rng.normal(size=(4, 5)), rng.normal(size=(4, 3))), net.init(0)
    blocks, kernel, v = RotatedBlocks(p.linearised(theta)), p.ntk(theta), rng.normal(size=12)
    assert blocks.squares == pytest.approx(np.trace(kernel))
    np.testing.assert_allclose(blocks.solve(v), np.linalg.solve(kernel, v), rtol=1e-8)


@pytest.mark.parametrize("widths", [(4, 20, 3), (4, 9, 8, 2)])
def test_without_equal_slopes_they_are_its_diagonal_in_rotated_outputs(widths):
    rng, net = np.random.default_rng(0), af.Network(widths)
    N, Q = 6, widths[-1]
    p, theta = af.Problem(net, rng.normal(size=(N, 4)), rng.normal(size=(N, Q))), net.init(0)
    blocks, kernel = RotatedBlocks(p.linearised(theta)), p.ntk(theta).reshape(N, Q, N, Q)
    R = blocks.rotation
    total = np.einsum("iaib->ab", kernel)                              # the sum of the Q x Q blocks
    np.testing.assert_allclose(R.T @ total @ R, np.diag(np.linalg.eigvalsh(total)), atol=1e-9 * np.trace(total))
    turned = np.einsum("iajb,ap,bq->ipjq", kernel, R, R)
    for q, factor in enumerate(blocks.factors):
        L = np.tril(factor)
        np.testing.assert_allclose(L @ L.T, turned[:, q, :, q], atol=1e-12 * np.trace(total))


@pytest.mark.parametrize("widths, bias", [((3, 5, 2), True), ((3, 2), True), ((3, 4, 4, 2), False)])
def test_products_that_share_a_forward_pass(widths, bias):
    rng, net = np.random.default_rng(0), af.Network(widths, "softplus", bias)
    p, theta = af.Problem(net, rng.normal(size=(4, 3)), rng.normal(size=(4, 2))), net.init(0)
    linear, D, v, u = p.linearised(theta), p.jacobian(theta), rng.normal(size=p.K), rng.normal(size=8)
    np.testing.assert_allclose(linear.jvp(v), D @ v, rtol=1e-12)
    np.testing.assert_allclose(linear.vjp(u), D.T @ u, rtol=1e-12)
    assert np.array_equal(linear.outputs, p.outputs(theta)) and np.array_equal(linear.jacobian(), D)
    assert linear.num_parameters == p.K


@pytest.mark.parametrize("activation", ["tanh", "softplus", "erf"])
@pytest.mark.parametrize("apart", 10.0 ** -np.arange(0, 12, 2))
def test_the_answer_is_that_of_qr_whatever_the_condition(apart, activation, blocks_first, monkeypatch):
    p, theta = nearly_equal_inputs(apart, activation)
    v = np.cos(np.arange(36.0))
    lift = af.AdaptedFlow(p).lift(theta, v)
    Q, R = np.linalg.qr(p.jacobian(theta).T)
    expected, values = Q @ np.linalg.solve(R.T, v), np.linalg.svd(R, compute_uv=False)
    condition = values[0] / values[-1]
    assert np.linalg.norm(lift.vector - expected) <= 300 * EPS * condition * np.linalg.norm(expected)
    assert condition / 30 <= lift.condition <= 40 * condition          # |D| and |p_g| have up to 36 parts each, of root-mean-square one
    assert lift.route == "blocks" if condition < 1e5 else lift.route == "qr" or condition < 1e9


@pytest.mark.parametrize("in_range", [True, False])
def test_a_deficient_D_is_noticed_even_where_the_equation_has_a_solution(in_range, blocks_first):
    p, theta = nearly_equal_inputs(0.0)
    v = np.cos(np.arange(36.0)).reshape(12, 3)
    if in_range:
        v[7] = v[2]                                                    # D p = v can be solved
    flow = af.AdaptedFlow(p)
    if in_range:
        with contextlib.suppress(af.RankLossError):                    # rounding decides whether the kernels of a deficient D have factors
            assert flow.trial_lift(theta, v.ravel()).route in ("blocks", "gram")
    with pytest.raises(af.RankLossError):
        flow.lift(theta, v.ravel())


def test_inverses_take_the_place_of_factors_when_they_have_paid(monkeypatch):
    p, theta = nearly_equal_inputs(0.1)
    blocks, v = RotatedBlocks(p.linearised(theta)), np.cos(np.arange(36.0))
    monkeypatch.setattr(rotated_blocks, "INVERSE", 4)                  # of 12 rows: at the third time
    first, second = blocks.solve(v), blocks.solve(v)
    assert np.array_equal(first, second) and blocks.inverses is None
    third = blocks.solve(v)
    assert blocks.inverses is not None and np.array_equal(third, blocks.solve(v))
    np.testing.assert_allclose(third, first, rtol=1e-6, atol=1e-9 * np.linalg.norm(first))


@pytest.mark.parametrize("apart", [1.0, 1e-2, 1e-3])
def test_the_condition_is_that_of_a_vector_which_D_takes_to_the_one_that_was_drawn(apart, blocks_first, monkeypatch):
    """Where it never gets there, the blocks say nothing."""
    p, theta = nearly_equal_inputs(apart)
    v, D = np.cos(np.arange(36.0)), p.jacobian(theta)
    right, judged = iterative.least_norm, []

    def watched(linear, solve, v, settled, limit, residual=0.0):
        p = right(linear, solve, v, settled, limit, residual)
        if residual:
            judged.append((v, p))
        return p
    monkeypatch.setattr(iterative, "least_norm", watched)
    lift = af.AdaptedFlow(p).lift(theta, v)
    (g, drawn), = judged
    assert lift.route == "blocks" and np.linalg.norm(D @ drawn - g) <= 0.01
    assert lift.condition == pytest.approx(np.linalg.norm(D) * np.linalg.norm(np.linalg.pinv(D) @ g), rel=0.02)
    monkeypatch.setattr(iterative, "MISSED", 0.0)
    assert af.AdaptedFlow(p).lift(theta, v).route == "gram"


def test_memory_for_the_kernels_is_asked_for_before_it_is_taken(blocks_first, monkeypatch):
    p, theta = nearly_equal_inputs(1.0)
    monkeypatch.setattr(memory, "WORTH_ASKING", 0)
    monkeypatch.setattr(memory, "available", lambda: 8 * 36 * 12 - 1)
    with pytest.raises(MemoryError, match="Q kernels of N x N .* fewer samples"):
        af.AdaptedFlow(p).lift(theta, np.ones(36))


def test_an_orbit_says_that_it_went_through_the_blocks_and_obeys_the_law(blocks_first):
    p, theta0 = nearly_equal_inputs(1.0)
    orbit = af.integrate(af.AdaptedFlow(p), theta0, until=12.0)
    assert set(orbit.route) == {"blocks"} and np.abs(orbit.cost_defect).max() < 1e-4
    assert np.isfinite(orbit.condition).all()


def test_models_without_layers_and_single_outputs_take_the_kernel(blocks_first):
    p, theta = nearly_equal_inputs(1.0, Q=1)
    assert af.AdaptedFlow(p).lift(theta, np.ones(12)).route == "gram"
    net = p.model
    q = af.Problem(af.FunctionModel(net.outputs, net.jacobian, net.num_parameters), p.X, p.Y)
    assert af.AdaptedFlow(q).lift(theta, np.ones(12)).route == "gram"
