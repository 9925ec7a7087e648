"""Integrate a flow, and say how its orbit ends."""

from dataclasses import dataclass
from functools import cache, partial

import numpy as np
from scipy.integrate import DOP853, Radau
from scipy.optimize import brentq

from ..arrays import real_array, real_number, whole_number
from ..errors import Interrupted, RankLossError
from .clock import PaperTime, SegmentTime
from .ends import Witness
from .kinks import crossed, crossings
from .messages import sentence
from .result import Orbit, state_at

SHARP_TURN = 0.5          # least cosine between the velocities at the ends of a step of an adapted flow
LEAP = 5.0                # greatest growth of the speed over such a step: a wall is to be seen coming
AT_KINK = 1e-6            # a step across a kink of the activation may turn sharply once it is as short as this
EXPLICIT_STEPS = 200      # an orbit that takes more is stiff (it slides beside the singular set): implicit steps from there on
LAW_SHARE = 10.0          # error of the outputs a step may make, relative to the residual, in units of rtol
EPS = np.finfo(float).eps
AT_REST = 4 * EPS


@dataclass(frozen=True)
class Node:
    """One accepted step: state, and what the velocity there rested on."""

    tau: float
    theta: np.ndarray
    time: float
    outputs: np.ndarray
    velocity: np.ndarray
    condition: float
    route: str


def integrate(flow, theta0, until=None, stop=None, clock="s", rtol=1e-6, atol=None, correct=False, max_steps=None):
    """The orbit of ``flow`` from ``theta0`` (K,), as an :class:`Orbit`.

    Ends at time ``until`` (paper's ``s`` under both clocks; ``inf`` with ``clock="segment"``), or at the first time at which
    ``stop`` (:class:`CostBelow`, :class:`GradientBelow`) is met on the computed orbit, or where the orbit ends by itself: see
    ``Orbit.status``. At least one of the two has to be given.

    ``clock="segment"`` runs in ``t = 1 - exp(-s / N)`` (not for StandardFlow). ``rtol`` and ``atol`` (default ``rtol / 1000`` times the
    scale of ``theta0``) bound the local error. ``correct=True`` (AdaptedFlow) pulls the outputs back onto the law (2.7) by one
    minimum-norm Gauss-Newton step after each step: the law then holds by construction and is no check of the theorem.
    ``max_steps`` bounds the accepted steps (default 1,000; 20,000 for the standard flow).

    Numerics: Dormand-Prince 8(5,3) (Radau with the exact Hessian for the standard flow of a small problem) in a variable
    ``tau`` with ``d(clock)/dtau = 1 / (1 / unit + |velocity| / sqrt(1 + |theta|^2))``: clock time where the orbit is slow,
    scaled arc length where it is fast, so that steps do not collapse before a breakdown. Breakdown is judged on accepted
    steps (``orbit/ends.py``). A step over which the velocity turns sharply or leaps is refused: D^+ v grows without bound
    towards a rank loss and reverses across it.

    Raises ValueError or TypeError for arguments that do not fit, RankLossError where ``theta0`` itself is deficient,
    Interrupted (with the orbit so far) on Ctrl-C.
    """
    problem = flow.problem
    theta0 = real_array("theta0", theta0, (problem.K,), cure="net.init(seed) makes a start.")
    rtol = real_number("rtol", rtol, minimum=1e-13)
    scale = np.sqrt(1 + theta0 @ theta0 / problem.K)
    atol = 1e-3 * rtol * scale if atol is None else real_number("atol", atol, minimum=0)
    steps = (20_000 if flow.follows_gradient else 1_000) if max_steps is None else whole_number("max_steps", max_steps, minimum=1)
    until = _checked_until(flow, until, stop, clock, correct)
    run = _Run(flow, theta0, clock, rtol, atol, correct)
    try:
        run.advance(until, stop, steps)
    except KeyboardInterrupt:
        orbit = run.orbit("step_limit")
        raise Interrupted(f"interrupted at s = {orbit.s[-1]:.6g} after {len(orbit.s) - 1} steps; .orbit has them.", orbit) from None
    return run.orbit(run.status)


def _checked_until(flow, until, stop, clock, correct):
    if clock not in ("s", "segment"):
        raise ValueError(f"clock: expected 's' or 'segment', got {clock!r}.")
    if until is None and stop is None:
        raise ValueError("expected at least one of until=time and stop=af.CostBelow(eps), got neither: the orbit would have no end.")
    if stop is not None and not callable(getattr(stop, "excess", None)):
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


def _same(interpolant):
    return interpolant


