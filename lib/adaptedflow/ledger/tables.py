"""Tables of the ledger in Markdown and HTML, generated from its rows."""

import html
from collections import Counter
from dataclasses import dataclass

from .claims import VERDICTS, Claim, claims
from .typeset import typeset


@dataclass(frozen=True)
class Table:
    """A table that Jupyter shows as HTML, with its formulas typeset, and ``str`` gives as Markdown.

    With a ``summary`` Jupyter shows that line alone, and the table when the line is opened.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    summary: str = ""

    def markdown(self) -> str:
        lines = [self.header, ("---",) * len(self.header), *self.rows]
        return "\n".join("| " + " | ".join(cell.replace("|", r"\|") for cell in line) + " |" for line in lines) + "\n"

    def html(self) -> str:
        head, *body = (_html_line(kind, row) for kind, row in (("th", self.header), *(("td", row) for row in self.rows)))
        table = f"<table>\n<thead>{head}</thead>\n<tbody>\n" + "\n".join(body) + "\n</tbody>\n</table>"
        return f"<details>\n<summary>{html.escape(self.summary)}</summary>\n{table}\n</details>" if self.summary else table

    __str__ = __repr__ = markdown
    _repr_markdown_ = markdown
    _repr_html_ = html


def verdicts(notebook: str) -> Table:
    """The closing table of a notebook, given by its stem, behind a line with its counts; ValueError if no row belongs to it."""
    rows = [claim for claim in claims() if claim.notebook == notebook]
    if not rows:
        stems = ", ".join(sorted({claim.notebook for claim in claims()}))
        raise ValueError(f"expected the stem of a notebook with claims ({stems}), got {notebook!r}.")
    found = Counter(verdict_of(claim) for claim in rows)
    return Table(("claim", "in our words", "verdict", "correction or remark"),
                 tuple((_number(c), c.statement, verdict_of(c), remark(c)) for c in rows),
                 f"{len(rows)} statement{'s' if len(rows) > 1 else ''}. " + ", ".join(f"{label}: {count}" for label, count in found.most_common()))


def crosswalk() -> Table:
    """Where the two versions number the same claim differently, and what only one of them has."""
    rows = [c for c in claims() if c.number != c.number_earlier]
    return Table(("section", "v6", "earlier version", "in our words"),
                 tuple((c.section, c.number or "not in it", c.number_earlier or "not in it", c.statement) for c in rows))


def counts() -> Table:
    """Rows by verdict, and how many of them are checked already."""
    rows = claims()
    every, done = Counter(c.verdict for c in rows), Counter(c.verdict for c in rows if c.done)
    lines = [(label, str(every[name]), str(done[name])) for name, label in VERDICTS.items() if every[name]]
    return Table(("verdict", "rows", "checked"), (*lines, ("all", str(len(rows)), str(sum(done.values())))))


def _html_line(kind: str, cells: tuple[str, ...]) -> str:
    """A line of cells, aligned to the left also where Jupyter's style sheet has them on the right."""
    return "<tr>" + "".join(f'<{kind} style="text-align: left">{typeset(cell)}</{kind}>' for cell in cells) + "</tr>"


def summary() -> str:
    """The counts in one sentence: how many claims, and how many of each verdict."""
    number = Counter(c.verdict for c in claims())
    return f"{sum(number.values())} claims: " + ", ".join(f"{number[name]} {_IN_A_SENTENCE[name]}" for name in VERDICTS if number[name])


_IN_A_SENTENCE = {"holds": "hold", "holds_with_correction": "hold with a correction", "fails_as_stated": "fail as stated",
                  "vacuous_for": "say nothing about a class they name", "proof_only": "rest on a proof alone", "misprint": "are misprints"}


def _number(claim: Claim) -> str:
    if not claim.number:
        return f"{claim.number_earlier} of the earlier version"
    return claim.number


def verdict_of(claim: Claim) -> str:
    """The verdict in words."""
    return VERDICTS[claim.verdict] + ("" if claim.done else " (not yet checked)")


def remark(claim: Claim) -> str:
    """What stands beside a verdict: the correction, the reason, what only the earlier version has."""
    mended = f"In the earlier version only: {claim.earlier_only}" if claim.earlier_only else ""
    return " ".join(part for part in (claim.correction, claim.reason, mended) if part)
