"""What is stored of a figure already, where a command asks that it stays as far as it is found again."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from .. import paths
from .agreement import TOLERANCE, differences
from .tables import parsed_table


@dataclass(frozen=True)
class StoredFigure:
    """The text of the table, the bytes of the picture, and the versions with which both were made."""

    csv: str
    png: bytes
    versions: dict

    def has(self, csv, record):
        """Whether ``csv`` is the stored table, up to the tolerance of ``record``."""
        tables = (parsed_table(text, record["name"]) for text in (csv, self.csv))
        return not differences(*tables, record.get("tolerance", TOLERANCE))


def stored_figure(name):
    """Return the :class:`StoredFigure` called ``name``; None where no command asks for it, and where it is missing or damaged."""
    folder = os.environ.get(paths.STORED_VARIABLE)
    if not folder:
        return None
    csv, png, record = (Path(folder) / f"{name}.{extension}" for extension in ("csv", "png", "json"))
    try:
        found = StoredFigure(csv.read_bytes().decode("utf-8"), png.read_bytes(), dict(json.loads(record.read_text(encoding="utf-8"))["versions"]))
        parsed_table(found.csv, csv.name)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found
