"""The ledger as a table to be filtered in a page: by section, verdict, version and words, with plain JavaScript and nothing fetched."""

import html
import json
from collections.abc import Callable
from dataclasses import dataclass

from .claims import VERDICTS, Claim, claims
from .tables import Table, remark, verdict_of
from .typeset import typeset

VERSIONS = {
    "same": "same number in both",
    "other": "other number in the earlier version",
    "v6": "version 6 only",
    "earlier": "earlier version only",
}
HEADER = ("section", "v6", "earlier version", "in our words", "verdict", "rests on", "correction or remark", "notebook")
COLUMNS = ("claim", "in our words", "verdict", "correction or remark", "notebook")                         # of the page: small print takes the others in


def ledger_table(section: str = "", verdict: str = "", link: Callable[[str], str] = "{}.ipynb".format) -> "LedgerTable":
    """The rows, or those of a ``section`` (with its subsections) or ``verdict``, as a table that can be filtered where scripts run.

    ``link(stem)`` is the address of a notebook, relative to the page. Each row has the id ``claim-SLUG``. ValueError for a section
    without rows or a verdict that is none.
    """
    sections = _sections(claims())
    if section and section not in sections:
        raise ValueError(f"section: expected one of {', '.join(sections)}, got {section!r}.")
    if verdict and verdict not in VERDICTS:
        raise ValueError(f"verdict: expected one of {', '.join(VERDICTS)}, got {verdict!r}.")
    return LedgerTable(tuple(c for c in claims() if f"{c.section}.".startswith(f"{section}." if section else "") and verdict in ("", c.verdict)), link)


@dataclass(frozen=True)
class LedgerTable:
    """A table that Jupyter shows as HTML with filters; without scripts it is the plain table, and ``str`` gives that as Markdown."""

    claims: tuple[Claim, ...]
    link: Callable[[str], str]

    def markdown(self) -> str:
        return Table(HEADER, tuple(_cells(c) for c in self.claims)).markdown()

    def html(self) -> str:
        head = "".join(f"<th>{name}</th>" for name in COLUMNS)
        rows = "\n".join(self._row(c) for c in self.claims)
        table = f'<table id="ledger-table">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>'
        filters = {"section": [(name, f"Section {name}") for name in _sections(self.claims)],                # lists of value, label: their order counts
                   "verdict": [pair for pair in VERDICTS.items() if any(c.verdict == pair[0] for c in self.claims)],
                   "version": [pair for pair in VERSIONS.items() if any(version(c) == pair[0] for c in self.claims)]}
        script = _SCRIPT.replace("FILTERS", json.dumps(filters))
        return f'{_STYLE}\n<p id="ledger-filters"></p>\n<div style="overflow-x:auto">\n{table}\n</div>\n<script>\n{script}</script>'

    def _row(self, claim: Claim) -> str:
        section, v6, earlier, statement, verdict, evidence, remarks, notebook = (typeset(text) for text in _cells(claim))
        other = "" if v6 == earlier else f"<br><small>earlier version: {earlier}</small>"
        link = f'<a href="{html.escape(self.link(claim.notebook))}" title="{notebook}">{claim.notebook[:2]}</a>'
        cells = (f"{v6}<br><small>Section {section}</small>{other}", f"{statement}<br><code>{claim.slug}</code>",
                 f"{verdict}<br><small>rests on: {evidence}</small>", remarks, link)
        data = f'data-section="{claim.section}" data-verdict="{claim.verdict}" data-version="{version(claim)}"'
        return f'<tr id="claim-{claim.slug}" {data}>' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"

    __str__ = __repr__ = markdown
    _repr_markdown_ = markdown
    _repr_html_ = html


def version(claim: Claim) -> str:
    """Which of the :data:`VERSIONS` a row is."""
    if not (claim.number and claim.number_earlier):
        return "v6" if claim.number else "earlier"
    return "same" if claim.number == claim.number_earlier else "other"


def _cells(c: Claim) -> tuple[str, ...]:
    return c.section, c.number or "not in it", c.number_earlier or "not in it", c.statement, verdict_of(c), c.evidence, remark(c), c.notebook


def _sections(claims) -> list[str]:
    """Every section with rows, and those it is part of, in the order of the paper."""
    parts = {tuple(claim.section.split(".")[:depth]) for claim in claims for depth in range(1, claim.section.count(".") + 2)}
    return [".".join(part) for part in sorted(parts, key=lambda part: [int(number) for number in part])]


_STYLE = """<style>
#ledger-table th, #ledger-table td { text-align: left; vertical-align: top; padding: 0.4em 0.6em; }
@media (min-width: 45em) {
  #ledger-table td:is(:nth-child(2), :nth-child(4)) { min-width: 16em; }
}
@media print { #ledger-filters { display: none; } }
</style>"""
_SCRIPT = """(function () {
  var filters = FILTERS, box = document.getElementById("ledger-filters"), controls = {};
  var rows = Array.prototype.slice.call(document.getElementById("ledger-table").tBodies[0].rows);
  function add(tag, name, label) {
    var frame = document.createElement("label"), control = document.createElement(tag);
    control.id = "ledger-" + name;
    control.oninput = control.onchange = show;
    frame.style.marginRight = "1em";
    frame.appendChild(document.createTextNode(label + " "));
    frame.appendChild(control);
    box.appendChild(frame);
    return controls[name] = control;
  }
  function within(value, chosen) { return !chosen || value === chosen || value.indexOf(chosen + ".") === 0; }
  function show() {
    var words = controls.words.value.toLowerCase(), seen = 0;
    rows.forEach(function (row) {
      var fits = row.textContent.toLowerCase().indexOf(words) >= 0;
      Object.keys(filters).forEach(function (name) { fits = fits && within(row.getAttribute("data-" + name), controls[name].value); });
      row.style.display = fits ? "" : "none";
      seen += fits;
    });
    count.textContent = seen + " of " + rows.length + " claims";
  }
  box.textContent = "";
  Object.keys(filters).forEach(function (name) {
    var select = add("select", name, name);
    select.add(new Option("all", ""));
    filters[name].forEach(function (pair) { select.add(new Option(pair[1], pair[0])); });
  });
  add("input", "words", "words").type = "search";
  var count = document.createElement("span");
  count.id = "ledger-count";
  count.setAttribute("aria-live", "polite");
  box.appendChild(count);
  show();
})();
"""
