"""What every flow in parameter space has: a problem and a velocity."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..arrays import real_array
from ..foreign_code import guarded_problem, is_ours
from ..threads import one_thread
from .lift import Lift

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike
    from .stages import Stages

IMPLICIT_SIZE = 200      # largest K for which an implicit step with its second derivatives is affordable


def checked_flow(flow):
    """``flow`` itself, or TypeError if it is no flow in parameter space."""
    if not isinstance(flow, Flow):
        raise TypeError(f"flow: expected af.AdaptedFlow(problem) or another flow in parameter space, got {flow!r}.")
    return flow


class Flow:
    """A vector field ``theta' = velocity(theta)`` on parameters, in the paper's time ``s``.

    ``equation`` and ``theorem`` say where the paper defines it. ``needs`` names the regimes it is defined in.
    """

    problem: Any
    equation: str = ""
    theorem: str = ""
    needs: tuple[str, ...] = ("overparametrized", "borderline", "underparametrized")
    condition = other = ""                                             # in words: the regimes, what to use in the others
    follows_segment = False                                            # outputs obey (2.7)
    follows_gradient = False                                           # the plain gradient flow: exists for all s >= 0

    def __init__(self, problem: Any) -> None:
        for name in ("outputs", "jacobian", "vjp", "regime", "K", "N", "Q", "y"):
            if not hasattr(problem, name):
                raise TypeError(f"problem: expected an af.Problem, got {problem!r} without {name!r}.")
        if problem.regime not in self.needs:
            QN = problem.N * problem.Q
            raise ValueError(f"{type(self).__name__} ({self.theorem}) expected {self.condition}, got K = {problem.K} and "
                             f"QN = {QN} ({problem.regime}). Use {self.other}.")
        self.problem = guarded_problem(problem)

    def __repr__(self):
        return f"{type(self).__name__}({self.problem!r})"

    def velocity(self, theta: ArrayLike) -> np.ndarray:
        """``theta'`` (K,) at ``theta`` (K,), per unit of the paper's time ``s``."""
        theta = real_array("theta", theta, (self.problem.K,), cure=f"K = {self.problem.K}.")
        with one_thread(self.problem.N * self.problem.Q):
            return self.lifted(theta, -self.problem.output_gradient(theta)).vector

    def implicit(self) -> bool:
        """Whether implicit steps are affordable: second derivatives at hand, and few parameters."""
        return self.problem.K <= IMPLICIT_SIZE and self.knows_lift_jacobian()

    def knows_lift_jacobian(self) -> bool:
        """Whether the derivative of the lift can be had in closed form: a model that has second derivatives."""
        model = getattr(self.problem, "model", None)
        return hasattr(self, "lift_jacobian") and getattr(model, "has_jacobian_derivative", hasattr(model, "jacobian_derivative"))

    def lift(self, theta: ArrayLike, v: ArrayLike, scale: float = 0.0) -> Lift:
        """The parameter velocity that belongs to the output velocity ``v`` (N*Q,), as a ``Lift``."""
        raise NotImplementedError

    def lifted(self, theta: ArrayLike, v: ArrayLike, scale: float = 0.0, stages: Stages | None = None) -> Lift:
        """:meth:`lift`, or for ``stages`` of a step :meth:`trial_lift`. A flow of your own gets copies, and its ``Lift`` is checked and copied: TypeError for
        anything else, ValueError for a vector of another shape or one that is not finite."""
        lift = self.lift if stages is None else self.trial_lift
        if is_ours(self.lift) and is_ours(lift):
            return lift(theta, v, scale) if stages is None else lift(theta, v, scale, stages)
        found = lift(theta.copy(), v.copy() if hasattr(v, "copy") else v, scale)
        if not isinstance(found, Lift):
            raise TypeError(f"lift: expected {type(self).__name__}.lift to return an adaptedflow.flows.Lift(vector, condition, norm, route), got {found!r}.")
        return replace(found, vector=real_array(f"the vector of {type(self).__name__}.lift", found.vector, (self.problem.K,)).copy())

    def trial_lift(self, theta: ArrayLike, v: ArrayLike, scale: float = 0.0, stages: Stages | None = None) -> Lift:
        """As :meth:`lift`, for a step that is still to be judged: cheaper, where not looking at the rank of ``D`` is."""
        return self.lift(theta, v, scale)
