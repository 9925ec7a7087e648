"""``figures``: run the notebooks and draw every figure."""

import click

from .. import paths
from .batch import execute_all
from .selection import only_option

FORMATS = ("png", "pdf", "svg")


@click.command()
@only_option
@click.option("--force", is_flag=True, help="Also store anew what differs from the stored by less than its tolerance.")
@click.option("--format", "image_format", type=click.Choice(FORMATS), default="png", show_default=True,
              help="A further format; PNG and the table behind each figure (CSV) are written in any case.")
def figures(only, image_format, force):
    """Run the notebooks and draw every figure.

    Pictures and tables go to figures/, the executed notebooks to build/notebooks/. Figures of a notebook
    that fails stay as they were.
    """
    execute_all(only, executed=paths.BUILD / "notebooks", image_format=image_format, force=force)
