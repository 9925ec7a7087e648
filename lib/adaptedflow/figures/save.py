"""Save a figure with the numbers behind it and where they come from."""

import io
import json
import os
import platform
import re
import sys
from collections.abc import Mapping
from importlib.metadata import version

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from .. import paths
from ..arrays import real_number
from ..files import write_whole
from .style import style
from .tables import csv_text

# No date and no program name: the same figure is the same file.
_METADATA = {
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    "svg": {"Date": None, "Creator": None},
}


def save(figure, name, table, *, notebook, claims=(), parameters=None, alt, tolerance=None):
    """Write ``NAME.png``, ``NAME.csv`` and ``NAME.json`` to the folder for figures, show the figure, and close it.

    ``table`` maps column names to 1-d columns of one length: the numbers that the figure shows, stored with six
    significant digits. The JSON file holds the provenance: ``notebook`` (its name without ``.ipynb``), the slugs of the
    ledger's ``claims`` that the figure illustrates, the ``parameters`` it was drawn with (a mapping from names to
    numbers, strings or lists), ``alt`` (one or two plain sentences for those who cannot see the picture, also its
    caption), the relative ``tolerance`` within which another machine should find the table, and versions.

    Everything is rendered before anything is written, and each file is written whole or not at all. The environment
    variable ``ADAPTEDFLOW_FIGURE_FORMAT`` (png, pdf or svg) asks for a further format. In a notebook the picture is
    shown once, by this call, with its alternative text; call it in the cell that draws.

    Raises TypeError or ValueError, before writing, for anything that does not fit this description.
    """
    if not isinstance(figure, Figure):
        raise TypeError(f"figure: expected a matplotlib Figure, got {type(figure).__name__}. Pass what plt.subplots gives first.")
    _slug("name", name)
    alt = _sentence(alt)
    files = {
        f"{name}.csv": csv_text(table),
        f"{name}.json": _provenance(name, notebook, claims, parameters, alt, tolerance),
    }
    for extension in sorted({"png", _wanted_format()}):
        files[f"{name}.{extension}"] = _render(figure, extension)
    for file, content in files.items():
        write_whole(paths.figures() / file, content)
    plt.close(figure)  # or a notebook would show it a second time
    _show(files[f"{name}.png"], alt)


def _render(figure, extension):
    stream = io.BytesIO()
    with style():  # ticks are made while drawing
        figure.savefig(stream, format=extension, dpi=150, metadata=_METADATA[extension])
    return stream.getvalue()


def _show(png, alt):
    ipython = sys.modules.get("IPython")
    if ipython is not None and ipython.get_ipython() is not None:
        from IPython.display import Image, display

        bundle = {"image/png": Image(png)._repr_png_(), "text/plain": alt}
        display(bundle, metadata={"image/png": {"alt": alt}}, raw=True)


def _provenance(name, notebook, claims, parameters, alt, tolerance):
    if isinstance(claims, str) or not all(isinstance(slug, str) for slug in claims):
        raise TypeError(f"claims: expected a list of slugs, got {claims!r}. Write ('slug',) for a single one.")
    record = {
        "alt": alt,
        "claims": [_slug("claims", slug) for slug in claims],
        "name": name,
        "notebook": _slug("notebook", notebook),
        "parameters": _literals({} if parameters is None else parameters),
        "versions": {"python": platform.python_version()}
        | {package: version(package) for package in ("adaptedflow", "matplotlib", "numpy", "scipy")},
    }
    if tolerance is not None:
        record["tolerance"] = real_number("tolerance", tolerance, minimum=0, strict=True)
    return json.dumps(record, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _literals(parameters):
    if not isinstance(parameters, Mapping) or not all(isinstance(name, str) for name in parameters):
        raise TypeError(f"parameters: expected a mapping from names to values, got {parameters!r}. Pass a dict.")

    def plain(value):
        if isinstance(value, (np.generic, np.ndarray)):
            return value.tolist()
        raise TypeError(f"parameters: expected numbers, strings and lists of them, got {value!r}. Pass str(...) of it.")

    try:
        return json.loads(json.dumps(dict(parameters), default=plain, allow_nan=False))
    except ValueError:
        raise ValueError(f"parameters: expected finite numbers, got {parameters!r}. Write infinity as a string.") from None


def _slug(what, value):
    if not isinstance(value, str):
        raise TypeError(f"{what}: expected a string, got {value!r}. Write it in quotes.")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", value) or value.endswith((".ipynb", ".png", ".csv", ".json")):
        raise ValueError(f"{what}: expected letters, digits, '_', '-' and '.' without folder or file ending, got {value!r}. Shorten it to that.")
    return value


def _sentence(alt):
    if not isinstance(alt, str):
        raise TypeError(f"alt: expected a sentence that describes the figure, got {alt!r}. Write one in quotes.")
    words = alt.split()
    if len(words) < 3:
        raise ValueError(f"alt: expected a sentence that describes the figure, got {alt!r}. Say what is drawn and what it shows.")
    return " ".join(words)


def _wanted_format():
    wanted = os.environ.get(paths.FORMAT_VARIABLE) or "png"
    if wanted not in _METADATA:
        raise ValueError(f"{paths.FORMAT_VARIABLE}: expected one of {', '.join(_METADATA)}, got {wanted!r}. Set it to one of these or unset it.")
    return wanted
