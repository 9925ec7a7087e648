"""The files of the book: links, anchors, pictures, and nothing that a page would have to fetch from elsewhere."""

import re
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest
from adaptedflow import figures, ledger, paths

from .conftest import CHAPTERS, CHROMIUM, HTML

LOADED = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}


class Page(HTMLParser):
    """The ids of a page, what its links lead to, and what it loads."""

    def __init__(self, path):
        super().__init__()
        self.ids, self.links, self.loaded = set(), set(), set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.ids |= {values[name] for name in ("id", "name") if values.get(name)}
        if tag == "a" and values.get("href"):
            self.links.add(values["href"])
        if tag in LOADED and values.get(LOADED[tag]):
            self.loaded.add(values[LOADED[tag]])


@pytest.fixture(scope="module")
def pages():
    return {path: Page(path) for path in sorted(HTML.rglob("*.html")) if "_static" not in path.parts}


def test_every_link_leads_to_a_file_and_an_anchor_that_are_there(pages):
    broken = []
    for path, page in pages.items():
        for link in page.links | page.loaded:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.is_file() or parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids:
                broken.append(f"{path.relative_to(HTML)}: {link}")
    assert len(pages) > 30 and broken == []


def test_nothing_is_loaded_from_outside(pages):
    outside = {link for page in pages.values() for link in page.loaded if urlsplit(link).scheme not in ("", "data") or urlsplit(link).netloc}
    assert outside == set()


def test_every_figure_is_in_the_gallery_with_its_numbers_and_most_as_pdf(pages):
    gallery = pages[HTML / "figures" / "README.html"]
    offered = {link.rpartition("/")[2] for link in gallery.links}
    names = [record["name"] for record in figures.catalogue(paths.ROOT / "figures")]
    assert names and [name for name in names if f"{name}.csv" not in offered] == []
    assert sum(f"{name}.pdf" in offered for name in names) > 0.9 * len(names)  # but for those that a cell draws line by line
    assert {name.lower() for name in names} <= gallery.ids


@pytest.mark.parametrize("notebook", sorted({claim.notebook for claim in ledger.claims()}))
def test_a_section_ends_with_its_claims_folded(notebook):
    text = (HTML / "notebooks" / f"{notebook}.html").read_text(encoding="utf-8")
    lesson, _, rest = text.partition('<details class="claims">')
    claims, _, after = rest.partition("</details>")
    assert "<h2>" in lesson and "<h2>" not in after and 'class="cell' not in after
    rows = [claim for claim in ledger.claims() if claim.notebook == notebook]
    assert claims.count("<li>") == len(rows)
    assert all(f"<strong>{row.number}</strong>" in claims for row in rows if row.number)


def test_front_page_leads_to_every_chapter_and_every_explorable(pages):
    links = pages[HTML / "index.html"].links
    assert {f"notebooks/{path.stem}.html" for path in paths.NOTEBOOKS.glob("*.ipynb") if path.stem != "ledger"} <= links
    assert {f"notebooks/explorables/{path.name}" for path in (paths.NOTEBOOKS / "explorables").glob("*.html")} <= links


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_can_be_downloaded(pages, name):
    path = HTML / f"{name}.html"
    source = [link for link in pages[path].links if "_sources/" in link]
    assert len(source) == 1 and source[0].endswith((".ipynb", ".md"))
    printed = path.with_suffix(".pdf")
    assert (printed.name in pages[path].links) is printed.exists() is (CHROMIUM is not None)
    if printed.exists():
        text = printed.read_bytes()
        assert text.startswith(b"%PDF-") and len(text) > 50_000 and b"file:" not in text and str(paths.ROOT).encode() not in text


def test_the_front_page_offers_the_note(pages):
    offered = [link for link in pages[HTML / "index.html"].links if link.endswith("note.pdf")]
    assert len(offered) == (paths.BUILD / "note/note.pdf").exists()
    assert all((HTML / link).read_bytes().startswith(b"%PDF-") for link in offered)


def test_no_link_leads_nowhere(pages):
    """But for the page itself in its table of contents, and the controls that a script answers."""
    nowhere = re.compile(r'<a (?![^>]*(?:data-bs-toggle|class="(?:current )?reference internal"|class="navbar-brand))[^>]*href="#?"[^>]*>')
    found = {path.name: nowhere.findall(path.read_text(encoding="utf-8")) for path in pages}
    assert {name: links for name, links in found.items() if links} == {}


def test_the_index_has_equations_of_the_paper_and_no_arguments_of_functions():
    """``orbit_from(0.3)`` is no equation."""
    numbers = set(re.findall(r">\((\d+\.\d+)\)<", (HTML / "genindex.html").read_text(encoding="utf-8")))
    assert {"1.31", "2.41", "5.11"} <= numbers
    assert {number for number in numbers if number[0] not in "123456" or number[2] == "0"} == set()


def test_titles_of_pages_differ(pages):
    titles = [re.search("<title>(.*?)</title>", path.read_text(encoding="utf-8"), re.DOTALL)[1] for path in pages if "_modules" not in path.parts]
    assert sorted(titles) == sorted(set(titles))
