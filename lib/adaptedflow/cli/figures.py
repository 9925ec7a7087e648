"""``figures``: run the notebooks and draw every figure."""

import click

from adaptedflow import paths
from adaptedflow.cli.batch import execute_all
from adaptedflow.cli.selection import only_option

FORMATS = ("png", "pdf", "svg")


@click.command()
@only_option
@click.option("--format", "image_format", type=click.Choice(FORMATS), default="png", show_default=True,
              help="Format of the pictures; the tables behind them are CSV files in any case.")
def figures(only, image_format):
    """Run the notebooks and draw every figure.

    Pictures and tables go to figures/, the executed notebooks to build/notebooks/. Figures of a notebook
    that fails stay as they were.
    """
    execute_all(only, executed=paths.BUILD / "notebooks", image_format=image_format)
