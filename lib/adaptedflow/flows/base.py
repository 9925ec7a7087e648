"""What every flow in parameter space has: a problem and a velocity."""


from ..arrays import real_array

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

    equation = theorem = ""
    needs = ("overparametrized", "borderline", "underparametrized")
    condition = other = ""                                             # in words: the regimes, what to use in the others
    follows_segment = False                                            # outputs obey (2.7)
    follows_gradient = False                                           # the plain gradient flow: exists for all s >= 0

    def __init__(self, problem):
        for name in ("outputs", "jacobian", "vjp", "regime", "K", "N", "Q", "y"):
            if not hasattr(problem, name):
                raise TypeError(f"problem: expected an af.Problem, got {problem!r} without {name!r}.")
        if problem.regime not in self.needs:
            QN = problem.N * problem.Q
            raise ValueError(f"{type(self).__name__} ({self.theorem}) expected {self.condition}, got K = {problem.K} and "
                             f"QN = {QN} ({problem.regime}). Use {self.other}.")
        self.problem = problem

    def __repr__(self):
        return f"{type(self).__name__}({self.problem!r})"

    def velocity(self, theta):
        """``theta'`` (K,) at ``theta`` (K,), per unit of the paper's time ``s``."""
        theta = real_array("theta", theta, (self.problem.K,), cure=f"K = {self.problem.K}.")
        return self.lift(theta, -self.problem.output_gradient(theta)).vector

    def implicit(self):
        """Whether implicit steps are affordable: second derivatives at hand, and few parameters."""
        model = self.problem.model
        known = getattr(model, "has_jacobian_derivative", hasattr(model, "jacobian_derivative"))
        return hasattr(self, "lift_jacobian") and self.problem.K <= IMPLICIT_SIZE and known

    def lift(self, theta, v, scale=0.0):
        """The parameter velocity that belongs to the output velocity ``v`` (N*Q,), as a ``Lift``."""
        raise NotImplementedError

    def trial_lift(self, theta, v, scale=0.0):
        """As :meth:`lift`, for a step that is still to be judged: cheaper, where not looking at the rank of ``D`` is."""
        return self.lift(theta, v, scale)


