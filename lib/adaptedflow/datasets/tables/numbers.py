"""Entries of a table as numbers: decimal sign, thousands, and why an entry is no number."""

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...number_text import NUMBER, out_of_range

_GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+")           # 1,250: a thousand, or 1.25 with a decimal comma?
_GROUPERS = (",", ".", "_", "'", "\u2019", " ", "\u00a0", "\u202f")    # signs that people put between groups of three digits


@dataclass(frozen=True)
class Notation:
    """How numbers are written: the ``decimal`` sign, and the sign between groups of three digits, if any."""

    decimal: str = "."
    thousands: str | None = None

    def __post_init__(self):
        for name, sign in (("decimal", self.decimal), ("thousands", self.thousands)):
            if sign is not None and (not isinstance(sign, str) or len(sign) != 1 or sign.isalnum() or sign in "+-"):
                raise ValueError(f"{name}: expected one sign, as '.' or ',', got {sign!r}.")
        if self.decimal == self.thousands:
            raise ValueError(f"thousands: expected another sign than the decimal sign, got {self.thousands!r} for both. Add --decimal.")

    @cached_property
    def _number(self):
        return re.compile(NUMBER.replace(r"\.", re.escape(self.decimal)))

    @cached_property
    def _grouped(self):
        return re.compile(rf"[+-]?[0-9]{{1,3}}(?:{re.escape(self.thousands)}[0-9]{{3}})+(?:{re.escape(self.decimal)}[0-9]*)?")

    def is_number(self, text):
        """Whether ``text`` is written as a number; signs of thousands have to stand between groups of three digits."""
        return self._number.fullmatch(text) is not None or self.thousands is not None and self._grouped.fullmatch(text) is not None

    def values(self, entries):
        """``entries``, a list of texts, as an array of floats; NaN where one is no number, or none that a double comes near."""
        plain = entries if not self.thousands else [entry.replace(self.thousands, "") for entry in entries]
        plain = plain if self.decimal == "." else [entry.replace(self.decimal, ".") for entry in plain]
        numbers = np.array([float(text) if self.is_number(entry) else np.nan for text, entry in zip(plain, entries)])
        for place in np.flatnonzero(~(np.abs(numbers) < np.inf) | (np.abs(numbers) < np.finfo(float).tiny)):
            if out_of_range(plain[place], numbers[place]):
                numbers[place] = np.nan
        return numbers


POINT, COMMA = Notation("."), Notation(",")


def guess_decimal(name, entries, sep):
    """The decimal sign of ``entries``. In a table whose columns commas separate it is a point.

    ValueError where each entry with a comma can be read in two ways.
    """
    if sep == ",":
        return "."
    with_comma = [entry for entry in entries if "," in entry and COMMA.is_number(entry)]
    with_point = sum("." in entry and POINT.is_number(entry) for entry in entries)
    if len(with_comma) <= with_point:
        return "."
    if all(_GROUPED.fullmatch(entry) for entry in with_comma):
        entry = with_comma[0]
        raise ValueError(f"{name}: {entry!r} can be {entry.replace(',', '.')} or {entry.replace(',', '')}. "
                         "Add --decimal , for the first, --thousands , for the second.")
    return ","


def cure(text, notation):
    """What to do about an entry that is no number."""
    decimal = notation.decimal
    if notation.is_number(text):
        return "Doubles reach from 2.3e-308 to 1.7e308: use another unit."
    if "\n" in text or "\r" in text:
        return "A quote before it is closed in a later line only: close it, or take it away."
    if "\u2212" in text:
        return "Its sign is a typographical minus: replace it by '-'."
    for sign in _GROUPERS:
        if sign not in (decimal, notation.thousands) and sign in text and Notation(decimal, sign).is_number(text):
            other = f", or --decimal {sign} if it is the decimal sign" if COMMA.is_number(text) or POINT.is_number(text) else ""
            return f"Add --thousands {_quoted(sign)} if this sign groups digits{other}."
    for sign in ",.":
        if sign != decimal and Notation(sign).is_number(text):
            return f"Add --decimal {sign} if this is the decimal sign."
    for decimal, thousands in ((",", "."), (".", ",")):
        if Notation(decimal, thousands).is_number(text):
            return f"Add --decimal {decimal} --thousands {thousands} to read it."
    if "#" in text or "//" in text:
        return "If a remark begins there: --comment and its first sign."
    if text.endswith("%"):
        return "Take the percent signs away."
    if re.fullmatch(r"[+-]?inf(inity)?", text, re.IGNORECASE):
        return "Correct the entry, or take it for missing and leave its row out: --na-values " + text + " --dropna."
    return (f"If it stands for a missing value: --na-values {_quoted(text[:20])} --dropna. If the column names the rows: --index-col. "
            "If it holds categories: --categories makes columns of 0 and 1. To choose columns: --usecols.")


def _quoted(text):
    """``text`` as a shell reads it."""
    return text if re.fullmatch(r"[A-Za-z0-9_.,:/+-]+", text) else f'"{text}"' if "'" in text else f"'{text}'"
