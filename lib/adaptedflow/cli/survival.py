"""``survival``: count the random orbits that live for ever."""

from pathlib import Path

import click

from .. import paths
from . import destination
from .widths import widths as widths_of

FOLDER = "survival"
MADE_BY = {"command": "survival"}


@click.command(short_help="Count the random orbits that live for ever.")
@click.option("--stored", is_flag=True, help="All tables of data/survival/; with other --orbits or --seed the cells of survival_map.csv, to build/.")
@click.option("--widths", metavar="M-..-Q", multiple=True,
              callback=lambda ctx, param, texts: [tuple(widths_of(text)) for text in texts], help="A network, as 3-8-1; may be given again.")
@click.option("--gap", "gaps", type=click.IntRange(min=0), multiple=True, help="K - QN, up to a remainder below Q; may be given again.")
@click.option("--activation", default="tanh", show_default=True, help="tanh, softplus, erf, relu, identity or 'mollified_relu(0.5)'.")
@click.option("--targets", type=click.Choice(("gaussian", "labels", "teacher", "digits")), default="gaussian", show_default=True)
@click.option("--scale", type=click.FloatRange(min=0, min_open=True), default=1.0, show_default=True, help="Scale of the random start.")
@click.option("--orbits", type=click.IntRange(min=1), help="Random orbits a cell. [default: those of the stored map]")
@click.option("--seed", type=click.IntRange(min=0), help="[default: that of the stored map]")
@click.option("--jobs", type=int, default=1, show_default=True, help="Processes; -1 takes every core.")
@click.option("--output", type=click.Path(dir_okay=False), help="A CSV file. [default: build/survival.csv]")
def survival(stored, widths, gaps, activation, targets, scale, orbits, seed, jobs, output):
    """Count the random orbits of the adapted flow that reach relative cost 1e-8.

    One cell for each network and gap: how many survive (with a 95 % interval), lose rank, blow up, stay undecided.
    What is done is kept in build/survival/, so that an interrupted map continues; the results depend on the seed alone.
    """
    from ..lifetime import stored as shipped
    from ..lifetime import survival_map, write_table

    if stored and (widths or gaps):
        raise click.UsageError("--stored has cells of its own; leave out --widths and --gap.")
    if not stored and not (widths and gaps):
        raise click.UsageError("expected --stored, or at least one --widths and one --gap, as in --widths 3-8-1 --gap 4 --gap 8")
    as_shipped = stored and not output and orbits in (None, shipped.NUM_ORBITS) and seed in (None, shipped.SEED)
    target = Path(output or paths.BUILD / "survival.csv")
    record = target.with_name(target.name + ".json")
    doing = dict(folder=paths.BUILD / "survival", n_jobs=jobs, progress=True)
    try:
        if output:                                                     # the other places are this command's own
            destination.check(record, [target], MADE_BY)
        if as_shipped:
            _all_tables(doing)
            return
        cells = shipped.stored_cells() if stored else [
            cell for each in widths for cell in shipped.with_gaps(each, gaps, activation=activation, targets=targets, scale=scale)]
        table = survival_map(cells, orbits or shipped.NUM_ORBITS, shipped.SEED if seed is None else seed, **doing)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    except KeyboardInterrupt:
        click.echo(f"\nWhat is done is in {paths.BUILD / 'survival'}; the same command goes on from there.", err=True)
        raise
    write_table(target, table)
    if output:
        destination.note(record, [target], MADE_BY)
    _echo(table)


def _all_tables(doing):
    """Compute and write the tables of data/survival/, each as soon as it is there."""
    from ..lifetime import stored as shipped
    from ..lifetime import write_table

    for name, table in shipped.all_tables(**doing):
        write_table(paths.DATA / FOLDER / f"{name}.csv", table)
        if "ends" in table:
            _echo(table)
        click.echo(f"data/{FOLDER}/{name}.csv: {len(table['K'])} rows")


def _echo(table):
    from ..lifetime import wilson

    click.echo(f"{'network':24} {'targets':9} {'K':>4} {'QN':>4} {'gap':>4}  survived (95 %)      rank loss  blow-up  other  undecided")
    for row in range(len(table["K"])):
        cell = {name: column[row] for name, column in table.items()}
        low, high = wilson(cell["survived"], cell["orbits"])
        share = f"{cell['survived'] / cell['orbits']:.2f} ({low:.2f} to {high:.2f})"
        click.echo(f"{cell['activation'] + ' ' + cell['widths']:24} {cell['targets']:9} {cell['K']:4} {cell['QN']:4} {cell['gap']:4}  {share:20} "
                   f"{cell['rank_loss']:9} {cell['blow_up']:8} {cell['kink'] + cell['deficient']:6} {cell['undecided']:10}")
