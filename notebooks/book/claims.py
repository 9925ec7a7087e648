"""What stands at the end of each section's page, folded: its claims, with links to heading, code, figures and assignment."""

import json
import re
from collections import Counter

from adaptedflow import figures, ledger, paths
from adaptedflow.ledger.claims import VERDICTS
from adaptedflow.ledger.typeset import typeset

import api

EQUATION = re.compile(r"(?:(?<=quad)|(?<![\w)\]]))\([1-6]\.[1-9]\d*\)")           # (2.41), and not the argument of orbit_from(2.5)
NAMED = re.compile(r"\(\d\.\d+\)|(?:Theorem|Proposition|Lemma|Remark|Section) \d(?:\.\d+)*")


def in_a_notebook(app, docname: str, source: list[str]) -> None:
    """Put the claims of the notebook ``docname`` at its end, and before each heading a target for them and an entry for each equation it treats."""
    stem = docname.removeprefix("notebooks/")
    rows = [claim for claim in ledger.claims() if claim.notebook == stem]
    if rows:
        book = json.loads(source[0])
        for cell in book["cells"]:
            cell["source"] = "".join(cell["source"])
        places = _places(book)
        block = _block(stem, rows, {row.slug: _place(row, places) for row in rows})
        for number, (cell, title, text) in enumerate(places[1:], 1):
            equations = sorted(set(EQUATION.findall("\n".join([title, *text]))), key=_order)
            entries = "".join(f"```{{index}} {name}\n```\n" for name in equations)
            new = f"{entries}({stem}-{number})=\n{title}"
            cell["source"] = re.sub(rf"^{re.escape(title)}$", lambda _: new, cell["source"], count=1, flags=re.MULTILINE)
        book["cells"].append({"cell_type": "markdown", "id": "claims", "metadata": {}, "source": block})
        source[0] = json.dumps(book)


def own() -> str:
    """The companion's own statements, one below the other."""
    lines = ["## The companion's own statements", "",
             "They are ours and not the paper's; each has a proof. [Notebook 11](notebooks/11_what_can_be_proved.ipynb) tells their story.", ""]
    for row in ledger.statements():
        lines += [f"### {row.slug}", "", _plain(row.statement), "", f"*Assumed:* {_plain(row.hypotheses)}", "",
                  f"*Without it:* {_plain(row.counterexample)}", "", f"*Known already:* {_plain(row.known)}", "", f"*Proof:* {_plain(row.proof)}", ""]
    return "\n".join(lines)


def in_the_index(app, pagename: str, templatename: str, context: dict, doctree) -> None:
    """In the index the numbers of equations have a heading of their own, and stand in their order: (2.9), then (2.10)."""
    if pagename == "genindex":
        context["genindexentries"] = [
            ("Equations", sorted(entries, key=lambda entry: _order(entry[0]))) if all(EQUATION.fullmatch(name) for name, _ in entries) else (letter, entries)
            for letter, entries in context["genindexentries"]]


def _order(equation):
    return [int(part) for part in re.findall(r"\d+", equation)]


def _block(stem, rows, headings):
    assignments = [path.stem for path in paths.NOTEBOOKS.glob("assignments/source/*.ipynb") if stem[3:].startswith(path.stem)]
    drawn = {row.slug: [record["name"] for record in figures.catalogue() if row.slug in record["claims"]] for row in rows}
    counts = Counter(row.verdict for row in rows)
    summary = ", ".join(f"{words} {counts[verdict]}" for verdict, words in VERDICTS.items() if counts[verdict])
    lines = ['<details class="claims">', f"<summary>Claims of this section: {summary}</summary>",
             '<div tabindex="0" role="region" aria-label="Claims of this section">', ""]
    links = ["[all claims](../ledger.md)"] + [f"[assignment](assignments/source/{name}.ipynb)" for name in assignments]
    lines += ["Each with the place that treats it, the functions its check uses, and its figures. See also: " + ", ".join(links) + ".", ""]
    for row in rows:
        place, title = headings[row.slug]
        code = [f"{{py:obj}}`af.{name.removeprefix('adaptedflow.')} <{name}>`" for name in api.functions(row.slug)]
        pictures = [f"[figure {name}](../figures/README.md#{name})" for name in drawn[row.slug]]
        number = row.number or f"{row.number_earlier} of the earlier version"
        verdict = f'<a href="../ledger.html#claim-{row.slug}">{VERDICTS[row.verdict].capitalize()}</a>'
        links = [f"[{title}](#{stem}-{place})", *code, *pictures]
        lines.append(f"- **{number}**: {_plain(row.statement)} {verdict}. {' · '.join(links)}")
    lines += ["", "</div>", "</details>"]
    return "\n".join(lines)


def _plain(text):
    """``text`` with its formulas as HTML, and nothing that Markdown would take for its own."""
    return re.sub(r"([\\*_`\[\]$~])", r"\\\1", typeset(text))


def _places(book):
    """Each heading of the notebook: its cell, its line, and the text below it."""
    places = []
    for cell in book["cells"]:
        if cell["cell_type"] == "code":
            places[-1][2].append(cell["source"])
            continue
        for part in re.split(r"^(?=#+ )", cell["source"], flags=re.MULTILINE):
            title, _, text = part.partition("\n")
            if title.startswith("#"):
                places.append((cell, title, [text]))
            elif part:
                places[-1][2].append(part)
    return places


def _place(row, places):
    """The number and the title of the heading that names the claim, else whose text does, else whose figure shows it, else of the verdicts."""
    named = NAMED.findall(row.number or row.number_earlier)
    found = (
        lambda title, text: any(re.search(rf"{re.escape(name)}(?![.\d])", title) for name in named),
        lambda title, text: any(name in text for name in named),
        lambda title, text: f'"{row.slug}"' in text,
        lambda title, text: "ledger.verdicts" in text,
    )
    below_the_title = [(number, title.lstrip("# "), "\n".join(text)) for number, (_, title, text) in enumerate(places)][1:]
    return next((number, title) for fits in found for number, title, text in below_the_title if fits(title, text))
