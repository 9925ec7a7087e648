"""The command as a process: interrupts, terminals, and what a script sees."""

import os
import signal
import struct
import subprocess
import sys
import textwrap
import threading
import time

import pytest

fcntl, pty, termios = (pytest.importorskip(name, reason=f"no {name}: this system is not Unix") for name in ("fcntl", "pty", "termios"))

START = textwrap.dedent("""
    import signal
    import sys
    from pathlib import Path
    signal.signal(signal.SIGINT, signal.default_int_handler)   # the tests may run in the background, where it is ignored
    from adaptedflow import paths
    paths.NOTEBOOKS, paths.BUILD = Path(sys.argv[1]) / "notebooks", Path(sys.argv[1]) / "build"
    from adaptedflow.cli import main
    main(sys.argv[2:])
""")


def start(companion, *arguments, **options):
    return subprocess.Popen([sys.executable, "-c", START, str(companion), *arguments], text=True, **options)


def test_help_and_an_unknown_command():
    commands = [sys.executable, "-m", "adaptedflow"]
    helped = subprocess.run([*commands, "--help"], capture_output=True, text=True)
    assert helped.returncode == 0 and "figures" in helped.stdout and "ledger" in helped.stdout
    assert subprocess.run([*commands, "figurs"], capture_output=True).returncode == 2


def test_interrupt_leaves_whole_files_and_ends_with_130(companion, write):
    flag = companion / "running"
    save = "from adaptedflow import files, paths\nfiles.write_whole(paths.figures() / 'half.csv', 'x')"
    wait = f"import pathlib, time\npathlib.Path({str(flag)!r}).touch()\ntime.sleep(60)"
    write("02_slow", "# Slow", "N = 1", save, wait)
    process = start(companion, "figures", stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    while not flag.exists() and process.poll() is None:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=300)
    assert process.returncode == 130
    assert "01_good" in out and "Interrupted" in err and "Traceback" not in err
    written = sorted(path.relative_to(companion).as_posix() for path in companion.rglob("*") if path.is_file())
    assert written == [
        "build/notebooks/01_good.ipynb", "figures/line.csv", "figures/line.json", "figures/line.png",
        "notebooks/01_good.ipynb", "notebooks/02_slow.ipynb", "running",
    ]


def test_plain_lines_where_there_is_no_terminal(companion):
    process = start(companion, "figures", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = process.communicate(timeout=300)
    assert err == "" and "\r" not in out
    assert [line.split()[:1] for line in out.splitlines()] == [["01_good"], [], ["1"]]


def test_a_bar_on_a_terminal(companion):
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))  # rows, columns
    process = start(companion, "figures", stdout=follower, stderr=follower)
    os.close(follower)
    shown = []
    reader = threading.Thread(target=lambda: shown.extend(_read(leader)))
    reader.start()
    assert process.wait(timeout=300) == 0
    reader.join(timeout=10)
    text = b"".join(shown).decode()
    assert "01_good:   0%|" in text and "1 of 1 notebooks ran" in text


def _read(descriptor):
    while True:
        try:
            part = os.read(descriptor, 4096)
        except OSError:  # Linux's way to say that the other end was closed
            return
        if not part:
            return
        yield part
