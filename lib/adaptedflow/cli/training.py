"""``training``: train with every method on every task of notebook 10."""

import json
import platform

import click

from .. import paths


@click.command(short_help="Train with every method, for notebook 10.")
@click.option("--task", "names", multiple=True, metavar="NAME", help="One of the tasks; may be given again. [default: all]")
@click.option("--splits", type=click.IntRange(min=1), help="Fewer or more draws than the stored ones; then the tables go to build/training/.")
def training(names, splits):
    """Train with every method on ten splits of every task, about six minutes of one core, and write the tables to data/training/.

    Finished splits are kept in build/training/, so that an interrupted command continues. Seeds decide all results but the seconds.
    """
    from tqdm import tqdm

    from ..figures.tables import csv_text
    from ..files import write_together
    from ..optimizers import METHODS
    from ..training import SPLITS, TASKS, runs

    unknown = sorted(set(names) - set(TASKS))
    if unknown:
        raise click.UsageError(f"expected tasks among {', '.join(TASKS)}, got {', '.join(unknown)}")
    names, count, kept = names or tuple(TASKS), splits or SPLITS, paths.BUILD / "training"
    target = paths.DATA / "training" if count == SPLITS else kept
    try:
        for name in names:
            with tqdm(total=count * len(METHODS), desc=name, unit="run", disable=None) as bar:
                table = runs(name, count, kept, tick=bar.update)
            write_together({target / f"{name}.csv": csv_text(table), target / f"{name}.json": json.dumps(_provenance(name, count), indent=1) + "\n"})
            click.echo(f"{target / name}.csv: {len(table['method'])} rows")
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    except KeyboardInterrupt:
        click.echo(f"\nFinished splits are in {kept}; the same command goes on from there.", err=True)
        raise


def _provenance(name, splits):
    """What the table of a task depends on."""
    import numpy
    import scipy

    from ..training import task

    one = task(name, 0)
    return {"task": name, "splits": splits, "budget": one.budget, "prices": one.prices, "K": one.problem.K, "QN": one.problem.Q * one.problem.N,
            "command": f"python -m adaptedflow training --task {name}",
            "python": platform.python_version(), "numpy": numpy.__version__, "scipy": scipy.__version__}
