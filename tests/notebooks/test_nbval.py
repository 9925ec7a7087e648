"""nbval sees a wrong output; what it does not see, :mod:`test_stored` does."""

import os
import subprocess
import sys

import nbformat

from adaptedflow import paths


def nbval(book, folder):
    """Run nbval on ``book`` as 'make test' does and return (exit status, what it printed)."""
    nbformat.write(book, folder / "book.ipynb")
    environment = os.environ | {"PYTHONPATH": str(paths.ROOT / "tests")}
    options = ["-p", "nbval_kernels", "--nbval", "--nbval-current-env", f"--nbval-sanitize-with={paths.ROOT / 'tests/sanitize.cfg'}"]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *options, "book.ipynb"]
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    return run.returncode, run.stdout


def book_of(*cells):
    """A notebook of pairs (source, printed text); printed text None stands for a cell that was not run."""
    v4 = nbformat.v4
    book = v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}})
    for count, (source, printed) in enumerate(cells, start=1):
        cell = v4.new_code_cell(source)
        if printed is not None:
            cell.execution_count, cell.outputs = count, [v4.new_output("stream", name="stdout", text=printed)]
        book.cells.append(cell)
    return book


def test_right_outputs_pass(tmp_path):
    status, said = nbval(book_of(("print(1 + 1)", "2\n"), ("print('wall time 0.1 s')", "wall time 7.25 s\n")), tmp_path)
    assert status == 0 and "2 passed" in said


def test_planted_wrong_output_fails(tmp_path):
    status, said = nbval(book_of(("print(1 + 1)", "2\n"), ("print(1 + 1)", "3\n"), ("print(4)", None)), tmp_path)
    # the third cell shows why test_stored is needed: it was never run, and it passes
    assert status == 1 and "1 failed, 2 passed" in said


def test_a_damaged_notebook_is_one_sentence(tmp_path):
    (tmp_path / "torn.ipynb").write_text("<<<<<<< HEAD")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "nbval_kernels", "-p", "no:cacheprovider", "-p", "no:xdist", "--nbval", "torn.ipynb"]
    run = subprocess.run(command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(paths.ROOT / "tests")}, capture_output=True, text=True)
    assert run.returncode != 0 and "torn.ipynb is not a notebook: its file is damaged; take it back from git" in run.stdout
    assert "Traceback" not in run.stdout and len(run.stdout.splitlines()) < 12
