"""Who handed in what."""

import warnings
from pathlib import Path

LARGEST = 20_000_000  # bytes


def find_submissions(folder: Path, name: str, others=()) -> dict[str, Path | None]:
    """Return the notebook of each student in ``folder`` for the assignment ``name``; None where it is missing.

    A student is a folder ``STUDENT/`` with ``NAME.ipynb`` at any depth (nbgrader's ``submitted/STUDENT/NAME/NAME.ipynb``),
    or with one notebook of another name, which is not in ``others``, the other assignments; or a file ``STUDENT.ipynb``.
    Names that begin with a dot are passed over.
    """
    found = {}
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            found[entry.name] = _notebook(entry, name, others)
        elif entry.suffix == ".ipynb":
            found[entry.stem] = entry
    return found


def _notebook(folder: Path, name: str, others) -> Path | None:
    books = sorted(path for path in folder.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts and path.stem not in others)
    named = [path for path in books if path.stem == name]
    if named:
        return named[0]
    return books[0] if len(books) == 1 and books[0].parent == folder else None


def read_notebook(path: Path | None):
    """Return the notebook at ``path``. Raises ValueError with a sentence for the student where there is none."""
    import nbformat

    if path is None:
        raise ValueError("No notebook was handed in for this assignment.")
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            raise ValueError("expected a file of at most 20 MB")
        with warnings.catch_warnings(action="ignore"):  # nbformat mends what it can, and says so
            book = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
        for cell in book.cells:
            if not isinstance(cell.source, str) or not isinstance(cell.cell_type, str) or not hasattr(cell.metadata, "get"):
                raise ValueError("a cell has no source")
    except Exception as error:  # whatever a broken file makes of the reader, it costs this submission only
        reason = str(error).strip().splitlines() or [type(error).__name__]
        raise ValueError(f"The file could not be read as a notebook: {reason[0][:200]}") from None
    return book
