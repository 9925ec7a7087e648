"""Checks and counterexamples, and where they are found: in the modules ``section_*`` of this package."""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

_CHECKS: dict[str, "Check"] = {}
_COUNTEREXAMPLES: dict[str, "Counterexample"] = {}


@dataclass(frozen=True)
class Measurement:
    """What was measured beside what a formula says, at the entry of all instances where they differ most.

    ``defect`` is that difference, relative to the largest entry expected of the instance (absolute where all of them are
    zero); infinite where an entry is not finite or shapes differ. ``notes`` are sentences of the check itself, on how many instances
    it left out for example.
    """

    measured: float
    expected: float
    tolerance: float
    defect: float
    instances: int
    notes: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        return self.defect <= self.tolerance

    @classmethod
    def of(cls, pairs: Iterable, tolerance: float) -> "Measurement":
        """The worst of ``pairs`` (measured, expected), texts among them being notes; ValueError if there are none."""
        pairs = list(pairs)
        compared = [_compare(*pair) for pair in pairs if not isinstance(pair, str)]
        if not compared:
            raise ValueError("a check must yield at least one pair (measured, expected), got none.")
        defect, measured, expected = max(compared, key=lambda worst: worst[0])
        return cls(measured, expected, tolerance, defect, len(compared), tuple(pair for pair in pairs if isinstance(pair, str)))


def _compare(measured, expected) -> tuple[float, float, float]:
    m, e = np.asarray(measured, float), np.asarray(expected, float)
    if m.size == 0 or e.size == 0:
        raise ValueError(f"a pair must have at least one entry a side, got shapes {m.shape} and {e.shape}.")
    if m.shape != e.shape or not (np.isfinite(m).all() and np.isfinite(e).all()):
        return np.inf, float(m.flat[0]), float(e.flat[0])
    scale = np.abs(e).max() or 1.0
    worst = np.unravel_index(np.argmax(np.abs(m - e)), m.shape)
    return float(np.abs(m[worst] - e[worst]) / scale), float(m[worst]), float(e[worst])


@dataclass(frozen=True)
class Check:
    """``instances(formula, rng)`` yields pairs (measured, expected), and notes; ``formula`` is the right one."""

    slug: str
    instances: Callable
    formula: Callable
    tolerance: float
    variants: Mapping[str, Callable] = field(default_factory=dict)

    def __call__(self, formula: Callable, rng: np.random.Generator) -> Measurement:
        return Measurement.of(self.instances(formula, rng), self.tolerance)

    def disagrees(self, formula: Callable, rng: np.random.Generator) -> bool:
        """Whether some instance disagrees; the first that does is enough."""
        pairs = (pair for pair in self.instances(formula, rng) if not isinstance(pair, str))
        return any(not Measurement.of([pair], self.tolerance).agrees for pair in pairs)


@dataclass(frozen=True)
class Counterexample:
    """``instances(formula)`` yields pairs (measured, expected) with which ``printed`` disagrees and the right formula agrees."""

    slug: str
    instances: Callable
    printed: Callable
    tolerance: float

    def __call__(self, formula: Callable) -> Measurement:
        return Measurement.of(self.instances(formula), self.tolerance)


def check(slug: str, *, formula: Callable, tolerance: float, variants: Mapping[str, Callable] | None = None) -> Callable:
    """Register a generator ``(formula, rng) -> (measured, expected), ...`` as the check of the row ``slug``."""
    def register(instances):
        return _add(_CHECKS, Check(slug, instances, formula, tolerance, dict(variants or {})))
    return register


def counterexample(slug: str, *, printed: Callable, tolerance: float = 0) -> Callable:
    """Register a generator ``(formula) -> (measured, expected), ...`` as the counterexample to the ``printed`` formula of ``slug``."""
    def register(instances):
        return _add(_COUNTEREXAMPLES, Counterexample(slug, instances, printed, tolerance))
    return register


def checks() -> dict[str, Check]:
    """All checks by slug."""
    _load_sections()
    return dict(_CHECKS)


def counterexamples() -> dict[str, Counterexample]:
    """All counterexamples by slug."""
    _load_sections()
    return dict(_COUNTEREXAMPLES)


def _add(registered, entry):
    if entry.slug in registered:
        raise ValueError(f"{type(entry).__name__.lower()} {entry.slug!r} is registered twice; a row has one.")
    registered[entry.slug] = entry
    return entry


def _load_sections():
    for module in sorted(info.name for info in pkgutil.iter_modules([str(Path(__file__).parent)])):
        if module.startswith("section_"):
            importlib.import_module(f"{__package__}.{module}")
