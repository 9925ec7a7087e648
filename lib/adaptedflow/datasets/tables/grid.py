"""The entries of a table as texts: a data frame whose index holds the lines of the file."""

import io
import re
from dataclasses import dataclass, field

from . import separators

COMMENT_SIGNS = ("#", "%")
_STATED = re.compile(r"sep=(.)\r?\n")                                  # a spreadsheet's first line


@dataclass
class Grid:
    """``frame``: texts without blanks around them, one row for each line that is not blank, indexed by line number. ``said``: how it was read."""

    name: str
    frame: object
    sep: str | None = None
    said: list = field(default_factory=list)
    columns: list = field(default_factory=list)                        # their names, also of those that are left out
    entries: dict = field(default_factory=dict)                        # line -> how many it has, of a text
    quoted: set = field(default_factory=set)                           # lines that begin with a quote


def pandas():
    """The module; ModuleNotFoundError with the cure where it is not installed."""
    try:
        import pandas
    except ModuleNotFoundError:
        raise ModuleNotFoundError("tables are read by pandas, which is not installed. Run: pip install pandas", name="pandas") from None
    return pandas


def text_grid(name, text, options):
    """The :class:`Grid` of a text, by :func:`pandas.read_csv`."""
    pd, said = pandas(), []
    stated = _STATED.match(text)
    if stated:
        text = "\n" + text[stated.end():]
        said.append(f"line 1 names the separator, {stated[1]!r}")
    text = _skip(text, options.skiprows, said)
    text = _without_comments(text, options.comment, said)
    if not text.strip():
        raise ValueError(f"{name}: expected at least one row of numbers, got none.")
    given = options.sep or (stated[1] if stated else None)
    sep = separators.named(given) if given else separators.guess(name, text)
    if sep is None and text.count('"') % 2:
        line = max(number for number, line in enumerate(text.splitlines(), start=1) if line.count('"') % 2)
        raise ValueError(f"{name}, line {line}: a quote is opened and never closed. Close it, or take it away.")
    if sep is None:
        raise ValueError(f"{name}: expected at least 2 columns, got 1, as in {text.strip().splitlines()[0][:40]!r}. Name the sign between columns, as --sep ':'.")
    entries = {line: len(record) for line, record in separators.records(name, text, sep)}
    lines, width = list(entries), max(entries.values())
    try:
        frame = pd.read_csv(io.StringIO(text, newline=""), sep=r"\s+" if sep == " " else sep, header=None, names=range(width), index_col=False, dtype=str,
                            na_filter=False, skip_blank_lines=False, skipinitialspace=True)
    except pd.errors.ParserError as error:
        inside = re.search(r"inside string starting at row (\d+)", str(error))
        where = f", line {lines[int(inside[1])]}" if inside and int(inside[1]) < len(lines) else ""
        problem = "a quote is opened and never closed. Close it, or take it away" if inside else f"{error}"
        raise ValueError(f"{name}{where}: {problem}.") from None
    if len(frame) != len(lines):
        raise ValueError(f"{name}: expected quotes in pairs around whole entries, got others. Take the quotes away.")
    frame.index = lines
    quoted = {number for number, line in enumerate(re.split("\r\n|\r|\n", text), start=1) if line.lstrip().startswith('"')}
    said.insert(0, f"columns are separated by {separators.NAMES.get(sep, repr(sep))}")
    return Grid(name, _stripped(frame), sep, said, entries=entries, quoted=quoted)


def workbook_grid(name, content, options):
    """The :class:`Grid` of an Excel workbook, by :func:`pandas.read_excel`: its first sheet, or ``options.sheet_name``."""
    pd = pandas()
    try:
        with pd.ExcelFile(io.BytesIO(content)) as book:
            sheet = book.sheet_names[0] if options.sheet_name is None else options.sheet_name
            if sheet not in book.sheet_names:
                raise ValueError(f"{name}: expected a sheet of {', '.join(map(repr, book.sheet_names))}, got {sheet!r}. Name one: --sheet-name.")
            cells, sheets = pd.read_excel(book, sheet, header=None, dtype=object, na_filter=False), book.sheet_names
    except ImportError:
        raise ValueError(f"{name}: Excel files need the package openpyxl. Run: pip install openpyxl, or save the sheet as CSV.") from None
    except (OSError, KeyError, IndexError, SyntaxError) as error:
        raise ValueError(f"{name}: the workbook cannot be read ({error}). Save the sheet as CSV.") from None
    if not cells.size:
        raise ValueError(f"{name}: expected at least one row of numbers, got none in the sheet {sheet!r}. Name another: --sheet-name.")
    frame = cells.map(lambda cell: "" if cell is None else repr(cell) if type(cell) in (int, float) else str(cell))
    frame.index = range(1, len(frame) + 1)
    skipped = [line - 1 for line in _lines_to_skip(options.skiprows, len(frame))]
    frame.iloc[skipped] = ""
    others = [other for other in sheets if other != sheet]
    said = [f"sheet {sheet!r}" + (f" (not {', '.join(map(repr, others))}: --sheet-name)" if others else "")]
    return Grid(name, _stripped(frame), None, said)


def _stripped(frame):
    frame = frame.apply(lambda column: column.map(str.strip))
    return frame[(frame != "").any(axis=1)]


def _lines_to_skip(skiprows, total):
    """Line numbers, from 1, as pandas counts them: a number of first lines, or a list of lines counted from 0."""
    rows = range(skiprows) if isinstance(skiprows, int) else skiprows
    return [row + 1 for row in rows if row < total]


def _skip(text, skiprows, said):
    """``text`` with the lines to skip blank, so that the others keep their numbers."""
    lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n|$)", text)
    skipped = _lines_to_skip(skiprows, len(lines))
    for line in skipped:
        lines[line - 1] = re.sub(r"[^\r\n]+", "", lines[line - 1])
    if skipped:
        said.append(f"{_lines(skipped)} skipped, as told")
    return "".join(lines)


def _without_comments(text, sign, said):
    """``text`` without comments: from ``sign`` to the end of the line outside of quotes; by itself only lines that begin with one of COMMENT_SIGNS."""
    if sign is not None and (not isinstance(sign, str) or len(sign) != 1 or sign in "\"\r\n"):
        raise ValueError(f"comment: expected one sign, as '#', got {sign!r}.")
    found = []
    for one in [sign] if sign else [one for one in COMMENT_SIGNS if one in text]:
        pattern = rf'"[^"]*"|{re.escape(one)}[^\r\n]*' if sign else rf"(?:\A|(?<=[\r\n]))[ \t]*{re.escape(one)}[^\r\n]*"
        def blank(match):
            if match[0].startswith('"'):
                return match[0]
            found.append(match.start())
            return ""
        text = re.sub(pattern, blank, text)
    if found:
        said.append(f"{len(found)} comment{'s' * (len(found) > 1)} left out, from {sign!r} on" if sign else
                    f"{len(found)} line{'s' * (len(found) > 1)} that begin{'s' * (len(found) == 1)} with {' or '.join(COMMENT_SIGNS)} left out")
    return text


def _lines(numbers):
    return f"line{'s' * (len(numbers) > 1)} {numbers[0]}" + (f" to {numbers[-1]}" if numbers == list(range(numbers[0], numbers[-1] + 1)) and len(numbers) > 1 else
                                                         "".join(f", {number}" for number in numbers[1:]))
