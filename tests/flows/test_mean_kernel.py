"""One kernel of N x N for all outputs as preconditioner: what it is, when it serves, and what takes its place when it does not."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import memory
from adaptedflow.flows import iterative, mean_kernel, pseudo_inverse
from adaptedflow.flows.mean_kernel import MeanKernel
from adaptedflow.flows.rotated_blocks import RotatedBlocks


@pytest.fixture
def start(monkeypatch):
    """A network with QN = 36, of which the kernels may take every iteration they need."""
    for module, name, value in ((pseudo_inverse, "DENSE_SIZE", 0), (iterative, "BLOCKS_SIZE", 36), (iterative, "MEAN_SHARE", 1)):
        monkeypatch.setattr(module, name, value)
    rng, net = np.random.default_rng(1), af.Network([4, 20, 3])
    return af.Problem(net, rng.normal(size=(12, 4)), rng.normal(size=(12, 3))), net.init(1)


@pytest.fixture
def made(monkeypatch):
    """The kinds of kernels in the order in which they are made."""
    kinds = []
    for kind in (MeanKernel, RotatedBlocks):
        def making(linear, kind=kind):
            kinds.append(kind)
            return kind(linear)
        monkeypatch.setattr(iterative, kind.__name__, making)
    return kinds


@pytest.mark.parametrize("widths, bias", [((4, 20, 3), True), ((4, 9, 8, 2), True), ((4, 9, 3), False)])
def test_it_is_the_mean_of_the_kernels_with_the_trace_of_each(widths, bias):
    """By definition, from D D^T in rotated outputs."""
    rng, net = np.random.default_rng(0), af.Network(widths, bias=bias)
    N, Q = 6, widths[-1]
    p, theta = af.Problem(net, rng.normal(size=(N, 4)), rng.normal(size=(N, Q))), net.init(0)
    mean, kernel, u = MeanKernel(p.linearised(theta)), p.ntk(theta).reshape(N, Q, N, Q), rng.normal(size=N * Q)
    R = np.linalg.eigh(np.einsum("iaib->ab", kernel))[1]
    own = [np.einsum("iajb,a,b->ij", kernel, r, r) for r in R.T]
    shared = sum(own) / Q
    M = sum(np.kron(shared * np.trace(B) / np.trace(shared), np.outer(r, r)) for B, r in zip(own, R.T))
    assert mean.squares == pytest.approx(np.trace(p.ntk(theta)))
    np.testing.assert_allclose(mean.solve(u), np.linalg.solve(M, u), rtol=1e-6, atol=1e-9 * np.linalg.norm(np.linalg.solve(M, u)))


def test_it_is_asked_first_and_then_the_blocks(start, made, monkeypatch):
    p, theta = start
    flow, v = af.AdaptedFlow(p), np.cos(np.arange(36.0))
    expected = np.linalg.pinv(p.jacobian(theta)) @ v
    by_mean = flow.lift(theta, v)
    assert made == [MeanKernel] and by_mean.route == "blocks"
    monkeypatch.setattr(iterative, "MEAN_SHARE", 36)                   # one iteration
    by_blocks = flow.lift(theta, v)
    assert made == [MeanKernel, MeanKernel, RotatedBlocks] and by_blocks.route == "blocks"
    for lift in (by_mean, by_blocks):
        np.testing.assert_allclose(lift.vector, expected, atol=1e-10 * np.linalg.norm(expected))
        assert lift.condition == pytest.approx(by_mean.condition, rel=0.02) and lift.norm == pytest.approx(np.linalg.norm(p.jacobian(theta)))
    monkeypatch.setattr(iterative, "BLOCKS_SIZE", 37)
    monkeypatch.setattr(iterative, "BLOCKS_ROUGHEST", 36)
    made.clear()
    assert iterative.by_blocks(p, theta, v, lambda: 1e-16, True, 1e-1) is not None and made == [RotatedBlocks]   # too small for it to pay


@pytest.mark.parametrize("apart", 10.0 ** -np.arange(0, 12, 2))
def test_the_answer_is_that_of_qr_whatever_the_condition(apart, start, made):
    """Two of the inputs are ``apart``."""
    p, theta = start
    X = p.X.copy()
    X[7] = X[2] + apart * X[7]
    p = af.Problem(p.model, X, p.Y)
    v, (Q, R) = np.cos(np.arange(36.0)), np.linalg.qr(p.jacobian(theta).T)
    expected, condition = Q @ np.linalg.solve(R.T, v), np.linalg.cond(R)
    lift = af.AdaptedFlow(p).lift(theta, v)
    assert np.linalg.norm(lift.vector - expected) <= 300 * np.finfo(float).eps * condition * np.linalg.norm(expected)
    assert condition / 30 <= lift.condition <= 40 * condition and made[0] is MeanKernel
    if lift.route == "blocks":
        assert condition < 1e8


def test_a_mean_without_a_factor_is_passed_over(start, made, monkeypatch):
    p, theta = start
    monkeypatch.setattr(mean_kernel, "cholesky", type("none", (), {"factor_lower": staticmethod(lambda kernel: None)}))
    assert af.AdaptedFlow(p).lift(theta, np.ones(36)).route == "blocks" and made == [MeanKernel, RotatedBlocks]


def test_memory_for_it_is_asked_for_before_it_is_taken(start, monkeypatch):
    p, theta = start
    monkeypatch.setattr(memory, "WORTH_ASKING", 0)
    monkeypatch.setattr(memory, "available", lambda: 8 * 36 * 12 - 1)
    with pytest.raises(MemoryError, match="the kernel of N x N .* fewer samples"):
        MeanKernel(p.linearised(theta))
