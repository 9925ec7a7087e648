"""The dimension of the critical set at a point, measured without its Hessian's rank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import real_array, real_number
from ..checked import checked_problem
from ..seeds import generator
from .cutoff import relative_rank
from .newton import equilibrium, polish

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

NEARBY = 1e-2        # distance at which the rank of D is compared; what the singular values gain there is 1e-2 or a power of it


@dataclass(frozen=True)
class Dimension:
    """``value``: number of directions in which the cloud of nearby equilibria extends; ``gap``: factor between the extent of
    the last of these and of the next one; ``extents`` (K,), decreasing, in units of the cloud's radius."""

    value: int
    gap: float
    extents: np.ndarray


def local_dimension(problem: Any, theta: ArrayLike, radius: float = 1e-3,
                    seed: int | np.random.SeedSequence | np.random.Generator = 0) -> Dimension:
    """The dimension of the set of equilibria near the equilibrium ``theta`` (K,), from a cloud of its points.

    2K random points at distance ``radius`` are each taken to an equilibrium by :func:`polish`. On a d-dimensional manifold
    the cloud extends by about ``radius`` in d directions and by ``radius^2`` in the others; directions of extent above
    ``radius^(3/2)`` are counted. This does not use that the Hessian is regular, and so can differ from ``K - rank D`` and from
    the nullity of the Hessian. (A direction in which the gradient grows like a cube passes for flat unless the radius is
    well above 1e-4, the cube root of the tolerance.)

    Raises ValueError if ``theta`` is no equilibrium, ArithmeticError where fewer than 3K/2 points arrive at one.
    """
    problem = checked_problem(problem)
    theta = equilibrium(problem, theta)
    radius = real_number("radius", radius, minimum=0, strict=True)
    steps = generator(seed).normal(size=(2 * problem.K, problem.K))
    steps *= radius / np.linalg.norm(steps, axis=1, keepdims=True)
    ends = [end for end in (polish(problem, theta + step) for step in steps) if end is not None]
    if 2 * len(ends) < 3 * problem.K:
        raise ArithmeticError(f"expected most of {2 * problem.K} points near theta to reach an equilibrium, got {len(ends)}: the critical "
                              "set has a corner here, or theta lies where the activation is not smooth.")
    cloud = (np.array(ends) - theta) / radius                          # (n, K)
    extents = np.linalg.svd(cloud, compute_uv=False) * np.sqrt(problem.K / len(ends))      # about 1 along the set
    value = int(np.sum(extents > np.sqrt(radius)))
    edges = np.concatenate([[1.0], extents, [radius ** 2]])
    return Dimension(value, float(edges[value] / max(edges[value + 1], radius ** 2)), extents)


def nearby_rank(problem: Any, theta: ArrayLike, radius: float = NEARBY,
                seed: int | np.random.SeedSequence | np.random.Generator = 0) -> int:
    """The largest rank of ``D`` at three random points at distance ``radius`` from ``theta`` (K,).

    The rank can only rise near a point. If it is the same at ``theta`` and at random points near it, it is constant near
    ``theta``, the hypothesis of Theorem 4.2(ii); if it is larger, ``theta`` lies on the smaller set where the rank drops.
    """
    problem = checked_problem(problem)
    theta, radius = real_array("theta", theta, (problem.K,)), real_number("radius", radius, minimum=0, strict=True)
    steps = generator(seed).normal(size=(3, problem.K))
    steps *= radius / np.linalg.norm(steps, axis=1, keepdims=True)
    return max(relative_rank(problem.jacobian(theta + step), problem).rank for step in steps)
