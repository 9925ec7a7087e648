"""What stands at the start of each section's page: its claims, with links to heading, code, figures and assignment."""

import json
import re
from collections import Counter

from adaptedflow import figures, ledger, paths
from adaptedflow.ledger.claims import VERDICTS

import api

NAMED = re.compile(r"\(\d\.\d+\)|(?:Theorem|Proposition|Lemma|Remark|Section) \d(?:\.\d+)*")


def before_a_notebook(app, docname: str, source: list[str]) -> None:
    """Put the claims of the notebook ``docname`` below its title, and a target before each heading they lead to."""
    stem = docname.removeprefix("notebooks/")
    rows = [claim for claim in ledger.claims() if claim.notebook == stem]
    if rows:
        book = json.loads(source[0])
        for cell in book["cells"]:
            cell["source"] = "".join(cell["source"])
        places = _places(book)
        block = _block(stem, rows, {row.slug: _place(row, places) for row in rows})
        for number, (cell, title, _) in enumerate(places):
            new = f"({stem}-{number})=\n{title}" if number else f"{title}\n\n{block}"
            cell["source"] = re.sub(rf"^{re.escape(title)}$", lambda _: new, cell["source"], count=1, flags=re.MULTILINE)
        source[0] = json.dumps(book)


def _block(stem, rows, headings):
    assignments = [path.stem for path in paths.NOTEBOOKS.glob("assignments/source/*.ipynb") if stem[3:].startswith(path.stem)]
    drawn = {row.slug: [record["name"] for record in figures.catalogue() if row.slug in record["claims"]] for row in rows}
    counts = Counter(row.verdict for row in rows)
    summary = ", ".join(f"{words} {counts[verdict]}" for verdict, words in VERDICTS.items() if counts[verdict])
    lines = ['<details class="claims" open>', f"<summary>Claims of this section: {summary}</summary>",
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
    return re.sub(r"([\\*_`\[\]<$~])", r"\\\1", text)


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
