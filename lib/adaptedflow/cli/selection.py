"""Which notebooks a command is about."""

from pathlib import Path

import click

from .. import paths


def all_notebooks() -> list[Path]:
    """Return the notebooks of the companion, in reading order."""
    try:
        folder = paths.NOTEBOOKS
    except FileNotFoundError as error:
        raise click.ClickException(str(error)) from None
    return sorted(folder.glob("*.ipynb"))


def find(name: str) -> Path:
    """Return the notebook called ``name``, as ``05_trapping`` or ``notebooks/05_trapping.ipynb``.

    Raises click.BadParameter with the list of the notebooks there are.
    """
    known = {path.stem: path for path in all_notebooks()}
    stem = Path(name).name.removesuffix(".ipynb")
    if stem not in known:
        names = ", ".join(known) or "none yet"
        raise click.BadParameter(f"expected the name of a notebook, got {name!r}; there are: {names}")
    return known[stem]


def title(notebook: Path) -> str:
    """Return the first heading of the notebook, or its name where there is none."""
    import nbformat

    for cell in nbformat.read(notebook, as_version=4).cells:
        for line in cell.source.splitlines():
            if cell.cell_type == "markdown" and line.startswith("# "):
                return line.removeprefix("# ").strip()
    return notebook.stem


def _find_each(ctx, param, names: tuple[str, ...]) -> list[Path]:
    if not names:
        return all_notebooks()
    return sorted({find(name) for name in names})


only_option = click.option("--only", metavar="NAME", multiple=True, callback=_find_each,
                           help="Only this notebook, as in '05_trapping'; may be given again. [default: all]")
