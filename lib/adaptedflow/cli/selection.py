"""Which notebooks a command is about."""

from pathlib import Path

import click

from .. import paths


def one_of(beginning, names):
    """The ``names`` meant by ``beginning``: that name itself, or else all that begin so."""
    return [beginning] if beginning in names else [name for name in names if beginning and name.startswith(beginning)]


def all_notebooks() -> list[Path]:
    """Return the notebooks of the companion, in reading order."""
    return sorted(paths.NOTEBOOKS.glob("*.ipynb"))


def find(name: str) -> Path:
    """Return the notebook called ``name``, as ``05_trapping`` or ``notebooks/05_trapping.ipynb``, or by a beginning that no other has, as ``05``.

    Raises click.BadParameter with the list of the notebooks there are.
    """
    known = {path.stem: path for path in all_notebooks()}
    found = one_of(Path(name).name.removesuffix(".ipynb"), known)
    if len(found) != 1:
        names = ", ".join(found or known) or "none yet"
        raise click.BadParameter(f"expected the name of {'one' if found else 'a'} notebook, got {name!r}; {'it fits' if found else 'there are'}: {names}")
    return known[found[0]]


def title(notebook: Path) -> str:
    """Return the first heading of the notebook, or its name where there is none."""
    import nbformat

    for cell in nbformat.read(notebook, as_version=4).cells:
        for line in cell.source.splitlines():
            if cell.cell_type == "markdown" and line.startswith("# "):
                return line.removeprefix("# ").strip()
    return notebook.stem


def complete(ctx, param, beginning) -> list[str]:
    """The notebooks whose names begin so, for the completion of a shell."""
    try:
        return [path.stem for path in all_notebooks() if path.stem.startswith(beginning)]
    except paths.NoRepository:
        return []


def _find_each(ctx, param, names: tuple[str, ...]) -> list[Path]:
    if not names:
        return all_notebooks()
    return sorted({find(name) for name in names})


only_option = click.option("--only", metavar="NAME", multiple=True, callback=_find_each, shell_complete=complete,
                           help="Only this notebook, as in '05_trapping' or '05'; may be given again. [default: all]")
