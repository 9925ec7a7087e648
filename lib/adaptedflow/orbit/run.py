"""The course of one integration: accepted steps, stops, kinks, and the end."""

from dataclasses import dataclass

import numpy as np

from ..errors import RankLossError
from ..flows.lift import Lift
from ..flows.pseudo_inverse import rounding_of
from ..foreign_code import is_ours
from .clock import PaperTime, SegmentTime
from .ends import TIME_SPREAD, Breakdown, Witness
from .events import excess, first_met
from .kinks import BESIDE, crossings, deficient_ahead
from .messages import sentence
from .result import Orbit, tau_at
from .stepper import Stepper
from .stops import CostBelow

DEFICIENT = "none: D has lost rank"


@dataclass(frozen=True)
class Node:
    """One accepted step: state, and what the velocity there rested on."""

    tau: float
    theta: np.ndarray
    time: float
    outputs: np.ndarray
    velocity: np.ndarray
    condition: float
    norm: float
    route: str


class Run:
    """The state of one integration."""

    def __init__(self, flow, theta0, clock, rtol, atol, correct):
        self.flow, self.problem, self.correct = flow, flow.problem, correct
        self.x0 = self.problem.outputs(theta0)
        self.witness, self.nodes, self.pieces, self.events = Witness(), [], [], []
        self.breakdown, self.halted = None, False
        self.status = "step_limit"
        self.stepper = Stepper(flow, (PaperTime if clock == "s" else SegmentTime)(flow, self.x0), rtol, atol)
        self._accept(0.0, theta0, 0.0)

    @property
    def clock(self):
        return self.stepper.clock

    def advance(self, until, stop, max_steps):
        """Step until something ends the orbit; sets ``status``."""
        end = self.clock.from_s(until)
        if stop is not None and excess(stop, self.problem, self.nodes[0].theta) <= 0:
            self.status = "reached"
            return
        if end <= 0:
            self.status = "reached" if stop is None else "time_limit"
            return
        self.stepper.start(0.0, self.nodes[0].theta, 0.0)
        for _ in range(max_steps):
            if self._at_rest():
                self.status = "equilibrium"
                return
            piece = self.stepper.step()
            if piece is None:
                self.halted = True
                self.breakdown = self._verdict(end, final=True) or self._rank_lost_ahead()
                break
            self.pieces.append(piece)
            if self._take(piece, end, stop):
                return
            self.breakdown = None if self.flow.follows_gradient else self._verdict(end)
            if self.breakdown or self._at_end(self.nodes[-1].time, end):
                break
        self._conclude(end, stop)

    def _conclude(self, end, stop):
        """The status where no further step is taken and none has ended the orbit."""
        if self.breakdown:
            self.status = self.breakdown.kind
        else:
            at_end = "reached" if stop is None else "time_limit"
            self.status = at_end if self._at_end(self.nodes[-1].time, end) else "step_limit"

    def _verdict(self, end, final=False):
        """The :class:`Breakdown` that the steps show, if it comes before ``end`` for certain: for ``end`` = 1 on the segment, in finite ``s``."""
        found = self.witness.verdict(final)
        return found if found and found.time <= end and not self._at_end(found.time, end) else None

    def _at_end(self, time, end):
        """Whether what is left until ``s`` = infinity is less than times are known to: steps come no closer to a limit where ``D`` loses rank."""
        return np.isinf(self.clock.to_s(end)) and time >= end * (1 - TIME_SPREAD)

    def _take(self, piece, end, stop):
        """Accept the step that ``piece`` interpolates, up to the first thing that ends the orbit on it; True if something does."""
        tau, theta, time = self.stepper.tau, self.stepper.state[:-1], self.stepper.state[-1]
        if time >= end:
            tau, theta, time = self._towards(piece, end)
            if time == end:
                self.status = "reached" if stop is None else "time_limit"
        met = None if stop is None else first_met(stop, self.problem, piece, tau, theta, not self._cost_falls(stop))
        if met is not None:
            tau, theta, time = met, piece()(met)[:-1], piece()(met)[-1]
            self.status = "reached"
        for state, event in crossings(self.problem, self.clock, piece, self.nodes[-1].theta, theta, self.stepper.norm):
            self.events.append(event)
            if event.ends:
                theta, time = state[:-1], state[-1]
                self.status = "kink" if event.attracting else "rank_loss"
        if self.status == "rank_loss":
            self.breakdown = Breakdown("rank_loss", float(time), 0.0, 0.0)
        time = max(time, self.nodes[-1].time)                          # inside a step the interpolant of the clock may run back, within its tolerance
        finished, clock = self.status != "step_limit", self.clock
        try:
            if self.correct:
                theta = self._pull_back(theta, time, end)
            self._accept(tau, theta, time)
        except RankLossError:                                          # the kink itself, seen from its deficient side
            self.pieces.pop()
            self.breakdown = self.breakdown or self._verdict(end, final=True)
            self._conclude(end, stop)
            return True
        if not finished and (self.correct or self.clock is not clock or tau < self.stepper.tau):   # go on from this state, with this aim
            self.stepper.restart(tau, theta, time)
        return finished

    def _cost_falls(self, stop):
        """Whether ``stop`` is about the cost and the cost falls all along the step just made: it does along the paper's flows."""
        if type(stop) is not CostBelow:
            return False
        return is_ours(self.flow.lift) or self.problem.cost_gradient(self.stepper.state[:-1]) @ self.stepper.solver.f[:-1] <= 0

    def _towards(self, piece, end):
        """``(tau, theta, time)`` on this piece at ``end``; at nine tenths of the way where it would end a segment beside ``y``."""
        tau, before = tau_at(piece(), end), self.nodes[-1]
        theta = piece()(tau)[:-1]
        if self.clock.lands(self.problem.outputs(theta), before.outputs, end):
            return tau, theta, end
        tau = tau_at(piece(), before.time + 0.9 * (end - before.time))
        return tau, piece()(tau)[:-1], piece()(tau)[-1]

    def orbit(self, status):
        message = sentence(self.flow, self.clock, self.nodes, status, self.breakdown, self.events, self.halted)
        return Orbit(self.flow, self.clock, self.nodes, self.pieces, status, message, self.events, self.breakdown)

    def _accept(self, tau, theta, time):
        """Append a node, with the velocity there."""
        outputs = self.problem.outputs(theta)
        self.stepper.clock = self.clock.aimed(outputs, time)
        lift = self._velocity(theta, time)
        self.stepper.norm = max(self.stepper.norm, lift.norm)
        previous = self.nodes[-1] if self.nodes else None
        self.nodes.append(Node(tau, theta, float(time), outputs, lift.vector, lift.condition, lift.norm, lift.route))
        self.witness.add(float(time), np.linalg.norm(theta - previous.theta) if previous else 0.0, np.linalg.norm(lift.vector))
        self.stepper.set_tolerances(self.nodes[-1], self.witness.length)

    def _velocity(self, theta, time):
        """The velocity as a ``Lift``: NaN at the end of the segment, s = infinity, if ``D`` has lost rank there; no breakdown is before it."""
        before_end = time if self.clock.name == "s" else min(time, np.nextafter(1.0, 0.0))
        try:
            return self.stepper.velocity(self.clock, theta, before_end)
        except RankLossError:
            if before_end == time:
                raise
            return Lift(np.full(len(theta), np.nan), np.inf, self.stepper.norm, DEFICIENT)

    def _at_rest(self):
        """Whether a unit of clock time moves ``theta`` by less than its rounding."""
        node = self.nodes[-1]
        return np.linalg.norm(node.velocity) * self.clock.unit <= 4 * rounding_of(self.problem) * np.sqrt(1 + node.theta @ node.theta)

    def _rank_lost_ahead(self):
        """A :class:`Breakdown` by a jump of ``D`` at a kink of the activation, where the speed need not grow before; or None."""
        node = self.nodes[-1]
        if not deficient_ahead(self.problem, self.clock, node.theta, node.time, node.velocity, self.stepper.norm):
            return None
        return Breakdown("rank_loss", node.time, BESIDE * abs(node.time), 0.0)

    def _pull_back(self, theta, time, end):
        """One minimum-norm Gauss-Newton step onto the law (2.7); none at an ``end`` at which ``D`` loses rank."""
        law = self.problem.y + np.exp(-self.clock.to_s(time) / self.problem.N) * (self.x0 - self.problem.y)   # (N*Q,)
        try:
            return theta + self.flow.lifted(theta, law - self.problem.outputs(theta), self.stepper.norm).vector
        except RankLossError:
            if not self._at_end(time, end):
                raise
            return theta
