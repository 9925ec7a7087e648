"""The table of the ways in which a user's code and arrays may behave, against the places where they enter.

``python -m tests.foreign.table > tests/foreign/README.md``, from the root of the repository.
"""

from . import places_of_arrays, places_of_code
from .ways import ARRAYS, CODE

HEAD = """# What a user's code and arrays may do

Each cell is a test: *right*, the numbers are those of a function or an array that behaves well; *refused*, a ValueError or
TypeError says what is wrong and what helps; *-*, there is no such way at this place. Arrays are compared after the call
as well: nothing writes to them.
"""


def markdown():
    """Both tables, as text."""
    return "\n".join([HEAD, "## Functions, and objects of one's own class", "", *_rows(places_of_code, CODE), "", "## Arrays", "", *_rows(places_of_arrays, ARRAYS)]) + "\n"


def _rows(places, ways):
    yield "| where | " + " | ".join(ways) + " |"
    yield "|---" * (1 + len(ways)) + "|"
    for place in places.PLACES:
        yield f"| {place} | " + " | ".join(places.owed(place, way) for way in ways) + " |"


if __name__ == "__main__":
    print(markdown(), end="")
