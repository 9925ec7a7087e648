"""Which sign separates the columns of a text."""

import csv
import io
import re

from ...number_text import NUMBER

CANDIDATES = ("\t", ";", ",", "|", " ")                                # " ": any run of blanks
NAMES = {"\t": "tab", ";": "semicolon", ",": "comma", "|": "bar", " ": "blanks"}
_WORDS = {"\\t": "\t", "tab": "\t", "\\s+": " ", "whitespace": " "}
_HEAD = 200                                                            # records that are looked at
_POINT, _COMMA = re.compile(NUMBER), re.compile(NUMBER.replace(r"\.", ","))


def records(name, text, sep):
    """``(line, entries)`` of each record of ``text``, blank ones too: a record may go over several lines where a quote holds line ends.

    ValueError for a quote that is never closed.
    """
    if sep == " ":
        text = re.sub(r"[ \t]+", " ", text)
    reader, line, record = csv.reader(io.StringIO(text, newline=""), delimiter=sep, skipinitialspace=True), 1, []
    try:
        for record in reader:
            yield line, record[:-1] if sep == " " and len(record) > 1 and not record[-1] else record
            line = reader.line_num + 1
    except csv.Error as error:
        raise ValueError(f"{name}, line {line}: a quote is opened and not closed for long ({error}). Close it, or take it away.") from None


def guess(name, text):
    """The separator under which most entries of the first lines are numbers, and lines have equally many; None where no line is cut by any.

    One that cuts every line alike, the names too, goes before one that does not: "1 000,2" below "a,b" has two columns, not the numbers 1 and 0.2.
    """
    head = text[:_HEAD * 1000]
    found = {sep: _score(name, head, sep) for sep in CANDIDATES}
    found = {sep: score for sep, score in found.items() if score[0] and score[1] == 1} or found
    best = max(found, key=lambda sep: found[sep])                      # the first of equals
    return best if found[best] > (0, 0) else None


def named(sep):
    """A separator as a user writes it, as one character; ValueError for what pandas would take for a pattern."""
    sign = _WORDS.get(sep, sep)
    if not isinstance(sign, str) or len(sign) != 1 or sign in "\"\r\n" or sign.isalnum():
        raise ValueError(f"sep: expected one sign, as ';', or '\\t' for tab or '\\s+' for blanks, got {sep!r}.")
    return sign


def _score(name, text, sep):
    entries, lengths = [], []
    for number, (_, record) in enumerate(_forgiving(name, text, sep)):
        if number == _HEAD:
            break
        if any(entry.strip() for entry in record):
            lengths.append(len(record))
            entries += [entry.strip() for entry in record if entry.strip()] if lengths[1:] or not _text_only(record) else []
    common = max(set(lengths), key=lengths.count, default=0)
    if common < 2:
        return (0, 0)
    signs = [_POINT] if sep == "," else [_POINT, _COMMA]
    share = max(sum(sign.fullmatch(entry) is not None for entry in entries) for sign in signs) / max(len(entries), 1)
    return (share, lengths.count(common) / len(lengths))


def _forgiving(name, text, sep):
    """:func:`records` as far as they can be read."""
    try:
        yield from records(name, text, sep)
    except ValueError:
        return


def _text_only(record):
    return not any(_POINT.fullmatch(entry.strip()) for entry in record)
