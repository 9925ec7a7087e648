"""``ledger``: check every claim and print the table."""

import time
from collections import Counter

import click


def _known_slugs(ctx, param, slugs: tuple[str, ...]) -> list[str] | None:
    """Return the slugs asked for, or None for all; refuse one that no claim has."""
    from adaptedflow import ledger as claims_ledger

    known = [claim.slug for claim in claims_ledger.claims()]
    for slug in slugs:
        if slug not in known:
            raise click.BadParameter(f"expected the slug of a claim, got {slug!r}; there are: {', '.join(known)}")
    return list(slugs) or None


@click.command()
@click.option("--only", "slugs", metavar="SLUG", multiple=True, callback=_known_slugs,
              help="Only this claim; may be given again. [default: all]")
def ledger(slugs):
    """Check the paper's claims and print the table.

    Exit status 1 if a check disagrees with the verdict that the ledger gives.
    """
    from tqdm import tqdm

    from adaptedflow import ledger as claims_ledger

    start = time.perf_counter()
    claims = [claim for claim in claims_ledger.claims() if slugs is None or claim.slug in slugs]
    with tqdm(total=len(claims), desc="ledger", unit="claim", leave=False, disable=None) as bar:
        results = claims_ledger.run(slugs, progress=lambda *_: bar.update())
    checked = {result.claim.slug: result for result in results}
    width = max((len(claim.slug) for claim in claims), default=0)
    for claim in claims:
        result = checked.get(claim.slug)
        outcome = "not checked" if result is None else "agrees" if result.agrees else "DISAGREES"
        click.echo(f"{claim.slug:<{width}}  {claim.section:<8} {claim.verdict or claim.status:<22} {outcome}")
    disagreeing = [result for result in results if not result.agrees]
    for result in disagreeing:
        click.echo(f"\n{result.claim.slug}: {result.message}")
        click.echo(f"    measured {result.measured}, expected {result.expected}, tolerance {result.tolerance}")
    verdicts = ", ".join(f"{count} {name}" for name, count in Counter(c.verdict or c.status for c in claims).items())
    click.echo(f"\n{len(claims)} claims: {verdicts}")
    click.echo(f"{len(results) - len(disagreeing)} of {len(results)} checks agree, in {time.perf_counter() - start:.1f} s")
    if disagreeing:
        raise click.exceptions.Exit(1)
