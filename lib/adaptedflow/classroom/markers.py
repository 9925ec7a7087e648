"""The markers of nbgrader in the source of a cell, and what is left without the lines between them."""

from dataclasses import dataclass

SOLUTION = ("### BEGIN SOLUTION", "### END SOLUTION")
HIDDEN_TESTS = ("### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS")
CODE_STUB = 'raise NotImplementedError("This part is still missing: write it in place of this line.")'
TEXT_STUB = "YOUR ANSWER HERE"


def regions(source: str, markers: tuple[str, str]) -> list[str]:
    """Return the text of each region between ``markers``. Raises ValueError where they do not pair."""
    return _split(source, markers)[1]


def without(source: str, markers: tuple[str, str], stub: str | None = None) -> str:
    """Return ``source`` without its regions, the markers included; ``stub`` takes their place, indented as they were.

    Raises ValueError where the markers do not pair.
    """
    kept = []
    for line in _split(source, markers)[0]:
        if isinstance(line, str):
            kept.append(line)
        elif stub is not None:
            kept.append(" " * line.indent + stub)
    return "\n".join(kept)


@dataclass(frozen=True)
class _Region:
    indent: int


def _split(source, markers):
    """Return the lines outside with a _Region in the place of each region, and the texts of the regions."""
    begin, end = markers
    outside, inside, region = [], [], None
    for number, line in enumerate(source.split("\n"), start=1):
        mark = line.strip()
        if mark in markers and (mark == begin) != (region is None):
            raise ValueError(f"line {number}: expected {begin if region is None else end!r} first, got {mark!r}; markers come in pairs")
        if mark == begin:
            region = []
            outside.append(_Region(len(line) - len(line.lstrip())))
        elif mark == end:
            inside.append("\n".join(region))
            region = None
        else:
            (outside if region is None else region).append(line)
    if region is not None:
        raise ValueError(f"expected {end!r} after {begin!r}, got the end of the cell; markers come in pairs")
    return outside, inside
