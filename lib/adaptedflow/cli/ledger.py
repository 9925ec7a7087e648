"""``ledger``: check the claims and print the table."""

import json
import math
import textwrap
import time
from collections import Counter

import click

from ..files import write_whole
from . import own_statements, readme
from .selection import one_of


@click.command()
@click.option("--only", "slugs", metavar="SLUG", multiple=True,
              help="Only this claim (or all that begin so), with all that is known of it; may be given again. [default: all]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for programs.")
@click.option("--update-readme", is_flag=True, help="Also write the counts into README.md, and the items of notebooks/ERRATA.md.")
def ledger(slugs, as_json, update_readme):
    """Check the paper's claims and print the table.

    The companion's own statements follow in a part of their own. Exit status 1 if a check does not agree with the verdict of its row, or disagrees with a statement.
    """
    from tqdm import tqdm

    from ..ledger import claims, run, run_statements, statement_checks, statements

    try:
        rows, own = claims(), statements()
    except (ValueError, OSError) as error:
        raise click.ClickException(str(error)) from None
    if update_readme:
        from ..ledger import errata

        readme.update()
        write_whole(errata.page(), errata.with_parts(errata.page().read_text(encoding="utf-8")))
    start = time.perf_counter()
    slugs = [slug for beginning in slugs for slug in one_of(beginning, [row.slug for row in (*rows, *own)]) or [beginning]]
    shown, own = ([row for row in part if not slugs or row.slug in slugs] for part in (rows, own))
    own_slugs = [row.slug for row in own]
    checked = len([claim for claim in shown if claim.done and claim.verdict != "proof_only"]) + len(statement_checks().keys() & own_slugs)
    with tqdm(total=checked, desc="ledger", unit="claim", leave=False, disable=None) as bar:
        try:
            results = run([slug for slug in slugs if slug not in own_slugs] if slugs else None, progress=lambda result: bar.update())
            own_results = run_statements(own_slugs, progress=lambda result: bar.update())
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--only") from None
    seen = {result.claim.slug: result for result in results}
    if as_json:
        own_seen = {result.statement.slug: result for result in own_results}
        facts = {claim.slug: _facts(claim, seen.get(claim.slug)) for claim in shown}
        facts |= {row.slug: own_statements.facts(row, own_seen.get(row.slug)) for row in own}
        click.echo(json.dumps(facts, indent=1))
        raise click.exceptions.Exit(int(not all(result.agrees for result in (*results, *own_results))))
    width = max((len(claim.slug) for claim in shown), default=0)
    for claim in shown:
        click.echo(f"{claim.section:<8} {claim.slug:<{width}}  {claim.verdict:<22} {_outcome(claim, seen.get(claim.slug))}")
        if slugs:
            click.echo(_all_that_is_known(claim, seen.get(claim.slug)))
    good = _summary(shown, results, time.perf_counter() - start) if shown else True
    good = (own_statements.show(own_results, own, detailed=bool(slugs)) if own else True) and good
    if not good:
        raise click.exceptions.Exit(1)


def _facts(claim, result) -> dict:
    """What is said of a row, for programs."""
    facts = {"section": claim.section, "statement": claim.statement, "verdict": claim.verdict, "checked": result is not None}
    if result is not None:
        numbers = {name: float(getattr(result, name)) for name in ("measured", "expected", "tolerance")}
        facts |= {name: number if math.isfinite(number) else None for name, number in numbers.items()}
        facts |= {"agrees": bool(result.agrees), "message": result.message}
    return facts


def _all_that_is_known(claim, result) -> str:
    """The texts of a row and what its check saw, a paragraph each."""
    parts = {"place": f"{claim.number or 'not in v6'} (earlier version: {claim.number_earlier or 'not in it'})", "claim": claim.statement,
             "assumed": claim.hypotheses, "example": claim.counterexample, "seen": result.message if result else claim.reason,
             "correction": claim.correction, "bearing": claim.bearing, "earlier": claim.earlier_only, "notebook": claim.notebook}
    return "\n".join(textwrap.fill(text, 110, initial_indent=f"    {name:<11}", subsequent_indent=" " * 15, break_long_words=False, break_on_hyphens=False)
                     for name, text in parts.items() if text)


def _outcome(claim, result) -> str:
    if result is None:
        return "by proof" if claim.done else "pending"
    return f"{'agrees' if result.agrees else 'DISAGREES'} ({result.seconds:.1f} s)"


def _summary(claims, results, seconds: float) -> bool:
    """Print what disagrees and the counts; whether all checks agree."""
    disagreeing = [result for result in results if not result.agrees]
    for result in disagreeing:
        click.echo(f"\n{result.claim.slug}: {result.message}")
        click.echo(f"    measured {result.measured:.6g}, expected {result.expected:.6g}, relative tolerance {result.tolerance:g}")
    done = Counter(claim.verdict for claim in claims if claim.done)
    verdicts = ", ".join(f"{count} {verdict}" for verdict, count in done.items()) or "none yet"
    click.echo(f"\n{len(claims)} claims, {sum(done.values())} done: {verdicts}")
    click.echo(f"{len(results) - len(disagreeing)} of {len(results)} checks agree, in {seconds:.1f} s")
    return not disagreeing
