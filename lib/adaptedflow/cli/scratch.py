"""Folders for one run, and what killed runs have left of theirs."""

import contextlib
import os
import shutil
import tempfile
import time
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: leftovers stay
    fcntl = None

STALE = 600  # seconds; a file that is being written is younger


@contextlib.contextmanager
def own_folder(home: Path, prefix: str):
    """A new folder in ``home`` for this block. Folders there that no running process holds are removed first."""
    home.mkdir(parents=True, exist_ok=True)
    for left in home.iterdir():
        with _held(left) as free:
            if free:
                shutil.rmtree(left, ignore_errors=True)
    while True:
        folder = Path(tempfile.mkdtemp(dir=home, prefix=prefix))
        with contextlib.ExitStack() as stack:
            if stack.enter_context(_held(folder)) and folder.exists() or fcntl is None:
                try:
                    yield folder
                finally:
                    shutil.rmtree(folder, ignore_errors=True)
                    with contextlib.suppress(OSError):
                        home.rmdir()  # where no other run draws
                return


@contextlib.contextmanager
def _held(folder: Path):
    """Hold a lock on ``folder`` that ends with this process; yield whether nobody else holds it."""
    if fcntl is None:
        yield False
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # gone meanwhile
        yield False
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        free = True
    except OSError:
        free = False
    try:
        yield free
    finally:
        os.close(descriptor)


def clear_parts(folder: Path) -> None:
    """Remove the temporary files of :func:`adaptedflow.files.write_together` that a killed run has left in ``folder``."""
    for part in folder.glob(".*.part"):
        with contextlib.suppress(OSError):
            if time.time() - part.stat().st_mtime > STALE:
                part.unlink()
