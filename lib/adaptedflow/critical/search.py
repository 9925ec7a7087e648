"""Equilibria found from starts that know nothing of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import own_array
from ..checked import checked_problem
from ..flows import StandardFlow
from ..orbit import GradientBelow, integrate
from .cutoff import relative_rank
from .newton import descend, polish
from .projector import projector

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

FAR = 30.0           # larger parameters are taken for an orbit on its way to infinity: tanh is 1 to rounding from 19 on
COARSE = 1e-4        # gradient at which either route hands over to Newton's method
PATIENCE = 1e4       # time allowed to the flow, in the paper's units


@dataclass(frozen=True)
class Equilibrium:
    """``theta`` (K,) reached from ``starts[start]``, its ``cost``, and the two conditions of Theorem 4.2(i): ``gradient`` is
    ``|grad_theta C|``, zero for the standard flow, and ``projected`` is ``|P grad_x C|``, zero for the flow of Theorem 4.1, (4.12)."""

    theta: np.ndarray
    cost: float
    gradient: float
    projected: float
    start: int


@dataclass(frozen=True)
class Search:
    """``equilibria`` found in ``tries`` starts by ``route``; ``far`` starts ran towards infinity, ``lost`` did not converge."""

    route: str
    tries: int
    equilibria: tuple[Equilibrium, ...]
    far: int
    lost: int

    def above(self, cost: float) -> list[Equilibrium]:
        """The equilibria with a cost above ``cost``, in the order of their starts: with a small ``cost``, those that are not global."""
        return [equilibrium for equilibrium in self.equilibria if equilibrium.cost > cost]

    def __str__(self):
        return f"{self.route}: {len(self.equilibria)} equilibria from {self.tries} starts ({self.far} far away, {self.lost} not converged)"


def find_equilibria(problem: Any, starts: ArrayLike, route: str = "newton") -> Search:
    """Search for zeros of ``grad_theta C`` from each row of ``starts`` (n, K), as a :class:`Search`.

    ``route="flow"``: a long orbit of the standard flow until the gradient is 1e-4; it ends near local minima, as training
    does. ``route="newton"``: damped Newton steps that lower ``|grad_theta C|``; they find saddles as well. Both end in Newton steps
    (:func:`polish`) to a gradient of 1e-12, so an equilibrium is one to rounding, and a point where only
    ``|grad_theta C|^2`` is least is not counted. Equilibria with zero cost are among them: see :meth:`Search.above`.

    Raises ValueError for starts of another shape and for an unknown route.
    """
    problem = checked_problem(problem)
    starts = own_array("starts", starts, (None, problem.K), cure="np.array([net.init(seed) for seed in range(n)]) makes n starts.")
    if route not in ("flow", "newton"):
        raise ValueError(f"route: expected 'flow' or 'newton', got {route!r}.")
    approach = _by_flow if route == "flow" else _by_newton
    equilibria, far = [], 0
    for number, start in enumerate(starts):
        near = approach(problem, start)
        if not np.abs(near).max() <= FAR:
            far += 1
            continue
        close = np.linalg.norm(problem.cost_gradient(near)) <= 2 * COARSE
        theta = polish(problem, near) if close else None
        if theta is not None:
            equilibria.append(_equilibrium(problem, theta, number))
    return Search(route, len(starts), tuple(equilibria), far, len(starts) - len(equilibria) - far)


def _by_flow(problem, start):
    return integrate(StandardFlow(problem), start, until=PATIENCE, stop=GradientBelow(COARSE), rtol=1e-4).theta[-1]


def _by_newton(problem, start):
    return descend(problem, start, COARSE)


def _equilibrium(problem, theta, number):
    gradient = float(np.linalg.norm(problem.cost_gradient(theta)))
    cutoff = relative_rank(problem.jacobian(theta), problem).cutoff
    P = projector(problem, theta, cutoff).matrix
    return Equilibrium(theta, problem.cost(theta), gradient, float(np.linalg.norm(P @ problem.output_gradient(theta))), number)
