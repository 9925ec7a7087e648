"""Grades as one CSV file for the teacher and one HTML page for each student."""

import csv
import io
from html import escape
from pathlib import Path

from ..files import write_whole

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{assignment}: {student}</title>
<style>
body {{ font-family: sans-serif; line-height: 1.5; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }}
table {{ border-collapse: collapse; }}
th, td {{ border-bottom: 1px solid #bbb; padding: 0.3rem 0.8rem; text-align: left; vertical-align: top; }}
td.points {{ text-align: right; white-space: nowrap; }}
</style>
</head>
<body>
<h1>{assignment}: {student}</h1>
<p><strong>{points} of {out_of} points</strong> from the tests{pending}.</p>
<table>
<tr><th>Test</th><th>Points</th><th>What was found</th></tr>
{rows}
</table>
{remarks}
</body>
</html>
"""


def write_reports(grades, folder: Path) -> Path:
    """Write ``grades.csv`` and ``feedback/STUDENT.html`` into ``folder``; return the path of the table."""
    path = folder / "grades.csv"
    write_whole(path, _bytes(_table(grades)))
    for grade in grades:
        write_whole(folder / "feedback" / f"{grade.student}.html", _bytes(_page(grade)))
    return path


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")  # a submission's words may hold what UTF-8 has no code for


def _table(grades) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    tests = [mark.test for mark in grades[0].marks] if grades else []
    manual = list(grades[0].manual) if grades else []
    writer.writerow(["student", "assignment", *tests, "points", "out_of", *(f"{name} (by hand)" for name in manual), "remarks"])
    for grade in grades:
        points = [mark.points for mark in grade.marks]
        writer.writerow([grade.student, grade.assignment, *points, grade.points, grade.out_of, *("" for _ in manual), " ".join(grade.remarks)])
    return text.getvalue()


def _page(grade) -> str:
    rows = [f'<tr><td>{escape(mark.test)}</td><td class="points">{mark.points} of {mark.out_of}</td><td>{escape(mark.sentence)}</td></tr>'
            for mark in grade.marks]
    rows += [f'<tr><td>{escape(name)}</td><td class="points">of {points}</td><td>Marked by hand.</td></tr>'
             for name, points in grade.manual.items()]
    remarks = "".join(f"<li>{escape(remark)}</li>\n" for remark in grade.remarks)
    return PAGE.format(
        assignment=escape(grade.assignment), student=escape(grade.student), points=grade.points, out_of=grade.out_of,
        pending=f"; {sum(grade.manual.values())} more are given by hand" if grade.manual else "",
        rows="\n".join(rows), remarks=f"<h2>Remarks</h2>\n<ul>\n{remarks}</ul>" if remarks else "",
    )
