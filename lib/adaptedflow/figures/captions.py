"""What stands beside a figure: ``data/figures/NOTEBOOK.toml`` has a section for each figure of that notebook.

A section ``[NAME]`` holds ``alt`` (one or two plain sentences for those who cannot see the picture, also its caption), and, where
they are wanted, ``claims`` (slugs of the ledger that the figure illustrates), ``parameters`` (names from the notebook's parameters
cell that the picture depends on) and ``tolerance`` (the part of a column's scale within which another machine finds the table).
"""

import re
import sys
import tomllib

from .. import paths
from ..arrays import real_number

_FIELDS = {"alt", "claims", "parameters", "tolerance"}


def caption(name):
    """Return the record of the figure ``name``: ``alt claims name notebook parameters``, and ``tolerance`` where there is one.

    ``parameters`` maps the names to the values that they have in the running notebook. Raises LookupError for a figure without
    a section, ValueError or TypeError for a section that is not as described above or a parameter that the notebook lacks.
    """
    for path in sorted((paths.DATA / "figures").glob("*.toml")):
        try:
            sections = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise ValueError(f"{path.name}: expected TOML with a section for each figure, got {error}. Mend that line.") from None
        if name in sections:
            return _record(f"{path.name}, [{name}]", sections[name]) | {"name": name, "notebook": path.stem}
    raise LookupError(f"name: expected a figure with a section in data/figures/NOTEBOOK.toml, got {name!r}. Add [{name}] there, or pass alt=.")


def sentence(alt):
    """Return ``alt`` with single spaces; raises TypeError or ValueError for what is no sentence."""
    if not isinstance(alt, str):
        raise TypeError(f"alt: expected a sentence that describes the figure, got {alt!r}. Write one in quotes.")
    words = alt.split()
    if len(words) < 3:
        raise ValueError(f"alt: expected a sentence that describes the figure, got {alt!r}. Say what is drawn and what it shows.")
    return " ".join(words)


def slug(what, value):
    """Return ``value`` if it can name a file or a claim; raises TypeError or ValueError otherwise."""
    if not isinstance(value, str):
        raise TypeError(f"{what}: expected a string, got {value!r}. Write it in quotes.")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", value) or value.endswith((".ipynb", ".png", ".csv", ".json")):
        raise ValueError(f"{what}: expected letters, digits, '_', '-' and '.' without folder or file ending, got {value!r}. Shorten it to that.")
    return value


def _record(place, section):
    if not isinstance(section, dict) or not set(section) <= _FIELDS or "alt" not in section:
        raise ValueError(f"{place}: expected alt, and if wanted claims, parameters, tolerance, got {section!r}. Mend the section.")
    record = {
        "alt": sentence(section["alt"]),
        "claims": [slug("claims", claim) for claim in _names(place, "claims", section)],
        "parameters": {name: _value(place, name) for name in _names(place, "parameters", section)},
    }
    if "tolerance" in section:
        record["tolerance"] = real_number("tolerance", section["tolerance"], minimum=0, strict=True)
    return record


def _names(place, field, section):
    names = section.get(field, [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise TypeError(f"{place}: expected {field} as a list of strings, got {names!r}. Write ['one'] for a single one.")
    return names


def _value(place, name):
    """The value of a parameter in the notebook (or script) that runs."""
    known = vars(sys.modules["__main__"])
    if name not in known:
        raise ValueError(f"{place}: expected parameters of the notebook that runs, got {name!r}, which it does not have. Take it out, or define it.")
    if not isinstance(known[name], (bool, int, float, str, list)):
        raise TypeError(f"{place}: expected {name} to be a number, a string or a list, got {known[name]!r}. Name literals of the parameters cell only.")
    return known[name]
