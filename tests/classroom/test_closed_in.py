"""What a submission sees of the machine it runs on, asked from inside."""

import multiprocessing.shared_memory
import os
import pathlib
import socket
import subprocess
import sys
import time

import pytest

from adaptedflow import paths
from adaptedflow.classroom.sandbox import bubblewrap, packages
from adaptedflow.classroom.sandbox.kernel import Died, Kernel, Stopped

from .conftest import closed_in

pytestmark = closed_in
LEFT = ["left", os.path.join(os.sep, "tmp", "left")]                   # what a submission leaves behind, if it can


@pytest.fixture(scope="module")
def kernel():
    with Kernel(2.0) as kernel:
        yield kernel


def test_what_a_submission_may_import_lies_where_it_is_said_to_lie():
    found = packages.allowed()
    assert {"numpy", "matplotlib", "ipykernel", "zmq"} <= set(found) and all(path.name == name and path.exists() for name, path in found.items())


@pytest.fixture
def inside(kernel):
    """Return a function that evaluates an expression in a kernel."""
    def value(expression):
        reply = kernel.execute(f"import os, socket, subprocess, sys\nassert False, repr({expression})", 60)
        assert reply.error["kind"] == "AssertionError", reply
        return eval(reply.error["text"])

    return value


@pytest.fixture
def machine(tmp_path):
    """What lies on the machine while a submission runs, by what it is."""
    for name in ("submitted/eve.ipynb", "grades/grades.csv", "classroom/class_seed.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("7")
    os.mkfifo(tmp_path / "pipe")
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(tmp_path / "socket"))
    server.listen()
    yield {"another submission": tmp_path / "submitted/eve.ipynb", "a grade": tmp_path / "grades/grades.csv", "the class seed": tmp_path / "classroom/class_seed.txt",
           "the model solutions": paths.NOTEBOOKS / "assignments/source", "a socket": tmp_path / "socket", "a pipe": tmp_path / "pipe", "the folder of all": tmp_path,
           "this repository": paths.ROOT, "this package": paths.ROOT / "lib", "accounts": "/etc/passwd", "logs": "/var", "what runs": "/run", "mounts": "/mnt"}
    server.close()


@pytest.mark.parametrize("what", ["another submission", "a grade", "the class seed", "the model solutions", "a socket", "a pipe", "the folder of all",
                                  "this repository", "this package", "accounts", "logs", "what runs", "mounts"])
def test_no_file_of_the_machine(what, machine, inside):
    path = str(machine[what])
    assert os.path.exists(path) and not inside(f"os.path.exists({path!r})")
    if what == "a socket":
        with socket.socket(socket.AF_UNIX) as here:
            here.connect(path)
        assert inside(f"socket.socket(socket.AF_UNIX).connect_ex({path!r})") == 2          # no such file


def test_only_these_folders_are_there(inside):
    assert set(inside("os.listdir('/')")) <= {"packages", "student", "tmp", pathlib.Path(sys.base_prefix).parts[1], "dev", "proc", "etc", "usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32", "opt"}
    assert inside("[name for name in os.listdir('/tmp') if not name.startswith('af-')]") == []
    assert set(inside("os.listdir('/etc')")) <= {"ld.so.cache", "alternatives"}
    assert set(inside("os.listdir('/dev')")) <= {"console", "core", "fd", "full", "null", "ptmx", "pts", "random", "shm", "stderr", "stdin", "stdout", "tty", "urandom", "zero"}


def test_nothing_can_be_written_but_home_and_tmp(inside):
    def writable(folder):
        return inside(f"subprocess.run(['touch', {folder!r} + '/x']).returncode") == 0

    assert [folder for folder in ("/", "/usr", "/packages", "/packages/numpy", "/etc", "/var") if writable(folder)] == []
    assert writable("/student") and writable("/tmp")


def test_what_lies_in_memory_is_bounded(inside):
    assert inside("os.statvfs('/tmp').f_blocks * os.statvfs('/tmp').f_frsize") == inside("os.statvfs('.').f_blocks * os.statvfs('.').f_frsize") == 2 ** 28


def test_no_other_process(inside):
    with subprocess.Popen(["sleep", "100"]) as outside:
        try:
            seen = inside("[open(f'/proc/{n}/comm').read().strip() for n in os.listdir('/proc') if n.isdecimal()]")
        finally:
            outside.kill()
    assert "sleep" not in seen and seen.count("bwrap") == 1 and set(seen) - {"bwrap"} <= {"python", pathlib.Path(os.path.realpath(sys.executable)).name[:15]}
    assert all(int(name) < 100 for name in inside("[name for name in os.listdir('/proc') if name.isdecimal()]"))


def test_no_network(inside):
    with socket.create_server(("localhost", 0)) as server:
        assert inside(f"socket.socket().connect_ex({server.getsockname()!r})") != 0
    assert inside("[name for _, name in socket.if_nameindex()]") == ["lo"]


def test_no_socket_by_name(inside):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("\0adaptedflow-test")
        server.listen()
        with socket.socket(socket.AF_UNIX) as here:
            here.connect("\0adaptedflow-test")
        assert inside("socket.socket(socket.AF_UNIX).connect_ex('\\0adaptedflow-test')") != 0


