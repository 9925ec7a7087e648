"""The field that the steppers follow: ``d(theta, clock)/dtau``, in a variable ``tau`` in which a breakdown is no singularity."""

import math

import numpy as np

from ..arrays import is_finite
from ..errors import RankLossError
from ..flows.iterative import SETTLED
from ..flows.lift import Lift
from ..flows.stages import Stages
from ..problem import reusing
from .node import Node

DEFICIENT = "none: D has lost rank"
EPS = np.finfo(float).eps
BEFORE_END = math.nextafter(1.0, 0.0)                                  # of the segment
STAGES_SHARE = 0.1       # |v - D p| / |v| of a velocity on trial, in units of rtol: a tenth of what a step may err by
UNKNOWN = None, None, None, None                                       # clock, the bytes of theta, time, and the velocity there


class Field:
    """``d(clock)/dtau = 1 / (1 / unit + |velocity| / sqrt(1 + |theta|^2))``: clock time where the orbit is slow, scaled arc length where it is fast.

    ``clock`` is the present one (it may aim anew at every node), ``norm`` the largest norm of ``D`` seen on the orbit.
    ``rtol``: of the steps.
    """

    def __init__(self, flow, clock, rtol=0.0):
        self.flow, self.problem, self.clock = flow, flow.problem, clock
        self.norm, self.latest, self.stages = 0.0, UNKNOWN, Stages(max(SETTLED, STAGES_SHARE * rtol))

    def node(self, tau, theta, time):
        """The :class:`Node` here, with the clock that leads on from it. RankLossError where there is no velocity."""
        outputs = reusing(self.problem.outputs, theta)
        self.clock = self.clock.aimed(outputs, time)
        lift = self._velocity_at_node(theta, time)
        self.norm = max(self.norm, lift.norm)
        return Node(tau, theta, float(time), outputs, self.clock, lift.vector, lift.condition, lift.norm, lift.route)

    def rates(self, clock, tau, state):
        """``d(theta, clock)/dtau``; NaN where the velocity does not exist, so that the trial step is rejected."""
        theta, time = state[:-1], state[-1]
        squares = 1 + theta.dot(theta)                                 # where it is finite, so is theta
        try:
            if not (math.isfinite(squares + time) or is_finite(state)):
                raise ValueError
            p = self.velocity(clock, theta, time, self.stages).vector   # (K,)
        except (RankLossError, ValueError, np.linalg.LinAlgError):
            return np.full(len(state), np.nan)
        rates, rate = np.empty(len(state)), 1 / (1 / clock.unit + math.sqrt(p.dot(p) / squares))
        np.multiply(p, rate, out=rates[:-1])
        rates[-1] = rate
        return rates

    def velocity(self, clock, theta, time, stages=None):
        """The velocity as a ``Lift``. The last stage of a step is where it ends: that velocity is not computed again, unless it was on
        trial only, as the ``stages`` of a step are."""
        here, (known, at, when, lift) = theta.tobytes(), self.latest
        if known is not clock or when != time or at != here:
            self.latest, lift = UNKNOWN, None                          # what it holds of a large D is not kept beside the next one
        elif lift.judge and stages is None:
            lift = lift.judge()
        lift = lift or clock.velocity(theta, time, self.norm, stages)
        self.latest = clock, here, time, lift
        return lift

    def exists(self, theta, time):
        """Whether a velocity that is known on trial exists when the rank of ``D`` is looked at."""
        try:
            self.velocity(self.clock, theta, time)
        except RankLossError:
            return False
        return True

    def jacobian(self):
        """The Jacobian of :meth:`rates` under the present clock, a function of tau and state: in closed form, where the flow knows its derivative."""
        clock = self.clock
        if self.flow.knows_lift_jacobian():
            return lambda tau, state: self._closed_form(clock, state)
        return lambda tau, state: self._differences(clock, tau, state)

    def _velocity_at_node(self, theta, time):
        """The velocity as a ``Lift``: NaN at the end of the segment, s = infinity, if ``D`` has lost rank there; no breakdown is before it."""
        before_end = time if self.clock.name == "s" else min(time, BEFORE_END)
        try:
            return self.velocity(self.clock, theta, before_end)
        except RankLossError:
            if before_end == time:
                raise
            return Lift(np.full(len(theta), np.nan), np.inf, self.norm, DEFICIENT)

    def _closed_form(self, clock, state):
        """By the chain rule, from the closed-form derivative of the velocity."""
        theta, time = state[:-1], state[-1]
        try:
            p, J = self.velocity(clock, theta, time).vector, clock.velocity_jacobian(theta, time)
        except (RankLossError, ValueError, np.linalg.LinAlgError):
            return np.zeros((len(state), len(state)))                  # the field there is NaN, and the step refused
        speed, rho = np.sqrt(p @ p), np.sqrt(1 + theta @ theta)
        rate = 1 / (1 / clock.unit + speed / rho)
        heading = p / speed if speed > 0 else p                        # (K,)
        slope = J.T @ heading / rho - speed * theta / rho ** 3         # (K,): gradient of speed / rho
        drate = -rate ** 2 * slope
        full = np.zeros((len(state), len(state)))
        full[:-1, :-1] = rate * J + np.outer(p, drate)
        full[-1, :-1] = drate
        return full

    def _differences(self, clock, tau, state):
        """By differences: it decides how many iterations an implicit step takes, not what comes out."""
        steps = np.sqrt(EPS) * np.maximum(1.0, np.abs(state))
        columns = [(self.rates(clock, tau, state + step * unit) - self.rates(clock, tau, state - step * unit)) / (2 * step)
                   for step, unit in zip(steps, np.eye(len(state)))]
        return np.nan_to_num(np.array(columns).T, nan=0.0, posinf=0.0, neginf=0.0)
