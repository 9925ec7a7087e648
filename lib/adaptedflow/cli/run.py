"""``run``: one notebook with parameters of the reader's own."""

import click

from .. import paths
from .batch import Summary
from .execution import execute
from .parameters import convert, known_parameters
from .selection import find


def _pairs(ctx, param, assignments: tuple[str, ...]) -> dict[str, str]:
    """Return the assignments ``name=value`` as a dictionary of texts."""
    pairs = {}
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        if not equals or not name:
            raise click.BadParameter(f"expected name=value, got {assignment!r}")
        if name in pairs:
            raise click.BadParameter(f"expected each parameter once, got {name!r} twice")
        pairs[name] = text
    return pairs


@click.command()
@click.argument("notebook", callback=lambda ctx, param, name: find(name))
@click.option("-p", "--parameter", "texts", metavar="NAME=VALUE", multiple=True, callback=_pairs,
              help="A parameter of the notebook's parameters cell; may be given again.")
def run(notebook, texts):
    """Run NOTEBOOK with other parameters.

    The executed notebook goes to build/runs/, its figures to build/runs/figures/; the companion's own
    notebooks and figures stay as they are. 'list' shows the parameters.
    """
    parameters = convert(texts, known_parameters(notebook))
    folder = paths.BUILD / "runs"
    summary = Summary()
    summary.add(execute(notebook, folder / notebook.name, figures=folder / "figures", parameters=parameters))
    summary.close()
