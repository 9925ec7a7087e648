"""Explicit Euler steps of a flow: gradient descent, or damped Gauss-Newton for the adapted flows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import own_array, real_number, whole_number
from ..flows.base import checked_flow
from ..threads import one_thread
from .clock import PaperTime
from .messages import sentence
from .node import End, Node
from .result import Orbit

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def euler(flow: Any, theta0: ArrayLike, step: float, num_steps: int) -> Orbit:
    """``theta_{k+1} = theta_k + step * velocity(theta_k)``, ``num_steps`` times, as an :class:`Orbit` at times ``k * step``.

    ``step`` is in the paper's time: for the adapted flow ``step = N`` solves the linearised problem in one step. Between
    its points the orbit is the straight chord. Raises RankLossError where the flow's velocity does, OverflowError where the steps diverge.
    """
    problem = checked_flow(flow).problem
    theta = own_array("theta0", theta0, (problem.K,), cure="net.init(seed) makes a start.")
    step = real_number("step", step, minimum=0, strict=True)
    num_steps = whole_number("num_steps", num_steps, minimum=0)
    with one_thread(problem.N * problem.Q):
        return _steps(flow, theta, step, num_steps)


def _steps(flow, theta, step, num_steps):
    clock, nodes, pieces = PaperTime(flow, flow.problem.outputs(theta)), [], []
    for k in range(num_steps + 1):
        lift = clock.velocity(theta, k * step, 0.0)
        nodes.append(Node(float(k), theta, k * step, flow.problem.outputs(theta), clock, lift.vector, lift.condition, lift.norm, lift.route))
        if k < num_steps:
            after = theta + step * lift.vector
            if not np.isfinite(after).all():
                raise OverflowError(f"Euler steps of size {step:g} diverge: theta is not finite after {k + 1} steps; take a smaller step.")
            pieces.append(_chord(theta, after, k, step))
            theta = after
    return Orbit(flow, clock, nodes, pieces, "reached", sentence(flow, clock, nodes, End("reached")))


def _chord(before, after, k, step):
    def interpolant(tau):
        return np.append(before + (tau - k) * (after - before), tau * step)
    interpolant.t_min, interpolant.t_max = float(k), float(k + 1)
    return lambda: interpolant
