"""Run the cells of a submission in a process of its own, and come back whatever they do."""

import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

WORKER = Path(__file__).parent / "worker"
LONGEST_REPORT = 4_000_000  # bytes; a submission has a few hundred for each cell


@dataclass(frozen=True)
class Limits:
    """Seconds for a cell, seconds for the whole submission, and GB of memory."""

    cell_seconds: float = 30.0
    seconds: float = 180.0
    memory: float = 2.0


@dataclass
class Outcome:
    """What became of the cells.

    ``errors`` has one entry for each cell that came to its end: None, or the kind and the text of the error. ``printed``
    counts bytes. ``ended`` says why the process ended before the last cell, and is None where it did not.
    ``cut`` says what the worker was kept from: "network", "files" (writing outside its folder), "memory".
    """

    errors: dict[str, dict | None] = field(default_factory=dict)
    printed: dict[str, int] = field(default_factory=dict)
    ended: str | None = None
    cut: dict[str, bool] = field(default_factory=dict)


def run(cells: list[tuple[str, str]], limits: Limits) -> Outcome:
    """Run the cells, in order, in an empty folder that is removed afterwards."""
    outcome = Outcome()
    with tempfile.TemporaryDirectory(prefix="submission-", ignore_cleanup_errors=True) as folder:
        job = {"cells": cells, "folder": folder, "cell_seconds": limits.cell_seconds, "memory": int(limits.memory * 2 ** 30)}
        process = subprocess.Popen([sys.executable, "-I", str(WORKER)], cwd=folder, env=_environment(folder), start_new_session=True,
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            with process.stdin:
                process.stdin.write(json.dumps(job).encode())
            report, reason = _read(process.stdout, time.monotonic() + limits.seconds)
        except BrokenPipeError:
            report, reason = b"", None
        finally:
            _kill(process)
    begun, finished = _take_in(report, outcome)
    if not finished:
        reason = f"it took more than {limits.seconds:g} s in all" if reason == "time" else reason
        place = f"in the cell {begun}" if begun else "before the first cell" if not outcome.errors else "between two cells"
        outcome.ended = f"The process ended {place}: {reason or 'it crashed, or it was told to exit'}."
    return outcome


def _environment(folder: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "OPENBLAS_L2_SIZE") if name in os.environ}
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1")
    return kept | threads | {"HOME": folder, "TMPDIR": folder, "IPYTHONDIR": folder, "MPLCONFIGDIR": folder, "MPLBACKEND": "Agg"}


def _read(stream, deadline: float) -> tuple[bytes, str | None]:
    """Return what the worker reports until it ends or has to be stopped, and why it has to."""
    parts, size = [], 0
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        while size < LONGEST_REPORT:
            left = deadline - time.monotonic()
            if left <= 0:
                return b"".join(parts), "time"
            if selector.select(left):
                part = os.read(stream.fileno(), 65536)
                if not part:
                    return b"".join(parts), None
                parts.append(part)
                size += len(part)
    return b"".join(parts), "it wrote into the grader's own report"


def _kill(process) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
    process.wait()
    process.stdout.close()


def _take_in(report: bytes, outcome: Outcome) -> tuple[str | None, bool]:
    """Read the worker's lines into ``outcome``; return the cell begun last and not ended, and whether all were run.

    A submission can write such lines itself, so none may upset the grader: what does not fit is passed over.
    """
    begun, finished = None, False
    for line in report.splitlines():
        try:
            match json.loads(line):
                case {"cut": {"network": bool(), "files": bool(), "memory": bool()} as cut}:
                    outcome.cut = outcome.cut or cut
                case {"begin": str(name)}:
                    begun = name
                case {"end": str(name), "error": None | {"kind": str(), "text": str()} as error, "printed": int(count)}:
                    outcome.errors.setdefault(name, error)
                    outcome.printed.setdefault(name, count)
                    begun = None
                case {"finished": True}:
                    finished = True
        except (ValueError, RecursionError):
            continue
    return begun, finished
