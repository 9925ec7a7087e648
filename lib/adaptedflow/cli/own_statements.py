"""The part of ``ledger`` that has the companion's own statements, apart from the paper's claims."""

import textwrap

import click


def show(results, rows, detailed: bool) -> bool:
    """Print ``rows`` with the ``results`` of their checks; whether all agree. ``detailed`` adds all that is known of each row."""
    seen = {result.statement.slug: result for result in results}
    click.echo("\nThe companion's own statements (data/statements.toml), proved in its text:")
    width = max(len(row.slug) for row in rows)
    for row in rows:
        result = seen.get(row.slug)
        outcome = "by proof" if result is None else f"{'agrees' if result.agrees else 'DISAGREES'} ({result.seconds:.1f} s)"
        click.echo(f"{'ours':<8} {row.slug:<{width}}  {outcome}")
        if detailed:
            click.echo(_all_that_is_known(row))
        if result is not None and not result.agrees:
            click.echo(f"    {result.message}: measured {result.measured:.6g}, expected {result.expected:.6g}")
    good = sum(result.agrees for result in results)
    click.echo(f"{len(rows)} own statements; {good} of {len(results)} checks agree")
    return good == len(results)


def facts(row, result) -> dict:
    """What is said of a row, for programs."""
    said = {"kind": row.kind, "statement": row.statement, "checked": result is not None}
    return said if result is None else said | {"agrees": bool(result.agrees), "message": result.message}


def _all_that_is_known(row) -> str:
    parts = {"statement": row.statement, "assumed": row.hypotheses, "without": row.counterexample, "proof": row.proof, "check": row.check,
             "known": row.known, "notebook": row.notebook}
    return "\n".join(textwrap.fill(text, 110, initial_indent=f"    {name:<11}", subsequent_indent=" " * 15, break_long_words=False, break_on_hyphens=False)
                     for name, text in parts.items() if text)
