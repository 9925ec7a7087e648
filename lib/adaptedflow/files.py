"""Files are written whole or not at all."""

import os
import tempfile
from pathlib import Path


def write_whole(path: str | os.PathLike, content: bytes | str) -> None:
    """Write ``content`` to ``path`` so that a reader sees the old file or the new one, never a part.

    Text is stored as UTF-8 with the line ends it has. The folder is made if it is missing. The content
    goes to a temporary file in the same folder, which then takes the place of ``path`` in one step;
    if anything fails before that, ``path`` is left as it was and the temporary file is removed.

    Raises TypeError if ``content`` is neither bytes nor str, OSError if the folder cannot be written.
    """
    if not isinstance(content, (bytes, str)):
        raise TypeError(f"expected bytes or str to write, got {type(content).__name__}; encode it first")
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content.encode("utf-8") if isinstance(content, str) else content)
        os.chmod(temporary, 0o644)  # mkstemp makes a private file; these are for everyone
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
