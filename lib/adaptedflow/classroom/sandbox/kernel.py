"""A Jupyter kernel that runs the cells of one submission; the grader stays outside and talks to it over socket files."""

import contextlib
import functools
import os
import queue
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

try:
    import zmq
    from jupyter_client import BlockingKernelClient
    from jupyter_client.connect import write_connection_file
    from jupyter_client.session import Session
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(f"submissions run in Jupyter kernels: {error.name} is not installed; pip install 'adaptedflow[notebooks]'", name=error.name) from None

from . import bubblewrap, packages
from .spent import CLOCK, Spent

START_SECONDS = 120
LOOK_SECONDS = 0.2        # from one look at the kernel to the next
GRACE_SECONDS = 3         # from an interrupt to the end of the process
LARGEST_FILE = 64 * 2 ** 20
LARGEST_MESSAGE = 16 * 2 ** 20
CHANNELS = range(1, 6)    # shell, iopub, stdin, control, heartbeat
CONNECTION = "connection.json"   # the kernel writes it once more when it has started
LAUNCH = """\
import os, resource, sys
for kind, size in ((resource.RLIMIT_FSIZE, {file}), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_AS, {memory})):
    try:
        resource.setrlimit(kind, (size, size))
    except (ValueError, OSError):
        pass
null = os.open(os.devnull, os.O_RDWR)
for descriptor in (0, 1, 2):
    os.dup2(null, descriptor)
os.execv(sys.executable, [sys.executable, "-m", "ipykernel_launcher", "-f", {connection!r}])
"""


class Died(Exception):
    """The kernel has ended, or had to be ended; the text says why."""


@dataclass(frozen=True)
class Reply:
    """What became of a cell: the kind and the text of its error, or None; ``value`` is what was asked for beside it."""

    error: dict | None
    value: str = ""


class Stopped(Exception):
    """A cell has used up its time: ``error`` says which. ``alive`` says whether the kernel goes on."""

    def __init__(self, alive: bool, error: dict | None = None):
        super().__init__(alive)
        self.alive, self.error = alive, error


class _Session(Session):
    """Messages have names that cannot be foretold, so that no answer can be sent before the question."""

    @property
    def msg_id(self) -> str:
        return uuid.uuid4().hex


