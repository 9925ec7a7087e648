"""Widths of a network as a user writes them."""

import re

import click


def widths(text):
    """``4-16-1`` as ``[4, 16, 1]``: inputs first, outputs last; click.BadParameter for anything else."""
    if not re.fullmatch("[1-9][0-9]*(-[1-9][0-9]*)+", text):
        raise click.BadParameter(f"expected widths as 4-16-1, inputs first and targets last, got {text!r}")
    return [int(width) for width in text.split("-")]
