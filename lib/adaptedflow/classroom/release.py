"""What goes out: a zip for students, and a course folder for teachers who use nbgrader."""

from __future__ import annotations

import io
import textwrap
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from ..files import write_whole
from . import markers

if TYPE_CHECKING:
    from .assignment import Assignment

NBGRADER_CONFIG = f'''\
"""nbgrader's settings of this course: nbgrader generate_assignment NAME, nbgrader autograde NAME."""

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "adaptedflow"
c.ClearSolutions.code_stub = {{"python": {markers.CODE_STUB!r}}}
c.ClearSolutions.text_stub = {markers.TEXT_STUB!r}
c.ExecutePreprocessor.timeout = 60
c.ExecutePreprocessor.interrupt_on_timeout = True
'''
README = textwrap.dedent("""\
    {title}

    Open {name}.ipynb in JupyterLab, Jupyter Notebook or VS Code, or upload it to a JupyterHub.
    It needs Python 3.11 or newer with numpy:

        python -m pip install numpy jupyterlab
        python -m jupyterlab {name}.ipynb

    Write your answers into the cells that ask for them, run the notebook from the top
    (Kernel > Restart and run all), save it, and hand in this one file.
    """)


def write_release(assignment: Assignment, folder: Path, seed: int) -> Path:
    """Write ``release/NAME.zip`` for students and ``course/`` for nbgrader into ``folder``; return the path of the zip.

    The zip holds no solution and no hidden test; ``course/source`` holds both, with the class seed.
    """
    import nbformat

    name, title = assignment.name, _title(assignment)
    course = folder / "course"
    write_whole(course / "nbgrader_config.py", NBGRADER_CONFIG)
    write_whole(course / "source" / name / f"{name}.ipynb", nbformat.writes(assignment.teacher(seed)) + "\n")
    (course / "submitted").mkdir(exist_ok=True)
    path = folder / "release" / f"{name}.zip"
    write_whole(path, _zip({
        f"{name}/{name}.ipynb": nbformat.writes(assignment.student(seed)) + "\n",
        f"{name}/README.txt": README.format(name=name, title=title),
        f"{name}/LICENSE": (assignment.path.parents[2] / "LICENSE").read_text(encoding="utf-8"),
    }))
    return path


def _title(assignment) -> str:
    return assignment.source.cells[0].source.splitlines()[0].removeprefix("# ").replace("$", "")


def _zip(texts: dict[str, str]) -> bytes:
    """Return a zip with these files; the same texts give the same bytes."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, text.encode("utf-8"), zipfile.ZIP_DEFLATED)
    return whole.getvalue()
