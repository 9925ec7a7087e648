"""The pages themselves: which there are, and one as a single text."""

import re

from .. import paths

TITLES = {
    "two_factors": "Two factors: both flows from one start",
    "jacobian_blocks": "The Jacobian in blocks: its rank counted",
    "staircase": "The staircase: a loop of outputs, lifted",
    "trap": "A trap: time near a saddle",
    "kappa": "A step off an equilibrium: its direction, not its sign",
    "focal_point": "Focal points: when equilibria degenerate",
    "right_angle": "Fewer parameters than outputs: the right angle at the end",
    "cone": "The cone: where an orbit ends with D invertible",
    "hill": "The hill: where orbits end",
}
ALT = {  # what the still pictures show
    "two_factors": "Both flows run along one hyperbola in the plane of w1 and w2; dots at equal times on their outputs are spaced differently.",
    "jacobian_blocks": "The entries of D that are not zero: copies of W2 on the left, of the identity on the right. Beside them eight of nine squares are filled.",
    "staircase": "The lift of a loop of outputs climbs like a spiral staircase; its height after each turn lies below the line of area times curvature.",
    "trap": "Both flows pass the trap around the saddle at the origin. The cost of the standard flow stays on a plateau, that of the adapted flow falls.",
    "kappa": "Change of the cost against kappa: at the saddle it falls on both sides in one direction and rises in another, at the dead unit it always rises.",
    "focal_point": "A circle of outputs, a target inside it, and the two equilibria, nearest and farthest; beside them the cost along the circle.",
    "right_angle": "Both flows on a curved surface of outputs; at the end of the adapted orbit the way to the target stands at a right angle on the surface.",
    "cone": "A straight segment of outputs leaves the set that one tanh unit can reach. The adapted flow ends there, the standard flow goes on.",
    "hill": ("Level lines of a hilly function of two parameters. An orbit climbs to a peak below the target and ends there; "
             "beside it its height against the distance walked."),
}


def page(name: str) -> str:
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
