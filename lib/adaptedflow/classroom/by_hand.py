"""What a person marks: one page a task with all answers and the rubric, and ``by_hand.csv`` for points and comments."""

from __future__ import annotations

import csv
import hashlib
import io
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from ..files import write_whole
from . import cells, markers
from .pages import page
from .words import one_line, plain_text, table_cell

if TYPE_CHECKING:
    from collections.abc import Iterable
    from .assignment import Assignment
    from .grade import Grade

COLUMNS = ("code", "student", "task", "points", "out_of", "comment")
LONGEST = 20_000


def answers(assignment, book) -> dict[str, str]:
    """Return what stands in the cells of ``book`` that a person marks, by name; "" where there is nothing or only what was handed out."""
    stubs = {markers.TEXT_STUB, markers.CODE_STUB, ""}
    found = {name: [] for name in assignment.manual}
    for cell in book.cells:
        name = next((name for name in (cells.grade_id(cell), str(cell.get("id"))) if name in found), None)
        if name is not None and cell.source.strip() not in stubs:
            found[name].append(plain_text(cell.source, LONGEST))
    return {name: "\n\n".join(texts) for name, texts in found.items()}


def code(seed: int, student: str) -> str:
    """A short name that says nothing of who ``student`` is, to one who does not know the class seed."""
    return hashlib.sha256(f"{seed}/{student}".encode("utf-8", "surrogatepass")).hexdigest()[:8]


class ByHand:
    """``by_hand.csv`` in ``folder``: what a teacher has written there stays. Raises ValueError where the file is no such table."""

    def __init__(self, folder: Path, assignment: Assignment, seed: int, anonymous: bool) -> None:
        self.path, self.assignment, self.seed, self.anonymous = folder / "by_hand.csv", assignment, seed, anonymous
        self.rows = self._read()

    def _read(self) -> dict[tuple[str, str], dict[str, str]]:
        if not self.path.exists():
            return {}
        try:
            text = self.path.read_text(encoding="utf-8-sig")
            rows = list(csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=text.split("\n", 1)[0].count), restval=""))
            if any(None in row or not {"code", "task", "points", "comment"} <= set(row) for row in rows):
                raise ValueError("it has no columns code, task, points and comment, or a row is too long")
            for row in rows:
                if row["points"].strip():
                    float(row["points"].replace(",", "."))
            return {(row["code"], row["task"]): row for row in rows}
        except (OSError, ValueError, csv.Error) as error:
            raise ValueError(f"expected points and comments in {self.path}, which is kept as it is: {error}; mend it") from None

    def marks(self, student: str) -> dict[str, str]:
        """Return the entries of the table of grades that stand there for ``student``, those that are not empty."""
        found = {}
        for name in self.assignment.manual:
            row = self.rows.get((code(self.seed, student), name), {})
            found |= {f"{name} (by hand)": row.get("points", "").strip().replace(",", "."), f"{name} (comment)": row.get("comment", "").strip()}
        return {name: value for name, value in found.items() if value}

    def write(self, grades: Iterable[Grade]) -> None:
        """Write the table, with a row for each student and task, and the pages, for ``grades``."""
        ordered = sorted(grades, key=lambda grade: code(self.seed, grade.student) if self.anonymous else grade.student)
        rows = dict(self.rows)
        for name, points in self.assignment.manual.items():
            for grade in ordered:
                key = (code(self.seed, grade.student), name)
                who = "" if self.anonymous else table_cell(grade.student)
                rows[key] = {"points": "", "comment": ""} | rows.get(key, {}) | {"code": key[0], "student": who, "task": name, "out_of": str(points)}
        text = io.StringIO()
        writer = csv.DictWriter(text, list(dict.fromkeys([*COLUMNS, *(column for row in rows.values() for column in row)])), lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows.values())
        write_whole(self.path, text.getvalue().encode("utf-8", "replace"))
        for name, points in self.assignment.manual.items():
            write_whole(self.path.parent / "by_hand" / f"{name}.html", self._page(name, points, ordered).encode("utf-8", "replace"))

    def _page(self, name, points, ordered) -> str:
        whole = self.assignment.teacher(self.seed).cells
        place = next(number for number, cell in enumerate(whole) if cells.grade_id(cell) == name)
        question, rubric = whole[place - 1].source, "\n".join(markers.regions(whole[place].source, markers.SOLUTION))
        parts = [f"<h2>Question</h2>\n<pre>{escape(question)}</pre>\n<h2>Model answer and rubric</h2>\n<pre>{escape(rubric)}</pre>\n"]
        for grade in ordered:
            who = code(self.seed, grade.student) + ("" if self.anonymous else f" {one_line(grade.student, 200)}")
            parts.append(f"<h2>{escape(who)}</h2>\n<pre>{escape(grade.answers.get(name, '') or 'No answer.')}</pre>\n{self._marked(grade, name, points)}")
        return page(f"{self.assignment.name}, {name}, {points} points", "".join(parts))

    def _marked(self, grade, name, points) -> str:
        """What has been written for an answer so far."""
        marks = self.marks(grade.student)
        given, comment = marks.get(f"{name} (by hand)"), marks.get(f"{name} (comment)")
        said = [f"{given} of {points} points." if given else "", comment or ""]
        return f"<p><strong>Marked:</strong> {escape(one_line(' '.join(said)))}</p>\n" if any(said) else ""
