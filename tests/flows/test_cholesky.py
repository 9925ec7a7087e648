"""The Cholesky factor by blocks, as it is taken of very large kernels."""

import numpy as np
import pytest
from scipy.linalg import lapack

from adaptedflow.flows import cholesky


@pytest.mark.parametrize("n, block", [(5, 2), (6, 3), (7, 7), (9, 4)])
def test_by_blocks_is_the_factor(n, block, monkeypatch):
    monkeypatch.setattr(cholesky, "UNBLOCKED", 3)
    monkeypatch.setattr(cholesky, "BLOCK", block)
    A = np.random.default_rng(n).normal(size=(n, n))
    kernel = A @ A.T + np.eye(n)
    factor = np.asfortranarray(kernel)
    assert cholesky.factor_lower(factor)
    np.testing.assert_allclose(np.tril(factor), np.linalg.cholesky(kernel), rtol=1e-12, atol=1e-12)
    assert not cholesky.factor_lower(np.asfortranarray(kernel - 2 * np.linalg.eigvalsh(kernel)[0] * np.eye(n)))


@pytest.mark.parametrize("n", [1, 2, 3, 6, 40])
@pytest.mark.parametrize("hidden", [False, True])
def test_estimate_of_the_condition_is_that_of_lapack(n, hidden):
    """Also where the inverse is large only across the vector of ones, from which Higham's iteration starts."""
    A = np.random.default_rng(n).normal(size=(n, n + 2))
    if hidden and n > 1:
        A[-1] = A[0] + 1e-6 * A[-1]
    kernel = A @ A.T
    norm, factor = np.abs(kernel).sum(axis=0).max(), np.asfortranarray(kernel)
    assert cholesky.factor_lower(factor)
    estimate, exact = cholesky.reciprocal_condition(factor, norm), 1 / np.linalg.cond(kernel, 1)
    assert estimate == pytest.approx(lapack.dpocon(factor, norm, uplo="L")[0], rel=1e-6)
    assert 0.99 * exact <= estimate <= 3 * exact


def test_no_estimate_of_the_condition_where_there_is_no_factor():
    assert cholesky.reciprocal_condition(np.asfortranarray(np.diag([1.0, np.nan])), 1.0) == 0.0