def test_no_shared_memory(inside):
    memory = multiprocessing.shared_memory.SharedMemory(create=True, size=8)
    try:
        assert inside("os.listdir('/dev/shm')") == []
        for kind in ("shm", "msg", "sem"):
            assert inside(f"open('/proc/sysvipc/{kind}').read().count('\\n')") == 1     # its head
    finally:
        memory.close()
        memory.unlink()


@pytest.mark.parametrize("namespace", ["user", "pid", "net", "ipc", "mnt", "uts", "cgroup"])
def test_a_namespace_of_its_own(namespace, inside):
    assert inside(f"os.readlink('/proc/self/ns/{namespace}')") != os.readlink(f"/proc/self/ns/{namespace}")
    assert inside("socket.gethostname()") == "classroom"


def test_no_rights(inside):
    assert inside("subprocess.run(['mount', '-t', 'tmpfs', 'x', '/tmp'], capture_output=True).returncode") != 0
    assert inside("os.getuid()") == 1000 and inside("open('/proc/self/status').read().split('CapEff:')[1].split()[0]") == "0" * 16


@pytest.mark.parametrize("package", ["adaptedflow", "scipy", "sympy", "mpmath", "jax", "torch", "pip", "nbformat"])
def test_no_package_but_the_allowed(package, inside):
    assert inside(f"__import__('importlib.util').util.find_spec({package!r})") is None
    assert inside(f"subprocess.run([sys.executable, '-c', 'import {package}'], capture_output=True).returncode") == 1


def test_no_secret_in_the_environment(inside, monkeypatch):
    assert {name for name in inside("list(os.environ)")} & {"HOSTNAME", "PWD_OLD", "SSH_AUTH_SOCK", "PYTEST_CURRENT_TEST"} == set()


def test_each_process_has_its_own_limit_on_memory(inside):
    limit = "import resource; print(resource.getrlimit(resource.RLIMIT_AS))"
    assert inside(f"subprocess.run([sys.executable, '-c', {limit!r}], capture_output=True, text=True).stdout") == f"({2 ** 31}, {2 ** 31})\n"
    assert inside("len([subprocess.Popen(['true']).wait() for _ in range(20)])") == 20


def test_small_files_can_be_written_and_huge_ones_not(inside):
    assert inside("open('small', 'wb').write(bytes(2 ** 20))") == 2 ** 20
    assert inside("subprocess.run(['dd', 'if=/dev/zero', 'of=huge', 'bs=1M', 'count=80'], capture_output=True).returncode") != 0


def test_a_kernel_that_writes_beside_its_sockets_is_ended():
    with Kernel(2.0) as kernel, pytest.raises(Died, match="folder of the kernel's sockets"):
        kernel.execute(f"open({str(kernel.sockets / 'more')!r}, 'w').close()\nimport time\ntime.sleep(30)", 60)


def test_nothing_outlives_a_kernel():
    def alive():
        return any("98765" in path.read_text(errors="replace") for path in pathlib.Path("/proc").glob("[0-9]*/cmdline") if path.exists())

    with Kernel(2.0) as kernel:
        kernel.execute(f"import subprocess\nsubprocess.Popen(['sleep', '98765'], start_new_session=True)\nfor name in {LEFT}: open(name, 'w').close()", 60)
        assert alive()
    end = time.monotonic() + 10
    while alive() and time.monotonic() < end:
        time.sleep(0.05)
    assert not alive() and not kernel.folder.exists() and not os.path.exists(LEFT[1])


def test_what_a_submission_has_written_is_not_there_for_the_next(inside):
    with Kernel(2.0) as other:
        other.execute(f"for name in {LEFT}: open(name, 'w').close()", 60)
        assert other.execute(f"[open(name) for name in {LEFT}]", 60).error is None
        assert not inside(f"any(os.path.exists(name) for name in {LEFT})")


def test_a_cell_is_interrupted_and_the_kernel_goes_on(kernel):
    with pytest.raises(Stopped) as stopped:
        kernel.execute("while True: pass", 0.5)
    assert stopped.value.alive and kernel.execute("1", 60).error is None


def test_no_rights_of_an_administrator_are_needed(monkeypatch):
    monkeypatch.setattr(bubblewrap.sys, "base_prefix", "/usr")         # this Python may lie where only its owner comes
    nobody = {"user": 65534, "group": 65534, "extra_groups": []} if os.getuid() == 0 else {}
    run = subprocess.run([*bubblewrap.command({}, None), "id", "-u"], capture_output=True, text=True, **nobody)
    assert (run.stdout, run.stderr) == ("1000\n", "")


def test_unprotected_means_what_it_says(tmp_path):
    (tmp_path / "grades.csv").write_text("ada,30")
    with Kernel(2.0, protected=False) as kernel:
        reply = kernel.execute(f"text = open({str(tmp_path / 'grades.csv')!r}).read()\nopen({str(tmp_path / 'grades.csv')!r}, 'w').write('eve')\nassert False, text", 60)
    assert reply.error["text"] == "ada,30" and (tmp_path / "grades.csv").read_text() == "eve"
