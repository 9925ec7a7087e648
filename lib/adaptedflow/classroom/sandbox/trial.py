"""A test: it runs outside, in an examiner, and calls the answers in the student's kernel.

The student's process sees the arguments of its answers, and nothing else of a test.
"""

import contextlib
import json
import os
import secrets
import selectors
import subprocess
import sys
from pathlib import Path

from .cells import at_home

LONGEST_REPLY = 2 ** 16
GRACE_SECONDS = 1.0  # for an examiner whose kernel replied before it was told to
AWAY = {"kind": "AssertionError", "text": "The answers were gone before the test came to its end."}


class Examiner:
    """A process that runs tests against the answers of ``kernel``, to be used in a ``with`` statement."""

    def __init__(self, kernel, memory: float):
        self.kernel, self.memory = kernel, memory
        self._start()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._end()

    def run(self, given: str, test: str, answers: list[str], seconds: float) -> dict | None:
        """Run ``test`` after what the assignment has ``given``; return its error, None where it passed. Raises Stopped or Died."""
        word = secrets.token_hex(16)
        request = {"word": word, "given": given, "test": test, "answers": answers}
        try:
            self.process.stdin.write(json.dumps(request).encode() + b"\n")
            self.process.stdin.flush()
            error = self.kernel.execute(at_home("from classroom_calls.peer import serve\n"
                                                f"serve({self.kernel.calls.fileno()}, {word!r}, user, {answers!r})"), seconds).error
            line = self._line()
        except BaseException:
            self._restart()
            raise
        if not line:                       # the kernel's reply came before the end of the test
            self._restart()
            return error or AWAY
        return json.loads(line)

    def _line(self) -> bytes:
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            return self.process.stdout.readline(LONGEST_REPLY) if selector.select(GRACE_SECONDS) else b""

    def _start(self):
        program, descriptor = Path(__file__).with_name("examiner.py"), self.kernel.outside.fileno()
        threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
        self.process = subprocess.Popen([sys.executable, "-s", str(program), str(descriptor)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, pass_fds=(descriptor,), env={**os.environ, **threads})
        with contextlib.suppress(ImportError, ValueError, OSError, AttributeError):   # Windows has no resource, macOS no prlimit
            import resource

            resource.prlimit(self.process.pid, resource.RLIMIT_AS, (int((self.memory + 2) * 2 ** 30),) * 2)

    def _restart(self):
        self._end()
        self._start()

    def _end(self):
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                stream.close()
