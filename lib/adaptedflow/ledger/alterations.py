"""Wrong formulas made from right ones: a check that still agrees with one of them checks nothing.

An alteration acts through the names of a formula's arguments, which are the paper's symbols. It counts against a check only
if it changes the value of the formula on some instance: ``D^T`` for ``D`` changes square ones, ``2N`` for ``N`` nothing
where the formula does not depend on N.
"""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from .registry import Check
from .run import generator


@dataclass(frozen=True)
class Alteration:
    """``arguments`` gives new values for some of the named arguments ``symbols`` where they fit, ``result`` alters the value."""

    name: str
    symbols: tuple[str, ...] = ()
    arguments: Callable = lambda values: {}
    result: Callable = lambda value: value


def _transposed(values):
    D = values["D"]
    return {"D": D.T} if D.shape[0] == D.shape[1] else {}


ALTERATIONS = (
    Alteration("the other sign", result=lambda value: -np.asarray(value, float)),
    Alteration("twice the value", result=lambda value: 2 * np.asarray(value, float)),
    Alteration("2N for N", ("N",), lambda values: {"N": 2 * values["N"]}),
    Alteration("D^T for D", ("D",), _transposed),
    Alteration("QN for K", ("K", "Q", "N"), lambda values: {"K": values["Q"] * values["N"]}),
    Alteration("M for M1", ("M", "M1"), lambda values: {"M1": values["M"]}),
    Alteration("a dropped 1", ("one",), lambda values: {"one": 0}),
)


class AlteredFormula:
    """A formula under an alteration; ``changed`` says whether any call so far gave another value than the right formula."""

    def __init__(self, formula: Callable, alteration: Alteration):
        self.formula, self.alteration, self.changed = formula, alteration, False
        self.signature = inspect.signature(formula)

    def __call__(self, *args, **kwargs):
        bound = self.signature.bind(*args, **kwargs)
        bound.apply_defaults()
        right = self.formula(*bound.args, **bound.kwargs)
        bound.arguments.update(self.alteration.arguments(bound.arguments))
        wrong = self.alteration.result(self.formula(*bound.args, **bound.kwargs))
        self.changed = self.changed or _differ(right, wrong)
        return wrong


def _differ(right, wrong) -> bool:
    """Beyond the rounding of a well conditioned inverse: of a square D both D and D^T give the projector 1."""
    size = np.abs(np.asarray(right, float)).max()
    return bool(np.abs(np.asarray(wrong, float) - np.asarray(right, float)).max() > 1e-6 * size)


def altered_formulas(check: Check) -> Iterator[tuple[str, Callable]]:
    """Name and formula of each alteration whose symbols the formula of ``check`` has, then of the check's own variants."""
    symbols = inspect.signature(check.formula).parameters
    for alteration in ALTERATIONS:
        if all(symbol in symbols for symbol in alteration.symbols):
            yield alteration.name, AlteredFormula(check.formula, alteration)
    yield from check.variants.items()


def outcomes(check: Check) -> dict[str, str]:
    """What each wrong formula does to ``check``: ``"fails"``, as it should, ``"agrees"``, or ``"unchanged"`` where it is not wrong."""
    seen = {}
    for name, formula in altered_formulas(check):
        if check.disagrees(formula, generator(check.slug)):
            seen[name] = "fails"
        else:
            seen[name] = "agrees" if getattr(formula, "changed", True) else "unchanged"
    return seen
