"""The table of grades, written after each submission; what a teacher has written into it stays.

Beside ``grades.csv`` lies ``grades.json``, the record of what was written there last. Where the table differs from it a teacher has written: points by
hand, comments, other points for a test, columns and rows of her own.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from ..files import write_together, write_whole
from . import report
from .grade import Grade, Mark
from .words import file_name, table_cell

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from .assignment import Assignment
    from .by_hand import ByHand
    from .sandbox import Limits


class Gradebook:
    """The grades in ``folder`` of one assignment. Raises ValueError where what lies there is no table of grades."""

    def __init__(self, folder: Path, assignment: Assignment, by_hand: ByHand | None = None) -> None:
        self.table, self.record, self.folder = folder / "grades.csv", folder / "grades.json", folder
        self.by_hand = [f"{name} (by hand)" for name in assignment.manual]
        self.manual, self.marked = dict(assignment.manual), by_hand
        self.tests = list(assignment.tests)
        marked = [column for name in assignment.manual for column in (f"{name} (by hand)", f"{name} (comment)")]
        self.columns = ["student", "id", "email", "assignment", *self.tests, "points", "out_of", *marked, "total", "total_out_of", "handed_in", "late", "seed",
                        "comment", "look_here", "remarks"]
        self.known = _json(self.record)
        if self.known and {entry["grade"]["assignment"] for entry in self.known.values()} != {assignment.name}:
            raise ValueError(f"expected grades of {assignment.name} in {folder}, got another assignment's; choose another --output")
        self._rows()

    def is_graded(self, student: str, made_from: str) -> bool:
        """Whether this hand-in was graded before, with the same tests."""
        return self.known.get(student, {}).get("made_from") == made_from

    def add(self, grade: Grade, made_from: str, facts: dict[str, str] | None = None) -> None:
        """Write ``grade`` into the table and the record, and the student's page; ``facts`` are entries of other columns."""
        before = self.known.get(grade.student, {})
        self.known[grade.student] = {"made_from": made_from, "grade": asdict(grade),
                                     "row": before.get("row", {}), "page": before.get("page", ""), "facts": facts or {}}
        self.write([grade.student])

    def note(self, student: str, facts: dict[str, str]) -> None:
        """Take ``facts`` for a student who was graded before; ``write`` puts them into the table."""
        self.known[student]["facts"] = self.known[student].get("facts", {}) | facts

    def grades(self) -> list[Grade]:
        """The grades in the record."""
        return [_grade(entry["grade"]) for entry in self.known.values()]

    def rows(self) -> list[dict[str, str]]:
        """The rows of the table of those who are in the record, under their own names."""
        rows = self._rows()
        return [rows[table_cell(student)] | {"student": student} for student in self.known if table_cell(student) in rows]

    def write(self, students: Collection[str] | None = None) -> list[str]:
        """Write table, record, and the pages of ``students`` (all if None); return the pages that a teacher has changed, which stay."""
        rows, kept = self._rows(), []
        columns = list(dict.fromkeys([*self.columns, *(name for row in rows.values() for name in row)]))
        pages = {}
        for student, entry in self.known.items():
            grade = _grade(entry["grade"])
            key = table_cell(student)
            row, entry["row"] = self._merged(rows.get(key, {}), entry["row"], grade, entry.get("facts", {}))
            rows[key] = row
            if students is None or student in students:
                path, text = self.folder / "feedback" / f"{file_name(student)}.html", report.page(grade, row)
                if path.exists() and entry["page"] and _sum(path.read_bytes()) != entry["page"]:
                    kept.append(str(path))
                    continue
                pages[path], entry["page"] = _bytes(text), _sum(_bytes(text))
        text = io.StringIO()
        writer = csv.DictWriter(text, columns, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows.values())
        write_together({self.table: _bytes(text.getvalue()), self.record: json.dumps(self.known, indent=1) + "\n", **pages})
        return kept

    def _merged(self, row, last, grade, facts):
        """Return the row to write, and what of it is ours: a teacher's entries stay, ours are replaced."""
        ours = {"student": table_cell(grade.student), "assignment": grade.assignment, "out_of": str(grade.out_of),
                "remarks": table_cell(" ".join(grade.remarks), 4000)}
        ours |= {mark.test: str(mark.points) for mark in grade.marks}
        look = [*grade.look, *facts.get("alike", [])]
        ours |= {name: table_cell(facts.get(name, "")) for name in ("id", "email", "handed_in", "late", "seed")}
        ours |= {"total_out_of": str(grade.out_of + sum(grade.manual.values())), "look_here": table_cell("; ".join(look), 2000)}
        marked = self.marked.marks(grade.student) if self.marked else {}
        ours |= marked | {name: "" for name in last if name.endswith((" (by hand)", " (comment)")) and name not in marked}
        new = {name: "" for name in self.columns} | row
        for name, value in ours.items():
            if name not in row or row[name] in (last.get(name), ""):
                new[name] = value
        points = _added(new[name] for name in self.tests)
        total = _added([points, *(new[name] for name in self.by_hand)])
        for name, value in (("points", points), ("total", total)):
            ours[name] = value
            if name not in row or row[name] in (last.get(name), ""):
                new[name] = value
        return new, ours

    def _rows(self) -> dict[str, dict[str, str]]:
        """The table as it lies there, by student. Raises ValueError where it is none."""
        if not self.table.exists():
            return {}
        try:
            text = self.table.read_text(encoding="utf-8-sig")
            head = text.split("\n", 1)[0]
            rows = list(csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=head.count), restval=""))
            if rows and ("student" not in rows[0] or None in rows[0]):
                raise ValueError("it has no column 'student', or a row is too long")
            found = {row["student"]: {name: value for name, value in row.items() if name is not None} for row in rows}
            if len(found) < len(rows):
                raise ValueError("a student stands there twice")
        except (OSError, ValueError, csv.Error) as error:
            raise ValueError(f"expected a table of grades in {self.table}, which is kept as it is: {error}; mend it, or choose another --output") from None
        return found


def fingerprint(path: Path | None, remarks: Sequence[str], assignment: Assignment, seed: int, limits: Limits) -> str:
    """Return what a grade depends on, as a checksum."""
    from .submissions import LARGEST

    content = b""
    if path is not None:
        with open(path, "rb") as stream:
            content = stream.read(LARGEST + 1)
    return _sum(content + repr((path is None, remarks, assignment.teacher(seed).cells, limits)).encode("utf-8", "replace"))


def write_left_out(left_out: Iterable[tuple[str, str]], folder: Path) -> Path:
    """Write the files that were not graded, with the reason, to ``not_graded.csv``; return its path."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([("file", "reason"), *((table_cell(name, 300), table_cell(reason, 300)) for name, reason in left_out)])
    path = folder / "not_graded.csv"
    write_whole(path, _bytes(text.getvalue()))
    return path


def _grade(entry: dict) -> Grade:
    return Grade(**entry | {"marks": tuple(Mark(**mark) for mark in entry["marks"]), "remarks": tuple(entry["remarks"])})


def _added(values) -> str:
    """The sum of what stands in cells, "" where one is empty or no number."""
    try:
        return f"{sum(float(value.replace(',', '.')) for value in values):g}"
    except ValueError:
        return ""


def _json(path: Path) -> dict:
    try:
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    except (OSError, ValueError) as error:
        raise ValueError(f"expected the record of earlier grades in {path}: {error}; move it away") from None


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")  # a submission's words may hold what UTF-8 has no code for


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
