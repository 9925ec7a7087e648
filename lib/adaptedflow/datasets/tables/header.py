"""Whether a grid begins with names, and with lines of units; both taken off, and said."""

import re

from .numbers import COMMA, POINT

_DIGITS = re.compile(r"[+-]?\.?[0-9][0-9.,_'\u2019 \u00a0\u202f]*(?:[eE][+-]?[0-9]+)?\s?%?")     # meant as a number, in whatever notation
_YEAR = re.compile("(?:1[89]|20|21)[0-9][0-9]")


def take_header(grid, options):
    """Name the columns of ``grid.frame`` by its first line, where that has names (or ``header`` says so), and leave lines of units out."""
    header, missing = options.header, options.missing
    if header is not False:
        _leave_preamble_out(grid, missing)
    frame, line = grid.frame, grid.frame.index[0]
    top = [" ".join(entry.split()) for entry in frame.iloc[0]]
    if not (_has_names(grid.name, line, top, frame.iloc[1:], missing) if header is None else header):
        doubt = header is None and len(top) > 2 and all(map(POINT.is_number, top)) and len({f"{float(b) - float(a):.6g}" for a, b in zip(top, top[1:])}) == 1
        grid.said.append("no line of names: columns are called V1, V2, ..." + (f" (--header if line {line} has names)" if doubt else ""))
        frame.columns = _distinct([""] * len(top))
        return [""] * len(top)
    frame = frame.iloc[1:]
    doubt = header is None and all(map(_meant_as_number, filter(None, top)))
    grid.said.append(f"line {line} has the names" + (" (--no-header if it is a sample)" if doubt else ""))
    while len(frame) > 1 and _has_no_number(frame.iloc[0], missing):
        grid.said.append(f"line {frame.index[0]} left out, as it has no number: {', '.join(filter(None, frame.iloc[0]))}")
        frame = frame.iloc[1:]
    if not len(frame):
        raise ValueError(f"{grid.name}: expected at least one row of numbers, got none.")
    top = _one_name_short(grid, line, top, frame, options)
    grid.frame = frame.set_axis(_distinct(top), axis=1)
    return top


def is_row_names(column):
    """Whether the texts of ``column`` look like names of rows: no numbers, or 0, 1, 2, ... or 1, 2, 3, ..."""
    texts = column.tolist()
    counted = [str(number) for number in range(len(texts) + 1)]
    return texts in (counted[:-1], counted[1:]) or not any(map(_meant_as_number, texts)) and "" not in texts


def _leave_preamble_out(grid, missing):
    """Leave first lines out that have text and fewer entries than the table has columns: titles, dates."""
    counts = (grid.frame != "").sum(axis=1).tolist()
    usual = max(max(set(counts), key=counts.count) - 1, 2)             # R has one name fewer than columns
    while len(grid.frame) > 1 and counts[0] < usual and not all(_meant_as_number(entry) or entry in missing for entry in grid.frame.iloc[0]):
        grid.said.append(f"line {grid.frame.index[0]} left out, as it has fewer entries: {', '.join(filter(None, grid.frame.iloc[0]))[:60]}")
        grid.frame, counts = grid.frame.iloc[1:], counts[1:]


def _has_names(name, line, top, below, missing):
    numbers = [place for place, entry in enumerate(top) if _meant_as_number(entry)]
    texts = [place for place, entry in enumerate(top) if place not in numbers and entry not in missing]
    if not numbers:
        return any(top)
    if _numbers_as_names(top, numbers, below):
        return True
    if not any(_mostly_numbers(below.iloc[:, place]) for place in texts):
        return False
    raise ValueError(f"{name}, line {line}, column {texts[0] + 1}: expected a number, got {top[texts[0]]!r}, or names in the whole line, got {top[numbers[0]]!r}. "
                     "Correct the entry, or add --header if the line has names.")


def _numbers_as_names(top, numbers, below):
    """Whether whole numbers over columns of other numbers are years, or the 0, 1, 2, ... that pandas writes where there are no names."""
    entries = [top[place] for place in numbers]
    years = all(map(_YEAR.fullmatch, entries)) and _evenly_spaced(entries)
    counted = len(entries) > 2 and entries == [str(number) for number in range(len(entries))]
    return (years or counted) and len(below) > 1 and all(_unlike(top[place], below.iloc[:, place], years) for place in numbers)


def _unlike(entry, column, years):
    """Whether the whole number ``entry`` does not look like one of ``column``."""
    values = [entry.replace(",", ".") for entry in column if POINT.is_number(entry) or COMMA.is_number(entry)]
    if not values or years and all(map(_YEAR.fullmatch, values)):
        return False
    return any("." in value for value in values) or years and not min(map(float, values)) <= float(entry) <= max(map(float, values))


def _evenly_spaced(entries):
    if not all(re.fullmatch("[0-9]{1,9}", entry) for entry in entries):
        return False
    steps = {int(second) - int(first) for first, second in zip(entries, entries[1:])}
    return len(steps) == 1 and steps != {0}


def _one_name_short(grid, line, top, frame, options):
    """R leaves the column of row names without a name: then there is one name fewer than columns, and the last column has entries.

    Numbers may have been cut by a comma that is their decimal sign or groups their digits: they name rows only where R has put quotes around them.
    """
    if len(top) < 2 or grid.entries.get(line) != len(top) - 1 or not (frame.iloc[:, -1] != "").any():
        return top
    full, first = (frame.iloc[:, -1] != "").all(), frame.iloc[:, 0]
    names = is_row_names(first) and (set(frame.index) <= grid.quoted or not any(map(_meant_as_number, first)))
    if not full or not (names or options.index_col is not None):
        line = frame.index[frame.iloc[:, -1] != ""][0]
        raise ValueError(f"{grid.name}, line {line}: expected {len(top) - 1} entries, as there are names, got {len(top)}. Give each column a name, "
                         "or add --index-col 0 if the first one names the rows; a comma within numbers needs quotes, or another sign between columns.")
    return ["", *top[:-1]]


def _distinct(names):
    """``names`` with V1, V2, ... where there is none, and made distinct as pandas does it: a, a.1, a.2."""
    found = []
    for place, name in enumerate(names, start=1):
        base, count = name or f"V{place}", 0
        while (name := f"{base}.{count}" if count else base) in found:
            count += 1
        found.append(name)
    return found


def _has_no_number(row, missing):
    return not any(map(_meant_as_number, row)) and any(entry not in missing for entry in row)


def _mostly_numbers(column):
    return sum(map(_meant_as_number, column)) * 2 > len(column)


def _meant_as_number(entry):
    return _DIGITS.fullmatch(entry) is not None
