"""The roster of a class: who is who, by the names of folders and files that learning platforms make of them."""

import csv
import io
import re
from dataclasses import dataclass, field
from pathlib import Path

NAMES = {
    "student": ("student", "name", "full name", "fullname"), "first": ("first name", "firstname", "given name"),
    "last": ("last name", "lastname", "surname", "family name"),
    "id": ("id number", "sis user id", "student id", "id", "matriculation number"), "email": ("email", "e-mail", "email address", "mail"),
    "login": ("sis login id", "login", "username", "user name"),
}


@dataclass(frozen=True)
class Person:
    """A row of the roster; ``row`` has all of its columns."""

    student: str
    id: str = ""
    email: str = ""
    row: dict[str, str] = field(default_factory=dict, compare=False)
    keys: frozenset[str] = frozenset()


def read_roster(path: Path) -> list[Person]:
    """Return the people in the CSV file at ``path``: a platform's export, or columns student, id and email.

    Raises ValueError where a row has neither a name, a number nor an address, or two people cannot be told apart.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        head = text.split("\n", 1)[0]
        rows = list(csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=head.count), restval=""))
    except (OSError, ValueError, csv.Error) as error:
        raise ValueError(f"expected a roster, a CSV file, in {path}: {error}") from None
    people = [_person({str(name): value.strip() for name, value in row.items() if isinstance(value, str)})
              for row in rows if "points possible" not in "".join(str(value) for value in row.values()).lower()]
    if not people or not all(person.student for person in people):
        raise ValueError(f"expected a column student, id or email, and an entry for each row, in {path}; its columns are {head.strip()[:200]!r}")
    if len({person.student for person in people}) < len(people):
        raise ValueError(f"expected each student once in {path}; add a column id or email that tells two of one name apart")
    return people


def match(student: str, people: list[Person]) -> Person | None:
    """Return the person whose name, number, login or address ``student`` is, in whatever way it is written; None where none or several are."""
    found = [person for person in people if student == person.student] or [person for person in people if _bare(student) in person.keys]
    return found[0] if len(found) == 1 else None


def _person(row) -> Person:
    known = {_bare(name): value for name, value in row.items()}
    given = {kind: next((known[_bare(name)] for name in names if known.get(_bare(name))), "") for kind, names in NAMES.items()}
    last, _, first = given["student"].partition(",") if "," in given["student"] else ("", "", "")
    first, last = given["first"] or first, given["last"] or last
    if not first and " " in given["student"]:
        first, last = given["student"].rsplit(" ", 1)
    whole = given["student"] or f"{first} {last}".strip()
    keys = {whole, f"{first} {last}", f"{last} {first}", given["id"], given["email"], given["email"].split("@")[0], given["login"], given["login"].split("@")[0]}
    return Person(whole or given["id"] or given["email"], given["id"], given["email"], row, frozenset(filter(None, map(_bare, keys))))


def _bare(text: str) -> str:
    return re.sub(r"\W|_", "", text.casefold())
