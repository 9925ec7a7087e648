"""Files are written whole or not at all, and files that belong together are written together."""

import contextlib
import errno
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

_SPACE = "free some space and run this again"
_RIGHTS = "choose another folder, or give yourself the right to write there"
_PLACE = "move what lies there away"
CURES = {errno.ENOSPC: _SPACE, errno.EDQUOT: _SPACE, errno.EROFS: _RIGHTS, errno.EACCES: _RIGHTS, errno.EPERM: _RIGHTS,
         errno.ENOTDIR: _PLACE, errno.EISDIR: _PLACE, errno.EEXIST: _PLACE}


def write_whole(path: str | os.PathLike[str], content: bytes | str) -> None:
    """Write ``content`` to ``path`` so that a reader sees the old file or the new one, never a part.

    Text is stored as UTF-8 with the line ends it has. The folder is made if it is missing, and who may read the file is for
    the umask to say. The content goes to a temporary file in the same folder, which then takes the place of ``path`` in one
    step; if anything fails before that, ``path`` is left as it was and the temporary file is removed.

    Raises TypeError if ``content`` is neither bytes nor str, OSError (with a cure) if the folder cannot be written.
    """
    write_together({path: content})


def write_together(contents: Mapping[str | os.PathLike[str], bytes | str]) -> None:
    """Write several files, a mapping from paths to contents, as :func:`write_whole` does: all of them or none.

    All contents are on the disk before the first file is replaced; should replacing one fail, those before it get back what they held.
    """
    for content in contents.values():
        if not isinstance(content, (bytes, str)):
            raise TypeError(f"expected bytes or str to write, got {type(content).__name__}; encode it first")
    staged, before = {}, {}
    try:
        for path, content in contents.items():
            path = Path(path)
            path.parent.mkdir(parents=True, exist_ok=True)
            staged[path] = path.parent / f".{path.name}.{secrets.token_hex(4)}.part"
            with open(staged[path], "xb") as stream:
                stream.write(content.encode("utf-8") if isinstance(content, str) else content)
        for path, temporary in staged.items():
            held = path.read_bytes() if path.is_file() else None
            os.replace(temporary, path)
            before[path] = held
    except BaseException as error:
        failed = str(path)
        for temporary in staged.values():
            with contextlib.suppress(OSError):
                temporary.unlink()
        for path, held in before.items():
            path.unlink() if held is None else path.write_bytes(held)
        if isinstance(error, OSError) and error.errno in CURES:
            raise type(error)(error.errno, f"{error.strerror}; {CURES[error.errno]}", failed) from None
        raise
