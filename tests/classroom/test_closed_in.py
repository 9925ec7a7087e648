"""What a submission sees of the machine it runs on, asked from inside."""

import os
import pathlib
import socket
import sys

import pytest

from adaptedflow import paths
from adaptedflow.classroom.sandbox.kernel import Died, Kernel, Stopped

from .conftest import closed_in

pytestmark = closed_in


@pytest.fixture(scope="module")
def kernel():
    with Kernel(2.0) as kernel:
        yield kernel


@pytest.fixture
def inside(kernel):
    """Return a function that evaluates an expression in a kernel."""
    def value(expression):
        reply = kernel.execute(f"import os, socket, subprocess, sys\nassert False, repr({expression})", 60)
        assert reply.error["kind"] == "AssertionError", reply
        return eval(reply.error["text"])

    return value


def test_no_file_of_the_machine(inside, tmp_path):
    (tmp_path / "grades.csv").touch()
    for path in (tmp_path, tmp_path / "grades.csv", paths.ROOT / "notebooks", paths.NOTEBOOKS / "assignments/source", "/etc/passwd", "/var", "/run", "/opt", "/srv"):
        assert os.path.exists(path) and not inside(f"os.path.exists({str(path)!r})")
    assert set(inside("os.listdir('/')")) <= {"packages", "student", "tmp", pathlib.Path(sys.base_prefix).parts[1], "dev", "proc", "etc", "usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32", "opt"}
    assert inside("[name for name in os.listdir('/tmp') if not name.startswith('af-')]") == []


def test_nothing_can_be_written_but_home_and_tmp(inside):
    def writable(folder):
        return inside(f"subprocess.run(['touch', {folder!r} + '/x']).returncode") == 0

    assert [folder for folder in ("/", "/usr", "/packages", "/packages/numpy", "/etc", "/var") if writable(folder)] == []
    assert writable("/student") and writable("/tmp")


def test_what_lies_in_memory_is_bounded(inside):
    assert inside("os.statvfs('/tmp').f_blocks * os.statvfs('/tmp').f_frsize") == inside("os.statvfs('.').f_blocks * os.statvfs('.').f_frsize") == 2 ** 28


def test_no_other_process(inside):
    assert all(int(name) < 100 for name in inside("[name for name in os.listdir('/proc') if name.isdecimal()]"))
    assert inside("[open(f'/proc/{n}/comm').read().strip() for n in os.listdir('/proc') if n.isdecimal()].count('bwrap')") == 1


def test_no_network(inside):
    with socket.create_server(("localhost", 0)) as server:
        assert inside(f"socket.socket().connect_ex({server.getsockname()!r})") != 0
    assert inside("[name for _, name in socket.if_nameindex()]") == ["lo"]


def test_no_shared_memory_and_no_socket_by_name(inside):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("\0adaptedflow-test")
        server.listen()
        assert inside("socket.socket(socket.AF_UNIX).connect_ex('\\0adaptedflow-test')") != 0
    assert inside("os.listdir('/dev/shm')") == []
    assert inside("open('/proc/sysvipc/shm').read().count('\\n')") == 1


def test_no_rights(inside):
    assert inside("os.getuid()") == 1000 and inside("open('/proc/self/status').read().split('CapEff:')[1].split()[0]") == "0" * 16


@pytest.mark.parametrize("package", ["adaptedflow", "scipy", "sympy", "mpmath", "jax", "torch", "pip", "nbformat"])
def test_no_package_but_the_allowed(package, inside):
    assert inside(f"__import__('importlib.util').util.find_spec({package!r})") is None
    assert inside(f"subprocess.run([sys.executable, '-c', 'import {package}'], capture_output=True).returncode") == 1


def test_no_secret_in_the_environment(inside, monkeypatch):
    assert {name for name in inside("list(os.environ)")} & {"HOSTNAME", "PWD_OLD", "SSH_AUTH_SOCK", "PYTEST_CURRENT_TEST"} == set()


def test_small_files_can_be_written_and_huge_ones_not(inside):
    assert inside("open('small', 'wb').write(bytes(2 ** 20))") == 2 ** 20
    assert inside("subprocess.run(['dd', 'if=/dev/zero', 'of=huge', 'bs=1M', 'count=80'], capture_output=True).returncode") != 0


def test_a_kernel_that_writes_beside_its_sockets_is_ended():
    with Kernel(2.0) as kernel, pytest.raises(Died, match="folder of the kernel's sockets"):
        kernel.execute(f"open({str(kernel.sockets / 'more')!r}, 'w').close()\nimport time\ntime.sleep(30)", 60)


def test_nothing_outlives_a_kernel():
    with Kernel(2.0) as kernel:
        group = kernel.process.pid
        kernel.execute("import subprocess\nsubprocess.Popen(['sleep', '1000'], start_new_session=True)", 60)
        folder = kernel.folder
    with pytest.raises(ProcessLookupError):
        os.killpg(group, 0)
    assert not folder.exists()


def test_a_cell_is_interrupted_and_the_kernel_goes_on(kernel):
    with pytest.raises(Stopped) as stopped:
        kernel.execute("while True: pass", 0.5)
    assert stopped.value.alive and kernel.execute("1", 60).error is None
