"""The tables behind the figures: mappings from column names to columns of one length."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import any_array
from ..number_text import to_float

if TYPE_CHECKING:
    from collections.abc import Iterator


def checked_table(table):
    """Return ``table`` as a dict of 1-d numpy arrays, or raise TypeError or ValueError with the column at fault.

    Columns hold real numbers (NaN marks a gap) or strings. A column of strings that all read as numbers is refused:
    it would come back from the file as numbers.
    """
    if not isinstance(table, Mapping):
        raise TypeError(f"table: expected a mapping from column names to columns, got {type(table).__name__}. Pass a dict.")
    if not table:
        raise ValueError("table: expected at least one column, got none. Pass the numbers that the figure shows.")
    columns = {name: _column(name, values) for name, values in table.items()}
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"table: expected columns of equal length, got {lengths}. Stack curves with long_table.")
    if not next(iter(lengths.values())):
        raise ValueError("table: expected at least one row, got none. Pass the numbers that the figure shows.")
    return columns


def csv_text(table):
    """The CSV text of ``table``: numbers with six significant digits (whole numbers in full), lines ended by LF."""
    columns = checked_table(table)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*(_entries(values) for values in columns.values())))
    return stream.getvalue()


def read_table(path: str | os.PathLike[str]) -> dict[str, np.ndarray]:
    """Read a table that :func:`save` wrote: a dict of 1-d arrays, float64 where all entries are numbers, else strings.

    Raises TypeError if ``path`` is no path, FileNotFoundError without the file, ValueError if it is no such table.
    """
    if not isinstance(path, (str, os.PathLike)):
        raise TypeError(f"path: expected the path of a CSV file, got {path!r}. Pass paths.figures() / 'NAME.csv'.")
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"path: expected a CSV file, got {path}, where there is none. Draw the figures first.")
    try:
        return parsed_table(path.read_bytes().decode("utf-8"), path.name)
    except UnicodeDecodeError:
        raise ValueError(f"{path.name}: expected text in UTF-8, got other bytes. Save it again.") from None


def parsed_table(text, name):
    """The table of the CSV text of a file called ``name``; ValueError if it is none."""
    try:
        lines = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error as error:
        raise ValueError(f"{name}: expected a table, got an open quote ({error}). Save it again.") from None
    if len(lines) < 2 or not lines[0] or len(set(lines[0])) < len(lines[0]):
        raise ValueError(f"{name}: expected a line of distinct names and at least one row, got {lines[:1]} and {len(lines[1:])} rows. Save it again.")
    for number, line in enumerate(lines, start=1):
        if len(line) != len(lines[0]):
            raise ValueError(f"{name}: expected {len(lines[0])} entries in a row, got {len(line)} in row {number}. Save it again.")
    return {column: _parsed(entries) for column, entries in zip(lines[0], zip(*lines[1:]))}


def long_table(tables: Mapping[str, Mapping[str, Any]]) -> dict[str, np.ndarray]:
    """Stack named curves, a mapping from name to table, into one table with the names in a first column ``curve``."""
    if not isinstance(tables, Mapping) or not tables:
        raise TypeError(f"tables: expected a mapping from curve names to tables, got {tables!r}. Pass {{'name': table}}.")
    for name in tables:
        if not isinstance(name, str):
            raise TypeError(f"tables: expected curve names that are strings, got {name!r}. Write 'width 8'.")
    parts = {name: checked_table(table) for name, table in tables.items()}
    names = [list(part) for part in parts.values()]
    if "curve" in names[0] or any(other != names[0] for other in names):
        raise ValueError(f"tables: expected the same columns for all curves, none called 'curve', got {names}. Rename them.")
    stacked = {"curve": np.repeat(list(parts), [len(part[names[0][0]]) for part in parts.values()])}
    stacked |= {column: np.concatenate([part[column] for part in parts.values()]) for column in names[0]}
    return checked_table(stacked)


def curves(table: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, np.ndarray]]]:
    """Iterate over the curves of a long table: pairs of a name and that curve's table, in the order they appear."""
    columns = checked_table(table)
    if "curve" not in columns:
        raise ValueError(f"table: expected a column 'curve', got {list(columns)}. Make the table with long_table.")
    labels = columns.pop("curve")
    for name in dict.fromkeys(labels.tolist()):
        yield name, {column: values[labels == name] for column, values in columns.items()}


def _column(name, values):
    if not isinstance(name, str) or not name.strip():
        raise TypeError(f"table: expected column names that are strings, got {name!r}. Name each column.")
    array = np.array(values if hasattr(values, "to_numpy") else any_array(f"table, column {name}", values))   # NaN in a Series is a gap as well
    if array.ndim != 1:
        raise ValueError(f"table: expected a 1-d column {name!r}, got shape {array.shape}. Make one column of each curve.")
    if array.size and array.dtype.kind not in "iufU":
        raise TypeError(f"table: expected real numbers or strings in column {name!r}, got dtype {array.dtype}. Convert them.")
    if array.dtype.kind == "U" and _parsed(array).dtype.kind == "f":
        raise ValueError(f"table: expected strings that are no numbers in column {name!r}, got {str(array[0])!r}. Write 'width 8', or numbers.")
    return array


def _entries(values):
    if values.dtype.kind == "f":
        return [format(value + 0.0, ".6g") for value in values]  # + 0.0 turns -0 into 0
    return values.tolist()


def _parsed(column):
    try:
        return np.array([to_float(entry) for entry in column])
    except ValueError:
        return np.array(column, dtype=str)
