import numpy as np
import pytest

from adaptedflow.datasets import one_hot


def test_rows_are_the_unit_vectors_of_the_labels():
    Y = one_hot([2, 0, 2], 4)
    assert Y.dtype == np.float64
    np.testing.assert_array_equal(Y, [[0, 0, 1, 0], [1, 0, 0, 0], [0, 0, 1, 0]])
    np.testing.assert_array_equal(one_hot(np.array([0, 1], dtype=np.uint8), 2), np.eye(2))


def test_column_sums_count_the_labels():
    labels = np.random.default_rng(0).integers(0, 5, size=200)
    np.testing.assert_array_equal(one_hot(labels, 5).sum(axis=0), np.bincount(labels, minlength=5))


@pytest.mark.parametrize("labels, Q, error, words", [
    ([0, 3], 3, ValueError, r"labels: expected values from 0 to Q-1 = 2, got 0 to 3\. Count classes from 0"),
    ([-1, 0], 3, ValueError, r"got -1 to 0\. Count classes from 0"),
    ([[0, 1]], 3, ValueError, r"shape \(N,\), got shape \(1, 2\)\. Pass labels\.ravel"),
    ([[0], [0, 1]], 3, ValueError, r"got rows of different lengths\. Pass one label"),
    (0, 3, ValueError, r"got shape \(\)"),
    ([], 3, ValueError, r"N >= 1 labels, .*got shape \(0,\)"),
    ([0.0, 1.0], 3, TypeError, r"expected whole numbers, got dtype float64\. Number the classes"),
    ([True, False], 3, TypeError, r"got dtype bool"),
    (["a", "b"], 3, TypeError, r"got dtype <U1"),
    ([0, 1], 0, ValueError, r"Q: expected a whole number >= 1, got 0"),
    ([0, 1], 2.0, TypeError, r"Q: expected a whole number, got 2\.0"),
    ([0, 1], True, TypeError, r"Q: expected a whole number, got True"),
])
def test_refusals(labels, Q, error, words):
    with pytest.raises(error, match=words):
        one_hot(labels, Q)
