"""Every file that was handed in: in folders and in zip files, none followed out of its place, none passed over in silence."""

import datetime
import os
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

DEEPEST, LARGEST, MOST_MEMBERS, MOST_BYTES = 30, 20_000_000, 5000, 500_000_000
BY_MACHINES = {"__MACOSX": "made by macOS beside each file", ".ipynb_checkpoints": "a copy that Jupyter keeps", ".DS_Store": "made by macOS"}
HIDDEN = "hidden"
NOBODYS = {*BY_MACHINES.values(), HIDDEN}   # reasons that do not make a file somebody's hand-in
BULK = ("_assignsubmission_",)      # Moodle's folders in a download of all


@dataclass(frozen=True)
class File:
    """A file: its ``parts`` below the folder of submissions, where it lies (None where it cannot be read), the ``reason``, and when it was changed."""

    parts: tuple[str, ...]
    path: Path | None
    reason: str = ""
    changed: float = 0.0

    def __str__(self):
        return "/".join(self.parts)


def files(folder: Path, scratch: Path) -> Iterator[File]:
    """Go through ``folder``; members of zip files are copied to ``scratch``."""
    waiting = [(folder, ())]
    while waiting:
        here, parts = waiting.pop()
        try:
            entries = sorted(os.scandir(here), key=lambda entry: entry.name)
        except OSError as error:
            yield File(parts, None, f"could not be opened: {error.strerror}")
            continue
        for entry in entries:
            own = (*parts, entry.name)
            reason = _of_no_interest(own)
            if reason:
                yield File(own, None, reason)
            elif entry.is_symlink():
                yield File(own, None, "a link; links are not followed")
            elif entry.is_dir():
                if len(own) > DEEPEST:
                    yield File(own[:3], None, f"lies more than {DEEPEST} folders deep")
                else:
                    waiting.append((Path(entry.path), own))
            else:
                yield from _one(Path(entry.path), own, scratch)


def _one(path: Path, parts, scratch, depth=0):
    try:
        facts = path.lstat()
        if not stat.S_ISREG(facts.st_mode):
            yield File(parts, None, "no file, but a device, a pipe or a socket")
        elif path.suffix.lower() != ".zip":
            yield File(parts, path, changed=facts.st_mtime)
        elif depth > 1:
            yield File(parts, None, "a zip file in a zip file in a zip file")
        else:
            yield from _members(path, parts, scratch, depth)
    except (OSError, ValueError, zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, zipfile.zlib.error) as error:
        yield File(parts, None, f"could not be read: {str(error)[:100]}")


def _members(path, parts, scratch, depth):
    """The members of a zip file, as if it were a folder of its name; those of a learning platform's download as if they lay beside it."""
    with zipfile.ZipFile(path) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_BYTES:
            raise ValueError("the zip file is too large")
        before = parts[:-1] if _of_a_class(members) and len(parts) == 1 else (*parts[:-1], PurePosixPath(parts[-1]).stem)
        for member in members:
            inner = tuple(part for part in member.filename.replace("\\", "/").split("/") if part not in ("", ".", ".."))
            own = (*before, *inner)
            reason = _of_no_interest(inner) or ("larger than 20 MB" if member.file_size > LARGEST else "")
            if reason or not inner or len(own) > DEEPEST:
                yield File(own, None, reason or "has no name, or lies too deep")
                continue
            place = scratch / f"{len(os.listdir(scratch))}{PurePosixPath(inner[-1]).suffix[:10]}"
            with archive.open(member) as stream:
                place.write_bytes(stream.read(LARGEST + 1))
            os.utime(place, (0, _seconds(member.date_time)))
            yield from _one(place, own, scratch, depth + 1)


def _of_a_class(members) -> bool:
    """Whether a zip file holds the work of many: a platform's names, or several folders with a notebook each."""
    names = [member.filename for member in members if not _of_no_interest(tuple(member.filename.split("/")))]
    if any(mark in name for name in names for mark in BULK) or sum(_canvas(name) for name in names) > 0:
        return True
    return len({name.split("/")[0] for name in names if "/" in name and name.lower().endswith((".ipynb", ".zip"))}) > 1


def _canvas(name: str) -> bool:
    parts = name.split("/")[-1].replace("_LATE_", "_").split("_")
    return len(parts) > 3 and parts[1].isdigit() and parts[2].isdigit()


def _seconds(date) -> float:
    try:
        return datetime.datetime(*date).timestamp()
    except ValueError:
        return 0.0


def _of_no_interest(parts) -> str:
    known = next((BY_MACHINES[part] for part in parts if part in BY_MACHINES), "")
    return known or (BY_MACHINES["__MACOSX"] if parts and parts[-1].startswith("._") else HIDDEN if parts and parts[-1].startswith(".") else "")
