"""Two clocks for one orbit: the paper's time ``s``, and ``t = 1 - exp(-s / N)``, in which a full-rank orbit is the lift
of the segment from ``x0`` to ``y`` run through once, ``dtheta/dt = D^+ (y - x0)``, ``t`` in [0, 1)."""

import numpy as np

from ..problem import reusing

AIM = 1e-5                # departure of the outputs from their segment, relative to what is left of it, at which to aim anew


class PaperTime:
    """The clock ``s``: ``dtheta/ds = lift(-grad_x C)``, for every flow."""

    name = "s"

    def __init__(self, flow, x0):
        self.flow, self.unit = flow, float(flow.problem.N)

    def velocity(self, theta, time, scale, stages=None):
        """``dtheta/ds`` as a ``Lift``; for ``stages`` of a step by the flow's ``trial_lift``."""
        return self.flow.lifted(theta, -reusing(self.flow.problem.output_gradient, theta), scale, stages)

    def velocity_jacobian(self, theta, time):
        """``d velocity / dtheta`` (K, K), where the flow knows the derivative of its lift: ``v = -(x - y) / N`` moves too."""
        problem = self.flow.problem
        return self.flow.lift_jacobian(theta, -problem.output_gradient(theta)) - self.flow.lifted_jacobian(theta) / problem.N

    def aimed(self, outputs, time):
        """This clock aims at ``y`` always."""
        return self

    def lands(self, outputs, before, end):
        """Any time ends an orbit on this clock."""
        return True

    def from_s(self, s):
        return s

    def to_s(self, time):
        return time


class SegmentTime:
    """The clock ``t``. Where ``D`` is onto, ``D^+ (y - x) = (1 - t) D^+ (y - x0)`` and the right side has no singularity at
    ``t = 1``. The other flows follow no segment; they run in ``t`` too, as ``D^+ (y - x) / (1 - t)``, up to any ``t < 1``.

    The constant ``y - x0`` leads to ``y`` plus the errors made on the way. Near a limit at which ``D`` loses rank they would
    outgrow what is left of the segment, so :meth:`aimed` starts a new segment from where the outputs are.
    """

    name, unit = "segment", 1.0

    def __init__(self, flow, x0, start=0.0):
        problem = flow.problem
        self.flow, self.N = flow, problem.N
        self.segment = (problem.y - x0) / (1 - start) if flow.follows_segment else None   # (N*Q,): d(outputs)/dt

    def aimed(self, outputs, time):
        """This clock, or one whose segment leads from ``outputs`` to ``y``, where these have left the segment."""
        if self.segment is None or time >= 1:
            return self
        left = self.flow.problem.y - outputs
        astray = np.linalg.norm(left - (1 - time) * self.segment)
        return SegmentTime(self.flow, outputs, time) if astray > AIM * np.linalg.norm(left) else self

    def lands(self, outputs, before, end):
        """Whether a step from the outputs ``before`` to these, at ``t = end``, ends at ``y`` if it ends the segment."""
        y = self.flow.problem.y
        return self.segment is None or end < 1 or np.linalg.norm(outputs - y) <= AIM * np.linalg.norm(before - y)

    def velocity(self, theta, time, scale, stages=None):
        """``dtheta/dt`` as a ``Lift``; for ``stages`` of a step by the flow's ``trial_lift``."""
        problem = self.flow.problem
        v = self.segment if self.segment is not None else (problem.y - reusing(problem.outputs, theta)) / (1 - time)
        return self.flow.lifted(theta, v, scale, stages)

    def velocity_jacobian(self, theta, time):
        """``d velocity / dtheta`` (K, K); the segment does not move, the velocity ``(y - x) / (1 - t)`` of a flow without one does."""
        if self.segment is not None:
            return self.flow.lift_jacobian(theta, self.segment)
        problem = self.flow.problem
        v = (problem.y - problem.outputs(theta)) / (1 - time)
        return self.flow.lift_jacobian(theta, v) - self.flow.lifted_jacobian(theta) / (1 - time)

    def from_s(self, s):
        return -np.expm1(-s / self.N)

    def to_s(self, time):
        with np.errstate(divide="ignore"):
            return -self.N * np.log1p(-np.minimum(time, 1.0))
