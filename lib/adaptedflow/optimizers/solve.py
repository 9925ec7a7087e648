"""Train to zero cost: :func:`solve` and its result."""

from __future__ import annotations

from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import own_array, real_number, whole_number
from ..checked import checked_problem
from ..memory import kept_scratch
from ..threads import one_thread
from .damped import descend

if TYPE_CHECKING:
    from collections.abc import Callable
    from numpy.typing import ArrayLike

ENDS = {
    "reached": "Reached: the cost is {cost:.3g}, {relative:.1e} of that at the start, after {steps} steps.",
    "minimum": "A minimum above zero: the cost is {cost:.3g}, {relative:.1e} of that at the start, and to first order no direction lowers it, after {steps} "
               "steps. Another start, or more parameters, may reach zero.",
    "rank_loss": "D is deficient where the gradient vanishes: the cost is {cost:.3g}, {relative:.1e} of that at the start, after {steps} steps. {why} Take "
                 "another start; Theorem 4.1 says what such a point is.",
    "stalled": "No step lowers the cost {cost:.3g} any more ({relative:.1e} of that at the start), after {steps} steps. {why}",
    "step_limit": "Undecided after {steps} steps: the cost is {cost:.3g}, {relative:.1e} of that at the start. {pace}",
    "stopped": "Stopped by the callback after {steps} steps: the cost is {cost:.3g}, {relative:.1e} of that at the start.",
    "interrupted": "Interrupted after {steps} steps: the cost is {cost:.3g}, {relative:.1e} of that at the start.",
    "running": "After {steps} steps the cost is {cost:.3g}, {relative:.1e} of that at the start.",
}


SLOW_STEPS, SLOW = 20, 0.5       # so many steps at least, and what is left of the cost over the last half of them, from which more steps are of no use
SMALL_GAP = 2.0          # K - QN in units of sqrt(K) up to which valleys are usual: of adapted flows of 3-4-1, 6 % live at 0.4, 60 % at 0.9, 99 % at 1.7


@dataclass(frozen=True, eq=False)
class History:
    """What each iterate was, T = steps + 1 entries: ``cost`` (T,) of (1.7); of the step that led to it its ``share`` (T,) of the Gauss-Newton step, in the
    paper's time Euler's step of length ``share * N``; ``damping`` (T,), the lambda of Levenberg-Marquardt, 0 without; and the ``route`` of its
    linear algebra, a tuple of T names. Of the start they are 0, 0 and ""."""

    cost: np.ndarray
    share: np.ndarray
    damping: np.ndarray
    route: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Solution:
    """What :func:`solve` returns: the last ``theta`` (K,) with its ``cost``, and how it ended.

    ``status``: "reached" (the cost is at most ``tol`` times that of the start), "minimum" (above zero, to first order), "rank_loss" (the gradient
    vanishes where ``D`` is deficient), "stalled", "step_limit", "stopped" (by the callback), "interrupted" (Ctrl-C); while it runs "running".
    ``message`` says it in a sentence; ``success`` is whether it was "reached". ``velocities`` counts steps ``D^+ (x - y)`` and damped ones,
    ``gradients`` products with ``D`` or ``D^T`` beside these, ``costs`` evaluations of the outputs. ``deficient`` counts the steps at which ``D``
    was deficient. ``history``: a :class:`History`.
    """

    theta: np.ndarray
    cost: float
    status: str
    message: str
    velocities: int
    gradients: int
    costs: int
    deficient: int
    history: History

    @property
    def success(self) -> bool:
        return self.status == "reached"

    @property
    def steps(self) -> int:
        return len(self.history.cost) - 1

    def __repr__(self):
        return f"Solution({self.status!r}, steps={self.steps}, cost={self.cost:.3g})"


