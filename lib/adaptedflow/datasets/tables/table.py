"""A table of the reader's own, of whatever shape people keep them in: inputs and targets, and how the file was understood."""

from dataclasses import dataclass, field

import numpy as np

from ...arrays import whole_number
from .columns import choose, drop_empty, split
from .grid import pandas, text_grid, workbook_grid
from .header import take_header
from .numbers import Notation, cure, guess_decimal
from .options import Options
from .raw import decode, decompress, read_bytes
from .scales import refuse_constant


@dataclass(frozen=True, eq=False)
class Table:
    """What :func:`load_table` has read.

    ``X`` (N, M) and ``Y`` (N, Q); ``inputs`` and ``targets``, the names of their columns; ``lines`` (N,), where each sample stands in the file;
    ``understood``, sentences that say how the file was read.
    """

    name: str
    X: np.ndarray = field(repr=False)
    Y: np.ndarray = field(repr=False)
    inputs: tuple
    targets: tuple
    lines: np.ndarray = field(repr=False)
    understood: tuple = field(repr=False)


def load_table(source, num_targets=1, options=Options()):
    """Read a table of numbers: the path of a text (CSV and its kin) or of an Excel file, ``"-"`` for standard input, or a stream of bytes.

    The last ``num_targets`` columns are targets, the others inputs, unless ``options`` (:class:`Options`) say otherwise. Compression, encoding,
    separator, decimal sign, names, lines of units, names of rows and empty columns are looked up in the file where ``options`` leave them open, and
    what was found is said in ``Table.understood``. What could be read in two ways, and what is no number, is refused: ValueError with the line,
    the column and the option that helps. No number is ever guessed: 1_000, 1,250 or 5% are refused, not read as something else.

    FileNotFoundError without the file, TypeError for another ``source``, ModuleNotFoundError without pandas.
    """
    if not isinstance(options, Options):
        raise TypeError(f"options: expected an Options, got {options!r}. Write Options(sep=';').")
    num_targets = whole_number("num_targets", num_targets, minimum=1)
    name, content = read_bytes(source)
    content, method = decompress(name, content, options.compression)
    if method == "excel":
        grid, how = workbook_grid(name, content, options), "an Excel workbook"
    else:
        text, encoding = decode(name, content, options.encoding)
        grid, how = text_grid(name, text, options), f"{method + ', ' if method else ''}{encoding}"
    if grid.frame.empty:
        raise ValueError(f"{name}: expected at least one row of numbers, got none.")
    names = drop_empty(grid, take_header(grid, options))
    choose(grid, names, options)
    if options.nrows is not None:
        grid.frame = grid.frame.iloc[:whole_number("nrows", options.nrows, minimum=1)]
        grid.said.append(f"the first {len(grid.frame)} rows only, as told")
    inputs, targets, categories = split(grid, options, num_targets)
    _missing(grid, options)
    notation = _notation(grid, options, categories)
    values = {column: _category(grid.frame[column]) if column in categories else _numbers(grid, column, notation) for column in grid.frame}
    lines = grid.frame.index.to_numpy()
    X, Y = (np.column_stack([values[column] for column in part]) for part in (inputs, targets))
    inputs, targets = (sum((_names(grid.frame[column], column in categories) for column in part), ()) for part in (inputs, targets))
    if options.average:
        X, Y, lines = _averaged(grid, X, Y, lines)
    refuse_constant(grid, X, inputs)
    grid.said.append(f"samples: {len(X)}, inputs {', '.join(inputs)}, targets {', '.join(targets)}")
    return Table(name, X, Y, inputs, targets, lines, (f"{name}: {how}", f"{grid.said[0]}, decimal sign {notation.decimal!r}", *grid.said[1:]))


def _missing(grid, options):
    """Refuse missing values, or leave their rows out where ``options.dropna`` says so."""
    frame = grid.frame
    gaps = frame.isin(options.missing)
    if not gaps.any(axis=None):
        return
    rows = gaps.any(axis=1)
    line = frame.index[rows][0]
    column = frame.columns[gaps.loc[line]][0]
    if not options.dropna:
        entry = frame.at[line, column]
        raise ValueError(f"{grid.name}, line {line}, column {column}: a value is missing{f' ({entry})' if entry else ''}; "
                         f"rows with gaps: {int(rows.sum())}. Fill it in, "
                         "leave such rows out (--dropna), or choose columns without gaps (--usecols).")
    if rows.all():
        raise ValueError(f"{grid.name}: each row has a missing value, and --dropna leaves none. Leave the columns with gaps out: --usecols.")
    grid.frame = frame[~rows]
    left_out = frame.index[rows].tolist()
    shown = ", ".join(map(str, left_out[:5])) + (", ..." if len(left_out) > 5 else "")
    grid.said.append(f"{len(left_out)} of {len(frame)} rows left out, as values are missing: line{'s' * (len(left_out) > 1)} {shown}")


def _notation(grid, options, categories):
    if options.decimal or grid.sep is None:
        return Notation(options.decimal or ".", options.thousands)
    if options.thousands in (",", "."):
        return Notation("," if options.thousands == "." else ".", options.thousands)
    entries = [entry for column in grid.frame if column not in categories for entry in grid.frame[column].tolist()]
    return Notation(guess_decimal(grid.name, entries, grid.sep), options.thousands)


def _numbers(grid, column, notation):
    entries = grid.frame[column].tolist()
    values = notation.values(entries)
    wrong = np.flatnonzero(np.isnan(values))
    if wrong.size:
        place, others = wrong[0], wrong.size - 1
        entry = entries[place]
        raise ValueError(f"{grid.name}, line {grid.frame.index[place]}, column {column}: expected a number, got {entry[:60]!r}"
                         f"{f' (and {others} more in this column)' if others else ''}. {cure(entry, notation)}")
    rounded = [entries[place] for place in np.flatnonzero(np.abs(values) >= 2.0 ** 53)
               if entries[place].lstrip("+-").isdigit() and int(entries[place]) != int(values[place])]
    if rounded:
        grid.said.append(f"column {column}: whole numbers beyond 2^53 are rounded to 16 digits, as {rounded[0]}")
    return values[:, None]


def _category(column):
    return pandas().get_dummies(column, dtype=float).to_numpy()


def _names(column, category):
    return tuple(f"{column.name}={value}" for value in sorted(column.unique())) if category else (column.name,)


def _averaged(grid, X, Y, lines):
    _, first, place, counts = np.unique(X, axis=0, return_index=True, return_inverse=True, return_counts=True)
    means = np.zeros((len(first), Y.shape[1]))
    np.add.at(means, place.ravel(), Y / counts[place.ravel()][:, None])
    order = np.argsort(first)
    grid.said.append(f"{len(X)} rows averaged to {len(first)} with different inputs")
    return X[first[order]], means[order], lines[first[order]]


def refuse_equal_inputs(table):
    """ValueError if two samples have equal inputs: then so are rows of D, which has rank below QN, and Theorem 2.1 does not apply."""
    seen = {}
    for line, row in zip(table.lines.tolist(), table.X + 0.0):         # + 0.0: -0 is 0
        first = seen.setdefault(row.tobytes(), line)
        if first != line:
            raise ValueError(f"{table.name}: expected inputs that differ, got the same in lines {first} and {line}: D has equal rows there and rank below QN "
                             "(Theorem 2.1). Average the targets of equal inputs (--average), or take a network with K < QN (--widths).")
