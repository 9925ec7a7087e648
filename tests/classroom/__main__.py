"""Every planted submission through both graders: a table, and exit status 1 where a score is not the one planted.

    cd tests && ../.venv/bin/python -m classroom [ASSIGNMENT ...]

It also compares what nbgrader would give to students with our release.
"""

import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat

from adaptedflow.classroom import Limits, grade, trouble

from .autograde import NBGRADER, autograde
from .planted import ASSIGNMENTS, SEED, planted

LINE = "{:<18} {:<42} {:>7} {:>5} {:>9}  {:<14} {:>6}"


def main(names: list[str]) -> int:
    """Print the table of the assignments called ``names``, all if there are none; return the exit status."""
    unknown = [name for name in names if name not in ASSIGNMENTS]
    if unknown or not NBGRADER.exists():
        print(f"expected some of {', '.join(ASSIGNMENTS)}, got {', '.join(unknown)}" if unknown else f"expected nbgrader in {NBGRADER}: make test-all ONLY=classroom installs it",
              file=sys.stderr)
        return 2
    print(LINE.format("assignment", "submission", "planted", "ours", "nbgrader", "lost", "s"), flush=True)
    good = bad = 0
    with ThreadPoolExecutor(2) as pool:
        for name, (rows, same_release) in zip(names or ASSIGNMENTS, pool.map(both_scores, names or ASSIGNMENTS)):
            for submission, ours, theirs, seconds in rows:
                same = ours == theirs == submission.points
                good, bad = good + same, bad + (not same)
                lost = "all" if submission.answers is None else ", ".join(submission.lost).replace("-test", "")
                print(LINE.format(name, submission.words, submission.points, ours, str(theirs), lost, f"{seconds:.1f}"), "" if same else "DIFFERENT", flush=True)
            good, bad = good + same_release, bad + (not same_release)
            print(f"{name:<18} {'nbgrader would give students the same notebook' if same_release else 'the release is DIFFERENT from what nbgrader would give students'}")
    print(f"submissions and releases: {good} passed, {bad} failed")
    return 1 if bad else 0


def both_scores(name: str) -> tuple[list[tuple], bool]:
    """Return each planted submission with our score, nbgrader's, and the seconds that ours took; and whether the releases are the same."""
    submissions, rows = planted(name), []
    with tempfile.TemporaryDirectory() as folder:
        for submission in submissions:
            path = Path(folder) / "submission.ipynb"
            nbformat.write(submission.book(), path)
            start = time.perf_counter()
            ours = grade(submission.assignment, SEED, "ada", path, Limits(protected=trouble() is None)).points
            rows.append((submission, ours, time.perf_counter() - start))
        released, scores = autograde(submissions[0].assignment, [submission.book() for submission in submissions], Path(folder))
    given = [cell.source for cell in ASSIGNMENTS[name].student(SEED).cells]
    return [(submission, ours, theirs, seconds) for (submission, ours, seconds), theirs in zip(rows, scores)], released == given


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
