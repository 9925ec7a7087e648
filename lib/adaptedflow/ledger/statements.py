"""The companion's own statements, read from ``data/statements.toml``: kept apart from the paper's claims."""

import re
import tomllib
from dataclasses import MISSING, dataclass, fields
from pathlib import Path

from .. import paths
from .tables import Table


@dataclass(frozen=True)
class Statement:
    """One of our own statements, kind "ours".

    ``hypotheses`` are followed by what breaks without each of them in ``counterexample``; ``proof`` says where the proof stands, ``check`` what is
    tried on random instances (empty where nothing is), ``known`` what is known already and by whom.
    """

    slug: str
    kind: str
    statement: str
    hypotheses: str
    status: str
    evidence: str
    proof: str
    counterexample: str
    known: str
    notebook: str
    check: str = ""


def statements(path: Path | None = None) -> list[Statement]:
    """All rows, in the order of the file (``data/statements.toml`` unless ``path`` is given).

    Raises ValueError, naming the row, for an unknown or missing field, an empty text, a slug that is ill-formed or used twice, another kind, status or evidence.
    """
    path = paths.DATA / "statements.toml" if path is None else Path(path)
    with open(path, "rb") as file:
        try:
            table = tomllib.load(file)
        except tomllib.TOMLDecodeError as error:
            raise ValueError(f"{path.name}: expected TOML, got a file that does not parse: {error}") from None
    if set(table) != {"statement"}:
        raise ValueError(f"{path.name}: expected rows under [[statement]] and nothing else, got {sorted(table)}.")
    rows = [_statement(entries, f"{path.name}, row {place} ({entries.get('slug', 'no slug')})") for place, entries in enumerate(table["statement"], 1)]
    slugs = [row.slug for row in rows]
    for slug in slugs:
        if slugs.count(slug) > 1:
            raise ValueError(f"{path.name}: slug {slug!r} is used twice; give each row its own.")
    return rows


def _statement(entries: dict, where: str) -> Statement:
    known = [field.name for field in fields(Statement)]
    if unknown := sorted(set(entries) - set(known)):
        raise ValueError(f"{where}: unknown field {unknown[0]!r}; the fields are {', '.join(known)}.")
    if missing := [field.name for field in fields(Statement) if field.default is MISSING and field.name not in entries]:
        raise ValueError(f"{where}: field {missing[0]!r} is missing.")
    for name, value in entries.items():
        if not isinstance(value, str) or not value.strip():
            raise ValueError(f"{where}: field {name!r}: expected a text, got {value!r}; leave out what does not apply.")
    for name, allowed in (("kind", ("ours",)), ("status", ("pending", "done")), ("evidence", ("exact", "interval", "proof"))):
        if entries[name] not in allowed:
            raise ValueError(f"{where}: {name}: expected one of {', '.join(allowed)}, got {entries[name]!r}.")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entries["slug"]):
        raise ValueError(f"{where}: slug: expected lower-case words joined by hyphens, got {entries['slug']!r}.")
    return Statement(**{name: " ".join(value.split()) for name, value in entries.items()})


def statements_table() -> Table:
    """Our own statements as a table: what is said, under which hypotheses, what breaks without them, where the proof stands, and what was known.

    They are numbered in the order of the file, as the cards of notebook 11 are ("Statement 4").
    """
    return Table(("number", "name", "statement", "hypotheses", "without them", "proof", "known already"),
                 tuple((str(number), s.slug, s.statement, s.hypotheses, s.counterexample, s.proof, s.known) for number, s in enumerate(statements(), 1)))
