"""Run the checks and compare each with the verdict of its row."""

import difflib
import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from .claims import VERDICTS, Claim, claims
from .registry import Check, Counterexample, Measurement, checks, counterexamples


@dataclass(frozen=True)
class Result:
    """Whether the check of ``claim`` bears out its verdict, with the figures at the worst entry of its instances.

    ``tolerance`` is relative to the largest entry expected; ``message`` says what was seen, on the counterexample too;
    ``printed`` is the measurement with the printed formula on the counterexample, None where there is none.
    """

    claim: Claim
    agrees: bool
    measured: float
    expected: float
    tolerance: float
    seconds: float
    message: str
    printed: Measurement | None = None


def run(slugs: Iterable[str] | None = None, progress: Callable | None = None) -> list[Result]:
    """Check the rows ``slugs`` (default: all that are done), in the order of the ledger; rows without a check are left out.

    Instances are drawn from a seed made of the slug, so a row gives the same figures alone and among others.
    ``progress(result)``, if given, is called after each row. A check that raises is a result that does not agree.
    Raises ValueError for an unknown slug.
    """
    results = []
    for claim in _chosen(slugs):
        result = _run_one(claim, checks()[claim.slug], counterexamples().get(claim.slug))
        results.append(result)
        if progress is not None:
            progress(result)
    return results


def generator(slug: str) -> np.random.Generator:
    """The random generator of a row."""
    return np.random.default_rng(int.from_bytes(hashlib.sha256(slug.encode()).digest()[:8]))


def _chosen(slugs) -> list[Claim]:
    rows, registered = {claim.slug: claim for claim in claims()}, checks()
    if slugs is None:
        return [claim for claim in rows.values() if claim.done and claim.slug in registered]
    slugs = list(slugs)
    for slug in slugs:
        if slug not in rows:
            near = difflib.get_close_matches(slug, rows, n=3)
            raise ValueError(f"expected the slug of a row of data/claims.toml, got {slug!r}; "
                             + (f"did you mean {' or '.join(near)}?" if near else f"there are: {', '.join(rows)}."))
    return [claim for claim in rows.values() if claim.slug in slugs and claim.slug in registered]


def _run_one(claim: Claim, check: Check, counterexample: Counterexample | None) -> Result:
    start, printed = time.perf_counter(), None
    try:
        seen = check(check.formula, generator(claim.slug))
        agrees, message = seen.agrees, _sentence(seen)
        measured, expected = seen.measured, seen.expected
        if counterexample is not None:
            printed, mended = counterexample(counterexample.printed), counterexample(check.formula)
            agrees = agrees and mended.agrees and not printed.agrees
            message += "; " + _counterexample_sentence(printed, mended)
        elif claim.verdict == "fails_as_stated":
            agrees, message = False, "fails_as_stated needs a counterexample beside its check"
    except Exception as error:                         # one row that breaks must not hide the others
        agrees, message, measured, expected = False, f"raised {type(error).__name__}: {error}", np.nan, np.nan
    return Result(claim, bool(agrees), measured, expected, check.tolerance, time.perf_counter() - start,
                  f"{VERDICTS[claim.verdict]}: {message}", printed)


def _sentence(seen: Measurement) -> str:
    seen_is = f"agrees on {seen.instances} instances" if seen.agrees else f"disagrees by {seen.defect:.3g}, more than {seen.tolerance:.3g}"
    return "; ".join((seen_is, *seen.notes))


def _counterexample_sentence(printed: Measurement, mended: Measurement) -> str:
    if printed.agrees:
        return "the printed statement does not fail on the counterexample"
    if not mended.agrees:
        return f"the correction disagrees on the counterexample by {mended.defect:.3g}"
    return f"on the counterexample {printed.measured:.6g} where the printed statement says {printed.expected:.6g}"
