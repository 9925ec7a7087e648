"""The parameters of a notebook, and texts of the command line as their values."""

import ast
import math
from dataclasses import dataclass
from pathlib import Path

import click


@dataclass(frozen=True)
class Parameter:
    """One literal of a parameters cell: its ``name``, its ``default`` and the comment beside it."""

    name: str
    default: object
    comment: str = ""

    def __str__(self):
        comment = f"    {self.comment}" if self.comment else ""
        return f"{self.name}={self.default!r}{comment}"

    def value(self, text: str) -> object:
        """Return ``text`` as a value of the default's type.

        An integer will do for a float. A list or a tuple may have any length; its items have the type of
        the default's first one. Raises ValueError where ``text`` is anything else.
        """
        if isinstance(self.default, str):
            return text
        try:
            value = ast.literal_eval(text.strip())
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            raise ValueError(text) from None
        return _like(value, self.default)


def _like(value, default):
    """Return ``value`` as the type of ``default``, or raise ValueError."""
    if isinstance(default, float) and type(value) is int:
        value = float(value)
    if type(value) is not type(default):
        raise ValueError(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(value)
    if isinstance(value, (list, tuple)) and default:
        return type(default)(_like(item, default[0]) for item in value)
    return value


def known_parameters(notebook: Path) -> dict[str, Parameter]:
    """Return the parameters of the notebook's cell tagged ``parameters``, by name."""
    from papermill import inspect_notebook

    return {
        name: Parameter(name, ast.literal_eval(found["default"]), found["help"])
        for name, found in inspect_notebook(notebook).items()
    }


def convert(texts: dict[str, str], known: dict[str, Parameter]) -> dict[str, object]:
    """Return the values of ``texts``, each of the type its notebook expects.

    Raises click.UsageError, with the list of the known parameters, for a name that is not among them and for
    a value of another type.
    """
    listing = "".join(f"\n  -p {parameter}" for parameter in known.values()) or " none"
    values = {}
    for name, text in texts.items():
        if name not in known:
            raise click.UsageError(f"unknown parameter {name!r}; the notebook's parameters and their defaults:{listing}")
        try:
            values[name] = known[name].value(text)
        except (ValueError, OverflowError):
            kind = type(known[name].default).__name__
            raise click.UsageError(
                f"expected {name} to be of type {kind}, as {known[name].default!r}, got {text!r}; "
                f"the notebook's parameters and their defaults:{listing}"
            ) from None
    return values
