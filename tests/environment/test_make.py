"""The Makefile: every target documented, and one clear line where the environment cannot be built."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from adaptedflow import paths

MAKEFILE = paths.ROOT / "Makefile"
LOCKS = {"bench": "tests/benchmarks", "classroom": "tests/classroom", "book": "notebooks/book", "torch": "tests/adapters", "note": "notebooks/note"}  # environments in build/, and where their locks are
pytestmark = pytest.mark.skipif(os.name != "posix" or shutil.which("make") is None, reason="needs make, and a shell")


def make(*arguments, folder=paths.ROOT, **environment):
    """Run make as if no other make had called the tests, whatever variables that one was given (make test ONLY=library)."""
    given = set(re.findall(r"\$\(([A-Z]+)\)", MAKEFILE.read_text()))
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS")) and name not in given}
    return subprocess.run(["make", *arguments], cwd=folder, env=clean | environment, capture_output=True, text=True)


def test_help_lists_every_target():
    targets = re.search(r"^\.PHONY: (.*)$", MAKEFILE.read_text(), re.MULTILINE).group(1).split()
    assert [line.split()[1] for line in make("help").stdout.splitlines()] == targets
    assert targets == ["figures", "test", "test-all", "notebooks", "maps", "training", "your-network", "assignments", "lab", "ledger", "certificates", "book", "note", "bench", "mutants", "clean", "help"]


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
    note = ".venv/bin/python notebooks/note/stored.py build/note/venv/bin/python notebooks/note/build.py"
    for arguments, command in [
        ([], f"{run} figures"),
        (["figures", "ONLY=05_trapping 06_critical", "FORMAT=pdf"], f"{run} figures --only 05_trapping --only 06_critical --format pdf"),
        (["notebooks", "ONLY=05_trapping"], f"{run} notebooks --only 05_trapping"),
        (["notebooks", "FORCE=1"], f"{run} notebooks --force"),
        (["lab"], ".venv/bin/jupyter trust notebooks/*.ipynb >/dev/null .venv/bin/jupyter lab --allow-root notebooks/00_reading_guide.ipynb"),
        (["training"], f"{run} training"),
        (["training", "TASK=tight poisson"], f"{run} training --task tight --task poisson"),
        (["maps"], f"{run} survival --stored"),
        (["maps", "ORBITS=400", "JOBS=8"], f"{run} survival --stored --orbits 400 --jobs 8"),
        (["assignments"], f"{run} assignments"),
        (["assignments", "SEED=7"], f"{run} assignments --seed 7"),
        (["ledger"], f"{run} ledger"),
        (["certificates"], ".venv/bin/python tests/certificates/check.py"),
        (["book"], f"{note} MPLBACKEND=Agg build/book/venv/bin/python notebooks/book/build.py"),
        (["note"], note),
        (["bench"], bench),
        (["bench", "QUICK=1"], f"{bench} --quick"),
        (["bench", "ONLY=solve tiny", "LONG=1", "STORE=1"], f"{bench} --long --store --only solve --only tiny"),
        (["mutants"], "MPLBACKEND=Agg .venv/bin/python tests/mutants/run.py"),
        (["mutants", "SAMPLE=50", "SEED=7"], "MPLBACKEND=Agg .venv/bin/python tests/mutants/run.py --sample 50 --seed 7"),
        (["test"], ".venv/bin/python tests/run.py"),
        (["test", "ONLY=library"], ".venv/bin/python tests/run.py library"),
        (["test-all"], ".venv/bin/python tests/run.py library explorables notebooks figures ledger certificates kernels classroom fuzz versions torch book note"),
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


NO_PACKAGES = 'case "$*" in *install*) echo "ERROR: no matching distribution"; echo; echo "[notice] a new release of pip" ; exit 1;; esac'


def test_packages_that_cannot_be_had_are_told_in_the_words_of_pip(bare):
    """The environment is there but for the packages; pip stands for itself and finds no network."""
    (bare / ".venv/bin").mkdir(parents=True)
    fake_python(bare / ".venv/bin", NO_PACKAGES)
    said = the_one_line(make("test", folder=bare))
    assert "could not be installed. pip: ERROR: no matching distribution (all it said: .venv/install.log)" in said
    assert not (bare / ".venv/.ok").exists()


def test_an_environment_of_somebody_else_stays(bare):
    (bare / ".venv").mkdir()
    (bare / ".venv/mine").touch()
    assert "move it away, or remove it: rm -r .venv" in the_one_line(make("test", folder=bare))
    assert (bare / ".venv/mine").exists()


def test_an_environment_that_was_being_made_is_made_to_its_end(bare):
    (bare / ".venv").mkdir()
    (bare / ".venv/.made").touch()
    python = fake_python(bare, 
                         'case "$*" in *"-m venv .venv"*) mkdir -p .venv/bin; cp "$0" .venv/bin/python;; ' + NO_PACKAGES.removeprefix('case "$*" in '))
    assert "could not be installed" in the_one_line(make("test", f"PYTHON={python}", folder=bare))


@pytest.mark.parametrize("name", ["python3.11", "python3.12", "python3.13", "python3.14", "python3"])
def test_a_python_is_found_under_its_own_name(name, bare, tmp_path_factory):
    folder = tmp_path_factory.mktemp("bin")
    for tool in ("sh", "make", "touch", "test", "mkdir", "sed", "tail", "cp", "grep"):
        (folder / tool).symlink_to(shutil.which(tool))
    for python in {"python3", name}:                                   # python3 is too old, unless it is the one
        (folder / python).write_text(f"#!/bin/sh\ntest {python} = {name}\n")
        (folder / python).chmod(0o755)
    assert f"{name} -m venv" in make("-n", "test", folder=bare, PATH=str(folder)).stdout


@pytest.mark.parametrize("target, others_run", [("test-all", True), ("bench", False), ("book", False), ("note", False)])
def test_without_an_environment_of_its_own_a_part_is_left_out_and_the_others_run(target, others_run, bare):
    (bare / ".venv/bin").mkdir(parents=True)
    fake_python(bare / ".venv/bin", 'echo "runs $*"')
    (bare / ".venv/.ok").touch()
    for name, folder in LOCKS.items():
        (bare / folder).mkdir(parents=True)
        (bare / folder / "requirements.lock").touch()
        (bare / f"build/{name}/venv/bin").mkdir(parents=True)
        fake_python(bare / f"build/{name}/venv/bin", NO_PACKAGES)
    run = make(target, folder=bare)
    assert "could not be installed. pip: ERROR: no matching distribution" in run.stderr
    assert (run.returncode == 0) is others_run and ("runs tests/run.py" in run.stdout) is others_run


def test_settings_of_python_do_not_reach_the_commands(bare):
    (bare / ".venv/bin").mkdir(parents=True)
    fake_python(bare / ".venv/bin", 'echo "path $PYTHONPATH warnings $PYTHONWARNINGS startup $PYTHONSTARTUP"')
    (bare / ".venv/.ok").touch()
    run = make("figures", folder=bare, PYTHONPATH="/x", PYTHONWARNINGS="error", PYTHONSTARTUP="/y")
    assert run.stdout == "path  warnings  startup \n"


@pytest.mark.parametrize("target, parts, installed", [
    ("test", "", set()), ("test", "library", set()), ("test-all", "", {"classroom", "book", "note"}), ("test-all", "classroom", {"classroom"}),
    ("test-all", "book", {"book", "note"}), ("test", "notebooks figures", set()), ("book", "", {"book", "note"}), ("note", "", {"note"}), ("bench", "", {"bench"}),
])
def test_what_is_installed_is_needed(target, parts, installed, bare):
    for made in (".venv/.ok", *(f"{folder}/requirements.lock" for folder in LOCKS.values())):
        (bare / made).parent.mkdir(parents=True, exist_ok=True)
        (bare / made).touch()
    said = make("-n", target, f"ONLY={parts}", folder=bare).stdout
    assert {name for name in LOCKS if f"build/{name}/venv/bin/python -m pip install --no-deps -r {LOCKS[name]}/requirements.lock" in said} == installed
