"""The rank of whole-number matrices, against elimination in fractions."""

from fractions import Fraction

import numpy as np
import pytest

from adaptedflow import ranks


def rank_by_fractions(A):
    rows, rank = [[Fraction(int(a)) for a in row] for row in A], 0
    for column in range(A.shape[1]):
        pivot = next((row for row in rows[rank:] if row[column] != 0), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows.insert(rank, pivot)
        for i in range(rank + 1, len(rows)):
            factor = rows[i][column] / pivot[column]
            rows[i] = [a - factor * p for a, p in zip(rows[i], pivot)]
        rank += 1
    return rank


def test_rank_is_that_of_fractions():
    rng = np.random.default_rng(0)
    for _ in range(300):
        n, m, r = rng.integers(1, 8, size=3)
        A = rng.integers(-3, 4, size=(n, r)) @ rng.integers(-3, 4, size=(r, m))
        assert ranks.exact_rank(A) == rank_by_fractions(A) == ranks.exact_rank(A.T)


def test_no_rounding_where_floats_round():
    A = np.array([[10 ** 17, 10 ** 17 + 1], [10 ** 17 - 1, 10 ** 17]])              # determinant 1
    assert ranks.exact_rank(A) == 2
    assert np.linalg.matrix_rank(A.astype(float)) == 1


def test_zero_and_empty():
    assert ranks.exact_rank(np.zeros((3, 4), int)) == 0
    assert ranks.exact_rank(np.zeros((0, 4), int)) == 0


def test_integers_of_any_size():
    a = 10 ** 40
    assert ranks.exact_rank(np.array([[a, a + 1], [a - 1, a]], dtype=object)) == 2      # determinant 1
    assert ranks.exact_rank(np.array([[a, 2 * a], [3, 6]], dtype=object)) == 1


@pytest.mark.parametrize("A", [
    np.eye(2), np.eye(2, dtype=bool), np.eye(2) * 1j, np.array([["a"]]), np.array([[1, 0.5]], object), np.array([[1, True]], object),
])
def test_only_whole_numbers(A):
    with pytest.raises(TypeError, match="whole numbers"):
        ranks.exact_rank(A)


def test_only_matrices():
    with pytest.raises(ValueError, match="matrix"):
        ranks.exact_rank(np.arange(3))
