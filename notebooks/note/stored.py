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
from adaptedflow.lifetime.proved.balls import above, below

FILE = "note/stored.json"                                  # in build/
MINUS = re.compile(r"(?<![^\s(\[|,={])-(?=[\s\dA-Za-zθ∇])|(?<=[A-Z\d])-(?=[A-Z\d])")   # not the hyphen of non-holonomic
FIGURES = {"hill_of_time": "11_what_can_be_proved", "living_starts": "11_what_can_be_proved", "survival_plane": "09_orbit_lifetime"}


def stored() -> dict:
    rows = ledger.claims()
    corrected = [row for row in rows if row.number and row.reach]
    places = ({s.slug: f"Statement {number}" for number, s in enumerate(statements(), start=1)}
              | {row.slug: f"number {number}" for number, row in enumerate(corrected, start=1)})
    return {
        "version": metadata.version("adaptedflow"),
        "claims": {"all": len(rows)} | Counter(row.verdict for row in rows),
        "statements": {s.slug: {name: pieces(placed(getattr(s, name), places)) for name in ("counterexample", "known")} for s in statements()},
        "checked": sum(bool(s.check) for s in statements()),
        "certified": certified(),
        "survival": survival(),
        "certificates": certificates({row.slug: row for row in rows}),
        "proved": proved(),
        "corrections": [correction(row, places) for row in corrected],
        "misprints": [correction(row, places) for row in rows if row.number and row.verdict == "misprint"],
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
    """The table of ends in ERRATA, how many orbits of its square and of its wide smooth networks survive, and how many cells the figure has."""
    table = errata.survival()
    drawn = len((paths.ROOT / "figures/survival_plane.csv").read_text(encoding="utf-8").splitlines()) - 1
    counts = {name: [int(cell) for cell in cells] for name, *cells in table.rows}
    share = {}
    for key, ending in (("square", "K = QN"), ("wide", "K - QN ≥ 1.5 √K")):
        chosen = [cells for name, cells in counts.items() if name.endswith(ending)]
        share[key] = f"{sum(cells[1] for cells in chosen) / sum(cells[0] for cells in chosen):.1%}"
    every = dict(zip(("orbits", "survived", "rank_loss", "blow_up", "undecided", "others"), counts["all"]))
    table = {"header": [*map(pieces, table.header)], "rows": [[*map(pieces, row)] for row in table.rows]}
    return table | every | share | {"cells": len(errata.map_cells()), "drawn": drawn}


def certificates(rows: dict) -> dict:
    """For each certificate of a claim its name, its kind, and the places and names of the claims that it is for; and the names of those of orbits."""
    found, orbits = [], []
    for path in sorted((paths.DATA / "certificates").glob("*.toml")):
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
        if entries["kind"] == "orbit":
            orbits.append(path.stem)
            continue
        first = rows[path.stem]
        found.append({"name": path.stem, "kind": entries["kind"], "place": pieces(first.number), "verdict": VERDICTS[first.verdict],
                      "claims": [slug for slug in entries["claims"] if slug != path.stem]})
    return {"claims": found, "orbits": orbits}


def proved() -> dict:
    """Of the first survivors of some cells how many are proved to live, a column a cell, the widest gap first; and of orbits that lose rank how many are proved to die."""
    rows = list(csv.DictReader((paths.DATA / "survival/proved_orbits.csv").read_text(encoding="utf-8").splitlines()))
    alive, dead = ([row for row in rows if row["end"] == letter] for letter in "sr")
    columns = []
    for gap in sorted({int(row["gap"]) for row in alive}, reverse=True):
        part = [row for row in alive if int(row["gap"]) == gap]
        good = [row for row in part if row["certified"] == "1"]
        worst = {name: pick(float(row[name]) for row in good) for name, pick in (("sigma_min", min), ("radius", max), ("log10_growth", max))}
        columns.append({"gap": str(gap), "tried": str(len(part)), "certified": str(len(good)), "growth": f"{above(10 ** worst['log10_growth'], 2):.0f}",
                        "sigma": power_of_ten(below(worst["sigma_min"], 2)), "radius": power_of_ten(above(worst["radius"], 2))})
    return {"cells": columns, "K": alive[0]["K"], "widths": alive[0]["widths"].replace("-", ", "), "tried": len(alive), "certified": _certified(alive),
            "dead": {"tried": len(dead), "certified": _certified(dead), "widths": dead[0]["widths"].replace("-", ", ")}}


def _certified(rows: list[dict]) -> int:
    return sum(row["certified"] == "1" for row in rows)


def power_of_ten(value: float) -> list:
    """``value`` to two digits, as the pieces of 3.5 · 10⁻¹⁷."""
    digits, exponent = f"{value:.1e}".split("e")
    return pieces(f"{digits} · 10^{{{int(exponent)}}}".replace("-", "\N{MINUS SIGN}"))


def correction(row, places: dict) -> dict:
    return {"verdict": VERDICTS[row.verdict], "place": pieces(row.number[:1].upper() + row.number[1:]),
            **{name: pieces(placed(getattr(row, name), places)) for name in ("statement", "counterexample", "correction")}}


def placed(text: str, places: dict) -> str:
    """``text`` with the rows that it names called as the note calls them."""
    return re.sub(r"'?(?<![\w-])([a-z]+(?:-[a-z]+)+)(?![\w-])'?", lambda slug: places.get(slug[1], slug[0]), text)


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
    text = MINUS.sub("\N{MINUS SIGN}", text.replace("->", "→")).replace("_*", "_{∗}")
    parser.feed(typeset(text))
    parser.close()
    return parser.open[0][1]


if __name__ == "__main__":
    files.write_whole(paths.BUILD / FILE, json.dumps(stored(), ensure_ascii=False, indent=1) + "\n")
