"""What ``make test`` runs: the parts below, in this order, each whatever became of those before it."""

import os
import shutil
import subprocess
import sys
import time

from adaptedflow import paths
from adaptedflow.classroom import trouble
from adaptedflow.cli.execution import kernel_environment

OWN_MODULES = {"PYTHONPATH": str(paths.ROOT / "tests")}
DRAWN = paths.BUILD / "test-figures"
KERNELS = [
    {"OPENBLAS_CORETYPE": "Haswell"},
    {"OPENBLAS_CORETYPE": "Prescott"},
    {"OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2"},
    {"OPENBLAS_CORETYPE": "Prescott", "OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2"},
]


def library() -> bool:
    """Everything in tests/ but the tests of the notebooks and of the book."""
    return pytest("tests", "--ignore=tests/notebooks", "-rs")


def explorables() -> bool:
    """Every number that the pages in notebooks/explorables/ show, read in a browser, if there is one. Apart from the
    library's tests, since the browser's driver keeps an event loop of its own running."""
    return pytest("tests/book/test_explorables.py", "-rs", good=(0, 5))      # 5: skipped whole, with the reason


def notebooks(**kernel: str) -> bool:
    """Run every notebook and compare its outputs with those stored; figures go to a folder of their own."""
    books = [str(path.relative_to(paths.ROOT)) for path in sorted(paths.NOTEBOOKS.glob("*.ipynb"))]
    if not books:
        print("expected notebooks in notebooks/, found none")
        return False
    shutil.rmtree(DRAWN, ignore_errors=True)
    DRAWN.mkdir(parents=True)
    nbval = ["-p", "nbval_kernels", "--nbval", "--nbval-current-env", "--nbval-sanitize-with=tests/sanitize.cfg", "--dist=loadfile",
             "--continue-on-collection-errors"]
    return pytest(*nbval, *books, environment=kernel_environment(DRAWN, "png") | OWN_MODULES | kernel)


def figures(tests: str = "tests/notebooks") -> bool:
    """Compare the tables just drawn with those in figures/, and look at how the notebooks are stored."""
    if not any(DRAWN.glob("*.csv")):
        print("expected tables that the notebooks have drawn in build/test-figures, found none; run both parts: make test ONLY='notebooks figures'")
        return False
    return pytest(tests, environment=os.environ | {paths.FIGURES_VARIABLE: str(DRAWN)})


def ledger() -> bool:
    """Check every claim."""
    return command("-m", "adaptedflow", "ledger")


def certificates() -> bool:
    """Check the certificates of data/, in exact and ball arithmetic, by a program that shares nothing with the package."""
    return command("tests/certificates/check.py")


def kernels() -> bool:
    """The notebooks again, with other BLAS kernels and two threads."""
    good = []
    for kernel in KERNELS:
        print("\n" + " ".join(f"{name}={value}" for name, value in kernel.items()), flush=True)
        good += [notebooks(**kernel), figures("tests/notebooks/test_figures.py")]
    return all(good)


def classroom() -> bool | str:
    """The library's tests of it without samples; every planted answer graded by us and by nbgrader; every variant of right answers, and every cheat."""
    modules = ["classroom"] if trouble() else ["classroom", "classroom.table"]
    good = all([pytest("tests/classroom", "-rs", environment=os.environ | {"ADAPTEDFLOW_CLASSROOM": "whole"}),
                *(command("-m", module, environment=os.environ | OWN_MODULES) for module in modules)])
    return good and (f"the table of variants, and what asks for the sandbox: {trouble()}" if trouble() else True)


def book() -> bool:
    """Build the book, where each warning is an error, and read it in a browser, if there is one."""
    python, quiet = str(NEEDS["book"].parent / "bin/python"), os.environ | {"MPLBACKEND": "Agg"}
    return ((typeset() or not NEEDS["note"].exists())                         # without the note's environment the book has no link to it
            and command("notebooks/book/build.py", environment=quiet, python=python)
            and command("-m", "pytest", "-q", "-rs", "tests/book", "--confcutdir=tests/book", python=python))


