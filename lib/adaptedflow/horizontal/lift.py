"""The horizontal lift of a curve in output space."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import own_array, real_number, real_numbers, several
from ..checked import checked_model
from ..errors import RankLossError
from ..flows.base import Flow
from ..flows.lift import Lift
from ..flows.pseudo_inverse import minimum_norm
from ..orbit import integrate
from ..problem import Problem
from .curves import pieces
from .metric import rescaled, weights

if TYPE_CHECKING:
    from collections.abc import Callable
    from numpy.typing import ArrayLike
    from ..orbit import Orbit

MOST_STEPS = 10_000      # a piece
FOLLOWS = 1e-4           # a larger deviation of the outputs from the curve means that its velocity is another curve's


@dataclass(frozen=True)
class HorizontalLift:
    """A horizontal curve on its accepted steps, first axis ``tau`` (T points).

    ``tau`` (T,) in [0, 1]; ``theta`` (T, K); ``outputs`` (T, QN); ``sigma_min`` (T,) smallest singular value of D;
    ``output_defect`` (T,) distance of the outputs from the curve, over its largest distance from its start; ``status`` as that
    of an orbit: "reached" where ``tau = 1`` was, else "rank_loss", "blow_up" or "step_limit", with ``end_tau`` (None where it
    was reached or is undecided); ``message`` says it in a sentence; ``metric`` the weights it was made with. ``lifted(tau)`` gives ``theta`` in between.
    """

    tau: np.ndarray
    theta: np.ndarray
    outputs: np.ndarray
    sigma_min: np.ndarray
    output_defect: np.ndarray
    status: str
    message: str
    end_tau: float | None
    orbits: tuple[tuple[float, Orbit], ...]
    metric: np.ndarray | float = 1.0

    def __call__(self, tau: ArrayLike) -> np.ndarray:
        """``theta`` (K,) at ``tau``, or (n, K) for an array of n; ValueError beyond the last ``tau`` reached."""
        if several(tau):
            return np.array([self(one) for one in real_numbers("tau", tau)])
        tau = real_number("tau", tau, minimum=0)
        if tau > self.tau[-1]:
            raise ValueError(f"tau: expected a number in [0, {self.tau[-1]:.10g}], got {tau:.10g}. {self.message}")
        for start, orbit in reversed(self.orbits):
            if tau >= start:
                return orbit(min(tau - start, orbit.s[-1]))[:-1] / self.metric


def lift(model: Any, X: ArrayLike, curve: Callable | ArrayLike, theta0: ArrayLike, velocity: Callable | None = None, rtol: float = 1e-10,
         metric: ArrayLike | None = None) -> HorizontalLift:
    """The horizontal lift of ``curve`` through ``theta0`` (K,), as a :class:`HorizontalLift`: ``theta' = D^+ x'(tau)``, ``tau`` in [0, 1].

    ``curve`` is an array of vertices (n, QN), joined by straight segments at equal intervals of ``tau``, or a smooth function
    ``tau -> (QN,)``. Its derivative is taken by complex step, so it has to take complex ``tau``, unless ``velocity`` gives it; trial
    steps may ask for values beyond ``tau = 1``. It starts at the outputs of ``theta0``, and the lift is the curve above it with the
    least speed at each of its points. The lift of the segment from ``x0`` to ``y`` is the adapted flow (2.4) in the clock
    ``tau = 1 - exp(-s / N)``. Least speed is meant in the Euclidean metric, or in ``sum_k g_k^2 dtheta_k^2`` where ``metric`` gives the
    weights ``g`` (K,), all above 0 (:func:`hidden_metric`); ``sigma_min`` is then that of ``D`` with its columns divided by ``g``.

    Integrated by :func:`adaptedflow.integrate`, so the ways to end are those of an orbit. Raises ValueError or TypeError for
    what does not fit (``K < QN``, a curve that starts elsewhere, a velocity that is not its derivative), RankLossError where
    ``theta0`` itself is deficient.
    """
    model = checked_model(model)
    theta = own_array("theta0", theta0, (model.num_parameters,), cure="net.init(seed) makes such a vector.")
    g = 1.0 if metric is None else weights(model, metric)
    if metric is not None:
        model, theta = rescaled(model, g), g * theta                   # there the metric is Euclidean
    problem = Problem(model, X, np.zeros(np.shape(model.outputs(theta, X))))
    if problem.K < problem.N * problem.Q:
        raise ValueError(f"model: expected K >= QN, got K = {problem.K} and QN = {problem.N * problem.Q}: the outputs cannot follow "
                         "every curve. Take fewer inputs or a wider network.")
    points, orbits = [], []
    for start, stop, point, slope in pieces(curve, velocity, problem.outputs(theta)):
        flow = _CurveFlow(_TimedProblem(problem), slope)
        orbit = integrate(flow, np.append(theta, 0.0), until=stop - start, rtol=rtol, max_steps=MOST_STEPS)
        points.append(np.array([point(start + s) for s in orbit.s]))
        orbits.append((start, orbit))
        theta = orbit.theta[-1, :-1]
        if orbit.status != "reached":
            break
    return _assemble(orbits, points, g)


def _assemble(orbits, points, g):
    tau = np.concatenate([start + orbit.s for start, orbit in orbits])
    outputs = np.concatenate([orbit.outputs for _, orbit in orbits])   # (T, QN)
    points = np.concatenate(points)                                    # (T, QN)
    size = np.linalg.norm(points - points[0], axis=1).max()
    defect = np.linalg.norm(outputs - points, axis=1) / (size or 1.0)
    start, last = orbits[-1]
    if last.status == "reached":
        tau[-1] = 1.0                                                  # to rounding it is
    if not defect.max() <= FOLLOWS and last.status == "reached":
        raise ValueError(f"velocity: expected the derivative of curve, got one whose lift leaves the curve by {defect.max():.2g} of "
                         "its size. Correct it, tighten rtol, or leave it out.")
    end = None if last.end_time is None else float(start + last.end_time)
    return HorizontalLift(tau, np.concatenate([orbit.theta[:, :-1] / g for _, orbit in orbits]), outputs,
                          np.concatenate([orbit.sigma_min for _, orbit in orbits]), defect, last.status,
                          _sentence(last, tau, end), end, tuple(orbits), g)


def _sentence(orbit, tau, end):
    if orbit.status == "reached":
        return f"Lifted to the end of the curve in {len(tau) - 1} steps."
    if orbit.status == "rank_loss":
        return f"D loses rank at tau = {end:.9g}; theta stays finite, and the lift ends there."
    if orbit.status == "blow_up":
        return f"theta is unbounded as tau -> {end:.9g} while D keeps its rank; no lift goes on."
    return f"Undecided at tau = {tau[-1]:.6g} after {len(tau) - 1} steps; look at sigma_min."


class _TimedProblem:
    """A problem on pairs ``(theta, tau)``, so that a field that depends on ``tau`` becomes an autonomous one."""

    model, N, regime = None, 1, "overparametrized"

    def __init__(self, problem):
        self.problem = problem
        self.K, self.Q, self.y = problem.K + 1, problem.Q, problem.y

    def outputs(self, state):
        return self.problem.outputs(state[:-1])

    def jacobian(self, state):
        return self.problem.jacobian(state[:-1])

    def output_gradient(self, state):
        return 0.0                                                     # the curve gives the velocity, no cost does

    vjp = None


class _CurveFlow(Flow):
    """``(theta, tau)' = (D^+ x'(tau), 1)``, ``tau`` counted from the start of the piece."""

    equation, theorem = "D^+ x'", "Section 2.3"

    def __init__(self, timed, slope):
        super().__init__(timed)
        self.slope = slope

    def lift(self, state, v, scale=0.0):
        slope = self.slope(float(state[-1]))                           # (QN,)
        if not np.isfinite(slope).all():
            raise RankLossError("the curve has no finite velocity here", np.nan, np.nan)
        found = minimum_norm(self.problem.problem, state[:-1], slope, scale)
        return Lift(np.append(found.vector, 1.0), found.condition, found.norm, found.route)
