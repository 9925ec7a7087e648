"""``make mutants``: put small mistakes into a copy of the package, one at a time, and see whether a test fails.

A sample of the mistakes of :mod:`mutations` is drawn from a seed. Each is tried by the tests of its module, its own file of tests first; a failure, a
crash or a run that does not end finds it. Results are written line by line to ``build/mutants/results.jsonl``, and a run that was interrupted goes on there.
"""

import argparse
import contextlib
import hashlib
import json
import multiprocessing
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from mutations import Mutant, mutants

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "lib/adaptedflow"
COPIED = ("lib", "tests", "data", "figures", "notebooks", "pyproject.toml", "README.md", "Makefile", "CITATION.cff",
          "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "environment.yml", "requirements.lock")
LEFT_OUT = {"figures", "explorables", "__init__.py", "__main__.py"}      # pictures are looked at; the last two hold names
IMPORTED = ("numpy", "scipy.integrate", "scipy.optimize", "scipy.sparse.linalg", "scipy.stats", "mpmath", "flint", "joblib", "click", "hypothesis", "pytest")   # once, for all
PLUGINS = ("cacheprovider", "xdist", "nbval", "anyio")     # of pytest, that no test of a mutant needs, and that take longer to import than most tests take
SECONDS = 15                                               # of processor time that a mutant may take beyond three times what its tests take
FORK = multiprocessing.get_context("fork")

# What tries a module that has no file of tests of its own name in the folder of its package.
TESTS = {
    "gram.py": "test_derivatives.py test_gram.py flows",
    "errors.py": "flows",
    "problem.py": "test_problem.py test_gram.py flows",
    "foreign_arrays.py foreign_code.py": "foreign",
    "number_text.py": "datasets/tables cli/test_fit.py",
    "ledger/": "ledger/test_ledger_instances.py ledger/test_ledger_alterations.py ledger/test_statements.py",
    "lifetime/proved/": "lifetime/test_proved_terms.py lifetime/test_proved_orbits.py lifetime/test_proved_rank_loss.py lifetime/test_proved_table.py",
    "lifetime/lockstep/": "lifetime/test_lockstep.py",
    "lifetime/fate.py": "lifetime/test_lockstep.py lifetime/test_rank_loss_ends.py lifetime/test_survival.py",
    "lifetime/kept.py": "lifetime/test_survival.py",
    "lifetime/stored.py": "lifetime/test_survival.py lifetime/test_more_tables.py",
    "lifetime/certified.py lifetime/confirm.py lifetime/standard.py": "lifetime/test_more_tables.py",
    "cli/assignments.py cli/grade.py classroom/": "classroom",
    "cli/fitting.py cli/table_options.py cli/widths.py": "cli/test_fit.py cli/test_survival.py",
    "cli/": "cli",
}


def tests_of(module: str) -> list[str]:
    """Return the files and folders of tests that try ``module``, the most specific first."""
    package, _, name = module.rpartition("/")
    folder = ROOT / "tests" / package
    own = sorted(folder.glob(f"test_*{name.removesuffix('.py')}.py"))
    named = next((tests for modules, tests in TESTS.items() if any(module.startswith(each) for each in modules.split())), None)
    rest = [ROOT / "tests" / test for test in named.split()] if named else [folder] if package else []
    found = [str(path.relative_to(ROOT)) for path in dict.fromkeys(own + rest)]
    if not found:
        raise SystemExit(f"expected tests of {module}: tests/{package or '.'} has none of its name, so say which ones in TESTS of {__file__}")
    return found


class Copy:
    """The repository in a folder of its own, where modules can be altered; tests run in processes forked from this one."""

    def __init__(self, folder: Path):
        self.folder, self.alone = folder, {}
        for name in COPIED:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, folder / name)
        os.environ["PYTHONPATH"] = str(folder / "lib")
        sys.path.insert(0, str(folder / "lib"))
        for name in IMPORTED:
            __import__(name)

    def outcome(self, mutant: Mutant) -> str:
        """Return how the tests find ``mutant`` ("failed", "hang"), or "survived"."""
        tests = tests_of(mutant.module)
        for test in tests:
            if test not in self.alone:
                before = cpu_of_children()
                if self._run([test], 600) != "survived":
                    raise SystemExit(f"expected tests that pass before anything is altered, got failures in: pytest {test}")
                self.alone[test] = cpu_of_children() - before
        path = self.folder / PACKAGE / mutant.module
        right = path.read_text(encoding="utf-8")
        try:
            path.write_text(mutant.source, encoding="utf-8")
            return self._run(tests, 3 * sum(self.alone[test] for test in tests) + SECONDS)
        finally:
            path.write_text(right, encoding="utf-8")

    def _run(self, tests: list[str], seconds: float) -> str:
        child = FORK.Process(target=run_pytest, args=(self.folder, tests, seconds))
        child.start()
        child.join(10 * seconds)                           # a process that sleeps uses no processor time
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)           # it, if it is still there, and what the tests started and left
        child.join()
        return {0: "survived"}.get(child.exitcode, "hang" if child.exitcode < 0 else "failed")


def cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run_pytest(folder: Path, tests: list[str], seconds: float) -> None:
    os.setsid()
    sys.dont_write_bytecode = True
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
    with open(folder / "output.txt", "w") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    os.chdir(folder)
    import pytest
    os._exit(pytest.main(["-x", "-q", "--assert=plain", "--tb=line", *(f"-pno:{plugin}" for plugin in PLUGINS), *tests]))


def sample(size: int, seed: int, only: list[str]) -> list[Mutant]:
    """Draw ``size`` of all mutants of the modules whose path begins with one of ``only``, all modules if it is empty."""
    every = []
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        module = path.relative_to(ROOT / PACKAGE).as_posix()
        if not {module.split("/")[0], path.name} & LEFT_OUT and module.startswith(tuple(only) or ""):
            every += mutants(module, path.read_text(encoding="utf-8"))
    return random.Random(seed).sample(every, min(size, len(every)))


def digest(mutant: Mutant) -> str:
    return hashlib.sha256(mutant.source.encode()).hexdigest()[:16]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--sample", type=int, default=300, help="how many mutants (300)")
    options.add_argument("--seed", type=int, default=20231126, help="of the sample")
    options.add_argument("--only", nargs="*", default=[], help="modules whose path in the package begins with one of these")
    chosen = options.parse_args()
    drawn = sample(chosen.sample, chosen.seed, chosen.only)
    log = ROOT / "build/mutants/results.jsonl"
    log.parent.mkdir(parents=True, exist_ok=True)
    done = {line["digest"]: line for line in map(json.loads, log.read_text(encoding="utf-8").splitlines())} if log.exists() else {}
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = Copy(Path(folder))
        for number, mutant in enumerate(drawn, start=1):
            if digest(mutant) not in done:
                done[digest(mutant)] = {"digest": digest(mutant), "change": f"{mutant.module}:{mutant.line}: {mutant.old} -> {mutant.new}",
                                        "outcome": copy.outcome(mutant)}
                with log.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(done[digest(mutant)]) + "\n")
            print(f"{number}/{len(drawn)} {done[digest(mutant)]['outcome']:<9} {done[digest(mutant)]['change']}", flush=True)
    outcomes = [done[digest(mutant)] for mutant in drawn]
    survivors = [line["change"] for line in outcomes if line["outcome"] == "survived"]
    for change in survivors:
        print(f"survived: {change}")
    print(f"{len(outcomes)} mutants, {len(outcomes) - len(survivors)} found by a test")
    return 0


if __name__ == "__main__":
    sys.exit(main())
