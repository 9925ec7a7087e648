"""The Cholesky factor by blocks, as it is taken of very large kernels."""

import numpy as np
import pytest

from adaptedflow.flows import cholesky


@pytest.mark.parametrize("n, block", [(5, 2), (6, 3), (7, 7), (9, 4)])
def test_by_blocks_is_the_factor(n, block, monkeypatch):
    monkeypatch.setattr(cholesky, "UNBLOCKED", 3)
    monkeypatch.setattr(cholesky, "BLOCK", block)
    A = np.random.default_rng(n).normal(size=(n, n))
    kernel = A @ A.T + np.eye(n)
    factor = kernel.copy()
    assert cholesky.factor_lower(factor)
    np.testing.assert_allclose(np.tril(factor), np.linalg.cholesky(kernel), rtol=1e-12, atol=1e-12)
    assert not cholesky.factor_lower(kernel - 2 * np.linalg.eigvalsh(kernel)[0] * np.eye(n))
