"""LSQR in the inner product of a preconditioner, against scipy's on the matrix that this stands for, and where it says None."""

import types

import numpy as np
import pytest
from scipy.linalg import cholesky, solve_triangular
from scipy.sparse.linalg import lsqr

from adaptedflow.flows import lsqr as module
from adaptedflow.flows.lsqr import LOOK, least_norm

ROWS, COLUMNS = 30, 50


@pytest.fixture
def rng():
    return np.random.default_rng(5)


@pytest.fixture
def D(rng):
    return rng.normal(size=(ROWS, COLUMNS)) * np.logspace(0, -3, ROWS)[:, None]


@pytest.fixture
def L(D, rng):
    """The factor of a matrix near ``D D^T``."""
    kernel = D @ D.T
    return cholesky(kernel + np.diag(rng.uniform(0, 5, ROWS) * np.diag(kernel)), lower=True)


def linear(D):
    return types.SimpleNamespace(num_parameters=D.shape[1], jvp=lambda q: D @ q, vjp=lambda u: D.T @ u)


def by(L):
    def solve(u):
        return solve_triangular(L, solve_triangular(L, u, lower=True, check_finite=False), lower=True, trans="T", check_finite=False)
    return solve


def test_its_iterates_are_those_of_scipy_with_the_factor(D, L, rng, monkeypatch):
    monkeypatch.setattr(module, "LOOK", 1)
    v, iterates = rng.normal(size=ROWS), []
    least_norm(linear(D), by(L), v, 1e-12, 15, enough=lambda p: iterates.append(p.copy()))
    for number in range(1, 16):
        expected = lsqr(solve_triangular(L, D, lower=True), solve_triangular(L, v, lower=True), atol=0, btol=0, conlim=0, iter_lim=number)[0]
        np.testing.assert_allclose(iterates[number - 1], expected, rtol=1e-8, atol=1e-10 * np.linalg.norm(expected))


@pytest.mark.parametrize("settled", [1e-3, 1e-7, 1e-14])
def test_it_ends_at_the_residual_that_is_asked_for(D, L, rng, settled):
    v = rng.normal(size=ROWS)
    p = least_norm(linear(D), by(L), v, settled, 1000)
    left, size = (np.linalg.norm(solve_triangular(L, u, lower=True)) for u in (v - D @ p, v))
    assert left <= max(1.01 * settled, 1e-12) * size
    if settled == 1e-14:
        np.testing.assert_allclose(p, np.linalg.pinv(D) @ v, rtol=1e-8, atol=1e-9 * np.linalg.norm(p))
    else:
        assert left > 1e-3 * settled * size                            # and not long after


def test_it_ends_where_it_is_enough(D, L, rng):
    v, looks = rng.normal(size=ROWS), []

    def enough(p):
        looks.append(p.copy())
        return len(looks) == 2
    p = least_norm(linear(D), by(L), v, 1e-14, 1000, enough)
    assert np.array_equal(p, looks[1]) and len(looks) == 2
    assert least_norm(linear(D), by(L), v, 1e-14, 2 * LOOK - 1, enough) is None


def test_none_where_there_is_no_answer(D, L, rng):
    v = rng.normal(size=ROWS)
    assert least_norm(linear(D), by(L), v, 1e-14, 3) is None           # too few iterations
    deficient = D.copy()
    deficient[7] = deficient[3]
    assert least_norm(linear(deficient), by(L), v, 1e-14, 1000) is None
    v[7] = v[3]                                                        # now there is a solution
    assert least_norm(linear(deficient), by(L), v, 1e-14, 1000) is not None
    assert least_norm(linear(0 * D), by(L), v, 1e-14, 1000) is None
    assert least_norm(linear(D), lambda u: -by(L)(u), v, 1e-14, 1000) is None   # M is not positive definite
    assert least_norm(linear(np.nan * D), by(L), v, 1e-14, 1000) is None
    assert least_norm(linear(D), by(L), np.nan * v, 1e-14, 1000) is None
    assert np.array_equal(least_norm(linear(D), by(L), 0 * v, 1e-14, 1000), np.zeros(COLUMNS))


def test_it_does_not_give_up_where_much_is_left_in_a_direction_that_D_hardly_sees(rng):
    """The gradient is small there long before the residual is."""
    D = np.linalg.qr(rng.normal(size=(COLUMNS, ROWS)))[0].T * np.append(np.ones(ROWS - 1), 1e-6)[:, None]
    v = np.ones(ROWS)
    p = least_norm(linear(D), np.copy, v, 1e-9, 1000)
    np.testing.assert_allclose(D @ p, v, atol=1e-7)


def test_solved_at_once_with_the_kernel_itself(D, rng):
    """An iteration leaves rounding alone, of which there is no direction to go on with."""
    v = rng.normal(size=ROWS)
    p = least_norm(linear(D), by(cholesky(D @ D.T, lower=True)), v, 1e-9, 2)
    np.testing.assert_allclose(D @ p, v, atol=1e-8)
    assert np.array_equal(least_norm(linear(np.eye(2)), np.copy, np.array([3.0, 4.0]), 1e-14, 5), [3.0, 4.0])
