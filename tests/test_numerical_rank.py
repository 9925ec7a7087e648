import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import ranks
from adaptedflow.numerical_rank import rank_sentence

EPS = np.finfo(float).eps


def with_values(values, shape, seed=0):
    """A matrix of ``shape`` with the given singular values."""
    rng = np.random.default_rng(seed)
    U, V = (np.linalg.qr(rng.normal(size=(n, n)))[0] for n in shape)
    return U[:, :len(values)] * values @ V[:, :len(values)].T


@pytest.mark.parametrize("shape", [(3, 5), (5, 3), (4, 4)])
@pytest.mark.parametrize("rank", [0, 1, 2, 3])
def test_rank_gap_and_cutoff_of_known_singular_values(shape, rank):
    values = np.array([8.0, 2.0, 0.5])[:rank]
    result = af.numerical_rank(with_values(values, shape) if rank else np.zeros(shape))
    assert result.rank == rank and result.clear
    np.testing.assert_allclose(result.singular_values[:rank], values, rtol=1e-13)
    assert result.cutoff == pytest.approx(max(shape) * EPS * (8.0 if rank else 0.0), rel=1e-13, abs=0)


def test_cutoff_is_absolute_and_gap_is_the_factor_across_it():
    D = np.diag([4.0, 1.0, 1e-2, 1e-9])
    for cutoff, rank, gap in ((1e-12, 4, 1e3), (1e-6, 3, 1e4), (0.1, 2, 10.0), (2.0, 1, 2.0), (5.0, 0, 1.25)):
        result = af.numerical_rank(D, cutoff)
        assert (result.rank, result.cutoff) == (rank, cutoff)
        assert result.gap == pytest.approx(gap, rel=1e-12)
        assert result.clear == (gap >= 1000)
    assert af.numerical_rank(np.diag([1.0, 1e-2]), 1e-5).gap == pytest.approx(1e3)


def test_a_value_at_the_cutoff_does_not_count_and_a_gap_of_1000_is_clear():
    at = af.numerical_rank(np.diag([1000.0, 1.0]), 1.0)
    assert at.rank == 1 and at.gap == 1000 and at.clear


def test_a_rank_without_a_gap_is_not_clear():
    assert not af.numerical_rank(np.diag(np.geomspace(1, 1e-18, 40))).clear
    assert af.numerical_rank(np.zeros((2, 3))).gap == np.inf and af.numerical_rank(np.eye(3), cutoff=0).gap == np.inf


@pytest.mark.parametrize("D, cutoff, error, words", [
    (np.ones(3), None, ValueError, r"D: expected shape \(any, any\), got \(3,\)"),
    (np.ones((0, 3)), None, ValueError, "D: expected at least one entry"),
    (np.full((2, 2), np.nan), None, ValueError, "D: expected finite numbers, got nan"),
    (np.eye(2) * 1j, None, TypeError, "D: expected real numbers .*, got dtype complex128"),
    (np.eye(2), -1.0, ValueError, "cutoff: expected a finite number >= 0, got -1"),
    (np.eye(2), np.nan, ValueError, "cutoff: expected a finite number >= 0, got nan"),
    (np.eye(2), "1e-9", TypeError, "cutoff: expected a real number, got '1e-9'"),
])
def test_malformed_arguments_are_refused(D, cutoff, error, words):
    with pytest.raises(error, match=words):
        af.numerical_rank(D, cutoff)


def hilbert(n):
    """An integer multiple of Hilbert's matrix: whole numbers, invertible, condition number about exp(3.5 n)."""
    multiple = int(np.lcm.reduce(np.arange(1, 2 * n)))
    return [[multiple // (i + j + 1) for j in range(n)] for i in range(n)]


def test_where_floating_point_cannot_tell_no_claim_is_made():
    """Full rank in exact arithmetic, with a smallest singular value far below rounding."""
    H = hilbert(14)
    assert ranks.exact_rank(H) == 14
    values = af.numerical_rank(np.array(H, float)).singular_values
    said = rank_sentence((14, 14), values[0], values[-1], 14 * EPS * values[0])
    assert said.startswith("Floating point cannot tell whether D (14, 14) has full rank 14") and "condition number is" in said
    assert "lost" not in said and "fails" not in said
    assert "inf" in rank_sentence((2, 3), 1.0, 0.0, 1e-16)


def test_a_full_rank_is_said_with_its_condition_number():
    assert rank_sentence((3, 5), 8.0, 2.0, 1e-14) == "D (3, 5) has full rank 3: smallest singular value 2, condition number 4."
    assert "not finite" in rank_sentence((3, 5), np.nan, np.nan, np.nan)


@pytest.mark.parametrize("kind", [np.float16, np.float32])
def test_the_cutoff_is_that_of_the_data(kind):
    """A matrix of rank 2, rounded: in float64 its rank is 8, and clear."""
    A = (np.random.default_rng(0).normal(size=(8, 2)) @ np.random.default_rng(1).normal(size=(2, 12))).astype(kind)
    found = af.numerical_rank(A)
    assert found.rank == 2 and found.clear == (kind is np.float32)    # of float16 the noise is a hundredth
    assert found.cutoff == pytest.approx(12 * np.finfo(kind).eps * found.singular_values[0])
    assert af.numerical_rank(A.tolist()).rank == af.numerical_rank(A.astype(float)).rank == 8
    assert af.numerical_rank([row for row in A]).rank == 2            # a list of float32 rows


def test_whole_numbers_are_exact_and_wider_floats_are_stored_as_doubles():
    A = np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    for kind in (np.int8, np.uint64, np.longdouble):
        found = af.numerical_rank(A.astype(kind))
        assert found.rank == 2 and found.cutoff == pytest.approx(3 * EPS * found.singular_values[0])
