"""``make mutants``: put small mistakes into a copy of the package, one at a time, and see whether a test fails.

A sample of the mistakes of :mod:`mutations` is drawn from a seed. Each is tried by the tests of its module, its own
file of tests first, and counts as killed by the first that fails, by a hang, or by a crash. Results are written line by line to
``build/mutants/``, and a run that was interrupted goes on there. Survivors that cannot be killed are explained
in :mod:`equivalent`; the score is given with and without them.
"""

import argparse
import compileall
import hashlib
import json
import multiprocessing
import os
import random
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from equivalent import unseen
from mutations import Mutant, mutants

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "lib/adaptedflow"
COPIED = ("lib", "tests", "data", "figures", "notebooks", "pyproject.toml", "README.md", "Makefile", "CITATION.cff",
          "CONTRIBUTING.md", "LICENSE", "environment.yml")
LEFT_OUT = {"figures", "__init__.py", "__main__.py"}       # pictures are looked at; the other two hold names
HEAVY = ("numpy", "scipy.integrate", "scipy.optimize", "scipy.sparse.linalg", "scipy.stats", "matplotlib.pyplot", "mpmath", "joblib", "click",
         "tqdm", "nbformat", "nbclient", "hypothesis.strategies", "pytest")
SECONDS = 15                                               # a mutant may take this long beyond three times what its tests take

# The tests of a module that has no file of tests of its own name. Otherwise: that file, then the others of its folder.
TESTS = {
    "derivatives.py": ["tests/test_derivatives.py", "tests/test_function_model.py"],
    "network.py": ["tests/test_network.py", "tests/test_derivatives.py", "tests/test_gram.py"],
    "gram.py": ["tests/test_derivatives.py", "tests/test_gram.py", "tests/test_problem.py", "tests/flows/test_pseudo_inverse.py"],
    "memory.py": ["tests/test_memory.py", "tests/test_problem.py", "tests/cli/test_fit.py"],
    "errors.py": ["tests/flows"],
    "flows/base.py": ["tests/flows", "tests/orbit/test_clock.py"],
    "arrays.py": ["tests/test_arrays.py", "tests/test_problem.py", "tests/test_network.py"],
    "problem.py": ["tests/test_problem.py", "tests/flows/test_velocities.py", "tests/test_memory.py", "tests/test_gram.py"],
    "flows/pseudo_inverse.py": ["tests/flows", "tests/test_memory.py"],
    "flows/iterative.py": ["tests/flows", "tests/test_memory.py"],
    "flows/rotated_blocks.py": ["tests/flows"],
    "ranks/instances.py": ["tests/ranks/test_instances.py", "tests/ranks/test_bounds.py", "tests/ranks/test_linear.py"],
    "cli/fitting.py": ["tests/cli/test_fit.py"],
    "cli/table_options.py": ["tests/cli/test_fit.py"],
    "cli/widths.py": ["tests/cli/test_fit.py", "tests/cli/test_survival.py"],
    "cli/quiet.py": ["tests/cli/test_group.py"],
    "cli/progress.py": ["tests/cli/test_progress.py"],
    "orbit/ends.py": ["tests/orbit/test_witness.py", "tests/orbit/test_ends.py", "tests/orbit/test_ensemble.py"],
    "lifetime/fate.py": ["tests/lifetime/test_rank_loss_ends.py", "tests/lifetime/test_survival.py"],
    "lifetime/confirm.py": ["tests/lifetime/test_more_tables.py"],
    "lifetime/certified.py": ["tests/lifetime/test_more_tables.py"],
    "lifetime/standard.py": ["tests/lifetime/test_more_tables.py"],
    "lifetime/kept.py": ["tests/lifetime/test_survival.py"],
    "cli/assignments.py": ["tests/classroom/test_release.py"],
    "cli/grade.py": ["tests/classroom/test_grade_command.py"],
    "cli/readme.py": ["tests/environment/test_readme.py", "tests/cli/test_ledger.py"],
    "cli/batch.py": ["tests/cli/test_figures.py"],
    "cli/execution.py": ["tests/cli/test_run.py", "tests/cli/test_figures.py"],
    "cli/list.py": ["tests/cli/test_run.py"],
    "cli/notebooks.py": ["tests/cli/test_figures.py"],
    "cli/parameters.py": ["tests/cli/test_run.py"],
    "cli/selection.py": ["tests/cli/test_run.py", "tests/cli/test_figures.py"],
}
CLASSROOM = [f"tests/classroom/test_{name}.py" for name in ("markers", "restore", "release", "submissions", "grade_command", "closed_in", "hostile", "variants")]


