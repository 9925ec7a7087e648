"""One accepted step after another, in a variable in which a breakdown is no singularity."""

from functools import cache, partial

import numpy as np
from scipy.integrate import DOP853, Radau

from ..errors import RankLossError
from .kinks import crossed

SHARP_TURN = 0.5          # least cosine between the velocities at the ends of a step of an adapted flow
LEAP = 5.0                # greatest growth of the speed over such a step: a wall is to be seen coming
AT_KINK = 1e-6            # a step across a kink of the activation may do both once it is as short as this
EXPLICIT_STEPS = 200      # an orbit that takes more is stiff (it slides beside the singular set): implicit steps from there on
LAW_SHARE = 3.0           # error of the outputs a step may make, relative to the residual, in units of rtol: 1e-5 in (2.6) at rtol 1e-6
LONGEST = 2.0             # longest explicit step: near rest longer ones pass the error control, but not the interpolant inside them
SHORTEST = 20             # spacings of tau: scipy's steppers make no step shorter than 10, whatever is asked
EPS = np.finfo(float).eps
AT_REST = 4 * EPS
UNKNOWN = None, None, None, None                                       # clock, theta, time, and the velocity there


class Stepper:
    """scipy's steppers on ``d(theta, clock)/dtau``, ``d(clock)/dtau = 1 / (1 / unit + |velocity| / sqrt(1 + |theta|^2))``.

    Explicit (DOP853) to begin with, implicit (Radau) for the standard flow and for stiff orbits, where the flow says that it can be. ``state`` is ``(theta, clock)``; ``norm`` the largest norm of ``D`` seen on the orbit.
    """

    def __init__(self, flow, clock, rtol, atol):
        self.flow, self.problem, self.clock, self.rtol, self.atol = flow, flow.problem, clock, rtol, atol
        self.norm, self.steps, self.solver = 0.0, 0, None
        self.kept = None                                               # the solver, as long as it holds the stages of the last step
        self.latest = UNKNOWN

    @property
    def tau(self):
        return self.solver.t

    @property
    def state(self):
        return self.solver.y

    def start(self, tau, theta, time, first_step=None):
        """Begin, or go on, at a state."""
        state = np.append(theta, time)
        first_step = first_step or 1e-2 * self.rtol ** (1 / 8)
        field = partial(self.field, self.clock)
        if self.flow.implicit() and (self.flow.follows_gradient or self.steps >= EXPLICIT_STEPS):
            jacobian = self._jacobian if self.flow.knows_lift_jacobian() else partial(self._differences, field)
            self.solver = Radau(field, tau, state, np.inf, jac=jacobian, first_step=first_step, **self.tolerances)
        else:
            self.solver = DOP853(field, tau, state, np.inf, first_step=min(first_step, LONGEST), max_step=LONGEST, **self.tolerances)

    def restart(self, tau, theta, time):
        """Go on from a state that was corrected, lies before the last one, or has another aim; with the step size at hand."""
        self.start(tau, theta, time, self.solver.h_abs)

    def step(self):
        """One accepted step that is not abrupt: a function that makes its interpolant. None where no step can be had."""
        self.kept = None
        if self.steps == EXPLICIT_STEPS:
            self.restart(self.tau, self.state[:-1], self.state[-1])
        while True:
            start, state, slope = self.solver.t, self.solver.y, self.solver.f
            self.solver.step()
            if self.solver.status == "failed":
                return None
            length = self.solver.t - start
            forward = self.solver.y[-1] >= state[-1]                   # across a jump of the field stages may add up to less than nothing
            smooth = self.flow.follows_gradient or not self._abrupt(slope, self.solver.f, self.solver.y[:-1] - state[:-1])
            if forward and smooth and self._lands():
                break
            if length < AT_KINK and crossed(self.problem, state[:-1], self.solver.y[:-1]):
                break                                                  # D itself jumps there, and the velocity with it
            if length < max(1e-15, SHORTEST * np.spacing(start)):
                return None
            self.start(start, state[:-1], state[-1], length / 4)
        self.steps += 1
        if isinstance(self.solver, DOP853):
            self.kept = self.solver
            return cache(partial(self._interpolant, self.clock, start, state, length))
        dense = self.solver.dense_output()
        return lambda: dense

    def field(self, clock, tau, state):
        """``d(theta, clock)/dtau``; NaN where the velocity does not exist, so that the trial step is rejected."""
        theta, time = state[:-1], state[-1]
        try:
            if not np.isfinite(state).all():
                raise ValueError
            p = self.velocity(clock, theta, time, trial=True).vector   # (K,)
        except (RankLossError, ValueError, np.linalg.LinAlgError):
            return np.full(len(state), np.nan)
        rate = 1 / (1 / clock.unit + np.sqrt((p @ p) / (1 + theta @ theta)))
        return np.append(rate * p, rate)

    def velocity(self, clock, theta, time, trial=False):
        """The velocity as a ``Lift``. The last stage of a step is where it ends: that velocity is not computed again, unless it was on
        ``trial`` only, as the others of a step are."""
        known, at, when, lift = self.latest
        if known is not clock or when != time or not np.array_equal(at, theta):
            self.latest, lift = UNKNOWN, None                          # what it holds of a large D is not kept beside the next one
        elif lift.judge and not trial:
            lift = lift.judge()
        lift = lift or clock.velocity(theta, time, self.norm, trial)
        self.latest = clock, theta.copy(), time, lift
        return lift

    def _jacobian(self, tau, state):
        """Jacobian of :meth:`field` by the chain rule, from the closed-form derivative of the velocity."""
        theta, time = state[:-1], state[-1]
        try:
            p, J = self.velocity(self.clock, theta, time).vector, self.clock.velocity_jacobian(theta, time)
        except (RankLossError, ValueError, np.linalg.LinAlgError):
            return np.zeros((len(state), len(state)))                  # the field there is NaN, and the step refused
        speed, rho = np.sqrt(p @ p), np.sqrt(1 + theta @ theta)
        rate = 1 / (1 / self.clock.unit + speed / rho)
        heading = p / speed if speed > 0 else p                        # (K,)
        slope = J.T @ heading / rho - speed * theta / rho ** 3         # (K,): gradient of speed / rho
        drate = -rate ** 2 * slope
        full = np.zeros((len(state), len(state)))
        full[:-1, :-1] = rate * J + np.outer(p, drate)
        full[-1, :-1] = drate
        return full

    def _differences(self, field, tau, state):
        """As :meth:`_jacobian`, by differences: it decides how many iterations an implicit step takes, not what comes out."""
        steps = np.sqrt(EPS) * np.maximum(1.0, np.abs(state))
        columns = [(field(tau, state + step * unit) - field(tau, state - step * unit)) / (2 * step) for step, unit in zip(steps, np.eye(len(state)))]
        return np.nan_to_num(np.array(columns).T, nan=0.0, posinf=0.0, neginf=0.0)

    def _interpolant(self, clock, tau, state, length):
        """The interpolant of a step: three more velocities, only where it is asked for. Once another step is begun, this one is done again."""
        solver = self.kept
        if solver is None or solver.t_old != tau:
            solver = DOP853(partial(self.field, clock), tau, state, tau + length, first_step=length, rtol=1.0, atol=np.inf)
            solver.step()
        return solver.dense_output()

    def _lands(self):
        """Whether the velocity where a step ends, known on trial, exists when the rank of ``D`` is looked at."""
        try:
            self.velocity(self.clock, self.state[:-1], self.state[-1])
        except RankLossError:
            return False
        return True

    def set_tolerances(self, node, length):
        """Error weights of the next step: relative to ``theta``, and to the arc ``length`` on which the speed grows, so that a wall is
        approached with all digits. Where the outputs obey (2.7), an error of ``theta`` may also not spoil the law: it moves
        the outputs by up to ``|D|`` times its size, and they are to stay within ``LAW_SHARE * rtol`` of the residual, as far
        as the rounding of ``D^+ (x - y)`` allows."""
        weights = self.atol + self.rtol * np.abs(node.theta)           # (K,)
        if not self.flow.follows_gradient:
            weights = np.minimum(weights, max(self.rtol * length, AT_REST * np.linalg.norm(node.theta)))
        if self.flow.follows_segment and self.clock.name == "s":
            residual = np.linalg.norm(node.outputs - self.problem.y)
            motion = self.clock.unit * np.linalg.norm(node.velocity) + np.linalg.norm(node.outputs) / node.norm
            weights = np.minimum(weights, max(LAW_SHARE * self.rtol * residual / node.norm, 100 * EPS * node.condition * motion))
        self.tolerances = dict(rtol=100 * EPS, atol=np.append(weights, self.rtol * self.clock.unit))
        if self.solver is not None:
            self.solver.rtol, self.solver.atol = self.tolerances["rtol"], self.tolerances["atol"]

    def _abrupt(self, before, after, moved):
        """Whether over a step the velocity turns sharply or leaps, or ``theta`` has ``moved`` where the velocity did not point: so it
        is beside and across a rank loss."""
        if not np.isfinite(after).all():
            return True
        before, after = before[:-1] / before[-1], after[:-1] / after[-1]   # per unit of the clock
        slow, fast = np.linalg.norm(before), np.linalg.norm(after)
        if fast * self.clock.unit < 1e-9 * np.sqrt(1 + self.state[:-1] @ self.state[:-1]):
            return False                                               # nearly at rest: the direction is rounding
        astray = moved @ before < SHARP_TURN * slow * np.linalg.norm(moved)   # stages on both sides of a wall: it bounced
        return fast > LEAP * slow or astray or before @ after < SHARP_TURN * slow * fast
