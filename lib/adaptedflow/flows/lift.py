"""What every way to compute ``D^+ v`` returns."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass                                                             # not frozen: that would take a microsecond more, in each velocity
class Lift:
    """``vector`` = D^+ v (K,); ``condition`` estimate of cond(D) on its range; ``norm`` Frobenius norm of D; ``route``.

    On trial the condition has not been looked at: ``D vector = v`` holds, and no more is known of the rank of D. Then ``judge`` is a
    function that makes the lift with its condition, or None where another route is asked for; until the next kernel takes its memory.
    """

    vector: np.ndarray
    condition: float
    norm: float
    route: str
    judge: Callable | None = None
