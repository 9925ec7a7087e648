"""The options that say how a table is to be read, for the commands that read one. Names and meanings are those of pandas."""

import functools
import re

import click

from ..datasets.tables import COMPRESSIONS, Options


def _skiprows(ctx, param, text):
    if re.fullmatch("[0-9]+", text):
        return int(text)
    if re.fullmatch(r"\[[0-9]+(, ?[0-9]+)*\]", text):
        return tuple(int(line) for line in text[1:-1].split(","))
    raise click.BadParameter(f"expected how many first lines to skip, as 3, or lines counted from 0, as [0,2], got {text!r}")


_OPTIONS = (
    click.option("--sep", metavar="SIGN", help="The sign between columns: ';', '\\t' (tab), '\\s+' (blanks)."),
    click.option("--decimal", metavar="SIGN", help="The decimal sign."),
    click.option("--thousands", metavar="SIGN", help="The sign between groups of three digits."),
    click.option("--encoding", metavar="NAME", help="As utf-8, cp1252, utf-16."),
    click.option("--compression", type=click.Choice(COMPRESSIONS), default="infer", show_default=True, help="Of the file."),
    click.option("--header/--no-header", default=None, help="Whether the first line has names."),
    click.option("--comment", metavar="SIGN", help="From this sign on, a line is a remark."),
    click.option("--skiprows", metavar="N", default="0", callback=_skiprows, help="First lines to skip; or lines counted from 0: [0,2]."),
    click.option("--nrows", metavar="N", type=click.IntRange(min=1), help="How many rows to read."),
    click.option("--index-col", metavar="COLUMN", help="It names the rows, and is no data. False: there is none."),
    click.option("--usecols", metavar="COLUMNS", multiple=True, help="Only these columns, as a,b or 0,2 (counted from 0)."),
    click.option("--targets", metavar="COLUMNS", multiple=True, help="The targets. [default: the last Q columns]"),
    click.option("--categories", metavar="COLUMNS", multiple=True, help="Text: a column of 0 and 1 for each value."),
    click.option("--na-values", metavar="TEXT", multiple=True, help="A further text for a missing value, as -999."),
    click.option("--keep-default-na/--no-keep-default-na", default=True, help="Whether NA, nan, null, ... mean missing values."),
    click.option("--dropna", is_flag=True, help="Leave out rows with missing values."),
    click.option("--average", is_flag=True, help="One row for equal inputs, with the mean of their targets."),
    click.option("--sheet-name", metavar="NAME", help="The sheet of an Excel file. [default: the first]"),
)
_NAMES = ("sep", "decimal", "thousands", "encoding", "compression", "header", "comment", "skiprows", "nrows", "index_col", "usecols", "targets",
          "categories", "na_values", "keep_default_na", "dropna", "average", "sheet_name")


def table_options(function):
    """Give a command the options of a table; it gets them together, as ``table``, an :class:`adaptedflow.datasets.tables.Options`."""
    @functools.wraps(function)
    def command(*arguments, **given):
        options = {name: given.pop(name) for name in _NAMES}
        options |= {name: options[name] or None for name in ("usecols", "targets")}
        return function(*arguments, table=Options(**options), **given)

    for option in reversed(_OPTIONS):
        command = option(command)
    return command
