"""The commands on a machine unlike the one they were written on: a strange path, no git, no HOME, no locale, no network, warnings as errors."""

import os
import shutil
import subprocess
import sys

import nbformat
import pytest

from adaptedflow import paths

CELL = """import warnings
import matplotlib.pyplot as plt
from adaptedflow import figures
warnings.warn("told, and no error")
figure, axes = plt.subplots()
axes.plot([0, N])
figures.save(figure, "line", {"x": [0, N]}, alt="A line that rises to ü.")
print("ü", paths.figures().name.startswith("01_small"))"""


@pytest.fixture
def companion(tmp_path):
    """What a tarball would have, under a path with a space, an umlaut, a quote and a dollar sign; one small notebook instead of all."""
    folder = tmp_path / "a päth with 'quote' and $HOME"
    for name in ("lib", "data"):
        shutil.copytree(paths.ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    shutil.copy(paths.ROOT / "pyproject.toml", folder)
    cells = [nbformat.v4.new_markdown_cell("# Small", id="title"), nbformat.v4.new_code_cell("N = 3", id="n", metadata={"tags": ["parameters"]}),
             nbformat.v4.new_code_cell("from adaptedflow import paths\n" + CELL, id="draw")]
    (folder / "notebooks").mkdir()
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), folder / "notebooks/01_small.ipynb")
    (folder / "my.csv").write_text("a,b\n" + "".join(f"{x},{x * x}\n" for x in range(1, 9)))
    return folder


def run(companion, *arguments):
    """Run a command; where the system lets us, as a user who has no privileges, no name and no home, and without a network."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}           # without SYSTEMROOT no Python starts on Windows
    environment = kept | {"LC_ALL": "POSIX", "PYTHONWARNINGS": "error", "PYTHONPATH": str(companion / "lib")}
    prefix = ["unshare", "--net", "--map-user=4242", "--map-group=4242"]
    if not shutil.which("unshare") or subprocess.run([*prefix, "true"], capture_output=True).returncode:
        prefix = []
    command = [*prefix, sys.executable, "-m", "adaptedflow", *arguments]
    return subprocess.run(command, cwd=companion, env=environment, capture_output=True, text=True, encoding="utf-8")


def test_the_commands_run(companion):
    for arguments, said in [
        (["list"], "01_small\n    Small\n    -p N=3"),
        (["figures"], "1 of 1 notebooks ran"),
        (["run", "01_small", "-p", "N=4"], "1 of 1 notebooks ran"),
        (["ledger", "--only", "parameter-count"], "1 of 1 checks agree"),
        (["fit", "my.csv", "--widths", "1-8-1"], "figure: "),
    ]:
        done = run(companion, *arguments)
        assert done.returncode == 0 and said in done.stdout and "Warning" not in done.stderr, (arguments, done.stdout, done.stderr)
    assert sorted(path.name for path in (companion / "figures").iterdir()) == ["README.md", "line.csv", "line.json", "line.png"]
    assert sorted(path.name for path in companion.iterdir()) == sorted(["build", "data", "figures", "lib", "my.csv", "notebooks", "pyproject.toml"])
    cell = nbformat.read(companion / "build/notebooks/01_small.ipynb", as_version=4).cells[-1]
    assert "ü True\n" in [output.get("text") for output in cell.outputs]
    assert "told, and no error" in "".join(output.get("text", "") for output in cell.outputs if output.get("name") == "stderr")


WITHOUT_UNIX = """
import importlib, pkgutil, sys
import psutil                                                          # runs everywhere; on Linux by way of one of these
unix = ["fcntl", "grp", "pty", "pwd", "resource", "termios"]
sys.modules |= dict.fromkeys(unix)                                     # each import of one fails
import adaptedflow
for module in pkgutil.walk_packages(adaptedflow.__path__, "adaptedflow.", onerror=print):
    try:
        importlib.import_module(module.name) if not module.name.endswith("__main__") else None
    except ModuleNotFoundError as error:                               # of torch, say: not asked here
        print(module.name, "needs", error.name) if error.name in unix else None
"""


def test_every_module_can_be_imported_where_there_is_no_unix():
    done = subprocess.run([sys.executable, "-c", WITHOUT_UNIX], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
