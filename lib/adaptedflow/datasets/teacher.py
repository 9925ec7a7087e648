"""Data made by a teacher: a random network whose outputs are the targets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import real_array, real_number, whole_number
from ..foreign_code import Guarded
from ..seeds import generator

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, eq=False)
class TeacherStudent:
    """Inputs and targets from a teacher network; without noise ``theta_teacher`` has cost zero in (1.7)."""

    X: np.ndarray = field(repr=False)  # (N, M)
    Y: np.ndarray = field(repr=False)  # (N, Q)
    theta_teacher: np.ndarray = field(repr=False)  # (K,)
    network: Any


def teacher_student(net: Any, N: int, seed: int | np.random.SeedSequence | np.random.Generator, noise: float = 0.0) -> TeacherStudent:
    """Draw N inputs and let a random teacher of the architecture ``net`` label them.

    ``theta_teacher`` (K,) is drawn by ``net.init``, the inputs ``X`` (N, M) are standard normal, and the targets are
    ``Y = net.outputs(theta_teacher, X)`` (N, Q) plus ``noise`` times standard normal numbers. Teacher and inputs
    do not depend on ``noise``, and the teacher does not depend on N.

    A student of the same architecture can reach zero cost whether or not K >= QN: for noise 0 the targets lie
    in the image of the network.

    ``seed`` is a whole number, a SeedSequence or a Generator.
    Raises TypeError if ``net`` has no ``widths``, ``init`` and ``outputs``; ValueError for N < 1 or noise < 0.
    """
    missing = [name for name in ("widths", "init", "outputs") if not hasattr(net, name)]
    if missing:
        raise TypeError(
            f"net: expected a network with widths, init and outputs, got {type(net).__name__} without "
            f"{', '.join(missing)}. Pass an adaptedflow.Network."
        )
    N = whole_number("N", N, minimum=1)
    noise = real_number("noise", noise, minimum=0.0)
    rng = generator(seed)
    theta_teacher = real_array("net.init(rng)", net.init(rng), (None,)).copy()  # (K,)
    X = rng.standard_normal((N, net.widths[0]))  # (N, M)
    Y = Guarded(net.outputs)("net.outputs(theta, X)", (N, None), theta_teacher, X)  # (N, Q)
    return TeacherStudent(X, Y + noise * rng.standard_normal(Y.shape), theta_teacher, net)
