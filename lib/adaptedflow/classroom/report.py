"""One HTML page for each student."""

from html import escape as _escape

from . import pages
from .words import one_line, plain_text

BODY = """<p><strong>{points} of {out_of} points</strong> from the tests{pending}.</p>
<table>
<tr><th>Test</th><th class="points">Points</th><th>What was found</th></tr>
{rows}
</table>
{remarks}
"""


def page(grade, row: dict[str, str]) -> str:
    """Return the page of ``grade``, with the points and the comment that stand in the student's ``row`` of the table."""
    rows = [(mark.test, f"{row[mark.test]} of {mark.out_of}", mark.sentence if row[mark.test] == str(mark.points) else "Changed by your teacher.")
            for mark in grade.marks]
    by_hand = {name: row[f"{name} (by hand)"].strip() for name in grade.manual}
    rows += [(name, f"{by_hand[name]} of {points}".strip(), "Marked by hand.") for name, points in grade.manual.items()]
    lines = [f'<tr><td class="name">{escape(name)}</td><td class="points">{escape(points)}</td><td>{escape(sentence)}</td></tr>' for name, points, sentence in rows]
    comment = f"<h2>Comment</h2>\n<p>{escape(row['comment'])}</p>\n" if row.get("comment", "").strip() else ""
    answers = "".join(_answer(name, grade.answers.get(name, ""), row.get(f"{name} (comment)", "").strip()) for name in grade.manual)
    remarks = "".join(f"<li>{escape(remark)}</li>\n" for remark in grade.remarks)
    missing = sum(points for name, points in grade.manual.items() if not by_hand[name])
    total = f", {row['total']} of {grade.out_of + sum(grade.manual.values())} in all" if row["total"] else ""
    body = BODY.format(
        points=escape(row["points"]), out_of=grade.out_of, pending=f"; {missing} more are given by hand" if missing else escape(total),
        rows="\n".join(lines), remarks=comment + answers + (f"<h2>Remarks</h2>\n<ul>\n{remarks}</ul>" if remarks else ""),
    )
    return pages.page(one_line(f"{grade.assignment}: {grade.student}"), body)


def _answer(name: str, answer: str, comment: str) -> str:
    """The answer to a task that a person marks, with the comment on it."""
    if not answer and not comment:
        return ""
    said = f"<p><strong>Comment:</strong> {escape(comment)}</p>\n" if comment else ""
    return f"<h2>{escape(name)}</h2>\n<pre>{_escape(plain_text(answer, 20_000)) or 'No answer.'}</pre>\n{said}"


def escape(text: str) -> str:
    return _escape(one_line(text))