def tests_of(module: str) -> list[str]:
    """Return the arguments for pytest that try ``module``, the most specific file first."""
    package, _, name = module.rpartition("/")
    if module in TESTS:
        return TESTS[module]
    if package == "ledger" and (found := slugs(module)):
        files = ["tests/ledger/test_ledger_alterations.py", "tests/ledger/test_ledger_instances.py"]
        return [*files, "-k", " or ".join(["test_ledger_instances", *(f"[{slug}]" for slug in found)])]
    if package.startswith("classroom"):
        return CLASSROOM
    own = [path for path in (ROOT / "tests" / package).glob("test_*.py") if path.stem.removeprefix("test_").endswith(name.removesuffix(".py"))]
    others = sorted(set((ROOT / "tests" / package).glob("test_*.py")) - set(own)) if package and package != "cli" else []
    return [str(path.relative_to(ROOT)) for path in own + others]


def slugs(module: str) -> list[str]:
    """Return the claims that a file of the ledger checks, or those of two files that use it."""
    files = [module] if "section" in module else ["ledger/section_2.py", "ledger/section_4_1.py"]
    if module not in ("ledger/instances.py", "ledger/rank_deficient.py") and "section" not in module:
        return []
    return [slug for name in files for slug in re.findall(r'@check\(\s*"([^"]+)"', (ROOT / PACKAGE / name).read_text())]


