"""The kernel ``D D^T`` where it stands: tiles, halves, memory."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import gram, memory


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
