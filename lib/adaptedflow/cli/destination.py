"""Where a command writes: looked at before it runs, so that nothing is lost and nothing is computed for nowhere.

Beside its results a command leaves a record, a JSON file with the checksum of each; files that are still as such a record says were made by
the same command, and may be replaced by it.
"""

import hashlib
import json
import tempfile
from pathlib import Path

from ..files import write_whole


def checksum(content):
    """The SHA-256 of bytes, as hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def check(record, files, made_by, inputs=()):
    """ValueError where writing ``files`` (paths) would overwrite anything but what ``record`` (a path) says that ``made_by`` (a dict) made, or cannot work."""
    paths = [Path(path) for path in (*files, record)]
    if len({path.resolve() for path in paths}) < len(paths):
        raise ValueError(f"expected outputs of different names, got {', '.join(str(path) for path in paths)}. Choose another --output.")
    known, folder = _known(Path(record), made_by), Path(record).parent
    for path in paths:
        _check_place(path)
        if not path.exists() and not path.is_symlink():
            continue
        if any(Path(other).exists() and path.exists() and path.samefile(other) for other in inputs):
            raise ValueError(f"the output {path} is the input. Choose another --output.")
        if not path.is_file():
            raise ValueError(f"expected a new file or one of an earlier run in {path}, got something that is no file. Choose another --output.")
        if path == Path(record) and known is not None:
            continue
        if (known or {}).get(_name(path, folder)) != checksum(path.read_bytes()):
            raise ValueError(f"{path} is there already, and not as this command made it from the same data. Choose another --output, or move it away.")


def write(record, contents, made_by, facts):
    """Write ``contents`` (path -> bytes), and the record that lets the same command replace them."""
    for path, content in contents.items():
        write_whole(path, content)
    note(record, contents, made_by, facts)


def rescue(name, content):
    """Write ``content`` to a new folder for temporary files, where its own place has failed; return the path."""
    path = Path(tempfile.mkdtemp(prefix="adaptedflow-")) / name
    write_whole(path, content)
    return path


def note(record, files, made_by, facts=()):
    """Write the record of ``files``, which ``made_by`` has just written; those of earlier runs stay in it."""
    record = Path(record)
    files = (_known(record, made_by) or {}) | {_name(path, record.parent): checksum(Path(path).read_bytes()) for path in files}
    write_whole(record, json.dumps({"made_by": made_by, "files": files, **dict(facts)}, indent=1, ensure_ascii=False) + "\n")


def _name(path, folder):
    return Path(path).relative_to(folder).as_posix()


def _known(record, made_by):
    """Name -> checksum of the files that ``record`` lists; None where it is no record of ``made_by``."""
    try:
        content = json.loads(record.read_text(encoding="utf-8"))
        return dict(content["files"]) if content["made_by"] == made_by else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _check_place(path):
    """ValueError where ``path`` cannot be written."""
    try:
        folder = path.parent
        path.exists()                                                  # a name may be too long
        while not folder.exists():
            folder = folder.parent
        if not folder.is_dir():
            raise NotADirectoryError(20, "a part of the path is a file")
        tempfile.TemporaryFile(dir=folder).close()
    except (OSError, ValueError) as error:
        raise ValueError(f"expected an output that can be written, got {path}: {getattr(error, 'strerror', None) or error}. Choose another --output.") from None