class Kernel:
    """A running kernel, to be used in a ``with`` statement. ``protected`` is False where it is not closed in."""

    def __init__(self, memory: float, protected: bool = True):
        self.folder = Path(tempfile.mkdtemp(prefix="af-", dir="/tmp" if os.access("/tmp", os.W_OK) else None))
        self.sockets, self.process, self.client = self.folder / "s", None, None
        self.outside, self.calls = socket.socketpair()     # for calls of the answers
        self.sockets.mkdir()
        try:
            self._start(memory, protected)
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def _start(self, memory, protected):
        connection = self.sockets / CONNECTION
        write_connection_file(str(connection), transport="ipc", ip=str(self.sockets / "k"), key=uuid.uuid4().hex.encode(),
                              **dict(zip(("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port"), CHANNELS)))
        launch = LAUNCH.format(file=LARGEST_FILE, memory=int(memory * 2 ** 30), connection=str(connection))
        given, home = _packages(), bubblewrap.HOME
        if protected:
            before, folder = bubblewrap.command(given, self.sockets), bubblewrap.PACKAGES
        else:
            before, folder, home = [], self.folder / "packages", self.folder / "home"
            for place in (folder, home):
                place.mkdir()
            for name, path in given.items():
                (folder / name).symlink_to(path)
        python = os.path.realpath(getattr(sys, "_base_executable", sys.executable))
        self.process = subprocess.Popen([*before, python, *([] if protected else ["-S"]), "-c", launch], env=_environment(str(home), str(folder)),
                                        cwd=None if protected else home, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.PIPE, start_new_session=True, pass_fds=(self.calls.fileno(),))
        self._wait_for_sockets()
        self.spent = Spent(self.process.pid)
        self.client = BlockingKernelClient(session=_Session(), context=_context())
        self.client.load_connection_file(str(connection))
        self.client.start_channels(shell=True, iopub=False, stdin=False, hb=False, control=True)

    def _wait_for_sockets(self):
        end = time.monotonic() + START_SECONDS
        while not all((self.sockets / f"k-{number}").exists() for number in CHANNELS):
            if self.process.poll() is not None:
                said = self.process.stderr.read().decode(errors="replace").strip().splitlines() or ["no reason given"]
                raise Died(f"the kernel did not start: {said[-1][:200]}")
            if time.monotonic() > end:
                raise Died("the kernel did not start in time")
            time.sleep(0.02)

    def execute(self, code: str, seconds: float, ask: str | None = None, history: bool = False) -> Reply:
        """Run ``code`` and return its reply, with the text of the expression ``ask``. Raises Stopped or Died.

        ``seconds`` are those of processors, of all processes in the sandbox together; where they wait, ``CLOCK`` times as many of the clock.
        """
        spent = Spent(self.process.pid)
        try:
            sent = self.client.execute(code, store_history=history, allow_stdin=False, stop_on_error=False, user_expressions={"it": ask} if ask else {})
        except zmq.ZMQError:
            raise Died("it has closed its sockets") from None
        reply = self._reply(sent, lambda: spent.seconds() >= seconds)
        if reply is None:
            error = ({"kind": "ComputedTooLong", "text": f"{round(seconds, 1):g}"} if spent.processor() >= seconds
                     else {"kind": "WaitedTooLong", "text": f"{round(CLOCK * seconds, 1):g}"})
            with contextlib.suppress(Exception):
                self.client.control_channel.send(self.client.session.msg("interrupt_request", {}))
            end = time.monotonic() + GRACE_SECONDS
            raise Stopped(self._reply(sent, lambda: time.monotonic() > end) is not None, error)
        if reply["status"] == "ok":
            value = reply.get("user_expressions", {}).get("it", {})
            return Reply(None, str(value.get("data", {}).get("text/plain", "")) if isinstance(value, dict) else "")
        return Reply({"kind": str(reply.get("ename", "Error"))[:100], "text": str(reply.get("evalue", ""))[:1000]})

    def _reply(self, sent: str, over: Callable[[], bool]) -> dict | None:
        """Wait for the reply to the message ``sent``; None where the time is ``over``."""
        while True:
            try:
                message = self.client.get_shell_msg(timeout=LOOK_SECONDS)
                if message["parent_header"].get("msg_id") == sent and message["content"].get("status") in ("ok", "error"):
                    return message["content"]
            except queue.Empty:
                pass
            except Exception:  # a message that is none
                raise Died("its messages could not be read") from None
            if self.process.poll() is not None:
                raise Died("it crashed, or it was told to exit")
            if set(os.listdir(self.sockets)) - {CONNECTION, *(f"k-{number}" for number in CHANNELS)}:
                raise Died("it wrote into the folder of the kernel's sockets")
            if over():
                return None

    def close(self):
        """End the process with all that it has started, and remove its folder."""
        if self.client is not None:
            self.client.stop_channels()
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, 9)
            self.process.wait()
            self.process.stderr.close()
        self.outside.close()
        self.calls.close()
        shutil.rmtree(self.folder, ignore_errors=True)


@functools.cache
def _packages() -> dict[str, Path]:
    return packages.allowed() | {"classroom_calls": Path(__file__).parent / "calls"}


@functools.cache
def _context():
    """Sockets that are not tried again: what takes the place of a socket file later is not talked to."""
    context = zmq.Context()
    context.setsockopt(zmq.RECONNECT_IVL, -1)
    context.setsockopt(zmq.MAXMSGSIZE, LARGEST_MESSAGE)
    context.setsockopt(zmq.LINGER, 0)
    context.setsockopt(zmq.SNDTIMEO, 1000 * GRACE_SECONDS)     # where nobody is at the other end
    return context


def _environment(home: str, folder: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("LANG", "LC_ALL", "OPENBLAS_L2_SIZE") if name in os.environ}
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1")
    return kept | threads | {"PATH": "/usr/bin:/bin", "HOME": home, "USER": "student", "PYTHONPATH": folder, "PYTHONNOUSERSITE": "1",
                             "PYTHONDONTWRITEBYTECODE": "1", "MALLOC_ARENA_MAX": "2", "PYDEVD_DISABLE_FILE_VALIDATION": "1",
                             "IPYTHONDIR": f"{home}/.ipython", "MPLCONFIGDIR": f"{home}/.matplotlib"}
