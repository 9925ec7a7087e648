"""``list``: the notebooks, their titles and their parameters."""

import json

import click

from .parameters import known_parameters
from .selection import all_notebooks, title


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for programs.")
def list_notebooks(as_json):
    """List the notebooks with their parameters, for use with 'run'."""
    if as_json:
        click.echo(json.dumps({path.stem: {"title": title(path), "parameters": {name: parameter.default for name, parameter in known_parameters(path).items()}}
                               for path in all_notebooks()}, indent=1))
        return
    for path in all_notebooks():
        click.echo(f"{path.stem}\n    {title(path)}")
        for parameter in known_parameters(path).values():
            click.echo(f"    -p {parameter}")
