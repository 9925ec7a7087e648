"""How far an integration is, and how long the rest of it takes, where there is something to say."""

import time
from contextlib import nullcontext
from dataclasses import dataclass

import numpy as np

from ..number_text import duration
from .stops import CostBelow, stopping_time

STEPS, SECONDS = 6, 1.0  # nothing is said of the time left before so many steps and seconds,
STEADY = 1.5             # nor where what the last third of the steps foretold of the time in all differs by more than this factor


@dataclass(frozen=True)
class Progress:
    """Where an integration is: at time ``s`` after ``steps`` steps, with ``cost`` (1.7), after ``seconds`` of work.

    ``share``, from 0 to 1, is how much of the time on the orbit's clock is behind it, if it lives so long; None where no end is known beforehand (a
    stop that is not about the cost, or a flow without the law (2.6), and no ``until``). ``left`` are the seconds that the rest takes, if the velocity
    falls as (2.7) says and the integrator keeps the rate of its last steps, which on a new orbit still grows: rather too long than too short. None
    before some steps in turn have told much the same of the whole. With ``until`` and a stop that may come earlier, both are about ``until``.
    """

    s: float
    steps: int
    cost: float
    seconds: float
    share: float | None
    left: float | None


class Meter:
    """Tells ``tell``, a function of a :class:`Progress`, before each step of a ``run`` how far it is."""

    def __init__(self, tell, run, stop):
        self.tell, self.target = tell, _target(run, stop)
        self.begun, self.marks, self.foretold = time.monotonic(), [], []   # (seconds, tau); the seconds in all, as each step foretold them

    def note(self, run):
        node, problem = run.nodes[-1], run.problem
        seconds = time.monotonic() - self.begun
        self.marks.append((seconds, node.tau))
        residual = node.outputs - problem.y
        share = min(1.0, node.time / self.target) if np.isfinite(self.target) else None
        self.tell(Progress(float(node.clock.to_s(node.time)), len(run.nodes) - 1, float(residual @ residual / (2 * problem.N)), seconds, share,
                           self._left(run.flow, node)))

    def _left(self, flow, node):
        (seconds, now), (before, then) = self.marks[-1], self.marks[-1 - len(self.marks) // 4]
        if not np.isfinite(self.target) or not now > then:
            return None
        left = _rest(flow, node, self.target) * (seconds - before) / (now - then)
        self.foretold.append(seconds + left)
        late = self.foretold[-max(3, len(self.foretold) // 3):]
        return left if len(self.marks) > STEPS and seconds >= SECONDS and max(late) <= STEADY * min(late) else None


def _rest(flow, node, target):
    """How far the integrator's ``tau`` (:mod:`.field`) has to go from ``node`` to the time ``target``, if the velocity stays as it is, but for ``exp(-s / N)``."""
    rest, speed = target - node.time, np.linalg.norm(node.velocity) / np.sqrt(1 + node.theta @ node.theta)
    moving = -np.expm1(-rest / node.clock.unit) * node.clock.unit if flow.follows_segment and node.clock.name == "s" else rest
    return max(0.0, rest / node.clock.unit + speed * moving)


def _target(run, stop):
    """The time on the clock at which the orbit ends, if it lives so long; infinity where that is not known."""
    target, start = run.limit.time, run.nodes[0]
    if type(stop) is CostBelow and run.flow.follows_segment:
        target = min(target, run.limit.clock.from_s(stopping_time(run.problem.cost(start.theta), stop.eps, run.problem.N)))
    return float(target)


class Bar:
    """A bar on a terminal; elsewhere nothing."""

    def __init__(self):
        from tqdm import tqdm

        self.bar = tqdm(total=1.0, desc="orbit", leave=False, disable=None, bar_format="{desc}: {bar} {postfix}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.bar.close()

    def __call__(self, progress):
        self.bar.n = progress.share or 0.0
        self.bar.set_postfix_str(in_words(progress))


def bar_or_function(progress):
    """``progress`` of an integration, as a context that gives a function of a :class:`Progress`, or None. TypeError for anything else."""
    if isinstance(progress, (bool, np.bool_)):
        return Bar() if progress else nullcontext()
    if not callable(progress):
        raise TypeError(f"progress: expected True, False, or a function of an adaptedflow.Progress, got {progress!r}.")
    return nullcontext(progress)


def in_words(progress):
    """``s = 3.2, cost 0.012, 40 steps in 12 s, 30 s left at this rate``."""
    left = f", {duration(progress.left)} left at this rate" if progress.left is not None else ""
    return f"s = {progress.s:.4g}, cost {progress.cost:.3g}, {progress.steps} steps in {duration(progress.seconds)}{left}"
