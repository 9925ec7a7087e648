"""LSQR in the inner product of a preconditioner, against scipy's on the matrix that this stands for, and where it says None."""

import types

import numpy as np
import pytest
from scipy.linalg import cholesky, solve_triangular
from scipy.sparse.linalg import lsqr

from adaptedflow.flows.lsqr import least_norm
from adaptedflow.flows.stages import Past

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


def test_its_iterates_are_those_of_scipy_with_the_factor(D, L, rng):
    """Each is the first to have its residual."""
    v = rng.normal(size=ROWS)
    size = np.linalg.norm(solve_triangular(L, v, lower=True))
    for number in range(1, 16):
        expected = lsqr(solve_triangular(L, D, lower=True), solve_triangular(L, v, lower=True), atol=0, btol=0, conlim=0, iter_lim=number)[0]
        residual = np.linalg.norm(solve_triangular(L, v - D @ expected, lower=True)) / size
        found = least_norm(linear(D), by(L), v, 1.0000001 * residual, number)
        np.testing.assert_allclose(found, expected, rtol=1e-8, atol=1e-10 * np.linalg.norm(expected))


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


def test_it_ends_with_the_first_iterate_that_has_the_plain_residual_asked_for(D, L, rng):
    """The norm of ``v - D p`` is known from the iterations; unlike the other it goes up and down."""
    v = rng.normal(size=ROWS)
    scaled, right = solve_triangular(L, D, lower=True), solve_triangular(L, v, lower=True)
    iterates = [lsqr(scaled, right, atol=0, btol=0, conlim=0, iter_lim=number)[0] for number in range(1, 16)]
    plain = np.array([np.linalg.norm(v - D @ p) for p in iterates])
    assert np.any(np.diff(plain) > 0)
    for asked in 1.000001 * plain:
        first = iterates[np.argmax(plain <= asked)]
        found = least_norm(linear(D), by(L), v, 1e-14, 1000, asked / np.linalg.norm(v))
        np.testing.assert_allclose(found, first, rtol=1e-7, atol=1e-9 * np.linalg.norm(first))


def test_it_begins_where_others_have_led(D, L, rng):
    """The solution for the same v at once, for one nearby sooner; whatever it begins with, the least one."""
    v, counts = rng.normal(size=ROWS), []

    def solve(u):
        counts.append(1)
        return by(L)(u)
    past = Past()
    for wanted in (v, v, v + 1e-6 * rng.normal(size=ROWS)):
        counts.append(0)
        p = least_norm(linear(D), solve, wanted, 1e-12, 1000, past=past)
        np.testing.assert_allclose(p, np.linalg.pinv(D) @ wanted, rtol=1e-6, atol=1e-8 * np.linalg.norm(p))
    first, again, nearby = (sum(map(int, run)) for run in "".join(map(str, counts)).split("0")[1:])
    assert again <= 3 < nearby < first and 2 <= len(past) <= 3
    assert not least_norm(linear(D), solve, 0 * v, 1e-12, 1000, past=past).any()
    np.testing.assert_allclose(D @ D.T @ past[0], v, atol=1e-8)


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
