"""What the theorems say about one start of one problem, before any orbit runs."""

from __future__ import annotations

import base64
import html
import io
import math
import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from . import memory
from .arrays import real_array
from .checked import checked_problem
from .errors import RankLossError
from .flows import AdaptedFlow, UnderparametrizedFlow
from .flows.pseudo_inverse import DENSE_SIZE, rounding_of
from .forecast import orbit_sentence, velocities
from .lifetime import existence_criterion, last_layer_criterion, stored_map
from .network import Network
from .number_text import duration
from .numerical_rank import rank_sentence
from .orbit import stopping_time

LARGE = 2e10             # QN K min(QN, K) above which an SVD of D would take minutes
LEVELS = (1e-2, 1e-4, 1e-8)
TIMED, LONG = 4, 1.0     # a velocity is timed again, up to so many times, where those after the first took less than so many seconds
KEPT = 200               # vectors of K numbers that an orbit of 30 steps holds
NEAREST = 3              # cells of the survival map


@dataclass(frozen=True)
class Diagnosis:
    """What :func:`diagnose` found; ``sentences`` says each of it in words. ``print`` shows them, a notebook also the singular values.

    ``regime``; ``flow``, the name of the flow that applies at this start; ``cost`` (1.7) at the start; ``singular_values`` of D and the ``cutoff`` of rounding
    errors (empty and None where D is too large for an SVD in minutes); ``full_rank``, None where not known; ``existence_certified`` and
    ``last_layer_certified``; ``nearest``, rows of the survival map; ``stopping_times``, level -> s of (2.41), empty for K < QN; ``velocity_seconds`` (None where
    there is no velocity), ``orbit_seconds`` (low, high) of an orbit that lives (empty where that cannot be foretold), ``memory_bytes`` of an orbit.
    """

    regime: str
    flow: str
    cost: float
    singular_values: np.ndarray
    cutoff: float | None
    full_rank: bool | None
    existence_certified: bool
    last_layer_certified: bool
    nearest: list[dict[str, Any]] = field(default_factory=list)
    stopping_times: dict[float, float] = field(default_factory=dict)
    velocity_seconds: float | None = None
    orbit_seconds: tuple[float, ...] = ()
    memory_bytes: int = 0
    sentences: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return "\n".join(f"{name}: {sentence}" for name, sentence in self.sentences.items())

    def _repr_html_(self) -> str:
        rows = "".join(f"<tr><th style='text-align:left'>{html.escape(name)}</th><td style='text-align:left'>{html.escape(sentence)}</td></tr>"
                       for name, sentence in self.sentences.items())
        return f"<table>{rows}</table>{self._picture()}"

    def figure(self) -> Any:
        """The singular values of D, from the largest to the smallest, with the cutoff, as a matplotlib Figure. ValueError where they were not computed."""
        if self.cutoff is None:
            raise ValueError("figure: expected singular values of D, but D was too large for an SVD; sentences['rank'] says so.")
        from .figures.own_data import singular_values

        return singular_values({"number": np.arange(1, len(self.singular_values) + 1), "value": self.singular_values, "cutoff": self.cutoff})

    def _picture(self):
        if self.cutoff is None:
            return ""
        import matplotlib.pyplot as plt

        figure, stream = self.figure(), io.BytesIO()
        figure.savefig(stream, format="png", dpi=110)
        plt.close(figure)
        return f"<img alt='singular values of D, and the cutoff of rounding errors' src='data:image/png;base64,{base64.b64encode(stream.getvalue()).decode()}'>"


def diagnose(problem: Any, theta0: Any) -> Diagnosis:
    """What Theorem 2.1 and its companions say about ``problem`` from the start ``theta0`` (K,), as a :class:`Diagnosis`.

    One SVD of D, one velocity (timed two to four times) and a look at the stored survival map; no orbit runs. The time of an orbit is that of one
    velocity times ``adaptedflow.forecast.velocities``.

    Raises ValueError or TypeError for arguments that do not fit; MemoryError, before anything is computed, where D or the orbit cannot fit.

    >>> import adaptedflow as af
    >>> net = af.Network([2, 8, 1])
    >>> found = af.diagnose(af.Problem(net, [[0.0, 1.0], [1.0, 0.0]], [[1.0], [-1.0]]), net.init(0))
    >>> found.regime, found.flow, found.full_rank
    ('overparametrized', 'AdaptedFlow', True)
    """
    problem = checked_problem(problem)
    theta0 = real_array("theta0", theta0, (problem.K,), cure="A network's net.init(seed), or an adapted model's theta0, is a start.")
    n, K = problem.N * problem.Q, problem.K
    over, whole = problem.regime != "underparametrized", n * K * min(n, K) <= LARGE
    size = _memory(n, K, over)
    words = {"size": f"N = {problem.N}, Q = {problem.Q}, QN = {n}, K = {K}: {problem.regime}, {'Theorem 2.1' if over else 'Theorem 5.1'}"}
    cost = problem.cost(theta0)
    words["cost at the start"] = f"{cost:.4g}"
    values, cutoff, full = (*_rank(problem, theta0, words), ) if whole else (np.array([]), None, None)
    if not whole:
        words["rank"] = f"not looked at, as it takes an SVD of D, {n:,} x {K:,}; an orbit watches it"
    certified = _certificates(problem, theta0, words) if over and whole else (False, False)
    nearest = _nearest(problem, words) if over else []
    times = {level: stopping_time(cost, level * cost, problem.N) for level in LEVELS} if over and cost > 0 else {}
    if times:
        words["stopping times"] = "; ".join(f"{level:g} of the cost at s = {s:.4g}" for level, s in times.items()) + "; if rank D = QN up to then (2.41)"
    else:
        words["stopping times"] = "none: with K < QN the cost need not reach zero" if cost > 0 else "none: the cost is zero already"
    condition = float(values[0] / values[-1]) if full else None
    flow, seconds, orbit_seconds = _velocity(AdaptedFlow if over else UnderparametrizedFlow, problem, theta0, condition, words)
    words["memory"] = f"about {size / 2 ** 20:.3g} MiB for an orbit"
    return Diagnosis(problem.regime, flow, cost, values, cutoff, full, *certified, nearest, times, seconds, orbit_seconds, size, words)


