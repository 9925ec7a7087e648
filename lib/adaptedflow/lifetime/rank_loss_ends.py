"""The points at which orbits of a survival map lost rank, looked at again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..arrays import whole_number
from .fate import follow
from .reduced_hessian import reduced_hessian
from .survival import cell_of_row

if TYPE_CHECKING:
    from collections.abc import Mapping
    from .reduced_hessian import ReducedHessian


def rank_loss_hessians(table: Mapping[str, Any], most: int, seed: int = 0) -> list[ReducedHessian]:
    """The :class:`ReducedHessian` at the ends of orbits that lost rank: the first ``most`` in each row of ``table``, followed again.

    ``table`` is one of :func:`survival_map`, drawn with ``seed``. On another processor an orbit near the border between two fates may
    end otherwise; it is left out. Raises ValueError or TypeError for arguments that do not fit.
    """
    most, seed = whole_number("most", most), whole_number("seed", seed)
    found = []
    for row, ends in enumerate(table["ends"]):
        lost = [number for number, end in enumerate(ends) if end == "r"]
        for orbit in (follow(cell_of_row(table, row), seed, number) for number in lost[:most]):
            if orbit is not None and orbit.status == "rank_loss":
                problem = orbit.flow.problem
                found.append(reduced_hessian(problem, orbit.theta[-1], problem.y - orbit.outputs[0]))
    return found