class _Run:
    """The state of one integration."""

    def __init__(self, flow, theta0, clock, rtol, atol, correct):
        self.flow, self.problem, self.correct = flow, flow.problem, correct
        self.x0 = self.problem.outputs(theta0)
        self.clock = (PaperTime if clock == "s" else SegmentTime)(flow, self.x0)
        self.norm = 0.0                                                # largest norm of D on accepted steps
        self.witness, self.nodes, self.pieces, self.events = Witness(), [], [], []
        self.breakdown = None
        self.status = "step_limit"
        self.rtol, self.atol, self.solver = rtol, atol, None
        self._accept(0.0, theta0, 0.0)

    def advance(self, until, stop, max_steps):
        """Step until something ends the orbit; sets ``status``."""
        end = self.clock.from_s(until)
        if stop is not None and stop.excess(self.problem, self.nodes[0].theta) <= 0:
            self.status = "reached"
            return
        if end <= 0:
            self.status = "reached" if stop is None else "time_limit"
            return
        self.solver = self._new_solver()
        for _ in range(max_steps):
            if self._at_rest():
                self.status = "equilibrium"
                return
            if not self._step():
                self.breakdown = self.witness.verdict(final=True)
                break
            piece, state = self.pieces[-1], self.solver.y
            if state[-1] >= end:
                state = state_at(piece(), end)
                self.status = "reached" if stop is None else "time_limit"
            if stop is not None and stop.excess(self.problem, state[:-1]) <= 0:
                state = self._locate(stop, piece(), state)
                self.status = "reached"
            state = self._meet_kinks(piece, state)
            finished = self.status != "step_limit"
            theta = state[:-1]
            if self.correct:
                theta = self._pull_back(theta, state[-1])
            self._accept(self.solver.t, theta, min(state[-1], end))
            if finished:
                return
            if self.correct:                                           # go on from the corrected state
                self.solver = self._new_solver(self.solver.h_abs)
            self.breakdown = None if self.flow.follows_gradient else self.witness.verdict()
            if self.breakdown:
                break
        if self.breakdown:
            self.status = self.breakdown.kind

    def orbit(self, status):
        message = sentence(self.flow, self.clock, self.nodes, status, self.breakdown, self.events)
        return Orbit(self.flow, self.clock, self.nodes, self.pieces, status, message, self.events, self.breakdown)

    def _field(self, tau, state):
        """``d(theta, clock)/dtau``; NaN where the velocity does not exist, so that the trial step is rejected."""
        theta, time = state[:-1], state[-1]
        try:
            if not np.isfinite(state).all():
                raise ValueError
            p = self.clock.velocity(theta, time, self.norm).vector     # (K,)
        except (RankLossError, ValueError, np.linalg.LinAlgError):
            return np.full(len(state), np.nan)
        rate = 1 / (1 / self.clock.unit + np.sqrt((p @ p) / (1 + theta @ theta)))
        return np.append(rate * p, rate)

    def _new_solver(self, first_step=None):
        """scipy's stepper at the last node: explicit to begin with, implicit for an orbit that is stiff."""
        node = self.nodes[-1]
        state = np.append(node.theta, node.time)
        first_step = first_step or 1e-2 * self.rtol ** (1 / 8)
        if self.flow.implicit() and (self.flow.follows_gradient or len(self.nodes) > EXPLICIT_STEPS):
            return Radau(self._field, node.tau, state, np.inf, jac=self._field_jacobian, first_step=first_step, **self.tolerances)
        return DOP853(self._field, node.tau, state, np.inf, first_step=first_step, **self.tolerances)

    def _field_jacobian(self, tau, state):
        """Jacobian of :meth:`_field` by the chain rule, from the closed-form derivative of the velocity."""
        theta, time = state[:-1], state[-1]
        p, J = self.clock.velocity(theta, time, self.norm).vector, self.clock.velocity_jacobian(theta, time)
        speed, rho = np.sqrt(p @ p), np.sqrt(1 + theta @ theta)
        rate = 1 / (1 / self.clock.unit + speed / rho)
        slope = (J.T @ p) / (speed * rho) - speed * theta / rho ** 3   # (K,): gradient of speed / rho
        drate = -rate ** 2 * slope
        full = np.zeros((len(state), len(state)))
        full[:-1, :-1] = rate * J + np.outer(p, drate)
        full[-1, :-1] = drate
        return full

    def _step(self):
        """One accepted step without a sharp turn; False where none can be had. Appends its piece."""
        if len(self.nodes) == EXPLICIT_STEPS + 1 and self.flow.implicit():
            self.solver = self._new_solver(self.solver.h_abs)
        while True:
            start, state, slope = self.solver.t, self.solver.y, self.solver.f
            self.solver.step()
            if self.solver.status == "failed":
                return False
            length = self.solver.t - start
            if self.flow.follows_gradient or not self._abrupt(slope, self.solver.f):
                break
            if length < AT_KINK and self._kink_crossed(state, self.solver.y):
                break                                                  # D itself jumps there, and the velocity with it
            if length < 1e-15 * max(1.0, start):
                return False
            self.solver = self._new_solver(length / 4)
        if isinstance(self.solver, DOP853):
            self.pieces.append(cache(partial(self._replay, start, state, length)))
        else:
            self.pieces.append(partial(_same, self.solver.dense_output()))
        return True

    def _kink_crossed(self, before, after):
        return bool(crossed(self.problem, before[:-1], after[:-1]))

    def _replay(self, tau, state, length):
        """The interpolant of a step, by doing the step again: three more velocities a step only where they are asked for."""
        solver = DOP853(self._field, tau, state, tau + length, first_step=length, rtol=1.0, atol=np.inf)
        solver.step()
        return solver.dense_output()

    def _set_tolerances(self, lift):
        """Error weights of the next step: relative to ``theta``, and to the arc length on which the speed grows, so that a wall is
        approached with all digits. Where the outputs obey (2.7), an error of ``theta`` may also not spoil the law: it moves
        the outputs by up to ``|D|`` times its size, and they are to stay within ``LAW_SHARE * rtol`` of the residual, as far
        as the rounding of ``D^+ (x - y)`` allows."""
        node = self.nodes[-1]
        weights = self.atol + self.rtol * np.abs(node.theta)           # (K,)
        if not self.flow.follows_gradient:
            weights = np.minimum(weights, max(self.rtol * self.witness.length, AT_REST * np.linalg.norm(node.theta)))
        if self.flow.follows_segment and self.clock.name == "s":
            residual = np.linalg.norm(node.outputs - self.problem.y)
            rounding = 100 * EPS * (np.linalg.norm(node.outputs) + residual) * lift.condition
            weights = np.minimum(weights, max(LAW_SHARE * self.rtol * residual, rounding) / lift.norm)
        self.tolerances = dict(rtol=100 * EPS, atol=np.append(weights, self.rtol * self.clock.unit))
        if self.solver is not None:
            self.solver.rtol, self.solver.atol = self.tolerances["rtol"], self.tolerances["atol"]

    def _abrupt(self, before, after):
        """Whether the velocity turns sharply or leaps between the ends of a step, as it does beside and across a rank loss."""
        before, after = before[:-1] / before[-1], after[:-1] / after[-1]   # per unit of the clock
        slow, fast = np.linalg.norm(before), np.linalg.norm(after)
        if fast * self.clock.unit < 1e-9 * np.sqrt(1 + self.nodes[-1].theta @ self.nodes[-1].theta):
            return False                                               # nearly at rest: the direction is rounding
        return fast > LEAP * slow or before @ after < SHARP_TURN * slow * fast

    def _accept(self, tau, theta, time):
        """Append a node, with the velocity there."""
        lift = self.clock.velocity(theta, min(time, np.nextafter(1.0, 0.0)) if self.clock.name == "segment" else time, self.norm)
        self.norm = max(self.norm, lift.norm)
        outputs = self.problem.outputs(theta)
        previous = self.nodes[-1] if self.nodes else None
        self.nodes.append(Node(tau, theta, float(time), outputs, lift.vector, lift.condition, lift.route))
        self.witness.add(float(time), np.linalg.norm(theta - previous.theta) if previous else 0.0, np.linalg.norm(lift.vector))
        self._set_tolerances(lift)

    def _meet_kinks(self, piece, state):
        """Record the kinks met on the way to ``state``; at one that attracts the orbit ends, and its state there is returned."""
        for at_kink, event in crossings(self.problem, self.clock, piece, self.nodes[-1].theta, state[:-1], self.norm):
            self.events.append(event)
            if event.attracting:
                self.status = "kink"
                return at_kink
        return state

    def _at_rest(self):
        """Whether a unit of clock time moves ``theta`` by less than its rounding."""
        node = self.nodes[-1]
        return np.linalg.norm(node.velocity) * self.clock.unit <= AT_REST * np.sqrt(1 + node.theta @ node.theta)

    def _locate(self, stop, interpolant, last):
        """The state at which ``stop`` is first met on this piece."""
        low, high = interpolant.t_min, interpolant.t_max
        def excess(tau):
            value = stop.excess(self.problem, interpolant(tau)[:-1])
            return max(value, -1e3)
        if excess(low) <= 0:
            return interpolant(low)
        if excess(high) > 0:                                           # met at the very end only, by rounding
            return last
        return interpolant(brentq(excess, low, high, xtol=1e-14 * max(1.0, high)))

    def _pull_back(self, theta, time):
        """One minimum-norm Gauss-Newton step onto the law (2.7)."""
        law = self.problem.y + np.exp(-self.clock.to_s(time) / self.problem.N) * (self.x0 - self.problem.y)   # (N*Q,)
        return theta + self.flow.lift(theta, law - self.problem.outputs(theta), self.norm).vector
