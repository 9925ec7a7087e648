"""The class seed: what the hidden tests draw their instances from, kept by the teacher."""

import secrets
from pathlib import Path

from ..files import write_whole


def keep(folder: Path, seed: int | None = None) -> int:
    """Keep ``seed`` in ``folder`` and return it; without one, the seed kept there before, or one drawn now.

    Raises ValueError where what is kept is not a whole number.
    """
    if seed is None:
        seed = kept(folder) if _path(folder).exists() else secrets.randbelow(2 ** 32)
    write_whole(_path(folder), f"{seed}\n")
    return seed


def kept(folder: Path) -> int:
    """Return the seed kept in ``folder``. Raises ValueError where there is none."""
    text = _path(folder).read_text(encoding="utf-8").strip() if _path(folder).exists() else "nothing"
    if not (text.isascii() and text.isdecimal()):
        raise ValueError(f"expected the class seed, a whole number, in {_path(folder)}, got {text[:40]!r}; give --seed")
    return int(text)


def _path(folder: Path) -> Path:
    return folder / "class_seed.txt"
