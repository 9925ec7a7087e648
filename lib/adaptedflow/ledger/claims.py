"""The rows of the ledger, read from ``data/claims.toml`` and checked for form."""

import re
import tomllib
from dataclasses import MISSING, dataclass, fields
from pathlib import Path

from .. import paths

VERDICTS = {
    "holds": "holds",
    "holds_with_correction": "holds with a correction",
    "fails_as_stated": "fails as stated",
    "vacuous_for": "empty for a stated class",
    "proof_only": "by proof only",
    "misprint": "misprint",
}
STATUSES = ("pending", "done")
EVIDENCE = {                                    # what a verdict rests on
    "exact": "whole numbers, rationals or formulas, with a certificate where it is a counterexample",
    "interval": "ball arithmetic, with a certificate",
    "proof": "a proof in words, in the row",
    "sampled": "floating point on random instances",
}
REACH = {                                       # what of the paper a correction touches, in the order of bearing
    "abstract": "a sentence of the abstract",
    "theorem": "the wording or the reach of a theorem",
    "section": "a section or one of its formulas",
    "remark": "a remark, an example or an interpretation",
    "wording": "a wording",
}
NEEDS = {                                       # what a verdict must be accompanied by
    "holds_with_correction": ("correction", "bearing", "reach"),
    "fails_as_stated": ("correction", "counterexample", "bearing", "reach"),
    "vacuous_for": ("correction", "bearing", "reach"),
    "misprint": ("correction",),
    "proof_only": ("reason",),
}


@dataclass(frozen=True)
class Claim:
    """One checkable claim of the paper, in our words.

    ``number`` and ``number_earlier`` are its equation or theorem numbers in v6 and in the earlier version (one may be missing), ``evidence`` one of
    :data:`EVIDENCE`, ``reach`` one of :data:`REACH`, ``correction`` a sentence that could stand in the paper, ``counterexample`` the smallest one
    known, ``bearing`` how much of the paper depends on it, ``earlier_only`` what only the earlier version says and v6 has mended, ``reason`` why a
    ``proof_only`` row has no check, ``notebook`` the stem of the notebook that carries the claim.
    """

    slug: str
    section: str
    statement: str
    status: str
    verdict: str
    evidence: str
    notebook: str
    number: str = ""
    number_earlier: str = ""
    hypotheses: str = ""
    correction: str = ""
    counterexample: str = ""
    bearing: str = ""
    reach: str = ""
    earlier_only: str = ""
    reason: str = ""

    @property
    def done(self) -> bool:
        return self.status == "done"


def claims(path: Path | None = None) -> list[Claim]:
    """All rows, in the order of the file (``data/claims.toml`` unless ``path`` is given), which is that of the paper.

    Raises ValueError, naming the row, for an unknown or missing field, an unknown verdict or status, a slug used twice
    or ill-formed, an empty text, or a verdict without what it must be accompanied by.
    """
    path = paths.DATA / "claims.toml" if path is None else Path(path)
    try:
        table = tomllib.loads(path.read_bytes().decode("utf-8"))
    except FileNotFoundError:
        raise FileNotFoundError(f"{path.name}: expected the rows of the ledger, got no such file; take it back: git checkout -- data/{path.name}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path.name}: expected text in UTF-8, got other bytes; take it back: git checkout -- data/{path.name}") from None
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name}: expected TOML, got a file that does not parse: {error}") from None
    if set(table) != {"claim"}:
        raise ValueError(f"{path.name}: expected rows under [[claim]] and nothing else, got {sorted(table)}.")
    rows, seen = [], set()
    for place, entries in enumerate(table["claim"], start=1):
        claim = _claim(entries, f"{path.name}, row {place} ({entries.get('slug', 'no slug')})")
        if claim.slug in seen:
            raise ValueError(f"{path.name}, row {place}: slug {claim.slug!r} is used twice; give each row its own.")
        seen.add(claim.slug)
        rows.append(claim)
    return rows


def _claim(entries: dict, where: str) -> Claim:
    known = [field.name for field in fields(Claim)]
    required = [field.name for field in fields(Claim) if field.default is MISSING]
    if unknown := sorted(set(entries) - set(known)):
        raise ValueError(f"{where}: unknown field {unknown[0]!r}; the fields are {', '.join(known)}.")
    if missing := [name for name in required if name not in entries]:
        raise ValueError(f"{where}: field {missing[0]!r} is missing.")
    for name, value in entries.items():
        if not isinstance(value, str) or not value.strip():
            raise ValueError(f"{where}: field {name!r}: expected a text, got {value!r}; leave out what does not apply.")
    claim = Claim(**{name: " ".join(value.split()) for name, value in entries.items()})
    for name, value, allowed in (("verdict", claim.verdict, VERDICTS), ("status", claim.status, STATUSES), ("evidence", claim.evidence, EVIDENCE),
                                 ("reach", claim.reach or "wording", REACH)):
        if value not in allowed:
            raise ValueError(f"{where}: {name}: expected one of {', '.join(allowed)}, got {value!r}.")
    for name, value, pattern in (("slug", claim.slug, r"[a-z0-9]+(-[a-z0-9]+)*"), ("notebook", claim.notebook, r"\d\d_[a-z0-9_]+")):
        if not re.fullmatch(pattern, value):
            raise ValueError(f"{where}: {name}: expected the form {pattern}, got {value!r}.")
    if not (claim.number or claim.number_earlier):
        raise ValueError(f"{where}: expected a number in v6 or in the earlier version, got neither.")
    for name in NEEDS.get(claim.verdict, ()):
        if not getattr(claim, name):
            raise ValueError(f"{where}: verdict {claim.verdict!r} needs the field {name!r}.")
    if claim.evidence == "sampled" and claim.verdict not in ("holds", "misprint"):
        raise ValueError(f"{where}: verdict {claim.verdict!r} needs evidence that is exact, interval or proof, got 'sampled'.")
    if claim.reason and claim.verdict != "proof_only":
        raise ValueError(f"{where}: 'reason' is for proof_only rows; got verdict {claim.verdict!r}.")
    return claim
