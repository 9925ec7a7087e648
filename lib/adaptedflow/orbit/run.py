"""The course of one integration: a step, cut short by what ends the orbit within it, accepted, and so on."""

from dataclasses import replace

import numpy as np

from ..errors import RankLossError
from .breakdown import Witness
from .clock import PaperTime, SegmentTime
from .ends import Collapse, Kinks, Met, Rest, StepLimit, TimeLimit
from .field import Field
from .messages import sentence
from .node import End, Step
from .result import Orbit
from .stepper import Stepper


class Run:
    """The state of one integration. ``causes`` are what can end it, of which the last that speaks counts (:mod:`.ends`)."""

    def __init__(self, flow, theta0, clock, rtol, atol, correct, until, stop, max_steps):
        self.flow, self.problem, self.correct = flow, flow.problem, correct
        self.x0 = self.problem.outputs(theta0)
        clock = (PaperTime if clock == "s" else SegmentTime)(flow, self.x0)
        self.field = Field(flow, clock, rtol)
        self.stepper = Stepper(self.field, rtol, atol)
        self.witness, self.nodes, self.pieces = Witness(), [], []
        self.limit = TimeLimit(self.problem, clock, until, "reached" if stop is None else "time_limit")
        self.kinks = Kinks(self.field)
        self.causes = [Rest(self.problem), StepLimit(max_steps), self.limit, *([] if stop is None else [Met(flow, stop)]),
                       self.kinks, Collapse(flow, self.witness, self.limit)]
        self._accept(Step(None, 0.0, theta0, 0.0))

    def advance(self, *observers):
        """Step until something ends the orbit: its :class:`End`. Before each step every observer notes where it is, ``note(run)``."""
        end = self._ask("at")
        while end is None:
            for observer in observers:
                observer.note(self)
            step = self.stepper.step(self.nodes[-1], self.witness.length)
            if step is None:
                return self._ask("beyond") or End("step_limit", halted=True)
            for cause in self.causes:
                step = cause.cut(step)
            try:
                self._accept(step)
            except RankLossError:                                      # the kink itself, seen from its deficient side
                jump = step.end if step.end and step.end.breakdown else None
                return jump or self._ask("beyond") or End("step_limit", halted=True)
            end = step.end or self._ask("at")
        return end

    def orbit(self, end):
        message = sentence(self.flow, self.field.clock, self.nodes, end, self.kinks.events)
        return Orbit(self.flow, self.field.clock, self.nodes, self.pieces, end.status, message, self.kinks.events, end.breakdown)

    def _ask(self, question):
        """The answer of the last cause that has one to "at" or "beyond", of the nodes so far."""
        return next((end for cause in reversed(self.causes) if (end := getattr(cause, question)(self.nodes))), None)

    def _accept(self, step):
        """Append a node, with the velocity there; RankLossError where there is none."""
        previous = step.before
        if previous and step.time < previous.time:                     # inside a step the interpolant of the clock may run back, within its tolerance
            step = replace(step, time=previous.time)
        theta = self._pulled_back(step.theta, step.time) if previous and self.correct else step.theta
        node = self.field.node(step.tau, theta, step.time)
        if previous:
            self.pieces.append(step.piece)
        self.keep(node)

    def keep(self, node):
        """Append a node, and let the witness see it."""
        way = np.linalg.norm(node.theta - self.nodes[-1].theta) if self.nodes else 0.0
        self.nodes.append(node)
        self.witness.add(node.time, way, np.linalg.norm(node.velocity))

    def _pulled_back(self, theta, time):
        """One minimum-norm Gauss-Newton step onto the law (2.7); none at the limit of time at which ``D`` loses rank."""
        law = self.problem.y + np.exp(-self.limit.clock.to_s(time) / self.problem.N) * (self.x0 - self.problem.y)   # (N*Q,)
        try:
            return theta + self.flow.lifted(theta, law - self.problem.outputs(theta), self.field.norm).vector
        except RankLossError:
            if not self.limit.close(time):
                raise
            return theta
