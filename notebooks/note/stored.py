"""What the note takes from the repository, its numbers, tables and sentences, written to build/note/stored.json for note.typ."""

import csv
import json
import re
import tomllib
from collections import Counter
from html.parser import HTMLParser
from importlib import metadata

from adaptedflow import files, ledger, paths
from adaptedflow.ledger import errata
from adaptedflow.ledger.claims import VERDICTS
from adaptedflow.ledger.statements import statements
from adaptedflow.ledger.typeset import typeset
from adaptedflow.lifetime import stored_map

FILE = "note/stored.json"                                  # in build/
CODE = re.compile(r"(\b[a-z]\w*(?:\.[a-z]\w*)+)")          # lifetime.linear: a name, not a formula
MINUS = re.compile(r"(?<![^\s(\[|,={])-(?=[\s\dA-Za-zθ∇])")      # not the hyphen of non-holonomic
POWERS = str.maketrans({"²": "^2", "³": "^3", "⁴": "^4"})
FIGURES = {"hill_of_time": "11_what_can_be_proved", "living_starts": "11_what_can_be_proved", "survival_plane": "09_orbit_lifetime"}


def stored() -> dict:
    rows = ledger.claims()
    return {
        "version": metadata.version("adaptedflow"),
        "claims": {"all": len(rows)} | Counter(row.verdict for row in rows),
        "statements": {s.slug: {"counterexample": pieces(s.counterexample), "known": pieces(s.known)} for s in statements()},
        "checked": sum(bool(s.check) for s in statements()),
        "certified": certified(),
        "survival": survival(),
        "certificates": certificates({row.slug: row for row in rows}),
        "corrections": [correction(row) for row in rows if row.number and row.reach],
        "misprints": [correction(row) for row in rows if row.number and row.verdict == "misprint"],
        "alt": {name: described(name, notebook) for name, notebook in FIGURES.items()},
    }


def certified() -> dict:
    """Shares of random starts, by width, that live and that the test at the start is sure of."""
    provenance = json.loads((paths.ROOT / "figures/certified_by_width.json").read_text(encoding="utf-8"))
    with open(paths.ROOT / "figures/certified_by_width.csv", newline="", encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    shares = {name: [f"{float(row[name]):.0%}" for row in table] for name in ("live", "certified")}
    return {"starts": provenance["parameters"]["num_starts"], "widths": [row["M1"] for row in table]} | shares


def survival() -> dict:
    """The table of ends in ERRATA, and how many orbits of the square and of the wide networks in it survive."""
    table = errata.survival()
    counts = {name: [int(cell) for cell in cells] for name, *cells in table.rows}
    share = {}
    for key, ending in (("square", "K = QN"), ("wide", "K - QN ≥ 1.5 √K")):
        chosen = [cells for name, cells in counts.items() if name.endswith(ending)]
        share[key] = f"{sum(cells[1] for cells in chosen) / sum(cells[0] for cells in chosen):.1%}"
    every = dict(zip(("orbits", "survived", "rank_loss", "blow_up", "undecided", "others"), counts["all"]))
    table = {"header": [*map(pieces, table.header)], "rows": [[*map(pieces, row)] for row in table.rows]}
    return table | every | share | {"cells": sum(len(stored_map(name)["K"]) for name in ("survival_map", "wide_and_deep"))}


def certificates(rows: dict) -> list[dict]:
    """For each certificate its name, its kind, and the places and names of the claims that it is for."""
    found = []
    for path in sorted((paths.DATA / "certificates").glob("*.toml")):
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
        first = rows[path.stem]
        found.append({"name": path.stem, "kind": entries["kind"], "place": pieces(first.number), "verdict": VERDICTS[first.verdict],
                      "claims": [slug for slug in entries["claims"] if slug != path.stem]})
    return found


def correction(row) -> dict:
    return {"verdict": VERDICTS[row.verdict], "place": pieces(row.number[:1].upper() + row.number[1:]),
            **{name: pieces(getattr(row, name)) for name in ("statement", "counterexample", "correction")}}


def described(name: str, notebook: str) -> str:
    return tomllib.loads((paths.DATA / f"figures/{notebook}.toml").read_text(encoding="utf-8"))[name]["alt"]


class _Pieces(HTMLParser):
    """The HTML of a sentence as a tree: texts, and pairs of a tag and what is in it."""

    def __init__(self):
        super().__init__()
        self.open = [["", []]]

    def handle_starttag(self, tag, attributes):
        self.open.append([tag, []])

    def handle_endtag(self, tag):
        closed = self.open.pop()
        self.open[-1][1].append(closed)

    def handle_data(self, text):
        self.open[-1][1].append(text)


def pieces(text: str) -> list:
    """Return the pieces of ``text``, formulas typeset as in the ledger: texts, and [tag, pieces] with the tags sub, sup, i, code."""
    parser = _Pieces()
    text = MINUS.sub("\N{MINUS SIGN}", text.replace("->", "→")).translate(POWERS).replace("^∞", "^{∞}").replace("_*", "_{∗}")
    parser.feed("".join(f"<code>{part}</code>" if place % 2 else typeset(part) for place, part in enumerate(CODE.split(text))))
    parser.close()
    return parser.open[0][1]


if __name__ == "__main__":
    files.write_whole(paths.BUILD / FILE, json.dumps(stored(), ensure_ascii=False, indent=1) + "\n")
