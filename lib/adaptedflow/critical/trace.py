"""Walk along a critical manifold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import real_array, real_number, whole_number
from ..checked import checked_problem
from ..numerical_rank import NumericalRank
from .cutoff import relative_rank
from .equations import equations
from .newton import equilibrium, gradient_scale, tolerance

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

TURN = 0.9           # least cosine between the tangents at the ends of a step
SMALLEST = 1e-6      # share of a step below which no further halving is tried
PARTS = 100          # into which a step may be divided
MOST_POINTS = 100_000
CORRECTIONS = 8      # Newton steps allowed to come back to the manifold


@dataclass(frozen=True)
class Trace:
    """Points ``theta`` (T, K) of a curve on a critical manifold, at ``arc`` (T,) along it, with ``cost`` (T,) and ``gradient`` (T,)
    = ``|grad_theta C|``. ``status``: "reached" (the whole length) or "edge" (the manifold could not be followed further: the rank of D
    changes, or 0 ceases to be a regular value); ``message`` says which, and where."""

    theta: np.ndarray
    arc: np.ndarray
    cost: np.ndarray
    gradient: np.ndarray
    status: str
    message: str


@dataclass(frozen=True)
class _Point:
    theta: np.ndarray
    frame: np.ndarray
    normal: np.ndarray           # orthonormal basis (K, r) of the normal space, range of the Jacobian's transpose
    rank: NumericalRank

    def tangent(self, direction):
        """The orthogonal projection of ``direction`` (K,) to the tangent space."""
        return direction - self.normal @ (self.normal.T @ direction)


def trace(problem: Any, theta: ArrayLike, direction: ArrayLike, length: float = 1.0, step: float = 0.05) -> Trace:
    """Follow the critical manifold through the equilibrium ``theta`` (K,) along ``direction`` (K,), as a :class:`Trace`.

    Predictor and corrector: a step along the projection of the last direction to the tangent space, then Newton's steps of least norm for
    ``g_1 = ... = g_r = 0``, (4.14), with columns of ``D`` chosen anew at each point. Points lie ``step`` apart or a little less, so that ``length``
    is met; difficult steps are halved inside. Cost and rank are not imposed: on a critical manifold the cost is constant by itself, which is what to
    look at.

    Raises ValueError if ``theta`` is no equilibrium, if 0 is not a regular value there (the Hessian has rank < rank D), or if
    ``direction`` has no tangent part.
    """
    step, length = real_number("step", step, minimum=0, strict=True), real_number("length", length, minimum=0, strict=True)
    if length > MOST_POINTS * step:
        raise ValueError(f"step: expected one of which at most {MOST_POINTS:,} make the length {length:g}, got {step:g}.")
    count = max(1, int(np.ceil(length / step - 1e-9)))
    return walk(problem, theta, direction, length / count, count)


def walk(problem, theta, direction, step, count):
    """``count`` steps of length ``step``: what :func:`trace` and :func:`adaptedflow.critical.chart` share."""
    problem = checked_problem(problem)
    direction = real_array("direction", direction, (problem.K,))
    count = whole_number("count", count)
    point = _point(problem, equilibrium(problem, theta))
    if point is None:
        raise ValueError("theta: expected an equilibrium at which 0 is a regular value of (g_1, ..., g_r), got one whose Hessian has "
                         "a smaller rank than D; Theorem 4.2 gives no manifold of dimension K - r there.")
    tangent = point.tangent(direction)
    if np.linalg.norm(tangent) < 1e-6 * np.linalg.norm(direction) or not direction.any():
        raise ValueError("direction: expected one with a part tangent to the critical manifold, got a normal one; the manifold has "
                         f"dimension {problem.K - point.rank.rank}, its tangent space is ker D.")
    nodes, direction, arc = [point], tangent / np.linalg.norm(tangent), [0.0]
    status, message = "reached", f"Followed over {count} steps of {step:g}."
    for _ in range(count):
        point, direction, done = _advance(problem, nodes[-1], direction, step)
        if done > 0:
            nodes.append(point)
            arc.append(arc[-1] + done)
        if done < step * (1 - 1e-9):
            status, message = "edge", f"The manifold ends, or is no longer regular, at arc length {arc[-1]:.6g}: {_reason(problem, point, direction, step)}."
            break
    thetas = np.array([node.theta for node in nodes])
    gradients = [np.linalg.norm(problem.cost_gradient(theta)) for theta in thetas]
    return Trace(thetas, np.array(arc), np.array([problem.cost(theta) for theta in thetas]), np.array(gradients), status, message)


def _advance(problem, point, direction, step):
    """Go ``step`` along the manifold in parts as large as it allows: the last point, the direction there, the length done."""
    done, part = 0.0, step
    for _ in range(PARTS):
        part = min(part, step - done)
        new = _corrected(problem, point, point.theta + part * direction)
        if new is None or new.rank.rank != point.rank.rank or np.linalg.norm(new.tangent(direction)) < TURN:
            part /= 2
            if part < SMALLEST * step:
                break
            continue
        tangent = new.tangent(direction)
        point, direction, done, part = new, tangent / np.linalg.norm(tangent), done + part, 2 * part
        if done >= step * (1 - 1e-9):
            break
    return point, direction, done


def _corrected(problem, origin, theta):
    """The point of the manifold near ``theta``, or None."""
    for _ in range(CORRECTIONS):
        small = tolerance(problem) * gradient_scale(problem, theta)
        g = equations(problem, theta, origin.frame)
        if np.linalg.norm(g.values) <= small:
            return _point(problem, theta) if np.linalg.norm(problem.cost_gradient(theta)) <= 10 * small else None
        theta = theta - np.linalg.pinv(g.jacobian) @ g.values
    return None


def _point(problem, theta):
    """The point with its normal space, or None where 0 is not a regular value."""
    g = equations(problem, theta)
    if not g.regular:
        return None
    return _Point(theta, g.frame, np.linalg.qr(g.jacobian.T)[0], relative_rank(problem.jacobian(theta), problem))


def _reason(problem, point, direction, step):
    beyond = relative_rank(problem.jacobian(point.theta + 0.1 * step * direction), problem).rank
    if beyond != point.rank.rank:
        return f"the rank of D goes from {point.rank.rank} to {beyond}"
    return f"rank D = {point.rank.rank} stays, the Hessian loses rank"
