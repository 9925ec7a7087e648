"""Which survivors of a survival map a theorem would have told beforehand."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ..arrays import whole_number
from .criterion import existence_criterion
from .kept import results
from .last_layer import last_layer_criterion
from .linear import linear_bound
from .survival import cell_of_row, columns_of

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

TESTS = {"l": "last_layer", "i": "linear", "a": "form_a", "b": "form_b", "c": "form_c"}     # letter -> column


def certified_map(table: Mapping[str, Any], seed: int = 0, folder: str | os.PathLike[str] | None = None, n_jobs: int | None = None,
                  progress: bool = False) -> dict[str, list]:
    """Try every test at the start that applies on the survivors of ``table``, one of :func:`survival_map` drawn with ``seed``; a table, one row a
    cell with survivors.

    Columns: those that name the cell; ``orbits``; ``survived``; and of these, how many are certified by ``last_layer``
    (:func:`last_layer_criterion`), ``linear`` (:func:`linear_bound`) and the forms (a), (b), (c) of :func:`existence_criterion`:
    ``form_a form_b form_c``; ``any``, by at least one; ``tests``, which of them apply to the cell, a letter each: ``l i a b c``.
    """
    seed = whole_number("seed", seed)
    rows = {cell_of_row(table, row): row for row, ends in enumerate(table["ends"]) if "s" in ends}
    wanted = {cell: [number for number, end in enumerate(table["ends"][row]) if end == "s"] for cell, row in rows.items()}
    found = results(partial(certified_by, seed), wanted, lambda result: isinstance(result, str) and set(result) <= set(TESTS), folder,
                    f"seed{seed}_certified", n_jobs, "certified" if progress else None)
    lines = [columns_of(cell) | {"orbits": len(table["ends"][row]), "survived": len(found[cell])}
             | {name: sum(letter in each for each in found[cell].values()) for letter, name in TESTS.items()}
             | {"any": sum(map(bool, found[cell].values())), "tests": applicable(cell)} for cell, row in rows.items()]
    return {name: [line[name] for line in lines] for name in lines[0]}


def applicable(cell):
    """The letters of :data:`TESTS` that apply to networks as in ``cell``: linear ones, or smooth ones with one hidden layer; "-" for none."""
    if cell.activation == "identity":
        return "i" if len(cell.widths) > 3 else "liabc"
    return "labc" if len(cell.widths) == 3 and cell.activation != "relu" else "-"


def certified_by(seed, cell, number):
    """The letters of the tests that certify one start, "" for none."""
    problem, theta0 = cell.draw(seed, number)
    tests, found, suprema = applicable(cell), "", None
    if cell.activation.startswith("mollified"):                        # mollified_relu(w): sup |sigma'| = 1, sup |sigma''| = 1 / (2 w)
        suprema = 1.0, 1 / (2 * float(cell.activation.partition("(")[2].rstrip(")")))
    if "l" in tests:
        found += "l" * last_layer_criterion(problem, theta0, sup_slope=suprema and suprema[0]).certified
    if "i" in tests:
        found += "i" * linear_bound(problem, theta0).certified
    if "a" in tests:
        margins = existence_criterion(problem, theta0, suprema).margins
        found += "".join(form[1] for form in ("(a)", "(b)", "(c)") if margins[form] > 1)
    return found
