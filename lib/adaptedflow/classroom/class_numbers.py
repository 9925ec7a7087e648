"""Numbers in the questions that a person marks: drawn for each class, so that last year's answers do not serve.

In a text cell ``{{a: 0.5 | 2 | 3}}`` draws one of three numbers and calls it ``a``; ``{{a}}`` shows it again, and ``{{log(1 + a)}}`` is
worked out, to four digits. The draw depends on the class seed modulo 97 only: whoever reads the questions learns no more of it.
"""

import hashlib
import math
import re

MODULUS = 97
PLACE = re.compile(r"\{\{(.+?)\}\}")
CHOICE = re.compile(r"([a-zA-Z]\w*):(.+)")
FUNCTIONS = {name: getattr(math, name) for name in ("sqrt", "log", "exp", "atan", "ceil", "pi")} | {"abs": abs, "min": min, "max": max}


def fill_in(book, name: str, seed: int) -> None:
    """Put the numbers of the class with this ``seed`` into the text cells of the assignment called ``name``.

    Raises ValueError for what is neither a choice nor a formula in numbers drawn before it.
    """
    drawn: dict[str, int | float] = {}

    def text(match):
        inside = match[1].strip()
        choice = CHOICE.fullmatch(inside)
        if choice:
            options = [option.strip() for option in choice[2].split("|")]
            key = hashlib.sha256(f"{name}/{choice[1]}/{seed % MODULUS}".encode()).digest()
            shown = options[int.from_bytes(key) % len(options)]
            drawn[choice[1]] = _value(shown, {}, name)
            return shown
        return _shown(_value(inside, drawn, name))

    for cell in book.cells:
        if cell.cell_type == "markdown":
            cell.source = PLACE.sub(text, cell.source)


def _value(formula: str, drawn: dict, name: str):
    try:
        return eval(formula, {"__builtins__": {}}, FUNCTIONS | drawn)  # the text of a source of this repository
    except Exception as error:
        raise ValueError(f"{name}: expected a choice 'a: 1 | 2' or a formula in numbers drawn before, got {formula!r} ({error})") from None


def _shown(value) -> str:
    return str(value) if isinstance(value, int) else f"{value:.4g}"