def solve(problem: Any, theta0: ArrayLike, tol: float = 1e-16, max_steps: int = 200, callback: Callable | None = None, progress: Any = False) -> Solution:
    """Train to zero cost: ``theta`` whose cost (1.7) is at most ``tol`` > 0 times that of ``theta0`` (K,), as a :class:`Solution`.

    Each step is ``theta + t p``, ``p = -D^+ (x - y)`` and ``t`` = 1, 1/2, 1/4, ... until the cost falls: Euler's step of length ``t N`` along the adapted flow,
    (2.4) or for K < QN (5.2); for ``t = 1`` it is the Gauss-Newton step. Near a point of zero cost at which ``D`` is onto, convergence is quadratic; the
    flow itself takes the time (2.41). (Of a large problem ``p`` is found by iterations, at first to a tenth of ``x - y``, then as
    closely as the quadratic convergence and ``tol`` ask for.) Where ``D`` is deficient, or no ``t`` from 1/8 on will do, ``p`` is the damped step of
    Levenberg-Marquardt. So it goes on where the flow ends, but need not go where the flow would: the theorems are about the flow (:func:`adaptedflow.integrate`).

    ``callback``, a function of the :class:`Solution` so far, is called after each step; if it returns True, or raises StopIteration, that is the end.
    ``progress`` shows a bar on a terminal, with the time left. Ctrl-C returns what is done, with the status "interrupted".

    Raises ValueError or TypeError for arguments that do not fit, MemoryError where a large ``D`` does not fit.
    """
    problem = checked_problem(problem)
    theta0 = own_array("theta0", theta0, (problem.K,), cure="problem.model.init(seed) makes a start.")
    tol = real_number("tol", tol, minimum=0, strict=True, cure="Zero itself is below rounding.")
    max_steps = whole_number("max_steps", max_steps)
    if callback is not None and not callable(callback):
        raise TypeError(f"callback: expected a function of a Solution, got {callback!r}.")
    if not isinstance(progress, (bool, np.bool_)):
        raise TypeError(f"progress: expected True or False, got {progress!r}.")
    course, status = _Course(problem, tol), "step_limit"
    with one_thread(problem.N * problem.Q), kept_scratch(), course.bar(progress) as bar:
        try:
            for state in descend(problem, theta0, course.charge, tol):
                status = course.add(state, bar) or ("step_limit" if course.steps == max_steps else "")
                if not status and course.steps and callback is not None:
                    status = "stopped" if _says_stop(callback, course.solution("running")) else ""
                if status:
                    break
        except KeyboardInterrupt:
            if not course.states:                                      # not even the start
                raise
            status = "interrupted"
    return course.solution(status)


class _Course:
    """The states so far, and what they have cost."""

    def __init__(self, problem, tol):
        self.problem, self.tol, self.states, self.counts, self.why = problem, tol, [], Counter(), ""

    def charge(self, kind):
        self.counts[kind] += 1

    @property
    def steps(self):
        return len(self.states) - 1

    def add(self, state, bar):
        """The status if this state is the last."""
        self.why = state.deficient
        if state.ended:
            return state.ended
        self.start = state.theta if not self.states else self.start
        self.states.append((state.squares, state.share, state.damping, state.route, bool(state.deficient)))
        self.theta, start = state.theta, self.states[0][0]
        if bar is not None and state.squares > 0:
            bar.n = min(bar.total, round(np.log10(start / state.squares), 1))
            bar.refresh()
        return "reached" if state.squares <= self.tol * start else ""

    def bar(self, progress):
        if not progress:
            return nullcontext()
        from tqdm import tqdm

        return tqdm(total=max(0.1, -np.log10(self.tol)), desc="solve", unit="digit", disable=None,
                    bar_format="{desc}: {percentage:3.0f}%|{bar}| {n:.1f}/{total:.0f} digits of the cost [{elapsed}<{remaining}]")

    def pace(self):
        """How fast the cost falls where the steps are used up, and what may help."""
        squares = [state[0] for state in self.states]
        left = squares[-1] / squares[len(squares) // 2]
        if len(squares) < SLOW_STEPS or left < SLOW:
            return "Allow more steps (max_steps)."
        gap = self.problem.K - self.problem.N * self.problem.Q
        near = (f" K - QN is {gap}: valleys in which the cost hardly falls and theta grows are usual where it is small."
                if 0 <= gap <= SMALL_GAP * self.problem.K ** 0.5 else "")
        size, start = np.linalg.norm(self.theta), np.linalg.norm(self.start)
        return (f"Over the last half of them it fell by {1 - left:.2g} of itself, and |theta| is {size:.3g}, {start:.3g} at the start.{near} "
                "Take another start, or a network with more parameters, rather than more steps.")

    def solution(self, status):
        squares, share, damping, route, deficient = zip(*self.states)
        cost = np.array(squares) / (2 * self.problem.N)
        counts = self.counts
        facts = dict(cost=cost[-1], relative=cost[-1] / cost[0] if cost[0] else 0.0, steps=self.steps)
        why = self.why or "It is as small as rounding lets it be, or the start is a bad one."
        message = ENDS[status].format(why=why, pace=self.pace() if status == "step_limit" else "", **facts).strip()
        return Solution(self.theta.copy(), float(cost[-1]), status, message, counts["velocity"] + counts["damping"], counts["gradient"], counts["cost"],
                        sum(deficient), History(cost, np.array(share), np.array(damping), route))


def _says_stop(callback, solution):
    try:
        return bool(callback(solution))
    except StopIteration:
        return True
