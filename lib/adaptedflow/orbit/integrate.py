"""Integrate a flow, and say how its orbit ends."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import own_array, real_number, whole_number
from ..errors import Interrupted
from ..flows.base import checked_flow
from ..memory import kept_scratch
from ..threads import one_thread
from .checkpoint import Checkpoint, facts_of
from .node import End
from .progress import Meter, bar_or_function
from .run import Run

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from .result import Orbit


def integrate(flow: Any, theta0: ArrayLike, until: float | None = None, stop: Any = None, clock: str = "s", rtol: float = 1e-6,
              atol: float | None = None, correct: bool = False, max_steps: int | None = None, checkpoint: Any = None, progress: Any = False) -> Orbit:
    """The orbit of ``flow`` from ``theta0`` (K,), as an :class:`Orbit`.

    Ends at time ``until`` (paper's ``s`` under both clocks; ``inf`` with ``clock="segment"``), or at the first time at which ``stop``
    (:class:`CostBelow`, :class:`GradientBelow`, or one of your own with ``excess(problem, theta)``) is met on the computed orbit, or where the orbit
    ends by itself: see ``Orbit.status``. At least one of the two has to be given.

    ``clock="segment"`` runs in ``t = 1 - exp(-s / N)`` (not for StandardFlow). ``rtol`` and ``atol`` (default ``rtol / 1000`` times the
    scale of ``theta0``) bound the local error. ``correct=True`` (AdaptedFlow) pulls the outputs back onto the law (2.7) by one
    minimum-norm Gauss-Newton step after each step: the law then holds by construction and is no check of the theorem.
    ``max_steps`` bounds the accepted steps (default 1,000; 20,000 for the standard flow).

    ``checkpoint``, the path of a file, keeps what is done, every minute or so and at the end, however it comes. Called again with the same arguments, the
    integration goes on from there, to the same orbit to the last bit (``max_steps`` may be larger, for more steps). A file of another integration is refused.
    ``progress`` shows a bar on a terminal, with the time left where that is known; or is a function of a :class:`adaptedflow.Progress`, called before each step.

    Numerics: Dormand-Prince 8(5,3) (Radau with the exact Hessian for the standard flow of a small problem) in a variable
    ``tau`` with ``d(clock)/dtau = 1 / (1 / unit + |velocity| / sqrt(1 + |theta|^2))``: clock time where the orbit is slow,
    scaled arc length where it is fast, so that steps do not collapse before a breakdown. Breakdown is judged on accepted
    steps (``orbit/breakdown.py``). A step over which the velocity turns sharply or leaps is refused: D^+ v grows without bound
    towards a rank loss and reverses across it.

    Raises ValueError or TypeError for arguments that do not fit, RankLossError where ``theta0`` itself is deficient,
    Interrupted (with the orbit so far) on Ctrl-C. Warns where a checkpoint cannot be written later on, as on a full disk.

    >>> import adaptedflow as af
    >>> example = af.examples.two_factor(w1=2.0, w2=0.5, y=3.0)
    >>> orbit = af.integrate(af.AdaptedFlow(example.problem), example.theta0, stop=af.CostBelow(2e-4))
    >>> orbit.status, round(float(orbit.s[-1]), 3)
    ('reached', 4.605)
    """
    problem = checked_flow(flow).problem
    theta0 = own_array("theta0", theta0, (problem.K,), cure="net.init(seed) makes a start.")
    rtol = real_number("rtol", rtol, minimum=1e-13)
    scale = np.sqrt(1 + theta0 @ theta0 / problem.K)
    given = None if atol is None else real_number("atol", atol, minimum=0)
    atol = 1e-3 * rtol * scale if given is None else given
    steps = (20_000 if flow.follows_gradient else 1_000) if max_steps is None else whole_number("max_steps", max_steps, minimum=1)
    until = _checked_until(flow, until, stop, clock, correct)
    with one_thread(problem.N * problem.Q), kept_scratch(), bar_or_function(progress) as tell:
        run = Run(flow, theta0, clock, rtol, atol, correct, until, stop, steps)
        observers = [] if tell is None else [Meter(tell, run, stop)]
        try:
            with ExitStack() as stack:
                if checkpoint is not None:
                    facts = facts_of(flow, theta0, stop, clock=clock, rtol=rtol, atol=given, correct=bool(correct), until=until)
                    observers.insert(0, stack.enter_context(Checkpoint(checkpoint, run, facts, steps)))
                end = run.advance(*observers)
        except KeyboardInterrupt:
            orbit = run.orbit(End("step_limit"))
            kept = "" if checkpoint is None else f" The same call goes on from there, by {checkpoint}."
            raise Interrupted(f"interrupted at s = {orbit.s[-1]:.6g} after {len(orbit.s) - 1} steps; .orbit has them.{kept}", orbit) from None
        return run.orbit(end)


def _checked_until(flow, until, stop, clock, correct):
    if clock not in ("s", "segment"):
        raise ValueError(f"clock: expected 's' or 'segment', got {clock!r}.")
    if until is None and stop is None:
        raise ValueError("expected at least one of until=time and stop=af.CostBelow(eps), got neither: the orbit would have no end.")
    if not isinstance(correct, (bool, np.bool_)):
        raise TypeError(f"correct: expected True or False, got {correct!r}.")
    if stop is not None and (isinstance(stop, type) or not callable(getattr(stop, "excess", None))):
        raise TypeError(f"stop: expected af.CostBelow(eps) or af.GradientBelow(tol), got {stop!r}.")
    if clock == "segment" and flow.follows_gradient:
        raise ValueError("clock: expected 's' for StandardFlow, got 'segment': its outputs follow no segment.")
    if correct and not flow.follows_segment:
        raise ValueError(f"correct: expected AdaptedFlow, got {type(flow).__name__}: only its outputs obey (2.7).")
    endless = clock == "segment" and flow.follows_segment
    if until is None:
        return np.inf
    return real_number("until", until, minimum=0, allow_inf=endless,
                       cure="Infinite time needs clock='segment' and AdaptedFlow; otherwise give a finite time.")