def _memory(n, K, over):
    """Bytes of an orbit and its linear algebra; MemoryError where they cannot be had."""
    gram = over and n * n * K > 0 and n * K > DENSE_SIZE
    memory.require((n, n) if gram else (n, K), "D D^T" if gram else "D")
    memory.require((KEPT, K), "an orbit of 30 steps", cure=f"Take a narrower network: K = {K:,}.")
    return 8 * (2 * (n * n if gram else n * K) + KEPT * K)


def _rank(problem, theta0, words):
    values = np.linalg.svd(problem.jacobian(theta0), compute_uv=False)
    shape = problem.N * problem.Q, problem.K
    cutoff = float(max(shape) * rounding_of(problem) * values[0])
    full = bool(values[-1] > cutoff)
    margin = f" It is {values[-1] / cutoff:.2g} times the size of rounding errors." if full and cutoff > 0 else ""
    words["rank"] = rank_sentence(shape, values[0], values[-1], cutoff) + margin
    return values, cutoff, full


def _certificates(problem, theta0, words):
    """Whether the existence and the last-layer criterion certify the orbit."""
    existence = existence_criterion(problem, theta0)
    words["existence criterion"] = existence.reason
    try:
        last = last_layer_criterion(problem, theta0)
        words["last-layer criterion"] = last.reason
        return existence.certified, last.certified
    except ValueError as error:                                        # the theorem is about other networks
        words["last-layer criterion"] = f"does not apply: {error}"
        return existence.certified, False


def _nearest(problem, words):
    """The cells of the survival map that are nearest in K and in (K - QN) / sqrt(K), with as many outputs where there are any."""
    try:
        table = stored_map()
    except FileNotFoundError:
        words["survival map"] = "not at hand: it comes with the repository, not with an installed package"
        return []
    K, gap = np.array(table["K"], float), np.array(table["gap"], float)
    outputs = np.array([int(widths.split("-")[-1]) for widths in table["widths"]])
    away = np.hypot(np.log(K / problem.K), gap / np.sqrt(K) - (problem.K - problem.N * problem.Q) / math.sqrt(problem.K))
    away = away + (outputs != problem.Q)
    activations = np.array(table["activation"])
    away = away + (activations != problem.model.activation.name if isinstance(problem.model, Network) else activations == "relu")     # other maps: smooth
    chosen = np.argsort(away, kind="stable")[:NEAREST]
    rows = [{name: table[name][row] for name in ("widths", "activation", "targets", "N", "K", "gap", "orbits", "survived")} for row in chosen]
    cells = "; ".join(f"{row['widths']} {row['activation']}, {row['targets']}, K - QN = {row['gap']:g}: {row['survived']:g} of {row['orbits']:g}" for row in rows)
    far = f" They are smaller (K up to {K.max():g} was counted): no forecast." if problem.K > K.max() else ""
    words["survival map"] = f"random starts that live in the nearest cells: {cells}.{far}"
    return rows


def _velocity(kind, problem, theta0, condition, words):
    """The name of the flow that applies, how long one velocity takes, and an orbit that lives."""
    try:
        seconds = _seconds(kind(problem), theta0)
    except RankLossError:
        words["flow"] = "RankLossFlow (Theorem 4.1) is defined here; the outputs follow the projected flow (4.7)"
        return "RankLossFlow", None, ()
    counts = velocities(problem, condition)
    orbit = tuple(count * seconds for count in counts)
    words["flow"] = f"{kind.__name__} ({kind.theorem}); should rank D fall on the way, RankLossFlow (Theorem 4.1)"
    words["time"] = f"one velocity takes {duration(seconds)}; {orbit_sentence(problem, counts, seconds)}"
    return kind.__name__, seconds, orbit


def _seconds(flow, theta0):
    """Of one velocity, when what is done at the first call is done: torch and jax first make the code of the derivatives."""
    times = []
    while len(times) < 2 or (len(times) < TIMED and sum(times[1:]) < LONG):
        start = time.perf_counter()
        flow.velocity(theta0)
        times.append(time.perf_counter() - start)
    return min(times)
