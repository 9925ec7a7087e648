"""Time that is limited: that of processors, and of the clock where a cell only waits."""

import contextlib
import json
import select
import signal
import socket
import subprocess
import sys
import threading

import pytest

from adaptedflow.classroom import Limits, sandbox
from adaptedflow.classroom.sandbox import spent, trial
from adaptedflow.classroom.sandbox.calls import Peer
from adaptedflow.classroom.sandbox.kernel import Kernel, Stopped

from .conftest import PROTECTED, WHOLE, lost

whole = pytest.mark.skipif(not WHOLE, reason="takes some seconds: make test-all ONLY=classroom")


@pytest.fixture
def kernel():
    with Kernel(2.0, PROTECTED) as kernel:
        yield kernel


def family(kernel):
    """The processes of a kernel, all but bubblewrap's."""
    first = spent.psutil.Process(kernel.process.pid)
    return [each for each in (first, *first.children(recursive=True)) if each.name() != "bwrap"]


@contextlib.contextmanager
def no_processor(kernel, seconds):
    """The kernel gets no processor for so many seconds, as on a machine that is busy with other things."""
    processes = family(kernel)
    for each in processes:
        each.send_signal(signal.SIGSTOP)
    go_on = threading.Timer(seconds, lambda: [each.send_signal(signal.SIGCONT) for each in processes])
    go_on.start()
    try:
        yield
    finally:
        go_on.join()


@pytest.mark.parametrize("code", ["while True: pass", "import os\nfor _ in range(2): os.fork()\nwhile True: pass"])
def test_a_loop_is_stopped_by_the_time_of_processors(code, kernel, monkeypatch):
    monkeypatch.setattr(spent, "CLOCK", 200)
    with pytest.raises(Stopped) as stopped:
        kernel.execute(code, 0.5)
    assert stopped.value.error == {"kind": "ComputedTooLong", "text": "0.5"}


FLOOD = """\
kernel = get_ipython().kernel
parent, ident = dict(kernel.get_parent("shell")), kernel._parent_ident["shell"]
parent["header"] = parent["header"] | {"msg_id": "another"}
while True:
    kernel.session.send(kernel.shell_stream.socket, "execute_reply", {"status": "ok"}, parent=parent, ident=ident)
"""


def test_replies_to_other_questions_do_not_keep_a_cell_alive(kernel):
    end = threading.Timer(30, kernel.process.kill)
    end.start()
    with pytest.raises(Stopped) as stopped:
        kernel.execute(FLOOD, 0.5)
    end.cancel()
    assert stopped.value.error == {"kind": "ComputedTooLong", "text": "0.5"}


def test_a_cell_that_sleeps_is_stopped_by_the_clock(kernel):
    with pytest.raises(Stopped) as stopped:
        kernel.execute("import time\ntime.sleep(1000)", 0.5)
    assert stopped.value.error == {"kind": "WaitedTooLong", "text": "2"}
    assert stopped.value.alive and kernel.execute("1", 60).error is None


def test_time_counts_from_when_it_is_asked_for_and_never_runs_back(monkeypatch):
    used, now = iter([5.0, 5.5, 7.0, 6.0]), iter([10.0, 18.0])         # a process that ends takes its time along
    monkeypatch.setattr(spent, "processor_seconds", lambda number: next(used))
    monkeypatch.setattr(spent.time, "monotonic", lambda: next(now))
    meter = spent.Spent(1)
    assert [meter.processor() for _ in range(3)] == [0.5, 2.0, 2.0] and meter.clock() == 8.0 / spent.CLOCK


def test_all_processes_of_a_submission_count_also_those_that_have_ended(kernel):
    child = "import os, time\npid = os.fork()\nif pid == 0:\n    while time.process_time() < 0.5: pass\n    os._exit(0)\nos.waitpid(pid, 0)"
    used = spent.Spent(kernel.process.pid)
    kernel.execute("import time\ntime.sleep(0.3)", 60)
    asleep = used.processor()
    kernel.execute(child, 60)
    assert asleep < 0.4 and used.processor() - asleep > 0.45


def test_a_cell_that_waits_for_a_processor_is_not_stopped(kernel, monkeypatch):
    monkeypatch.setattr(spent, "CLOCK", 100)
    with no_processor(kernel, 1.0):
        assert kernel.execute("1", 0.5).error is None


@whole
def test_right_answers_keep_their_points_where_others_have_the_processors(graded, solved, monkeypatch):
    limits, run, waits = Limits(cell_seconds=2, seconds=60, protected=PROTECTED), sandbox._run, {"task-3-answer": 2.5, "task-3-test": 6.5}
    monkeypatch.setattr(spent, "CLOCK", 100)

    def busy(kernel, examiner, cell, *rest):
        with no_processor(kernel, waits[cell.name]) if cell.name in waits else contextlib.nullcontext():
            return run(kernel, examiner, cell, *rest)

    monkeypatch.setattr(sandbox, "_run", busy)
    next(cell for cell in solved.cells if cell.id == "task-3-answer").source += "\nnumber = sum(n * n for n in range(3 * 10 ** 6))\n"
    grade = graded(solved, limits)
    assert lost(grade) == {} and grade.remarks == ()


@whole
def test_the_clock_bounds_a_submission_that_sleeps(graded, solved):
    for cell in solved.cells:
        if cell.id.endswith("-answer") and cell.cell_type == "code":
            cell.source = "import time\ntime.sleep(1000)"
    grade = graded(solved, Limits(cell_seconds=60, seconds=1, protected=PROTECTED))
    assert grade.points == 0 and "took more than 1 s in all" in grade.remarks[-1]


def test_what_a_test_has_found_is_there_before_the_kernel_is_told_to_reply():
    here, there = socket.socketpair()
    command = [sys.executable, trial.__file__.replace("trial", "examiner"), str(there.fileno())]
    with here, there, subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=(there.fileno(),)) as examiner:
        for _ in range(500):                  # the other order would be seen in some of them
            examiner.stdin.write(json.dumps({"word": "w", "given": "", "test": "assert 1", "answers": []}).encode() + b"\n")
            examiner.stdin.flush()
            kernel = Peer(here.fileno())
            assert kernel.receive() == {"begin": "w"}
            kernel.send(ready="w", names={})
            assert kernel.receive() == {"end": "w"} and select.select([examiner.stdout], [], [], 0)[0] and examiner.stdout.readline() == b"null\n"
        examiner.stdin.close()
