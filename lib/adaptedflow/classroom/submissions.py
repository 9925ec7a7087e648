"""Who handed in what."""

from __future__ import annotations

import os
import re
import tempfile
import warnings
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from . import hand_ins
from .hand_ins import LARGEST
from .roster import match

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from nbformat import NotebookNode

KINDS = (".py", ".html", ".htm", ".pdf", ".md", ".docx", ".doc", ".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".png", ".jpg")


@dataclass(frozen=True)
class Submission:
    """What counts of one student: the notebook at ``path``, None where there is none, and sentences about what else was there.

    ``changed`` is when it was changed last, in seconds; ``marked_late`` whether the learning platform's name for it says so.
    """

    student: str
    path: Path | None
    remarks: tuple[str, ...] = ()
    changed: float = 0.0
    marked_late: bool = False


def find_submissions(folder: Path, name: str, others: Collection[str], scratch: Path) -> tuple[list[Submission], list[tuple[str, str]]]:
    """Return the submission of each student in ``folder`` for the assignment ``name``, and the files that were not graded with the reason.

    A student is a folder ``STUDENT/``, a notebook ``STUDENT.ipynb`` or a zip file ``STUDENT.zip``; a file and a folder of one name are
    of one student. Downloads of Canvas and Moodle are taken apart. Where a student has several notebooks for the assignment, and they differ, the one
    changed last counts, and a remark says so. ``others`` are the names of the other assignments.
    """
    left_out, students = [], {_student(entry.name, True): [] for entry in os.scandir(folder)
                              if entry.is_dir(follow_symlinks=False) and not entry.name.startswith((".", "__"))}
    for file in hand_ins.files(folder, scratch):
        top, last = len(file.parts) == 1, file.parts[-1]
        student, kind, stem = _student(file.parts[0], not top), _kind(last), _stem(last)
        reason = file.reason or ("no notebook" if kind != "notebook" else "of another assignment" if stem.casefold() in others and stem != student else "")
        if reason:
            left_out.append((str(file), reason))
        if reason not in hand_ins.NOBODYS and (not top or kind in KINDS or kind == "notebook"):
            students.setdefault(student, []).extend([] if reason else [file])
    return [_chosen(student, students[student], name, left_out) for student in sorted(students)], left_out


def assignments_named_in(folder: Path, names: Iterable[str]) -> set[str]:
    """Return those of ``names`` after which a notebook in ``folder`` is called, zip files included."""
    with tempfile.TemporaryDirectory() as scratch:
        return {_stem(file.parts[-1]) for file in hand_ins.files(folder, Path(scratch)) if _kind(file.parts[-1]) == "notebook"} & set(names)


def _chosen(student, files, name, left_out) -> Submission:
    named = [file for file in files if len(file.parts) == 1 or _stem(file.parts[-1]).casefold() == name.casefold()]
    among = sorted(named or files, key=lambda file: (file.changed, str(file)))
    if not among:
        missing = [f"Handed in was {where}: {reason}." for where, reason in left_out if where.split("/")[0].startswith(student)][:3]
        return Submission(student, None, tuple(missing))
    last = among[-1]
    differ = [file for file in among[:-1] if not _same(file.path, last.path)]
    for file in (file for file in files if file is not last):
        left_out.append((str(file), f"another notebook of the same student; graded was {last}"))
    said = f"There were {len(differ) + 1} different notebooks; the one changed last, {last}, was graded, and not {', '.join(map(str, differ[:3]))}."
    return Submission(student, last.path, (said,) if differ else (), last.changed, "_LATE_" in last.parts[-1])


def _same(one: Path, other: Path) -> bool:
    return one.stat().st_size == other.stat().st_size <= LARGEST and one.read_bytes() == other.read_bytes()


def _kind(name: str) -> str:
    lower = name.lower()
    return "notebook" if lower.endswith((".ipynb", ".ipynb.txt", ".ipynb.json")) else os.path.splitext(lower)[1]


def _stem(name: str) -> str:
    """The name without its ending, a browser's number, and what Canvas puts before it."""
    stem = re.sub(r"\.ipynb(\.txt|\.json)?$", "", name, flags=re.IGNORECASE)
    stem = re.sub(r"^[^_]+_(?:LATE_)?\d+_\d+_", "", stem)
    return re.sub(r"( ?\(\d+\)|-\d+| - Copy| copy)+$", "", stem)


def _student(top: str, is_folder: bool) -> str:
    """The student's name in the name of a folder or a file at the top."""
    if "_assignsubmission_" in top:
        return re.sub(r"_\d+_assignsubmission_.*$", "", top)
    if is_folder:
        return top
    canvas = re.match(r"([^_]+)_(?:LATE_)?\d+_\d+_", top)
    if canvas:
        return canvas.group(1)
    stem = re.sub(r"\.(ipynb(\.txt|\.json)?|[A-Za-z0-9]{1,5})$", "", top, flags=re.IGNORECASE)
    return re.sub(r"( ?\(\d+\)| - Copy| copy)+$", "", stem) or top


def read_notebook(path: Path | None) -> NotebookNode:
    """Return the notebook at ``path``. Raises ValueError with a sentence for the student where there is none."""
    import nbformat

    if path is None:
        raise ValueError("No notebook was handed in for this assignment.")
    try:
        if not path.is_file() or path.is_symlink() or path.stat().st_size > LARGEST:
            raise ValueError("expected a file of at most 20 MB")
        with warnings.catch_warnings(action="ignore"):  # nbformat mends what it can, and says so
            book = nbformat.reads(path.read_text(encoding="utf-8-sig"), as_version=4)
        for cell in book.cells:
            if not isinstance(cell.source, str) or not isinstance(cell.cell_type, str) or not hasattr(cell.metadata, "get"):
                raise ValueError("a cell has no source")
    except Exception as error:  # whatever a broken file makes of the reader, it costs this submission only
        reason = str(error).strip().splitlines() or [type(error).__name__]
        raise ValueError(f"The file could not be read as a notebook: {_without_content(reason[0])}") from None
    return book


def _without_content(reason: str) -> str:
    return reason[:40] if reason.startswith("Notebook does not appear") else reason[:200]


def with_roster(handed_in: list[Submission], people: list) -> tuple[list[Submission], dict]:
    """Return the submissions under the names of the roster, with one for each of its ``people`` who handed in nothing, and who each student is."""
    found = {each.student: match(each.student, people) for each in handed_in}
    several = {person.student for person in found.values() if person and sum(person == other for other in found.values()) > 1}
    named, known = [], {}
    for each in handed_in:
        person = found[each.student]
        if person is None or person.student in several:
            said = f"Several hand-ins seem to be of {person.student}." if person else "This name is not in the roster."
            named.append(replace(each, remarks=(*each.remarks, said)))
        else:
            named.append(replace(each, student=person.student))
            known[person.student] = person
    missing = [person for person in people if person not in found.values()]
    known |= {person.student: person for person in missing}
    return sorted([*named, *(Submission(person.student, None) for person in missing)], key=lambda each: each.student), known
