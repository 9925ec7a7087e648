"""One way to do one piece of work."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Contender:
    """``call()`` does ``work`` ("D", "D in place", "D v", "D^T u", "D D^T", "velocity"); ``array`` turns what it returns into our layout."""

    name: str
    work: str
    call: Callable
    array: Callable = np.asarray
