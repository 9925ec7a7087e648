"""Which texts are numbers. Stricter than ``float``, which takes 1_000 for a thousand, and digits of other scripts for ours."""

import math
import re
import sys

NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_READABLE = re.compile(rf"\s*(?:{NUMBER}|[+-]?(?:nan|inf|infinity))\s*", re.IGNORECASE)


def to_float(text):
    """``text`` as a float, also nan and inf; ValueError for anything else and for a number that no double comes near (1e999, 1e-999)."""
    if not _READABLE.fullmatch(text):
        raise ValueError(f"expected a number, got {text!r}.")
    value = float(text)
    if (value == 0 or math.isinf(value)) and out_of_range(text, value):
        raise ValueError(f"expected a number within the range of doubles, 2.3e-308 to 1.7e308, got {text!r}.")
    return value


def out_of_range(text, value):
    """Whether ``value``, the double of the number ``text``, is infinite, or next to zero and has lost digits."""
    if "n" in text.lower():                                            # nan, inf
        return False
    if abs(value) >= sys.float_info.min:                               # below it, doubles have fewer digits
        return math.isinf(value)
    return re.search("[1-9]", re.split("[eE]", text)[0]) is not None


def duration(seconds):
    """A time as people say it."""
    for size, unit in ((3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.2g} s" if seconds < 10 else f"{seconds:.0f} s"
