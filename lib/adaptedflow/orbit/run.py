"""The course of one integration: accepted steps, stops, kinks, and the end."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from ..errors import RankLossError
from .clock import PaperTime, SegmentTime
from .ends import Breakdown, Witness
from .kinks import BESIDE, crossed, crossings
from .messages import sentence
from .result import Orbit, tau_at
from .stepper import AT_REST, Stepper


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
        self.clock = (PaperTime if clock == "s" else SegmentTime)(flow, self.x0)
        self.witness, self.nodes, self.pieces, self.events = Witness(), [], [], []
        self.breakdown = None
        self.status = "step_limit"
        self.stepper = Stepper(flow, self.clock, rtol, atol)
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
        self.stepper.start(0.0, self.nodes[0].theta, 0.0)
        for _ in range(max_steps):
            if self._at_rest():
                self.status = "equilibrium"
                return
            piece = self.stepper.step()
            if piece is None:
                self.breakdown = self.witness.verdict(final=True) or self._rank_lost_by_jump()
                break
            self.pieces.append(piece)
            if self._take(piece, end, stop):
                return
            self.breakdown = None if self.flow.follows_gradient else self.witness.verdict()
            if self.breakdown:
                break
        if self.breakdown:
            self.status = self.breakdown.kind

    def _take(self, piece, end, stop):
        """Accept the step that ``piece`` interpolates, up to the first thing that ends the orbit on it; True if something does."""
        tau, theta, time = self.stepper.tau, self.stepper.state[:-1], self.stepper.state[-1]
        if time >= end:
            tau, time = tau_at(piece(), end), end
            theta = piece()(tau)[:-1]
            self.status = "reached" if stop is None else "time_limit"
        if stop is not None and stop.excess(self.problem, theta) <= 0:
            tau = self._locate(stop, piece(), tau)
            theta, time = piece()(tau)[:-1], piece()(tau)[-1]
            self.status = "reached"
        for state, event in crossings(self.problem, self.clock, piece, self.nodes[-1].theta, theta, self.stepper.norm):
            self.events.append(event)
            if event.ends:
                theta, time = state[:-1], state[-1]
                self.status = "kink" if event.attracting else "rank_loss"
        if self.status == "rank_loss":
            self.breakdown = Breakdown("rank_loss", float(time), 0.0, 0.0)
        finished = self.status != "step_limit"
        try:
            if self.correct:
                theta = self._pull_back(theta, time)
            self._accept(tau, theta, time)
        except RankLossError:                                          # the kink itself, seen from its deficient side
            self.pieces.pop()
            self.breakdown = self.breakdown or self.witness.verdict(final=True)
            self.status = self.breakdown.kind if self.breakdown else "step_limit"
            return True
        if self.correct and not finished:                              # go on from the corrected state
            self.stepper.restart(theta, time)
        return finished

    def orbit(self, status):
        message = sentence(self.flow, self.clock, self.nodes, status, self.breakdown, self.events)
        return Orbit(self.flow, self.clock, self.nodes, self.pieces, status, message, self.events, self.breakdown)

    def _accept(self, tau, theta, time):
        """Append a node, with the velocity there."""
        lift = self.clock.velocity(theta, min(time, np.nextafter(1.0, 0.0)) if self.clock.name == "segment" else time, self.stepper.norm)
        self.stepper.norm = max(self.stepper.norm, lift.norm)
        outputs = self.problem.outputs(theta)
        previous = self.nodes[-1] if self.nodes else None
        self.nodes.append(Node(tau, theta, float(time), outputs, lift.vector, lift.condition, lift.norm, lift.route))
        self.witness.add(float(time), np.linalg.norm(theta - previous.theta) if previous else 0.0, np.linalg.norm(lift.vector))
        self.stepper.set_tolerances(self.nodes[-1], self.witness.length)

    def _at_rest(self):
        """Whether a unit of clock time moves ``theta`` by less than its rounding."""
        node = self.nodes[-1]
        return np.linalg.norm(node.velocity) * self.clock.unit <= AT_REST * np.sqrt(1 + node.theta @ node.theta)

    def _rank_lost_by_jump(self):
        """A :class:`Breakdown` if ``D`` is deficient just ahead, beyond a kink of the activation: there the speed need not grow."""
        node = self.nodes[-1]
        ahead = node.theta + BESIDE * np.sqrt(1 + node.theta @ node.theta) / np.linalg.norm(node.velocity) * node.velocity
        if crossed(self.problem, node.theta, ahead):
            try:
                self.clock.velocity(ahead, node.time, self.stepper.norm)
            except RankLossError:
                return Breakdown("rank_loss", node.time, BESIDE * abs(node.time), 0.0)
        return None

    def _locate(self, stop, interpolant, high):
        """Where on this piece, up to ``high``, the ``stop`` is first met."""
        low = interpolant.t_min
        def excess(tau):
            value = stop.excess(self.problem, interpolant(tau)[:-1])
            return max(value, -1e3)
        if excess(low) <= 0:
            return low
        if excess(high) > 0:                                           # met at the very end only, by rounding
            return high
        return brentq(excess, low, high, xtol=1e-14 * max(1.0, high))

    def _pull_back(self, theta, time):
        """One minimum-norm Gauss-Newton step onto the law (2.7)."""
        law = self.problem.y + np.exp(-self.clock.to_s(time) / self.problem.N) * (self.x0 - self.problem.y)   # (N*Q,)
        return theta + self.flow.lift(theta, law - self.problem.outputs(theta), self.stepper.norm).vector
