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
    factor = cholesky.factor_lower(kernel)                             # of a C-ordered array a copy is factored
    np.testing.assert_allclose(np.tril(factor), np.linalg.cholesky(kernel), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(cholesky.solve(factor, kernel @ np.arange(n)), np.arange(n), atol=1e-9)
    assert cholesky.factor_lower(kernel - 2 * np.linalg.eigvalsh(kernel)[0] * np.eye(n)) is None


def test_the_memory_of_a_kernel_by_columns_is_overwritten_and_no_other():
    kernel = np.array([[4.0, 2.0], [2.0, 5.0]])
    by_columns, single, frozen = np.asfortranarray(kernel), np.asfortranarray(kernel, np.float32), np.asfortranarray(kernel)
    frozen.flags.writeable = False
    assert cholesky.factor_lower(by_columns) is by_columns
    for other in (kernel, single, frozen):
        before = other.copy()
        np.testing.assert_array_equal(np.tril(cholesky.factor_lower(other)), [[2, 0], [1, 2]])
        np.testing.assert_array_equal(other, before)


@pytest.mark.parametrize("n", [1, 2, 3, 6, 40, 200])
@pytest.mark.parametrize("pair", [None, (0, -1), (0, 1), (-2, -1)])
def test_estimate_of_the_condition(n, pair):
    """Within a factor of 3, also where the inverse is large only across the vector of ones, from which Higham's iteration starts; no
    better than LAPACK's estimate, which knows less."""
    A = np.random.default_rng(n).normal(size=(n, n + 20))
    if pair and n > 1:
        A[pair[1]] = A[pair[0]] + 1e-6 * A[pair[1]]
    kernel = A @ A.T
    norm, factor = np.abs(kernel).sum(axis=0).max(), cholesky.factor_lower(kernel)
    estimate, exact = cholesky.reciprocal_condition(factor, norm), 1 / np.linalg.cond(kernel, 1)
    assert estimate <= lapack.dpocon(factor, norm, uplo="L")[0] * (1 + 1e-6)
    assert 0.99 * exact <= estimate <= 3 * exact


def test_no_estimate_of_the_condition_where_there_is_no_factor():
    assert cholesky.reciprocal_condition(np.asfortranarray(np.diag([1.0, np.nan])), 1.0) == 0.0
