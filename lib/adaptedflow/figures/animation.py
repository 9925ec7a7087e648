"""A figure that moves: the still picture with its numbers, as every figure has them, and an animated one beside it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import paths
from ..files import write_whole
from .save import save
from .style import style
from .tables import read_table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def save_animation(draw: Callable, name: str, table: Mapping[str, Any], *, frames: int = 40, alt: str | None = None) -> None:
    """Save ``draw(table)`` by :func:`save`, and ``NAME.gif`` beside it: ``draw(table, share)`` as ``share`` goes to 1.

    The film shows the numbers that lie beside it, as the picture does. It runs for about four seconds, stands still for two
    and begins again. It has 64 colours, so that it stays small enough for a page. Raises ValueError for fewer than two frames, and what :func:`save` raises.
    """
    if frames < 2:
        raise ValueError(f"frames: expected at least 2 pictures, got {frames!r}. The first is the start and the last the end.")
    save(draw(table), name, table, alt=alt)
    table = read_table(paths.figures() / f"{name}.csv")
    pictures = [_picture(draw(table, share)) for share in np.linspace(0, 1, frames)]
    stream = io.BytesIO()
    pictures[0].save(stream, format="GIF", save_all=True, append_images=pictures[1:], loop=0, optimize=True,
                     duration=[100] * (frames - 1) + [2000])
    write_whole(paths.figures() / f"{name}.gif", stream.getvalue())


def _picture(figure):
    import matplotlib.pyplot as plt
    from PIL import Image

    stream = io.BytesIO()
    with style():
        figure.savefig(stream, format="png", dpi=100)
    plt.close(figure)
    return Image.open(stream).convert("RGB").quantize(64, dither=Image.Dither.NONE)
