"""Run the cells of one submission and report on each: a line of JSON when it begins, one when it ends.

Started by :mod:`adaptedflow.classroom.sandbox` as a script of its own, with the job on standard input; it knows the
standard library and IPython, and nothing of this package.
"""

import contextlib
import io
import json
import os
import signal
import sys

from isolation import isolate, limit_memory

LONGEST_MESSAGE = 1000  # characters


class CellTimeout(BaseException):
    """A cell has used up its time. No Exception, so that 'except Exception' in a cell does not stop it."""


class Discarding(io.RawIOBase):
    """What is printed goes here: counted, and not kept."""

    count = 0

    def writable(self):
        return True

    def write(self, part):
        self.count += len(part)
        return len(part)


def main() -> None:
    job = json.load(sys.stdin)
    report = os.fdopen(os.dup(1), "w", buffering=1)
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    cut = isolate(job["folder"])
    owner = os.getpid()

    def send(**entry):
        if os.getpid() != owner:  # a cell has forked; the copy has nothing to report
            os._exit(0)
        report.write(json.dumps(entry) + "\n")

    sys.path.pop(0)  # this folder
    sys.modules["adaptedflow"] = None  # the package does the tasks; an assignment is done without it
    shell = _shell()
    cut["memory"] = limit_memory(job["memory"])
    send(cut=cut)
    signal.signal(signal.SIGALRM, _time_is_up)
    for name, source in job["cells"]:
        send(begin=name)
        printed = Discarding()  # a new one for each cell: it may have closed the last
        sys.stdout = sys.stderr = stream = io.TextIOWrapper(io.BufferedWriter(printed, 2 ** 16), "utf-8", "replace")
        error = _run(shell, source, job["cell_seconds"])
        with contextlib.suppress(ValueError):  # closed by the cell
            stream.flush()
        send(end=name, error=error, printed=printed.count)
    send(finished=True)
    report.flush()
    os._exit(0)  # threads and exit handlers of the cells do not count any more


def _shell():
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    return InteractiveShell.instance(config=config)


def _run(shell, source: str, seconds: float) -> dict | None:
    """Run one cell; return None, or the kind and the text of its error."""
    error = None
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            code = compile(shell.transform_cell(source), "<cell>", "exec")  # magics become Python
            with shell.builtin_trap:  # display and the like
                exec(code, shell.user_ns)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except BaseException as raised:  # SystemExit and the alarm among them
        error = {"kind": type(raised).__name__, "text": _text(raised)}
    return error


def _text(error) -> str:
    try:
        return str(error)[:LONGEST_MESSAGE]
    except BaseException:  # the student's own exception class, which cannot print itself
        return ""


def _time_is_up(number, frame):
    raise CellTimeout


if __name__ == "__main__":
    main()
