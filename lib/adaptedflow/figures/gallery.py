"""The page that shows all figures."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from .. import paths

if TYPE_CHECKING:
    from pathlib import Path

_FIELDS = {"alt": str, "claims": list, "name": str, "notebook": str}


def gallery() -> str:
    """Return the text of ``figures/README.md``: each figure with caption, notebook, claims and the CSV behind it.

    It is made from the provenance files in the folder of the stored figures, by notebook and then by name. Raises ValueError
    for a provenance file that cannot be read, FileNotFoundError where the picture or the table is missing.
    """
    records = catalogue()
    lines = [
        "# Figures",
        "",
        "Written from the provenance files in this folder. Beside each picture lie the numbers it shows (CSV) and where they",
        "come from (JSON); `make figures` draws all of them again.",
    ]
    notebook = None
    for record in records:
        if record["notebook"] != notebook:
            notebook = record["notebook"]
            lines += ["", f"## [{notebook}](../notebooks/{notebook}.ipynb)" if notebook else "## Your own"]
        lines += ["", *_entry(record)]
    return "\n".join(lines) + "\n"


def catalogue(folder: Path | None = None) -> list[dict[str, Any]]:
    """Return the provenance of every figure in ``folder`` (default: that of the stored figures), a mapping each, by notebook and name."""
    records = [_record(path) for path in sorted((folder or paths.stored_figures()).glob("*.json"))]
    return sorted(records, key=lambda record: (record["notebook"], record["name"]))


def _entry(record):
    name, caption = record["name"], re.sub(r"([\\\[\]*_<`|$])", r"\\\1", record["alt"])
    claims = ", ".join(f"`{slug}`" for slug in record["claims"])
    details = [f"claims: {claims}"] if claims else []
    details += [f"[numbers]({name}.csv)", f"[provenance]({name}.json)"]
    return [f"### {name}", "", f"![{caption}]({name}.png)", "", caption, "", " · ".join(details)]


def _record(path):
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        fits = all(isinstance(record[field], kind) for field, kind in _FIELDS.items()) and record["name"] == path.stem
    except (ValueError, KeyError, TypeError):
        fits = False
    if not fits:
        raise ValueError(f"{path.name}: expected the provenance of a figure with {', '.join(_FIELDS)}, got something else. Draw the figure again: make figures.")
    for extension in ("png", "csv"):
        if not path.with_suffix(f".{extension}").is_file():
            raise FileNotFoundError(f"expected {path.stem}.{extension} beside {path.name}, got none. Draw the figure again: make figures.")
    return record
