"""``list``: the notebooks, their titles and their parameters."""

import click

from .parameters import known_parameters
from .selection import all_notebooks, title


@click.command("list")
def list_notebooks():
    """List the notebooks with their parameters, for use with 'run'."""
    for path in all_notebooks():
        click.echo(f"{path.stem}\n    {title(path)}")
        for parameter in known_parameters(path).values():
            click.echo(f"    -p {parameter}")
