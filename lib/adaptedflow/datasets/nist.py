"""Nonlinear regressions with certified answers: NIST's Statistical Reference Datasets (see ``data/nist``)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..number_text import NUMBER, out_of_range

if TYPE_CHECKING:
    import os


_CURE = "Fetch the file again from NIST's StRD pages, unchanged and as plain text; data/nist has eight."


@dataclass(frozen=True, eq=False)
class NistProblem:
    """One regression y = f(x; b) + e: data, two starting points for b, and what NIST certifies about the best b.

    ``certified`` minimises the residual sum of squares, which is 2N times the cost (1.7) at Q = 1.
    """

    name: str
    X: np.ndarray = field(repr=False)  # (N, M)
    Y: np.ndarray = field(repr=False)  # (N, 1)
    starts: np.ndarray = field(repr=False)  # (2, K)
    certified: np.ndarray = field(repr=False)  # (K,)
    standard_deviations: np.ndarray = field(repr=False)  # (K,)
    residual_sum_of_squares: float
    formula: str


def load_nist(path: str | os.PathLike[str]) -> NistProblem:
    """Read a file of NIST's nonlinear regression sets, such as ``data/nist/Misra1a.dat``, as a :class:`NistProblem`.

    The formula is returned as the file prints it, as text; it is not evaluated.

    Raises TypeError if ``path`` is no path, FileNotFoundError if there is no file, ValueError if it is not such a
    file or if its parts disagree (parameters announced and listed, observations announced and listed).
    """
    if not isinstance(path, (str, Path)):
        raise TypeError(f"path: expected the path of a NIST file, got {path!r}. Pass paths.DATA / 'nist' / 'Misra1a.dat'.")
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"path: expected a NIST file such as data/nist/Misra1a.dat, got {path}, where there is none. Check the name.")
    try:
        text = path.read_text(encoding="ascii")
    except UnicodeDecodeError:
        raise _malformed(path, "plain ASCII text", "other bytes") from None
    if not text.startswith("NIST/ITL StRD"):
        raise _malformed(path, "'NIST/ITL StRD' in the first line", repr(text[:30]))
    parameters = _parameters(path, text)  # (K, 4): start 1, start 2, certified, standard deviation
    data = _data(path, text)  # (N, 1 + M): y, then x
    return NistProblem(
        name=_find(path, text, r"^Dataset Name:\s*(\S+)", "a line 'Dataset Name:'"),
        X=data[:, 1:],
        Y=data[:, :1],
        starts=parameters[:, :2].T,
        certified=parameters[:, 2],
        standard_deviations=parameters[:, 3],
        residual_sum_of_squares=_numbers(path, [[_find(path, text, rf"^Residual Sum of Squares:\s*({NUMBER})\s*$",
                                                       "a line 'Residual Sum of Squares:' with a number")]], 1, "a number").item(),
        formula=_formula(path, text),
    )


def _parameters(path, text):
    announced = int(_find(path, text, r"^\s+(\d+) Parameters? \(", "a line that says how many parameters there are"))
    rows = re.findall(r"^\s*b(\d+)\s*=(.*)$", text, re.MULTILINE)
    if [int(index) for index, _ in rows] != list(range(1, announced + 1)):
        raise _malformed(path, f"{announced} parameters, b1 to b{announced}", "b" + ", b".join(i for i, _ in rows) if rows else "none")
    return _numbers(path, [values.split() for _, values in rows], 4, "four numbers (two starts, certified value, deviation)")


def _data(path, text):
    heading = re.search(r"^Data:\s+y((?:\s+x\d*)+)\s*$", text, re.MULTILINE)
    if heading is None:
        raise _malformed(path, "a line 'Data: y x' above the data", "none")
    rows = [line.split() for line in text[heading.end():].splitlines() if line.strip()]
    announced = int(_find(path, text, r"^Number of Observations:\s*(\d+)\s*$", "a line 'Number of Observations:'"))
    if len(rows) != announced:
        raise _malformed(path, f"{announced} observations", str(len(rows)))
    columns = 1 + len(heading[1].split())
    return _numbers(path, rows, columns, f"{columns} numbers (y, then x)")


def _numbers(path, rows, columns, expected):
    for row in rows:
        if len(row) != columns or not all(re.fullmatch(NUMBER, entry) for entry in row):
            raise _malformed(path, f"{expected} in a row", repr(" ".join(row)))
    numbers = np.array(rows, dtype=float)
    for row, values in zip(rows, numbers):
        for entry, value in zip(row, values):
            if out_of_range(entry, value):
                raise _malformed(path, "numbers within the range of doubles, 2.3e-308 to 1.7e308,", repr(entry))
    return numbers


def _formula(path, text):
    block = _find(path, text, r"Parameters? \(.*\)\s*\n((?:.*\n)*?)\s*Starting values", "the model above 'Starting values'")
    formula = " ".join(block.split())
    if "=" not in formula:
        raise _malformed(path, "a model 'y = ...' above the starting values", repr(formula))
    return formula


def _find(path, text, pattern, expected):
    match = re.search(pattern, text, re.MULTILINE | re.IGNORECASE)
    if match is None:
        raise _malformed(path, expected, "none")
    return match[1]


def _malformed(path, expected, got):
    return ValueError(f"{path.name}: expected {expected}, got {got}. {_CURE}")
