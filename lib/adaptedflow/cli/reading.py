"""Read a notebook, or say in a sentence what is wrong with its file."""

from pathlib import Path


def read_notebook(path: Path):
    """Return the notebook at ``path``; raises ValueError with the cure where the file is none."""
    import nbformat

    try:
        book = nbformat.read(path, as_version=4)
        nbformat.validate(book, relax_add_props=True)
    except OSError as error:
        raise ValueError(f"{path.name} cannot be read ({error.strerror}); {_cure(path)}") from None
    except Exception:  # nbformat says in a dozen ways that a file is not a notebook
        raise ValueError(f"{path.name} is not a notebook: its file is damaged; {_cure(path)}") from None
    return book


def _cure(path: Path) -> str:
    return f"take it back from git: git checkout -- notebooks/{path.name}"
