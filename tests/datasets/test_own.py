"""A CSV file of a reader's own: what is read, and what is refused with line and column."""

import numpy as np
import pytest

from adaptedflow.datasets.own import load_csv, refuse_equal_inputs


@pytest.fixture
def write(tmp_path):
    def write(text):
        (tmp_path / "own.csv").write_text(text)
        return tmp_path / "own.csv"
    return write


@pytest.mark.parametrize("head", ["", "a,b,c\n", "\ufeffa,b,c\n"])
def test_the_last_columns_are_targets(write, head):
    path = write(head + "1,2,3\n\n4,5.5,-6e1\n")
    X, Y = load_csv(path)
    np.testing.assert_array_equal(X, [[1, 2], [4, 5.5]])
    np.testing.assert_array_equal(Y, [[3], [-60]])
    X, Y = load_csv(path, 2)
    np.testing.assert_array_equal(X, [[1], [4]])
    np.testing.assert_array_equal(Y, [[2, 3], [5.5, -60]])


@pytest.mark.parametrize("text, words", [
    ("a,b\n1,2\n,3\n", "line 3, column a: a value is missing"),
    ("a,b\n1,2\n3,nan\n", "line 3, column b: expected a finite number"),
    ("a,b\n1,2\nred,3\n", "line 3, column a: expected a number, got 'red'"),
    ("1,red\n2,3\n", "line 1, column 2: expected a number, got 'red'"),
    ("1,2\n3,red\n", "line 2, column 2: expected a number, got 'red'"),
    ("a,b\n1,2\n3\n", "line 3: expected 2 entries, got 1"),
    ("a,b,c\n1,2,3\n1,4,5\n", "constant column a"),
    ("a,b,c\n1,2,3\n1,4,5\n1,2,6\n", "constant column a"),
    ("a\n1\n2\n", "expected more than 1 columns"),
    ("a,b\n", "at least one row of numbers, got none"),
    ("", "at least one row of numbers, got none"),
])
def test_what_is_no_data_is_refused(write, text, words):
    with pytest.raises(ValueError, match=words):
        load_csv(write(text))


def test_one_row_has_no_constant_column(write):
    X, Y = load_csv(write("4,5,6\n"))
    assert X.tolist() == [[4, 5]] and Y.tolist() == [[6]]


def test_no_file(tmp_path):
    with pytest.raises(FileNotFoundError, match="none.csv"):
        load_csv(tmp_path / "none.csv")


def test_equal_inputs():
    refuse_equal_inputs(np.array([[1.0, 2.0], [2.0, 1.0]]))
    with pytest.raises(ValueError, match="the same in data rows 1 and 3"):
        refuse_equal_inputs(np.array([[1.0, 2.0], [2.0, 1.0], [1.0, 2.0]]))