def torch() -> bool:
    """Networks written for torch and for jax: their derivatives, and what is refused. And what that environment can do besides: build
    the package as a wheel, and check the types of a user's program."""
    return command("-m", "pytest", "-q", "-rs", "tests/adapters", "tests/environment/test_wheel.py", "tests/environment/test_types.py", python=str(paths.BUILD / "torch/venv/bin/python"))


def note() -> bool:
    """Typeset the note twice, and look at its pages."""
    return typeset() and pytest("tests/note", environment=os.environ | {"ADAPTEDFLOW_TYPESETTER": str(NEEDS["note"].parent / "bin/python")})


def typeset() -> bool:
    """The note's PDF, in build/note/; False as well where its environment is not there."""
    return NEEDS["note"].exists() and command("notebooks/note/stored.py") and command("notebooks/note/build.py", python=str(NEEDS["note"].parent / "bin/python"))


def fuzz() -> bool:
    """Malformed input into every public function, and random orbits, many times as many as in the library's tests."""
    return pytest("tests/fuzz", environment={"ADAPTEDFLOW_FUZZ": "200", "ADAPTEDFLOW_ORBITS": "2000"} | os.environ)


def versions() -> bool:
    """The library's tests on other Pythons and on the oldest versions of what it needs."""
    return command("tests/versions.py")


PARTS = {part.__name__: part for part in (library, explorables, notebooks, figures, ledger, certificates, kernels, classroom, fuzz, versions, torch, book, note)}
DEFAULT = ["library", "explorables", "notebooks", "figures", "ledger", "certificates"]
STORED = {"notebooks", "figures", "kernels"}                          # compare with what Python 3.11 has stored

NEEDS = {name: paths.BUILD / name / "venv/.ok" for name in ("classroom", "torch", "book", "note")}            # environments of their own


def pytest(*arguments: str, environment=None, good=(0,)) -> bool:
    return command("-m", "pytest", "-q", "-n", "2", *arguments, environment=environment, good=good)


def command(*arguments: str, environment=None, python=sys.executable, good=(0,)) -> bool:
    return subprocess.run([python, *arguments], cwd=paths.ROOT, env=environment).returncode in good


def without_stored(names: list[str], version: tuple[int, int]) -> list[str]:
    """Return ``names`` without the parts that another Python than 3.11 cannot bear out, and say which are left out."""
    left_out = [name for name in names if name in STORED and version != (3, 11)]
    if left_out:
        print(f"left out: {', '.join(left_out)}. Stored outputs belong to Python 3.11, and this is Python {version[0]}.{version[1]}.", flush=True)
    return [name for name in names if name not in left_out]


def without_missing(names: list[str]) -> list[str]:
    """Return ``names`` without the parts whose environment is not there, and say which are left out."""
    left_out = [name for name in names if name in NEEDS and not NEEDS[name].exists()]
    for name in left_out:
        print(f"left out: {name}. Its environment, build/{name}/venv, could not be made; with a network: make test-all ONLY={name}", flush=True)
    return [name for name in names if name not in left_out]


def main(names: list[str]) -> int:
    """Run the parts called ``names``, print a summary with times, and return the exit status.

    A part returns whether it passed; one that passed but for what cannot run here returns what that is, and why.
    """
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"expected some of {', '.join(PARTS)}, got {', '.join(unknown)}", file=sys.stderr)
        return 2
    summary = {}
    try:
        chosen = without_missing(without_stored(names or DEFAULT, sys.version_info[:2]))
        for name in chosen:
            print(f"\n== {name}", flush=True)
            start = time.perf_counter()
            passed = PARTS[name]()
            summary[name] = passed, time.perf_counter() - start
    except KeyboardInterrupt:
        print(f"\ninterrupted in {name}")
        return 130
    print()
    for name, (passed, seconds) in summary.items():
        print(f"{name:<12} {seconds:6.1f} s   {'FAILED' if not passed else 'passed' if passed is True else f'passed; left out: {passed}'}")
    good, left_out = sum(bool(passed) for passed, _ in summary.values()), [name for name in names or DEFAULT if name not in summary]
    left_out += [f"some of {name}" for name, (passed, _) in summary.items() if isinstance(passed, str)]
    print(f"parts: {good} passed, {len(summary) - good} failed" + (f"; left out: {', '.join(left_out)}" if left_out else ""))
    return 0 if good == len(summary) > 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
