"""The parts of ``notebooks/ERRATA.md`` that are made from the rows of the ledger and from the stored survival maps.

The page is written for the author of the paper; between its parts stands text written by hand.
"""

import re
from pathlib import Path

from .. import paths
from ..lifetime import stored_map
from .claims import EVIDENCE, REACH, VERDICTS, Claim, claims
from .tables import Table

NAME = "ERRATA.md"
COMMAND = "written by 'python -m adaptedflow ledger --update-readme'"


def page() -> Path:
    """The page's place; NoRepository without the repository."""
    return paths.NOTEBOOKS / NAME


def with_parts(text: str) -> str:
    """Return the page's ``text`` with each part between its two marks as the rows and the map are now.

    Raises ValueError where a mark is missing or stands twice.
    """
    for name, part in _parts().items():
        begin, end = f"<!-- {name}: {COMMAND} -->\n", f"<!-- end of {name} -->"
        if text.count(begin) != 1 or text.count(end) != 1:
            raise ValueError(f"{NAME}: expected one line {begin.strip()!r} and one line {end!r}; put them back where the part belongs")
        before, rest = text.split(begin)
        text = f"{before}{begin}\n{part}\n{end}{rest.split(end)[1]}"
    return text


def _parts() -> dict[str, str]:
    rows = claims()
    order = list(REACH)
    printed = sorted((c for c in rows if c.number and c.reach), key=lambda c: (c.verdict == "vacuous_for", order.index(c.reach)))      # stable: else as in the paper
    items = [_item(c, number) for number, c in enumerate(printed, start=1)]
    empty = sum(c.verdict == "vacuous_for" for c in printed)
    return {
        "counts": _counts(rows),
        "survival": f"{survival().markdown()}\n{_sizes()}\n",
        "corrections": "\n".join(items[:-empty]),
        "empty classes": "\n".join(items[-empty:]),
        "misprints": Table(("place", "printed", "to be read"), tuple(
            (_plain(c.number), _plain(c.statement), _plain(c.correction)) for c in rows if c.verdict == "misprint" and c.number)).markdown(),
        "sharper": Table(("place", "what is said", "what can be added"), tuple(
            (_plain(c.number), _plain(c.statement), _plain(c.correction))
            for c in rows if c.verdict in ("holds", "proof_only") and c.number and c.correction)).markdown(),
        "earlier version": Table(("place in the earlier version", "what it has"), tuple(
            (_plain(c.number_earlier or c.number),
             _plain(_sentence(c.earlier_only) or f"{c.statement} {'This holds. ' if c.verdict == 'holds' else ''}{c.correction}"))
            for c in rows if c.earlier_only or not c.number)).markdown(),
    }


def _counts(rows) -> str:
    printed = [c for c in rows if c.number]
    number = {verdict: sum(c.verdict == verdict for c in printed) for verdict in {c.verdict for c in printed}}
    return (f"The ledger has {len(printed)} statements of version 6. **{number['holds']} hold as printed**;"
            f" {number['holds_with_correction']} hold with one more condition or another wording;"
            f" {number['fails_as_stated']} need another formula;"
            f" {number['vacuous_for']} suppose what a class of networks, which is named, cannot meet;"
            f" {number['misprint']} are misprints; {number['proof_only']} no example can decide.\n")


def _item(claim: Claim, number: int) -> str:
    place = claim.number if "Section" in claim.number else f"{claim.number}; Section {claim.section}"
    lines = [f"### {number}. {_plain(_sentence(place))}", "", f"*{_sentence(VERDICTS[claim.verdict])}; touches {REACH[claim.reach]}.*", "",
             f"**What is said.** {_plain(claim.statement)}", ""]
    if claim.hypotheses:
        lines += [f"**What is assumed there.** {_plain(claim.hypotheses)}", ""]
    if claim.counterexample:
        lines += [f"**Smallest example.** {_plain(claim.counterexample)}", ""]
    lines += [f"**What holds.**\n\n> {_plain(claim.correction)}", "",
              f"**What depends on it.** {_plain(claim.bearing)}", "",
              f"**What this rests on.** {_sentence(claim.evidence)}: {EVIDENCE[claim.evidence]}.", "",
              f"To see it: `python -m adaptedflow ledger --only {claim.slug}`, and [{claim.notebook}]({claim.notebook}.ipynb).", ""]
    return "\n".join(lines)


def survival() -> Table:
    """How the orbits of both stored maps, ``survival_map.csv`` and ``wide_and_deep.csv``, ended, by kind of network and by the gap K - QN."""
    cells = map_cells()
    columns = ("orbits", "survived", "rank_loss", "blow_up", "undecided")
    lines = []
    for kind in sorted(set(map(_kind, cells))):
        part = [cell for cell in cells if _kind(cell) == kind]
        numbers = {name: int(sum(cell[name] for cell in part)) for name in (*columns, "kink", "deficient")}
        lines.append((kind[1], *(str(numbers[name]) for name in columns), str(numbers["kink"] + numbers["deficient"])))
    total = ("all", *(str(sum(int(line[k]) for line in lines)) for k in range(1, 7)))
    return Table(("networks and targets", "orbits", "survived", "D lost rank", "θ unbounded in finite time", "undecided", "others"), (*lines, total))


def map_cells() -> list[dict]:
    """The rows of both stored survival maps, one dict a cell."""
    return [{name: column[row] for name, column in table.items()} for table in map(stored_map, ("survival_map", "wide_and_deep"))
            for row in range(len(table["K"]))]


def _sizes() -> str:
    sizes = [int(cell["K"]) for cell in map_cells()]
    small = sum(size <= 100 for size in sizes)
    return f"The networks have up to {max(sizes)} parameters, those of {small} of the {len(sizes)} cells at most 100."


def _kind(cell) -> tuple[int, str]:
    """Place in the table, and name, of the kind of a cell."""
    gaps = "K = QN", "0 < K - QN < 1.5 √K", "K - QN ≥ 1.5 √K"
    gap = int(cell["gap"] > 0) + int(cell["gap"] >= 1.5 * cell["K"] ** 0.5)
    if cell["activation"] == "relu":
        return 11, "exact ReLU, one hidden layer (not the paper's class)"
    if cell["activation"].startswith("mollified"):
        return 10, "mollified ReLU, one hidden layer"
    if cell["activation"] == "identity":
        return 9, "linear, one or two hidden layers"
    if cell["widths"].count("-") > 2:
        return 6 + gap, f"smooth, two or three hidden layers, {gaps[gap]}"
    targets = "other targets", "labels as in (1.1)"
    own = cell["targets"] in ("labels", "digits")
    return gap + (0 if own else 3), f"smooth, one hidden layer, {targets[own]}, {gaps[gap]}"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _plain(text: str) -> str:
    """``text`` with the characters escaped that Markdown would take for its own."""
    return re.sub(r"([\\*_`\[\]<$~])", r"\\\1", text)
