"""The whole ledger as a table with filters; what its script does is tried by hand in a browser."""

import html
import json
import re
from html.parser import HTMLParser

import pytest

from adaptedflow import ledger
from adaptedflow.ledger.ledger_table import VERSIONS, version
from adaptedflow.ledger.typeset import typeset

ROWS = ledger.claims()


class Reader(HTMLParser):
    """Texts of the cells, row by row, attributes of the rows, links."""

    def __init__(self, text):
        super().__init__()
        self.rows, self.attributes, self.links, self.scripts, self.inside = [], [], [], 0, False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.inside = self.inside or tag in ("td", "th")
        self.scripts += tag == "script"
        if tag == "tr":
            self.rows.append([])
            self.attributes.append(attributes)
        elif tag in ("td", "th"):
            self.rows[-1].append("")
        elif tag == "a":
            self.links.append(attributes["href"])

    def handle_endtag(self, tag):
        self.inside = self.inside and tag not in ("td", "th")

    def handle_data(self, data):
        if self.inside:
            self.rows[-1][-1] += data


def shown(text):
    """What a reader sees of a typeset sentence."""
    return html.unescape(re.sub("<[^>]*>", "", typeset(text)))


def test_every_row_stands_in_the_table_with_its_texts_and_its_marks():
    read = Reader(ledger.ledger_table().html())
    assert len(read.rows) == len(ROWS) + 1 and {len(row) for row in read.rows} == {5}
    for claim, row, marks in zip(ROWS, read.rows[1:], read.attributes[1:]):
        assert claim.number in row[0] and claim.number_earlier in row[0] and f"Section {claim.section}" in row[0]
        assert row[1] == shown(claim.statement) + claim.slug and shown(claim.correction) in row[3] and row[2].endswith(claim.evidence)
        assert (marks["id"], marks["data-section"], marks["data-verdict"]) == (f"claim-{claim.slug}", claim.section, claim.verdict)
        assert marks["data-version"] == version(claim)
    assert read.links == [f"{claim.notebook}.ipynb" for claim in ROWS]


def test_versions_are_told_apart():
    assert {version(claim) for claim in ROWS} == set(VERSIONS)
    assert sum(version(claim) != "same" for claim in ROWS) == len(ledger.crosswalk().rows)


def test_nothing_is_fetched_and_controls_come_from_the_script_alone():
    text = ledger.ledger_table().html()
    assert Reader(text).scripts == 1 and not re.search(r"https?:|src=|@import|url\(|fetch|XMLHttp", text)
    assert not re.search(r"<(select|input|button)", text)
    assert "\n\n" not in text                                          # a blank line would end the block in Markdown


def test_links_can_be_those_of_another_page():
    read = Reader(ledger.ledger_table(section="6", link="notebooks/{}.html".format).html())
    assert set(read.links) == {"notebooks/08_borderline.html"}


def test_table_of_a_section_has_its_subsections_and_no_others():
    shown = {claim.section for claim in ledger.ledger_table(section="2.1").claims}
    assert shown == {c.section for c in ROWS if c.section.split(".")[:2] == ["2", "1"]} and len(shown) > 1
    with pytest.raises(ValueError, match="section: expected one of 1, .*got '7'"):
        ledger.ledger_table(section="7")


@pytest.mark.parametrize("section", ["", "2.1", "6"])
def test_filters_offer_what_the_table_has_and_nothing_else(section):
    table = ledger.ledger_table(section=section)
    offered = json.loads(re.search(r"filters = (\{.*?\}), box", table.html())[1])
    values = {name: [value for value, _ in pairs] for name, pairs in offered.items()}
    parts = {".".join(c.section.split(".")[:depth]) for c in table.claims for depth in range(1, 4)}
    assert set(values["section"]) == parts and values["section"] == sorted(values["section"])
    assert set(values["verdict"]) == {c.verdict for c in table.claims} and set(values["version"]) == {version(c) for c in table.claims}


def test_table_of_a_verdict():
    assert len(ledger.ledger_table(verdict="misprint").claims) == sum(c.verdict == "misprint" for c in ROWS) > 0
    with pytest.raises(ValueError, match="verdict: expected one of holds, .*got 'true'"):
        ledger.ledger_table(verdict="true")


def test_markdown_has_a_line_a_row():
    lines = str(ledger.ledger_table()).splitlines()
    assert len(lines) == len(ROWS) + 2 and all(len(re.findall(r"(?<!\\)\|", line)) == 9 for line in lines)
