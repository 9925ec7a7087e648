"""``lms.csv``: the totals in the columns in which Canvas or Moodle takes grades in."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

from ..files import write_whole
from .words import table_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from .assignment import Assignment
    from .roster import Person

CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
MOODLE = ("First name", "Surname", "ID number", "Email address")


def write_lms(platform: str, rows: Iterable[Mapping[str, str]], people: Mapping[str, Person], assignment: Assignment, folder: Path) -> Path:
    """Write the ``total`` of each of ``rows``, where there is one, else ``points``; ``people`` has who each student is. Return the path."""
    out_of = sum(assignment.tests.values()) + sum(assignment.manual.values())
    text, title = io.StringIO(), f"{assignment.name} ({out_of})"
    columns = (*CANVAS, title) if platform == "canvas" else (*MOODLE, title, "Feedback comments")
    writer = csv.DictWriter(text, columns, lineterminator="\n", restval="", extrasaction="ignore")
    writer.writeheader()
    if platform == "canvas":
        writer.writerow({"Student": "    Points Possible", title: str(out_of)})
    for row in rows:
        person = people.get(row["student"])
        known = person.row if person else {}
        first, _, last = row["student"].rpartition(" ")
        given = {"Student": row["student"], "SIS User ID": person.id if person else "", "SIS Login ID": person.email if person else "", "First name": first,
                 "Surname": last, "ID number": person.id if person else "", "Email address": person.email if person else ""}
        given |= {name: known[name] for name in columns if known.get(name)}
        writer.writerow({name: table_cell(value) for name, value in given.items()} | {title: row["total"], "Feedback comments": row["comment"]})
    path = folder / "lms.csv"
    write_whole(path, text.getvalue().encode("utf-8", "replace"))
    return path
