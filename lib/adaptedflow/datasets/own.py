"""Data of a reader's own: a CSV file of numbers, the last columns being targets."""

import csv
from pathlib import Path

import numpy as np

from ..arrays import whole_number


def load_csv(path, num_targets=1):
    """Inputs ``X`` (N, M) and targets ``Y`` (N, Q), the last ``num_targets`` columns, of a CSV file; a first line of names is skipped.

    ValueError, naming line and column, for an entry that is missing or no finite number, a line of another length, a constant column
    of inputs (the biases do its work). FileNotFoundError without the file.
    """
    path, num_targets = Path(path), whole_number("num_targets", num_targets, minimum=1)
    if not path.is_file():
        raise FileNotFoundError(f"expected a CSV file, got {path}, where there is none.")
    with path.open(newline="", encoding="utf-8-sig") as stream:
        lines = [(number, line) for number, line in enumerate(csv.reader(stream), start=1) if any(entry.strip() for entry in line)]
    names = [str(k) for k in range(1, len(lines[0][1]) + 1)] if lines else []
    if lines and not any(_is_number(entry) for entry in lines[0][1]):
        names = [entry.strip() for entry in lines.pop(0)[1]]
    if not lines:
        raise ValueError(f"{path.name}: expected at least one row of numbers, got none.")
    if num_targets >= len(names):
        raise ValueError(f"{path.name}: expected more than {num_targets} columns, inputs and {num_targets} of targets, got {len(names)}.")
    data = np.array([_numbers(path.name, number, line, names) for number, line in lines])   # (N, M + Q)
    X, Y = data[:, :-num_targets], data[:, -num_targets:]
    _refuse_constant(path.name, X, names)
    return X, Y


def _numbers(file, number, line, names):
    if len(line) != len(names):
        raise ValueError(f"{file}, line {number}: expected {len(names)} entries, got {len(line)}.")
    for name, entry in zip(names, line):
        if not entry.strip():
            raise ValueError(f"{file}, line {number}, column {name}: a value is missing. Leave the row out, or fill it in.")
        if not _is_number(entry):
            raise ValueError(f"{file}, line {number}, column {name}: expected a number, got {entry!r}. Number categories, one column (0 or 1) for each.")
    values = [float(entry) for entry in line]
    if not np.isfinite(values).all():
        name = names[int(np.flatnonzero(~np.isfinite(values))[0])]
        raise ValueError(f"{file}, line {number}, column {name}: expected a finite number, a value is missing or infinite. Leave the row out, or fill it in.")
    return values


def _refuse_constant(file, X, names):
    constant = [name for name, column in zip(names, X.T) if len(column) > 1 and np.ptp(column) == 0]
    if constant:
        raise ValueError(f"{file}: expected inputs that vary, got the constant column{'s' * (len(constant) > 1)} {', '.join(constant)}. Take it out: the biases do its work.")


def refuse_equal_inputs(X):
    """ValueError if two rows of ``X`` (N, M) are equal: then so are rows of D, which has rank below QN, and Theorem 2.1 does not apply."""
    seen = {}
    for number, row in enumerate(X, start=1):
        first = seen.setdefault(row.tobytes(), number)
        if first != number:
            raise ValueError(f"expected inputs that differ, got the same in data rows {first} and {number}: D has equal rows there and rank below QN "
                             "(Theorem 2.1). Keep one of them, with the mean of the targets, or take a network with K < QN.")


def _is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True
