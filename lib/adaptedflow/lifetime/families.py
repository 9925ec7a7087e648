"""Parts of a survival map: families of cells that differ in size alone, and their curves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import any_array, whole_number
from .intervals import shares

if TYPE_CHECKING:
    from collections.abc import Mapping
    from numpy.typing import ArrayLike

KIND = ("activation", "targets", "scale")


def rows(table: Mapping[str, Any], chosen: ArrayLike) -> dict[str, np.ndarray]:
    """The rows of a table of :func:`survival_map` where ``chosen`` (boolean, one entry a row) holds, as a table of arrays.

    Raises ValueError or TypeError for another ``chosen``, and where it chooses nothing.
    """
    length, chosen = len(table["K"]), any_array("chosen", chosen)
    if chosen.dtype != bool:
        raise TypeError(f"chosen: expected booleans, one for each row, got dtype {chosen.dtype}. Write table['K'] == 41.")
    if chosen.shape != (length,):
        raise ValueError(f"chosen: expected shape ({length},), got {chosen.shape}. Compare columns of the same table.")
    if not chosen.any():
        raise ValueError("chosen: expected at least one row, got none. Look at the columns of the table for what it has.")
    return {name: any_array(name, column)[chosen] for name, column in table.items()}


def family(table: Mapping[str, Any], hidden_layers: int = 1, activation: str | tuple[str, ...] | None = "tanh",
           targets: str | tuple[str, ...] | None = "gaussian", scale: float | tuple[float, ...] | None = 1.0) -> dict[str, np.ndarray]:
    """The cells of one kind in a table of :func:`survival_map`, whatever their size, as a table of arrays.

    ``activation``, ``targets`` and ``scale`` are each a value, a tuple of values, or None for any.
    Raises ValueError where the table has no such cell.
    """
    hidden_layers = whole_number("hidden_layers", hidden_layers)
    chosen = np.array([widths.count("-") == hidden_layers + 1 for widths in table["widths"]])
    for name, wanted in zip(KIND, (activation, targets, scale)):
        if wanted is not None:
            wanted = wanted if isinstance(wanted, tuple) else (wanted,)
            if not all(isinstance(value, (str, int, float)) for value in wanted):
                raise TypeError(f"{name}: expected a text or a number, a tuple of such, or None for any, got {wanted!r}.")
            chosen &= np.array([entry in wanted for entry in np.asarray(table[name]).tolist()])
    if not chosen.any():
        raise ValueError(f"expected a kind of cells that the table has, got none with {hidden_layers} hidden layers, activation {activation!r}, "
                         f"targets {targets!r} and scale {scale!r}.")
    return rows(table, chosen)


def survival_curves(table: Mapping[str, Any]) -> dict[str, dict[str, np.ndarray]]:
    """The share of survivors against the size of the gap, one curve for each K: a mapping from "$K=11$" to columns.

    Columns, in the order of the gap: ``ratio`` = K / QN, ``gap`` = K - QN, ``scaled`` = gap / sqrt(K); ``share``, ``low``, ``high``: survivors
    with Wilson's 95 % interval; ``lenient``: the share with undecided orbits counted as survivors.
    """
    curves = {}
    for K in np.unique(table["K"]):
        part = rows(table, np.asarray(table["K"]) == K)
        part = {name: column[np.argsort(part["gap"], kind="stable")] for name, column in part.items()}
        curves[f"$K={K:.0f}$"] = ({"ratio": K / part["QN"], "gap": part["gap"], "scaled": part["gap"] / np.sqrt(K)} | shares(part["survived"], part["orbits"])
                                  | {"lenient": (part["survived"] + part["undecided"]) / part["orbits"]})
    return curves
