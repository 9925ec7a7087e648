"""The page for the paper's author says what the ledger and the survival map say."""

import re

import pytest

from adaptedflow import ledger, paths
from adaptedflow.figures import read_table
from adaptedflow.ledger import errata
from adaptedflow.ledger.claims import REACH

PAGE = errata.page().read_text(encoding="utf-8")
ROWS = ledger.claims()
RIGHT = ["Theorem 2.1", "Proposition 2.3", "Proposition 3.1", "Lemma 3.2", "Theorem 4.1", "Theorem 4.2, first part", "(5.7)", "Remark 5.2", "Proposition 5.3", "(6.2), (6.4)"]


def test_the_page_is_that_of_the_ledger():
    assert errata.with_parts(PAGE) == PAGE, "run python -m adaptedflow ledger --update-readme"


def test_each_row_that_needs_a_correction_is_an_item_with_its_command():
    needed = [c.slug for c in ROWS if c.number and c.verdict in ("fails_as_stated", "holds_with_correction", "vacuous_for")]
    assert sorted(re.findall(r"ledger --only ([a-z0-9-]+)`, and", PAGE)) == sorted(needed)
    assert [int(number) for number in re.findall(r"^### (\d+)\. ", PAGE, re.MULTILINE)] == list(range(1, len(needed) + 1))


def test_items_come_in_the_order_of_bearing_with_their_evidence():
    slugs = re.findall(r"ledger --only ([a-z0-9-]+)`, and", PAGE)
    by_slug = {c.slug: c for c in ROWS}
    places = [list(REACH).index(by_slug[slug].reach) for slug in slugs if by_slug[slug].verdict != "vacuous_for"]
    assert places == sorted(places) and places[0] == 0 and set(slugs[:2]) == {"adapted-flow-always-drives", "equilibria-not-isolated"}
    assert slugs[-1] == "image-embedded" and "gradient-lipschitz" in slugs[len(places) - 3:len(places)]
    stated = re.findall(r"\*\*What this rests on\.\*\* (\w+):", PAGE)
    assert [word.lower() for word in stated] == [by_slug[slug].evidence for slug in slugs]


def test_every_misprint_and_everything_only_the_earlier_version_has_stands_on_the_page():
    shown = re.sub(r"\\(.)", r"\1", PAGE)
    for c in ROWS:
        assert c.verdict != "misprint" or c.correction in shown
        assert c.earlier_only[1:] in shown and (c.number or c.statement in shown)


@pytest.mark.parametrize("name", RIGHT)
def test_what_the_page_calls_right_holds_in_the_ledger(name):
    rows = [c for c in ROWS if re.search(rf"{re.escape(name)}(?!\d)", c.number)]
    assert rows and {c.verdict for c in rows} == {"holds"}


def test_survival_counts_every_orbit_once():
    ends = "".join(letters for name in ("survival_map", "wide_and_deep") for letters in read_table(paths.DATA / "survival" / f"{name}.csv")["ends"])
    *lines, total = [[int(cell) for cell in row[1:]] for row in errata.survival().rows]
    assert total == [len(ends), *(ends.count(letter) for letter in "srbu"), ends.count("k") + ends.count("d")]
    assert all(sum(line[1:]) == line[0] for line in [*lines, total])
    assert [sum(column) for column in zip(*lines)] == total


def test_what_the_page_reads_from_the_survival_table():
    """Hardly an orbit lives at K = QN, nearly all at a gap of 1.5 sqrt K; beyond K = QN smooth networks seldom lose rank, three in a hundred."""
    rows = {row[0]: [int(cell) for cell in row[1:]] for row in errata.survival().rows if row[0].startswith("smooth")}
    border = [counts for kind, counts in rows.items() if kind.endswith("K = QN")]
    wide = [counts for kind, counts in rows.items() if "≥" in kind]
    beyond = [counts for kind, counts in rows.items() if not kind.endswith("K = QN")]
    assert len(border) == 2 and len(wide) == 3 and len(beyond) == 6
    assert all(counts[1] < 0.05 * counts[0] for counts in border) and all(counts[1] > 0.97 * counts[0] for counts in wide)
    assert all(counts[2] < 0.03 * counts[0] for counts in beyond)      # as the page has it; 2.9 % for labels below the wide gap
    assert sum(counts[3] for counts in beyond) > 10 * sum(counts[2] for counts in beyond)
    *_, total = errata.survival().rows
    assert round(int(total[1]) / int(total[5])) in range(45, 55)       # one in fifty


def test_links_lead_somewhere():
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", PAGE) if "://" not in link]
    assert links and [link for link in links if not (paths.NOTEBOOKS / link).exists()] == []


@pytest.mark.parametrize("mark", ["<!-- end of misprints -->", "<!-- survival: "])
def test_parts_need_their_marks(mark):
    with pytest.raises(ValueError, match="put them back"):
        errata.with_parts(PAGE.replace(mark, ""))
