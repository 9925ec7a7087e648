"""How long it takes to grade a class: thirty students hand in each assignment, and ``grade`` runs as a teacher would run it.

    cd tests && ../.venv/bin/python -m classroom.thirty [ASSIGNMENT ...]

The thirty are the planted submissions, right and wrong ones. CPU is that of grader, examiners and kernels together.
"""

import itertools
import resource
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from click.testing import CliRunner

from adaptedflow.classroom.sandbox.kernel import Kernel
from adaptedflow.classroom.sandbox.spent import processor_seconds
from adaptedflow.cli import main as command

from .planted import ASSIGNMENTS, SEED, planted

STUDENTS = 30
LINE = "{:<18} {:>9} {:>12} {:>11} {:>16}"


def main(names: list[str]) -> int:
    """Print a line for each of the assignments called ``names``, all if there are none; return the exit status."""
    print(LINE.format("assignment", "students", "mean points", "wall, s", "CPU, s a student"), flush=True)
    good = True
    for name in names or ASSIGNMENTS:
        with tempfile.TemporaryDirectory() as folder:
            submitted, expected = _hand_in(name, Path(folder) / "submitted"), []
            start, before = time.perf_counter(), _cpu()
            result = CliRunner().invoke(command, ["grade", str(submitted), "--assignment", name, "--seed", str(SEED), "--output", f"{folder}/out"])
            wall, cpu = time.perf_counter() - start, _cpu() - before
            found = [int(line.split(" of ")[0].split()[-1]) for line in result.output.splitlines() if line.startswith("student")]
            expected = [submission.points for submission in _class(name)]
        good &= result.exit_code == 0 and found == expected
        print(LINE.format(name, len(found), f"{sum(found) / max(len(found), 1):.1f}", f"{wall:.0f}", f"{cpu / STUDENTS:.1f}"), "" if found == expected else "DIFFERENT", flush=True)
    return 0 if good else 1


def _class(name):
    return list(itertools.islice(itertools.cycle(planted(name)), STUDENTS))


def _hand_in(name, folder: Path) -> Path:
    folder.mkdir()
    for number, submission in enumerate(_class(name)):
        nbformat.write(submission.book(), folder / f"student{number:02}.ipynb")
    return folder


KERNELS = [0.0]                        # seconds of the kernels that have ended: nobody waits for what bubblewrap starts


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used) + KERNELS[0]


def _close(self, close=Kernel.close):
    """Read what a kernel has used before it ends."""
    KERNELS[0] += processor_seconds(self.process.pid) if self.process else 0
    close(self)


if __name__ == "__main__":
    Kernel.close = _close
    sys.exit(main(sys.argv[1:]))
