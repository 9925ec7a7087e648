"""The pages themselves: which there are, and one as a single text."""

import re

from .. import paths

TITLES = {
    "two_factors": "Two factors: both flows from one start",
    "cone": "The cone: where an orbit ends with D invertible",
    "trap": "A trap: time near a saddle",
}


def page(name):
    """Return the page ``name`` (one of ``TITLES``) as one HTML text that needs no other file: style sheet and shared script are put in.

    A browser that got only the page would have to ask for the two, which Jupyter refuses to a page inside a notebook.
    Raises ValueError for another name, FileNotFoundError without the repository.
    """
    known(name)
    folder = paths.NOTEBOOKS / "explorables"
    text, style, script = ((folder / file).read_text(encoding="utf-8") for file in (f"{name}.html", "explorable.css", "explorable.js"))
    whole = {'<link rel="stylesheet" href="explorable.css">': f"<style>\n{style}</style>", '<script src="explorable.js"></script>': f"<script>\n{script}</script>"}
    return re.sub("|".join(map(re.escape, whole)), lambda found: whole[found.group()], text)


def known(name):
    """Return ``name`` if a page is called so; raises ValueError otherwise."""
    if not isinstance(name, str) or name not in TITLES:
        raise ValueError(f"name: expected one of {', '.join(TITLES)}, got {name!r}. Name a page of notebooks/explorables.")
    return name
