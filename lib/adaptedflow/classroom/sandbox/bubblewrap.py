"""The command that closes a process in: bubblewrap, with namespaces of its own and little in sight.

Inside there are the system's programs and libraries (``/usr``), this Python, and the packages of :mod:`.packages`, all read-only;
an empty home and an empty ``/tmp`` in memory; a private ``/proc`` and ``/dev``; and one folder of the machine for the kernel's sockets.
"""

import functools
import shutil
import subprocess
import sys
from pathlib import Path

HOME, PACKAGES = "/student", "/packages"
LARGEST_FOLDER = 256 * 2 ** 20  # bytes, of what lies in memory
INSTALL = "install it (Debian and Ubuntu: apt install bubblewrap; Fedora: dnf install bubblewrap)"
ALLOW = ("it makes user namespaces, which Ubuntu from 23.10 on and most containers forbid; allow them, as notebooks/assignments/TEACHING.md says, "
         "or grade in a virtual machine")


@functools.cache
def trouble() -> str | None:
    """Return why a submission cannot be closed in here, or None where it can."""
    if sys.platform != "linux":
        return "bubblewrap, which closes submissions in, is for Linux only: grade in a virtual machine"
    if shutil.which("bwrap") is None:
        return f"bubblewrap, which closes submissions in, was not found: {INSTALL}"
    run = subprocess.run(command({}, None) + ["/usr/bin/env", "true"], capture_output=True, text=True, env={})
    said = run.stderr.strip().splitlines() or ["no reason given"]
    return f"bubblewrap does not work on this system ({said[-1][:200]}): {ALLOW}" if run.returncode else None


def command(packages: dict[str, Path], sockets: Path | None) -> list[str]:
    """Return what to put before a command, so that it sees ``packages`` by name in ``/packages``, and may write to ``sockets``."""
    base = Path(sys.base_prefix).resolve()
    parts = [shutil.which("bwrap"), "--unshare-all", "--unshare-user", "--uid", "1000", "--gid", "1000", "--cap-drop", "ALL", "--die-with-parent",
             "--new-session", "--hostname", "classroom", "--ro-bind", "/usr", "/usr"]
    for name in ("bin", "sbin", "lib", "lib32", "lib64", "libx32"):
        folder = Path("/", name)
        parts += ["--symlink", f"usr/{name}", f"/{name}"] if folder.is_symlink() else ["--ro-bind-try", f"/{name}", f"/{name}"]
    parts += ["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache", "--ro-bind-try", "/etc/alternatives", "/etc/alternatives",
              "--proc", "/proc", "--dev", "/dev"]
    if not base.is_relative_to("/usr"):
        parts += ["--ro-bind", str(base), str(base)]
    for folder in _installed(base):
        parts += ["--tmpfs", str(folder)]
    for place in ("/tmp", HOME):
        parts += ["--size", str(LARGEST_FOLDER), "--tmpfs", place]
    for name, path in packages.items():
        parts += ["--ro-bind", str(path), f"{PACKAGES}/{name}"]
    parts += ["--bind", str(sockets), str(sockets)] if sockets else []
    return [*parts, "--remount-ro", "/", "--chdir", HOME]


def _installed(base: Path) -> list[Path]:
    """The folders in which this and other Pythons keep packages; they are covered."""
    patterns = [f"lib*/python*/{kind}-packages" for kind in ("site", "dist")]
    roots = {base, Path("/usr"), Path("/usr/local")}
    return sorted({folder for root in roots for pattern in patterns for folder in root.glob(pattern) if folder.is_dir() and not folder.is_symlink()})
