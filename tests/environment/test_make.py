"""The Makefile: every target documented, and one clear line where the environment cannot be built."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from adaptedflow import paths

MAKEFILE = paths.ROOT / "Makefile"
LOCKS = {"bench": "tests/benchmarks", "classroom": "tests/classroom", "book": "notebooks/book"}  # environments in build/, and where their locks are
pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="needs make")


def make(*arguments, folder=paths.ROOT, **environment):
    """Run make as if no other make had called the tests, whatever variables that one was given (make test ONLY=library)."""
    given = set(re.findall(r"\$\(([A-Z]+)\)", MAKEFILE.read_text()))
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS")) and name not in given}
    return subprocess.run(["make", *arguments], cwd=folder, env=clean | environment, capture_output=True, text=True)


def test_help_lists_every_target():
    targets = re.search(r"^\.PHONY: (.*)$", MAKEFILE.read_text(), re.MULTILINE).group(1).split()
    assert [line.split()[1] for line in make("help").stdout.splitlines()] == targets
    assert targets == ["figures", "test", "test-all", "notebooks", "maps", "assignments", "lab", "ledger", "book", "bench", "mutants", "clean", "help"]


@pytest.fixture
def bare(tmp_path):
    """A folder with what the environment is built from, and no environment."""
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(paths.ROOT / name, tmp_path)
    return tmp_path


def test_commands_of_the_targets(bare):
    (bare / ".venv").mkdir()
    (bare / ".venv/.ok").touch()  # newer than the lock: nothing to install
    for made in [f"{folder}/requirements.lock" for folder in LOCKS.values()] + [f"build/{name}/venv/.ok" for name in LOCKS]:
        (bare / made).parent.mkdir(parents=True)
        (bare / made).touch()
    bench = "MPLBACKEND=Agg build/bench/venv/bin/python tests/benchmarks/run.py"
    run = ".venv/bin/python -m adaptedflow"
    for arguments, command in [
        ([], f"{run} figures"),
        (["figures", "ONLY=05_trapping 06_critical", "FORMAT=pdf"], f"{run} figures --only 05_trapping --only 06_critical --format pdf"),
        (["notebooks", "ONLY=05_trapping"], f"{run} notebooks --only 05_trapping"),
        (["maps"], f"{run} survival --stored"),
        (["maps", "ORBITS=400", "JOBS=8"], f"{run} survival --stored --orbits 400 --jobs 8"),
        (["assignments"], f"{run} assignments"),
        (["assignments", "SEED=7"], f"{run} assignments --seed 7"),
        (["ledger"], f"{run} ledger"),
        (["book"], "MPLBACKEND=Agg build/book/venv/bin/python notebooks/book/build.py"),
        (["bench"], bench),
        (["bench", "QUICK=1"], f"{bench} --quick"),
        (["mutants"], "MPLBACKEND=Agg .venv/bin/python tests/mutants/run.py"),
        (["mutants", "SAMPLE=50", "SEED=7"], "MPLBACKEND=Agg .venv/bin/python tests/mutants/run.py --sample 50 --seed 7"),
        (["test"], ".venv/bin/python tests/run.py"),
        (["test", "ONLY=library"], ".venv/bin/python tests/run.py library"),
        (["test-all"], ".venv/bin/python tests/run.py library notebooks figures ledger kernels classroom fuzz versions book"),
        (["test-all", "ONLY=classroom"], ".venv/bin/python tests/run.py classroom"),
    ]:
        assert " ".join(make("-n", *arguments, folder=bare).stdout.split()) == command


def fake_python(folder: Path, script: str) -> str:
    path = folder / "python"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def the_one_line(run) -> str:
    """Return what make was told to say, and check that there is no more than that and make's own last line."""
    said = [line for line in run.stderr.splitlines() if not re.match(r"make(\[\d+\])?: \*\*\*", line)]
    assert run.returncode != 0 and len(said) == 1 and "Traceback" not in run.stderr
    return said[0]


def test_no_python(bare):
    assert "no Python 3.11 or newer was found" in the_one_line(make("test", "PYTHON=", folder=bare))


def test_python_too_old(bare):
    old = fake_python(bare, "exit 1")
    assert f"{old} is not Python 3.11 or newer" in the_one_line(make("test", f"PYTHON={old}", folder=bare))


def test_venv_missing(bare):
    without = fake_python(bare, 'case "$2" in *ensurepip*) echo "Traceback" >&2; exit 1;; esac')
    assert "apt install python3-venv" in the_one_line(make("figures", f"PYTHON={without}", folder=bare))


def test_no_network(bare):
    """The environment is there but for the packages; pip stands for itself and finds no network."""
    (bare / ".venv/bin").mkdir(parents=True)
    fake_python(bare / ".venv/bin", 'case "$*" in *install*) echo "ERROR: no matching distribution" >&2; exit 1;; esac')
    assert "is there a network?" in the_one_line(make("test", folder=bare))
    assert "no matching distribution" in (bare / ".venv/install.log").read_text()
    assert not (bare / ".venv/.ok").exists()


@pytest.mark.parametrize("target, parts, installed", [
    ("test", "", {"classroom"}), ("test", "library", {"classroom"}), ("test-all", "", {"classroom", "book"}), ("test-all", "classroom", {"classroom"}),
    ("test-all", "book", {"book"}), ("test", "notebooks figures", set()), ("book", "", {"book"}), ("bench", "", {"bench"}),
])
def test_what_is_installed_is_needed(target, parts, installed, bare):
    for made in (".venv/.ok", *(f"{folder}/requirements.lock" for folder in LOCKS.values())):
        (bare / made).parent.mkdir(parents=True, exist_ok=True)
        (bare / made).touch()
    said = make("-n", target, f"ONLY={parts}", folder=bare).stdout
    assert {name for name in LOCKS if f"build/{name}/venv/bin/python -m pip install --no-deps -r {LOCKS[name]}/requirements.lock" in said} == installed
