"""Checks of the companion's own statements: formulas, random instances, and wrong formulas that must fail, as for the paper's claims."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from .own_lifetime import CHECKS as LIFETIME
from .own_linear import CHECKS as LINEAR
from .own_output_weights import CHECKS as OUTPUT_WEIGHTS
from .registry import Check
from .run import generator
from .statements import Statement, statements


@dataclass(frozen=True)
class StatementResult:
    """Whether the check of ``statement`` agrees, with the figures at the worst entry, the seconds it took, and a sentence."""

    statement: Statement
    agrees: bool
    measured: float
    expected: float
    tolerance: float
    seconds: float
    message: str


def statement_checks() -> dict[str, Check]:
    """All checks of our own statements by slug."""
    return {check.slug: check for check in (*LIFETIME, *LINEAR, *OUTPUT_WEIGHTS)}


def run_statements(slugs: Iterable[str] | None = None, progress: Callable | None = None) -> list[StatementResult]:
    """Check the statements ``slugs`` (default: all), in the order of the file; rows without a check are left out.

    Instances are drawn from a seed made of the slug. ``progress(result)``, if given, is called after each. ValueError for an unknown slug.
    """
    rows, registered = {row.slug: row for row in statements()}, statement_checks()
    chosen = list(rows) if slugs is None else list(slugs)
    if unknown := [slug for slug in chosen if slug not in rows]:
        raise ValueError(f"expected the slug of a row of data/statements.toml, got {unknown[0]!r}; there are: {', '.join(rows)}.")
    results = []
    for slug in rows:
        if slug in chosen and slug in registered:
            results.append(_run_one(rows[slug], registered[slug]))
            if progress is not None:
                progress(results[-1])
    return results


def _run_one(row: Statement, check: Check) -> StatementResult:
    start = time.perf_counter()
    try:
        seen = check(check.formula, generator(row.slug))
        agrees, measured, expected = seen.agrees, seen.measured, seen.expected
        message = f"agrees on {seen.instances} instances" if agrees else f"disagrees by {seen.defect:.3g}, more than {seen.tolerance:.3g}"
    except Exception as error:                         # one row that breaks must not hide the others
        agrees, measured, expected, message = False, np.nan, np.nan, f"raised {type(error).__name__}: {error}"
    return StatementResult(row, bool(agrees), measured, expected, check.tolerance, time.perf_counter() - start, message)
