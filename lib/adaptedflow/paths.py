"""Where the companion's files lie: the repository, its notebooks, its data, and the folders for figures.

``ROOT``, ``NOTEBOOKS``, ``DATA`` and ``BUILD`` are looked up when they are first asked for, so the package
can be imported without the repository; only what reads its files then fails, with a sentence that says why.
"""

import os
from pathlib import Path


class NoRepository(FileNotFoundError):
    """The package was installed away from its repository, and what was asked for lies there."""


FIGURES_VARIABLE = "ADAPTEDFLOW_FIGURES"  # another folder for figures; the commands set it for the notebooks that they run
STORED_VARIABLE = "ADAPTEDFLOW_STORED_FIGURES"  # set by the commands: what is found here again stays as it is
FORMAT_VARIABLE = "ADAPTEDFLOW_FIGURE_FORMAT"  # pdf or svg beside png
_FOLDERS = {"ROOT": "", "NOTEBOOKS": "notebooks", "DATA": "data", "BUILD": "build"}


def __getattr__(name: str) -> Path:
    if name not in _FOLDERS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return repository(Path(__file__)) / _FOLDERS[name]


def __dir__() -> list[str]:
    return sorted([*globals(), *_FOLDERS])


def repository(module: Path) -> Path:
    """Return the repository that holds ``module``, a file of the package in ``lib/adaptedflow``.

    Raises NoRepository, a FileNotFoundError, where the package was installed away from its repository.
    """
    root = module.resolve().parents[2]
    if not ((root / "pyproject.toml").is_file() and (root / "lib" / "adaptedflow").is_dir() and (root / "data").is_dir()):      # a source distribution has no data
        raise NoRepository(
            "expected the package inside its repository, as lib/adaptedflow beside pyproject.toml and data, "
            f"got {module.parent}; notebooks and data are not part of an installed package: "
            "clone the repository and run 'pip install -e .' in it"
        )
    return root


def figures() -> Path:
    """Return the folder to which figures are drawn: ``ADAPTEDFLOW_FIGURES`` if set, else ``build/figures``.

    So a notebook that is run in JupyterLab changes no stored figure. The folder need not exist. Raises ValueError for a
    relative path in the variable, which would mean one folder to a terminal and another to a notebook.
    """
    return _chosen() or repository(Path(__file__)) / "build" / "figures"


def stored_figures() -> Path:
    """Return the folder in which the commands keep figures: ``ADAPTEDFLOW_FIGURES`` if set, else ``figures`` in the repository."""
    return _chosen() or repository(Path(__file__)) / "figures"


def _chosen() -> Path | None:
    chosen = os.environ.get(FIGURES_VARIABLE)
    if not chosen:
        return None
    folder = Path(chosen)
    if not folder.is_absolute():
        raise ValueError(
            f"expected an absolute path in {FIGURES_VARIABLE}, got {chosen!r}; "
            f"write {FIGURES_VARIABLE}={Path.cwd() / chosen}"
        )
    return folder
