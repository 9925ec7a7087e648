"""Run one notebook, and leave whole files only.

papermill puts the parameters in; nbclient runs the cells. (papermill's own run takes the error that a cell
tagged ``raises-exception`` shows on purpose for a failure.)
"""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from .. import paths
from ..files import CURES, write_together, write_whole
from ..threads import VARIABLES
from .outputs import keep_stored
from .reading import read_notebook
from .scratch import own_folder


@dataclass(frozen=True)
class Run:
    """What became of a notebook: ``failure`` is None, or a sentence that names the cell and the error."""

    notebook: Path
    executed: Path | None
    seconds: float
    figures: int
    failure: str | None


def execute(notebook: Path, executed: Path, *, figures: Path, image_format="png", parameters=None, keep=False, in_place=False) -> Run:
    """Run ``notebook`` in its own folder and write the executed copy to ``executed``.

    The notebook draws into a folder of its own, and what it drew takes its place in ``figures`` after the last cell, all of it
    or, where the notebook fails, nothing. With ``keep``, what is stored already and found again stays as it is; with ``in_place``
    the notebook is replaced together with its figures. The copy is written in any case, with the traceback where a cell failed.
    An interrupt writes nothing.
    """
    start = time.perf_counter()
    written, count = None, 0
    try:
        book = _prepare(notebook, parameters)
        with own_folder(paths.BUILD / "drawing", f"{notebook.stem}-") as drawn:
            failure = _run_cells(book, notebook, kernel_environment(drawn, image_format, figures if keep else None))
            text = _text(book)
            write_whole(executed, text)
            written = executed
            if failure is None:
                contents = {figures / path.name: path.read_bytes() for path in sorted(drawn.iterdir())}
                count = sum(path.suffix == ".png" for path in contents)
                if in_place:
                    contents[notebook] = _kept(book, notebook) if keep else text
                write_together({path: content for path, content in contents.items() if not _holds(path, content)})
    except ValueError as error:
        failure = f"reading: {error}"
    except OSError as error:
        cure = "" if ";" in str(error.strerror) or error.errno not in CURES else f"; {CURES[error.errno]}"
        failure, count = f"writing: {error.filename or paths.BUILD}: {error.strerror or error}{cure}", 0
    return Run(notebook, written, time.perf_counter() - start, count, failure)


def _text(book) -> str:
    import nbformat

    return nbformat.writes(normalised(book)) + "\n"


def _kept(book, notebook: Path) -> str:
    stored = read_notebook(notebook)
    keep_stored(book, stored)
    return _text(book)


def _holds(path: Path, content: bytes | str) -> bool:
    return path.is_file() and path.read_bytes() == (content.encode("utf-8") if isinstance(content, str) else content)


def _prepare(notebook: Path, parameters: dict | None):
    """Return the notebook with ``parameters`` in place and no outputs; raises ValueError where the file is no notebook."""
    book = read_notebook(notebook)
    if parameters:
        from papermill import execute_notebook

        book = execute_notebook(notebook, None, parameters, prepare_only=True, kernel_name="python3", language="python")
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return book


def kernel_environment(figures: Path, image_format: str, stored: Path | None = None) -> dict[str, str]:
    """Return the environment of the kernel, to which :mod:`.kernels` adds settings that are nobody's.

    Figures are drawn into ``figures`` and held against those in ``stored``. One BLAS thread, if nothing else is said, as in the Makefile:
    the last digits and the times stay what they are.
    """
    return dict.fromkeys(VARIABLES, "1") | os.environ | {
        paths.FIGURES_VARIABLE: str(figures),
        paths.STORED_VARIABLE: str(stored or ""),
        paths.FORMAT_VARIABLE: image_format,
    }


def _run_cells(book, notebook: Path, environment: dict[str, str]) -> str | None:
    """Run the cells in order, outputs into ``book``; return what failed, or None."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, DeadKernelError
    from tqdm import tqdm

    from .kernels import OwnAsyncKernelManager

    quiet = ["--log-level=CRITICAL"]  # the kernel's own log, on connections and the like; not the notebook's
    client = NotebookClient(book, kernel_manager_class=OwnAsyncKernelManager, kernel_name="python3", timeout=None, record_timing=False,
                            coalesce_streams=True, extra_arguments=quiet)
    cell, done = None, 0
    # tqdm draws the bar on a terminal only (disable=None) and takes it away at the end
    with tqdm(book.cells, desc=notebook.stem, unit="cell", leave=False, disable=None) as cells:
        try:
            with client.setup_kernel(cwd=str(notebook.parent), env=environment):
                for index, cell in enumerate(cells):
                    client.execute_cell(cell, index)
                    done += cell.cell_type == "code" and bool(cell.source.strip())
        except CellExecutionError as error:
            reason = f"{error.ename}: {error.evalue}".splitlines()[0]
            return f"cell In [{cell.execution_count}], {_first_line(cell)!r}: {reason}"
        except DeadKernelError:
            return f"cell In [{done + 1}], {_first_line(cell)!r}: the kernel died (out of memory?)"
        except RuntimeError as error:
            return f"the kernel did not start: {error}"
    return None


def _first_line(cell) -> str:
    return cell.source.strip().split("\n")[0]


def normalised(book):
    """Return ``book`` without what differs from run to run: times, versions, papermill's and widgets' notes."""
    book.metadata.pop("papermill", None)
    book.metadata.pop("widgets", None)
    book.metadata.get("language_info", {}).pop("version", None)
    for cell in book.cells:
        for name in ("papermill", "execution", "ExecuteTime"):
            cell.metadata.pop(name, None)
        if not cell.metadata.get("tags", True):
            del cell.metadata["tags"]
    return book
