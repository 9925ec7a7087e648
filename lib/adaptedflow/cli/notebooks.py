"""``notebooks``: run the notebooks and store their outputs in place."""

import click

from .. import paths
from .batch import execute_all
from .selection import only_option


@click.command(short_help="Run the notebooks and store their outputs in place.")
@only_option
@click.option("--force", is_flag=True, help="Also store anew what differs from the stored by less than its tolerance.")
def notebooks(only, force):
    """Run the notebooks, store their outputs in place, and draw their figures.

    For those who edit a notebook: what is stored carries no times and no versions, so that running it twice
    changes nothing. A notebook that fails is left as it was.
    """
    execute_all(only, executed=paths.BUILD / "notebooks", in_place=True, force=force)
