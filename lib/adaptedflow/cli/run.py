"""``run``: one notebook with parameters of the reader's own."""

from pathlib import Path

import click

from .. import paths
from . import destination
from .batch import Summary
from .execution import execute
from .parameters import convert, known_parameters
from .selection import complete, find

MADE_BY = {"command": "run"}


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


@click.command(short_help="Run a notebook with other parameters.")
@click.argument("notebook", callback=lambda ctx, param, name: find(name), shell_complete=complete)
@click.option("-p", "--parameter", "texts", metavar="NAME=VALUE", multiple=True, callback=_pairs,
              help="A parameter of the notebook's parameters cell; may be given again.")
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), help="The folder for the executed notebook and its figures. [default: build/runs]")
def run(notebook, texts, output):
    """Run NOTEBOOK with other parameters.

    NOTEBOOK is a name, as 01_adapted_flow, or a beginning that no other has, as 01. The executed notebook goes to build/runs/ or to another folder, its
    figures to figures/ in it, and a record of both to run.json. The companion's own notebooks and figures stay as they are, and so does what
    this command has not made, or what was changed since. 'list' shows the parameters.
    """
    parameters = convert(texts, known_parameters(notebook))
    folder = output or paths.BUILD / "runs"
    executed, figures, record = folder / notebook.name, folder / "figures", folder / "run.json"
    try:
        destination.check(record, (executed, *_files(figures)), MADE_BY)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    summary = Summary()
    summary.add(execute(notebook, executed, figures=figures, parameters=parameters))
    destination.note(record, [path for path in (executed, *_files(figures)) if path.is_file()], MADE_BY)
    summary.close()


def _files(folder):
    return sorted(path for path in folder.glob("*") if not path.name.startswith("."))
