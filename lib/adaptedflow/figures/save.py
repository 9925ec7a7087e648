"""Save a figure with the numbers behind it and where they come from."""

from __future__ import annotations

import io
import json
import os
import platform
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import paths
from ..files import write_whole
from .agreement import same_picture
from .captions import caption, sentence, slug
from .stored import stored_figure
from .style import style
from .tables import csv_text, parsed_table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from matplotlib.figure import Figure

# No date and no program name: the same figure is the same file.
_METADATA = {
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    "svg": {"Date": None, "Creator": None},
}


def save(figure: Figure, name: str, table: Mapping[str, Any], *, alt: str | None = None) -> None:
    """Write ``NAME.png``, ``NAME.csv`` and ``NAME.json`` to the folder for figures, show the figure, and close it.

    ``table`` maps column names to 1-d columns of one length: the numbers that the figure shows, stored with six
    significant digits. The JSON file holds the provenance: notebook, claims, parameters and description, as
    ``data/figures/NOTEBOOK.toml`` has them (:mod:`.captions`), and versions. A figure of your own needs no section there:
    give it ``alt``, a sentence for those who cannot see the picture.

    The picture of a function that :func:`style` decorates is drawn from the table as it is stored. Where a command asks for it
    (``make figures``), a figure that is stored already and whose table is found again within its tolerance stays as it is:
    the table, and the picture unless the drawing has changed; a picture without such a function, unless no number has.

    Everything is rendered before anything is written, and each file is written whole or not at all. The environment
    variable ``ADAPTEDFLOW_FIGURE_FORMAT`` (png, pdf or svg) asks for a further format. In a notebook the picture is
    shown once, by this call, with its alternative text; call it in the cell that draws.

    Raises TypeError, ValueError or LookupError, before writing, for anything that does not fit this description.
    """
    import matplotlib.pyplot as plt
    from matplotlib.figure import Figure

    if not isinstance(figure, Figure):
        raise TypeError(f"figure: expected a matplotlib Figure, got {type(figure).__name__}. Pass what plt.subplots gives first.")
    slug("name", name)
    record = caption(name) if alt is None else {"alt": sentence(alt), "claims": [], "name": name, "notebook": "", "parameters": {}}
    csv, versions = csv_text(table), _versions()
    stored = stored_figure(name)
    if stored is not None and not stored.has(csv, record):
        stored = None
    moved = stored is not None and csv != stored.csv
    csv = stored.csv if stored else csv
    drawn = figure.draw_again(_rounded(table, csv)) if hasattr(figure, "draw_again") else figure
    pictures = {extension: render(drawn, extension) for extension in sorted({"png", _wanted_format()})}
    if stored and (same_picture(pictures["png"], stored.png) or moved and drawn is figure):
        pictures["png"], versions = stored.png, stored.versions
    files = {f"{name}.csv": csv, f"{name}.json": _provenance(record, versions)}
    files |= {f"{name}.{extension}": picture for extension, picture in pictures.items()}
    for file, content in files.items():
        write_whole(paths.figures() / file, content)
    plt.close(drawn)
    plt.close(figure)  # or a notebook would show it a second time
    _show(pictures["png"], record["alt"])


def _rounded(table, csv):
    """The table as the CSV text has it, in the types of ``table``: the picture shows the numbers that lie beside it."""
    stored = parsed_table(csv, "table")
    return {name: stored[name].astype(np.asarray(column).dtype) for name, column in table.items()}


def render(figure, extension, dpi=150):
    """The bytes of ``figure`` as png, pdf or svg: the same figure gives the same bytes."""
    stream = io.BytesIO()
    with style():  # ticks are made while drawing
        figure.savefig(stream, format=extension, dpi=dpi, metadata=_METADATA[extension])
    return stream.getvalue()


def _show(png, alt):
    ipython = sys.modules.get("IPython")
    if ipython is not None and ipython.get_ipython() is not None:
        from IPython.display import Image, display

        bundle = {"image/png": Image(png)._repr_png_(), "text/plain": alt}
        display(bundle, metadata={"image/png": {"alt": alt}}, raw=True)


def _provenance(record, versions):
    return json.dumps(record | {"versions": versions}, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"


def _versions():
    """Python's minor version only: the patch version changes no picture."""
    python = ".".join(platform.python_version_tuple()[:2])
    return {package: version(package) for package in ("adaptedflow", "matplotlib", "numpy", "scipy")} | {"python": python}


def _wanted_format():
    wanted = os.environ.get(paths.FORMAT_VARIABLE) or "png"
    if wanted not in _METADATA:
        raise ValueError(f"{paths.FORMAT_VARIABLE}: expected one of {', '.join(_METADATA)}, got {wanted!r}. Set it to one of these or unset it.")
    return wanted
