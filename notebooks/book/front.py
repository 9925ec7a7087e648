"""The front page: thumbnails that lead to the chapters, an explorable to play with, and the short titles of the sidebar."""

import html
import re
import shutil
from pathlib import Path

import matplotlib.pyplot as plt

from adaptedflow import explorables, figures, paths
from adaptedflow.classroom import sources
from adaptedflow.explorables.pages import ALT
from adaptedflow.explorables.show import frame
from adaptedflow.explorables.stills import picture, table
from adaptedflow.ledger.typeset import typeset

CHAPTER = re.compile(r'<img src="figures/(?P<picture>[^"]+)"[^>]*alt="(?P<alt>[^"]*)"> \| \*\*\[(?P<number>[^\]]+)\]\((?P<page>[^)]+)\.ipynb\)\*\* ?(?P<words>[^|]*)')
CARD = ('<a class="card" href="{page}.html"><img src="thumbnails/{picture}" alt="{alt}">'
        '<span class="card-words"><b>{number}</b> {words}</span></a>')
FIRST = "two_factors"                                                  # the explorable on the front page


def page(text: str, extra: Path) -> str:
    """``text`` of index.md with chapters, explorables and tables of contents in their places; pictures go to ``extra``, which is copied as it is."""
    (extra / "thumbnails").mkdir(parents=True, exist_ok=True)
    notebooks = [f"{short(path.stem)} <notebooks/{path.stem}>" for path in sorted(paths.NOTEBOOKS.glob("*.ipynb")) if path.stem != "ledger"]
    numbers = {name: int(re.search(r"# Assignment (\d+)", path.read_text(encoding="utf-8"))[1]) for name, path in sources().items()}
    assignments = [f"{numbers[name]} {short(name)} <notebooks/assignments/source/{name}>" for name in sorted(numbers, key=numbers.get)]
    pieces = {"CHAPTERS": _cards(_chapters(extra)), "EXPLORABLE": _first(), "EXPLORABLES": _cards(_explorables(extra)),
              "NOTEBOOKS": "\n".join(notebooks), "ASSIGNMENTS": "\n".join(assignments)}
    return re.sub(r"^@(\w+)@$", lambda place: pieces[place[1]], text, flags=re.MULTILINE)


def short(stem: str) -> str:
    """A title for the sidebar: ``03 Shallow ReLU rank loss`` for ``03_shallow_relu_rank_loss``, ``Appendix: survival statistics`` for the appendix."""
    number, _, words = stem.partition("_") if stem[:2].isdigit() else ("", "", stem)
    words = words.replace("appendix_", "appendix: ").replace("_", " ").replace("relu", "ReLU")
    return f"{number} {words[:1].upper()}{words[1:]}".strip()


def _chapters(extra: Path) -> list[dict]:
    """The cards of README's table, in the order of the numbers."""
    readme = (paths.ROOT / "README.md").read_text(encoding="utf-8")
    cards = sorted((found.groupdict() for found in CHAPTER.finditer(readme)), key=lambda card: card["number"])
    for card in cards:
        shutil.copy(paths.ROOT / "figures" / card["picture"], extra / "thumbnails")
        section, _, question = card["words"].strip().partition("<br>")
        card["words"] = f"{typeset(section.replace('$', ''))}<br>{typeset(question.replace('$', ''))}"
    return cards


def _explorables(extra: Path) -> list[dict]:
    cards = []
    for name in explorables.TITLES:
        figure = picture(name, table(name))
        with figures.style():
            figure.savefig(extra / "thumbnails" / f"explorable_{name}.png", dpi=90)
        plt.close(figure)
        cards.append({"page": f"notebooks/explorables/{name}", "picture": f"explorable_{name}.png", "alt": html.escape(ALT[name]), "number": "",
                      "words": html.escape(explorables.TITLES[name])})
    return cards


def _first() -> str:
    text = frame(FIRST, explorables.page(FIRST)).replace('href="explorables/', 'href="notebooks/explorables/')
    return re.sub(r"\n\s*\n", "\n", text)                              # a blank line would end the block of HTML


def _cards(cards: list[dict]) -> str:
    return '<div class="cards">\n' + "\n".join(CARD.format_map(card) for card in cards) + "\n</div>"
