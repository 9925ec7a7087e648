import numpy as np
import pytest

from adaptedflow.figures import curves, long_table, read_table
from adaptedflow.figures.tables import csv_text

TWO = {"tanh": {"s": [0.0, 1.0], "cost": [1.0, 0.5]}, "K = QN, b": {"s": [0.0], "cost": [2.0]}}


def round_trip(table, tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes(csv_text(table).encode())
    return read_table(path)


def test_numbers_and_strings_keep_their_kind(tmp_path):
    table = {"name": ["a, b", 'say "x"', "θ"], "x": [1, -2, 3], "y": [-0.0, np.nan, np.inf]}
    back = round_trip(table, tmp_path)
    assert list(back) == ["name", "x", "y"]
    assert back["name"].tolist() == table["name"]
    assert back["x"].dtype == back["y"].dtype == np.float64
    np.testing.assert_array_equal(back["y"], [0.0, np.nan, np.inf])
    assert "-0" not in csv_text({"y": [-0.0]})


def test_random_numbers_come_back_to_six_digits_and_then_exactly(tmp_path):
    x = np.random.default_rng(0).normal(size=300) * 10.0 ** np.arange(-150, 150)
    once = round_trip({"x": x}, tmp_path)
    np.testing.assert_allclose(once["x"], x, rtol=5e-6)
    np.testing.assert_array_equal(round_trip(once, tmp_path)["x"], once["x"])


def test_long_table_and_back():
    table = long_table(TWO)
    assert table["curve"].tolist() == ["tanh", "tanh", "K = QN, b"]
    assert list(table) == ["curve", "s", "cost"]
    back = dict(curves(table))
    assert list(back) == list(TWO)
    for name, curve in TWO.items():
        for column, values in curve.items():
            np.testing.assert_array_equal(back[name][column], values)


def test_curves_gathers_scattered_rows():
    table = {"curve": ["b", "a", "b"], "x": [1, 2, 3]}
    assert [(name, curve["x"].tolist()) for name, curve in curves(table)] == [("b", [1, 3]), ("a", [2])]


@pytest.mark.parametrize("table, error, words", [
    ([1], TypeError, r"expected a mapping .*, got list\. Pass a dict"),
    ({}, ValueError, r"expected at least one column, got none\. Pass"),
    ({"x": []}, ValueError, r"expected at least one row, got none\. Pass"),
    ({"x": [1, 2], "y": [1]}, ValueError, r"equal length, got \{'x': 2, 'y': 1\}\. Stack"),
    ({"x": [[1, 2]]}, ValueError, r"1-d column 'x', got shape \(1, 2\)\. Make"),
    ({"x": 1.0}, ValueError, r"1-d column 'x', got shape \(\)"),
    ({"x": [1j]}, TypeError, r"column 'x', got dtype complex128\. Convert"),
    ({"x": [True]}, TypeError, r"column 'x', got dtype bool"),
    ({"x": [None]}, TypeError, r"column 'x', got dtype object"),
    ({"x": ["1", "2"]}, ValueError, r"strings that are no numbers in column 'x', got '1'\. Write"),
    ({"": [1]}, TypeError, r"column names that are strings, got ''\. Name"),
    ({3: [1]}, TypeError, r"column names that are strings, got 3\. Name"),
])
def test_tables_that_are_refused(table, error, words):
    with pytest.raises(error, match=words):
        csv_text(table)


@pytest.mark.parametrize("tables, error, words", [
    ({}, TypeError, r"expected a mapping from curve names to tables, got \{\}\. Pass"),
    ([TWO], TypeError, r"expected a mapping from curve names"),
    ({"a": {"x": [1]}, "b": {"y": [1]}}, ValueError, r"same columns for all curves.*, got \[\['x'\], \['y'\]\]\. Rename"),
    ({"a": {"curve": [1]}}, ValueError, r"none called 'curve', got \[\['curve'\]\]\. Rename"),
    ({"1": {"x": [1]}}, ValueError, r"strings that are no numbers in column 'curve', got '1'"),
    ({2: {"x": [1]}}, TypeError, r"curve names that are strings, got 2\. Write"),
])
def test_curves_that_do_not_stack(tables, error, words):
    with pytest.raises(error, match=words):
        long_table(tables)


def test_a_table_without_curves():
    with pytest.raises(ValueError, match=r"expected a column 'curve', got \['x'\]\. Make the table with long_table"):
        next(curves({"x": [1]}))


@pytest.mark.parametrize("text, words", [
    ("", r"got \[\] and -?\d+ rows"),
    ("x,y\n", r"at least one row, got \[\['x', 'y'\]\] and 0 rows\. Save"),
    ("x,x\n1,2\n", r"distinct names .*, got \[\['x', 'x'\]\]"),
    ("x,y\n1,2\n3\n", r"expected 2 entries in a row, got 1 in row 3\. Save"),
])
def test_files_that_are_no_tables(tmp_path, text, words):
    path = tmp_path / "bad.csv"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"bad\.csv: .*" + words):
        read_table(path)


def test_no_file(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"expected a CSV file, got .*gone\.csv, where there is none\. Draw"):
        read_table(tmp_path / "gone.csv")
    with pytest.raises(TypeError, match=r"expected the path of a CSV file, got 3\. Pass"):
        read_table(3)


@pytest.mark.parametrize("entry", ["1_000", "\uff11", "1e999"])
def test_what_only_python_takes_for_a_number_is_text(tmp_path, entry):
    (tmp_path / "t.csv").write_text(f"x,y\n{entry},2\n3,4\n", encoding="utf-8")
    table = read_table(tmp_path / "t.csv")
    assert table["x"].tolist() == [entry, "3"] and table["y"].tolist() == [2, 4]
