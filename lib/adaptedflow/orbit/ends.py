"""What can end an orbit: rest, a number of steps, a time, a stop, a kink, a breakdown.

Each is one object, and each is asked the same three questions. Where several answer, the last in the order above counts.

- ``cut(step)``: the step, or its part up to where this ends the orbit within it, or must not be passed;
- ``at(nodes)``: the :class:`End` at the last of the nodes, if this ends the orbit there;
- ``beyond(nodes)``: the same once no further step can be had from there.
"""

import numpy as np

from ..flows.pseudo_inverse import rounding_of
from ..foreign_code import is_ours
from ..problem import reusing
from .breakdown import TIME_SPREAD, Breakdown
from .events import excess, first_met
from .kinks import BESIDE, crossings, deficient_ahead
from .node import End
from .result import tau_at
from .stops import CostBelow


class Cause:
    """One that ends no orbit."""

    def cut(self, step):
        return step

    def at(self, nodes):
        return None

    def beyond(self, nodes):
        return None


class Rest(Cause):
    """A unit of clock time moves ``theta`` by less than its rounding."""

    def __init__(self, problem):
        self.problem = problem

    def at(self, nodes):
        node = nodes[-1]
        least = 4 * rounding_of(self.problem) * np.sqrt(1 + node.theta @ node.theta)
        return End("equilibrium") if np.linalg.norm(node.velocity) * node.clock.unit <= least else None


class StepLimit(Cause):
    def __init__(self, max_steps):
        self.max_steps = max_steps

    def at(self, nodes):
        return End("step_limit") if len(nodes) > self.max_steps else None


class TimeLimit(Cause):
    """The time ``until`` (s) as the ``clock`` shows it; to reach it ends an orbit with ``status``."""

    def __init__(self, problem, clock, until, status):
        self.problem, self.clock, self.time, self.end = problem, clock, clock.from_s(until), End(status)

    def cut(self, step):
        """Up to the limit; up to nine tenths of the way to it where the step would end a segment beside ``y``."""
        if step.time < self.time:
            return step
        piece = step.piece()
        tau = tau_at(piece, self.time)
        theta = piece(tau)[:-1]
        if self.clock.lands(reusing(self.problem.outputs, theta), step.before.outputs, self.time):
            return step.cut(tau, theta, self.time, self.end)
        tau = tau_at(piece, step.before.time + 0.9 * (self.time - step.before.time))
        return step.cut(tau, piece(tau)[:-1], piece(tau)[-1])

    def at(self, nodes):
        return self.end if nodes[-1].time >= self.time or self.close(nodes[-1].time) else None

    def close(self, time):
        """Whether what is left until ``s`` = infinity is less than times are known to: steps come no closer to a limit where ``D`` loses rank."""
        return time >= self.time * (1 - TIME_SPREAD) and np.isinf(self.clock.to_s(self.time))


class Met(Cause):
    """A ``stop`` that is met."""

    def __init__(self, flow, stop):
        self.flow, self.problem, self.stop = flow, flow.problem, stop

    def cut(self, step):
        met = first_met(self.stop, self.problem, step.piece, step.tau, step.theta, not self._cost_falls(step.whole))
        if met is None:
            return step
        state = step.piece()(met)
        return step.cut(met, state[:-1], state[-1], End("reached"))

    def at(self, nodes):
        """At the start: each step after it is looked at up to its end."""
        return End("reached") if len(nodes) == 1 and excess(self.stop, self.problem, nodes[0].theta) <= 0 else None

    def _cost_falls(self, step):
        """Whether the stop is about the cost and the cost falls all along the ``step``: it does along the paper's flows."""
        if type(self.stop) is not CostBelow:
            return False
        return is_ours(self.flow.lift) or self.problem.cost_gradient(step.theta) @ step.slope <= 0


class Kinks(Cause):
    """Kinks of the activation. ``events``: the :class:`KinkCrossing` s met so far."""

    def __init__(self, field):
        self.field, self.problem, self.events = field, field.problem, []

    def cut(self, step):
        for state, event in crossings(self.problem, self.field.clock, step.piece, step.before.theta, step.theta, self.field.norm):
            self.events.append(event)
            if event.ends:
                jump = Breakdown("rank_loss", float(state[-1]), 0.0, 0.0)
                return step.cut(step.tau, state[:-1], state[-1], End("kink") if event.attracting else End("rank_loss", jump))
        return step

    def beyond(self, nodes):
        """Rank lost by a jump of ``D`` just ahead, where the speed need not grow before."""
        node = nodes[-1]
        if not deficient_ahead(self.problem, self.field.clock, node.theta, node.time, node.velocity, self.field.norm):
            return None
        return End("rank_loss", Breakdown("rank_loss", node.time, BESIDE * abs(node.time), 0.0))


class Collapse(Cause):
    """The breakdown that the steps so far show, if it comes before the time ``limit`` for certain; of a gradient flow only where no step can be had."""

    def __init__(self, flow, witness, limit):
        self.expected, self.witness, self.limit = not flow.follows_gradient, witness, limit

    def at(self, nodes):
        return self._seen(final=False) if self.expected else None

    def beyond(self, nodes):
        return self._seen(final=True)

    def _seen(self, final):
        found = self.witness.verdict(final)
        before = found and found.time <= self.limit.time and not self.limit.close(found.time)
        return End(found.kind, found) if before else None