class Copy:
    """The repository in a folder of its own, where modules can be altered; processes are forked from one that has imported what is slow."""

    def __init__(self, folder: Path):
        self.folder, self.alone = folder, {}
        self.fill()
        os.environ |= {"PYTHONPATH": str(folder / "lib"), "PYTHONDONTWRITEBYTECODE": "1", "MPLBACKEND": "Agg"}
        sys.path.insert(0, str(folder / "lib"))
        sys.dont_write_bytecode = True
        for name in HEAVY:
            __import__(name)

    def fill(self):
        """Copy the repository, over what mutants may have written into an earlier copy."""
        for name in COPIED:
            if (ROOT / name).is_dir():
                shutil.rmtree(self.folder / name, ignore_errors=True)
                shutil.copytree(ROOT / name, self.folder / name, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "benchmarks"))
            else:
                shutil.copy(ROOT / name, self.folder / name)
        compileall.compile_dir(self.folder / "lib", quiet=1)

    def killed(self, mutant: Mutant) -> str:
        """Return how the tests find ``mutant`` ("failed", "hang"), or "survived"."""
        tests = tuple(tests_of(mutant.module))
        if tests not in self.alone:
            self.alone[tests] = self._run(tests, cpu=600)
            if self.alone[tests][0] != "survived":
                self.fill()
                self.alone[tests] = self._run(tests, cpu=600)
        outcome, seconds = self.alone[tests]
        if outcome != "survived":
            raise SystemExit(f"expected tests that pass before anything is altered, got failures in: pytest {' '.join(tests)}")
        path = self.folder / PACKAGE / mutant.module
        right = path.read_text()
        for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"):
            compiled.unlink()
        try:
            path.write_text(mutant.source)
            return self._run(tests, cpu=3 * seconds + SECONDS)[0]
        finally:
            path.write_text(right)

    def _run(self, tests: tuple[str, ...], cpu: float) -> tuple[str, float]:
        """Run pytest in a process of its own, with a limit on its processor time; return the outcome and that time."""
        start = time.monotonic()
        child = os.fork()
        if not child:
            os._exit(self._pytest(tests, cpu))
        while True:
            pid, status, usage = os.wait4(child, os.WNOHANG)
            if pid:
                break
            if time.monotonic() - start > 20 * cpu:        # a process that sleeps uses no processor time
                os.killpg(child, signal.SIGKILL)
            time.sleep(0.05)
        try:
            os.killpg(child, signal.SIGKILL)               # what the tests started and left
        except ProcessLookupError:
            pass
        seconds = usage.ru_utime + usage.ru_stime
        if os.WIFSIGNALED(status):
            return "hang", seconds
        return "survived" if os.WEXITSTATUS(status) == 0 else "failed", seconds

    def _pytest(self, tests: tuple[str, ...], cpu: float) -> int:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, (int(cpu) + 1, int(cpu) + 2))
        silent = os.open(self.folder / "output.txt", os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        os.chdir(self.folder)
        import pytest
        return int(pytest.main(["-x", "-q", "--assert=plain", "--tb=line", "-p", "no:cacheprovider", "-p", "no:xdist", *tests]))


def sample(size: int, seed: int, only: str) -> list[Mutant]:
    """Draw ``size`` of all mutants of the modules whose name begins with ``only``."""
    every = []
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        module = path.relative_to(ROOT / PACKAGE).as_posix()
        if module.split("/")[0] not in LEFT_OUT and path.name != "__init__.py" and module.startswith(only):
            every += mutants(module, path.read_text(encoding="utf-8"))
    return random.Random(seed).sample(every, min(size, len(every)))


def digest(mutant: Mutant) -> str:
    return hashlib.sha256(mutant.source.encode()).hexdigest()[:16]


def read(log: Path) -> dict[str, dict]:
    """Return the results so far by their digests, the last where there are two."""
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    return {line["digest"]: line for line in map(json.loads, lines)}


def report(results: list[dict]) -> None:
    """Print the score, with and without the mutants that change nothing, and who survived."""
    survivors = [line for line in results if line["outcome"] == "survived"]
    known = [line for line in survivors if unseen(line["name"])]
    for line in survivors:
        print(f"{PACKAGE}/{line['module']}:{line['line']}: {line['old']} -> {line['new']}")
        print(f"    {unseen(line['name']) or 'not explained'}")
    killed = len(results) - len(survivors)
    hung = sum(line["outcome"] == "hang" for line in results)
    print(f"{len(results)} mutants, {killed} killed ({hung} by a hang), {len(survivors)} survived, {len(known)} of these explained")
    if results:
        print(f"score {killed / len(results):.1%}; without the explained {killed / max(1, len(results) - len(known)):.1%}")


def try_all(drawn: list[Mutant], log: Path) -> None:
    """Try the mutants one after another, in a copy of the repository, and add a line to ``log`` for each."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = Copy(Path(folder))
        for number, mutant in enumerate(drawn, start=1):
            outcome = copy.killed(mutant)
            line = {"digest": digest(mutant), "name": mutant.name, "module": mutant.module, "line": mutant.line, "old": mutant.old,
                    "new": mutant.new, "outcome": outcome}
            with log.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
            print(f"{number}/{len(drawn)} {outcome:<9} {mutant.module}:{mutant.line} {mutant.old} -> {mutant.new}", flush=True)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--sample", type=int, default=300, help="how many mutants (300)")
    options.add_argument("--seed", type=int, default=20231126, help="of the sample")
    options.add_argument("--only", default="", help="modules whose path in the package begins with this")
    options.add_argument("--jobs", type=int, default=1, help="processes that share the work (1)")
    options.add_argument("--again", action="store_true", help="try the survivors of earlier runs again")
    options.add_argument("--report", action="store_true", help="only print what earlier runs found")
    chosen = options.parse_args()
    drawn = sample(chosen.sample, chosen.seed, chosen.only)
    log = ROOT / "build/mutants/results.jsonl"
    log.parent.mkdir(parents=True, exist_ok=True)
    done = read(log)
    open_ = [mutant for mutant in drawn if (line := done.get(digest(mutant))) is None or chosen.again and line["outcome"] == "survived"]
    if open_ and not chosen.report:
        shares = [open_[first::chosen.jobs] for first in range(min(chosen.jobs, len(open_)))]
        workers = [multiprocessing.Process(target=try_all, args=(share, log)) for share in shares]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        if any(worker.exitcode for worker in workers):
            return 1                                       # its sentence has been printed
        done = read(log)
    results = [done[digest(mutant)] for mutant in drawn if digest(mutant) in done]
    report(results)
    return 0 if all(line["outcome"] != "survived" or unseen(line["name"]) for line in results) else 1


if __name__ == "__main__":
    sys.exit(main())
