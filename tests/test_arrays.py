import numpy as np
import pytest

from adaptedflow.arrays import real_array, real_number, whole_number


def test_real_array_converts_and_does_not_copy_what_fits():
    given = np.ones((2, 3))
    assert real_array("a", given, (None, 3)) is given
    for value in ([[1, 2]], np.array([[1, 2]], np.uint8), np.array([[1, 2]], np.float32)):
        got = real_array("a", value, (1, 2))
        assert got.dtype == float and got.tolist() == [[1, 2]]
    assert real_array("a", [1j], (1,), allow_complex=True).dtype == complex


@pytest.mark.parametrize("value, error, words", [
    ([1, 2], ValueError, r"a: expected shape \(3,\), got \(2,\)\. The cure\."),
    (1.0, ValueError, r"a: expected shape \(3,\), got \(\)"),
    ([[1], [2, 3]], ValueError, "a: expected a rectangular array of numbers, got rows of different lengths"),
    ([1, np.nan, 2], ValueError, r"a: expected finite numbers, got nan at index \(1,\)"),
    ([1, 2, -np.inf], ValueError, r"a: expected finite numbers, got -inf at index \(2,\)"),
    ([True, False, True], TypeError, r"a: expected real numbers \(float or integer\), got dtype bool"),
    ([1j, 0, 0], TypeError, "got dtype complex128"),
    ([1, None, 2], TypeError, "got dtype object"),
    (["1", "2", "3"], TypeError, "got dtype <U1"),
])
def test_real_array_refuses(value, error, words):
    with pytest.raises(error, match=words):
        real_array("a", value, (3,), cure="The cure.")


@pytest.mark.parametrize("value, cure", [([True], "Write 0 and 1 as numbers"), ([1j], "Pass real parts only"),
                                         ([None], "Convert the data with numpy first"), (["1"], "Turn text into numbers first")])
def test_real_array_has_a_cure_of_its_own_for_each_kind(value, cure):
    with pytest.raises(TypeError, match=cure):
        real_array("a", value, (1,))


def test_empty_arrays_are_refused_where_any_length_is_admitted():
    with pytest.raises(ValueError, match=r"a: expected at least one entry, got an empty array of shape \(0,\)"):
        real_array("a", [], (None,))


@pytest.mark.parametrize("value, options, error, words", [
    (True, {}, TypeError, "n: expected a real number, got True"),
    (None, {}, TypeError, "n: expected a real number, got None"),
    (1j, {}, TypeError, "n: expected a real number, got 1j"),
    (np.nan, {}, ValueError, "n: expected a finite number, got nan"),
    (np.inf, {}, ValueError, "n: expected a finite number, got inf"),
    (np.nan, {"allow_inf": True}, ValueError, "n: expected a number, got nan"),
    (0, {"minimum": 0, "strict": True}, ValueError, r"n: expected a finite number > 0, got 0\. The cure\."),
    (-1, {"minimum": 0}, ValueError, "n: expected a finite number >= 0, got -1"),
])
def test_real_number_refuses(value, options, error, words):
    with pytest.raises(error, match=words):
        real_number("n", value, cure="The cure.", **options)


def test_numbers_of_every_real_kind_are_taken():
    assert real_number("n", np.float32(0.5)) == 0.5 and real_number("n", np.int64(2)) == 2 and type(real_number("n", 3)) is float
    assert real_number("n", np.inf, allow_inf=True) == np.inf and real_number("n", 0, minimum=0) == 0
    assert whole_number("n", np.uint8(3)) == 3 and type(whole_number("n", np.int64(3))) is int


@pytest.mark.parametrize("value, error, words", [(1.0, TypeError, "n: expected a whole number, got 1.0"), (True, TypeError, "got True"),
                                                 (-1, ValueError, "n: expected a whole number >= 0, got -1")])
def test_whole_number_refuses(value, error, words):
    with pytest.raises(error, match=words):
        whole_number("n", value)


@pytest.mark.parametrize("value", [[1e300, -1e300], [1e300 + 1e300j, 1.0], [5e-324, 1.7e308]])
def test_finite_numbers_pass_whose_squares_are_not(value):
    assert list(real_array("a", value, (2,), allow_complex=True)) == value
