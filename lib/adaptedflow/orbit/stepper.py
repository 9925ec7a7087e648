"""One accepted step after another: scipy's steppers on the field, and when a step is refused."""

from functools import partial

import numpy as np
from scipy.integrate import DOP853, Radau

from ..arrays import is_finite
from .kinks import crossed
from .node import Step
from .pieces import ExplicitPiece, ImplicitPiece, radau_memory, radau_recall

SHARP_TURN = 0.5          # least cosine between the velocities at the ends of a step of an adapted flow
LEAP = 5.0                # greatest growth of the speed over such a step: a wall is to be seen coming
AT_KINK = 1e-6            # a step across a kink of the activation may do both once it is as short as this
EXPLICIT_STEPS = 200      # an orbit that takes more is stiff (it slides beside the singular set): implicit steps from there on
LAW_SHARE = 3.0           # error of the outputs a step may make, relative to the residual, in units of rtol: 1e-5 in (2.6) at rtol 1e-6
LONGEST = 2.0             # longest explicit step: near rest longer ones pass the error control, but not the interpolant inside them
SHORTEST = 20             # spacings of tau: scipy's steppers make no step shorter than 10, whatever is asked
EPS = np.finfo(float).eps
AT_REST = 4 * EPS


class Stepper:
    """Makes steps of a :class:`Field`: explicit (DOP853) to begin with, implicit (Radau) for the standard flow and for stiff orbits, where the flow says
    that it can be."""

    def __init__(self, field, rtol, atol):
        self.field, self.flow, self.problem, self.rtol, self.atol = field, field.flow, field.problem, rtol, atol
        self.steps, self.solver = 0, None
        self.clock = self.theta = None                                 # those under which, and at which, the solver goes on
        self.kept = None                                               # the solver, as long as it holds the stages of the last step

    def step(self, node, length):
        """A :class:`Step` from ``node`` that is not abrupt; None where none can be had. ``length``: of the arc on which the speed grows."""
        self.tolerances, self.kept = self.weights(node, length), None
        self.field.stages.begin()
        if not self._is_at(node) or self.steps == EXPLICIT_STEPS:
            self.begin(node.clock, node.tau, np.append(node.theta, node.time), self.solver and self.solver.h_abs)
        self.solver.rtol, self.solver.atol = self.tolerances["rtol"], self.tolerances["atol"]
        while True:
            start, state, slope = self.solver.t, self.solver.y, self.solver.f
            self.solver.step()
            if self.solver.status == "failed":
                return None
            length = self.solver.t - start
            self.theta, time = self.solver.y[:-1], self.solver.y[-1]
            forward = time >= state[-1]                                # across a jump of the field stages may add up to less than nothing
            smooth = self.flow.follows_gradient or not self._abrupt(slope, self.solver.f, self.theta - state[:-1])
            if forward and smooth and self.field.exists(self.theta, time):
                break
            if length < AT_KINK and crossed(self.problem, state[:-1], self.theta):
                break                                                  # D itself jumps there, and the velocity with it
            if length < max(1e-15, SHORTEST * np.spacing(start)):
                return None
            self.begin(self.clock, start, state, length / 4)
        self.steps += 1
        if isinstance(self.solver, DOP853):
            self.kept, piece = self.solver, ExplicitPiece(self, self.clock, start, state, length)
        else:
            piece = ImplicitPiece(self.solver.dense_output())
        return Step(node, self.solver.t, self.theta, time, piece, self.solver.f[:-1])

    def _is_at(self, node):
        return node.theta is self.theta and node.clock is self.clock

    def begin(self, clock, tau, state, first_step=None):
        """Begin at a state, or go on from one: that was corrected, lies before the last one, or has another aim."""
        self.clock, self.theta = clock, state[:-1]
        first_step = first_step or first_length(self.rtol)
        rates = partial(self.field.rates, clock)
        if self.flow.implicit() and (self.flow.follows_gradient or self.steps >= EXPLICIT_STEPS):
            self.solver = Radau(rates, tau, state, np.inf, jac=self.field.jacobian(), first_step=first_step, **self.tolerances)
        else:
            self.solver = DOP853(rates, tau, state, np.inf, first_step=min(first_step, LONGEST), max_step=LONGEST, **self.tolerances)
        self.solver.fun = rates                                        # in the place of scipy's, which counts calls and converts what they return

    def memory(self, node):
        """What a stepper has to know to go on from ``node`` as this one will: arrays and numbers by name."""
        solver = self.solver
        if solver is None:
            return {}
        known = {"steps": self.steps, "h_abs": solver.h_abs, "past": np.array(self.field.stages.past)}
        if self._is_at(node):
            known |= {"t": solver.t, "y": solver.y, "f": solver.f}
            if isinstance(solver, Radau):
                known |= radau_memory(solver)
        return known

    def recall(self, known, node, length):
        """Go on from ``node`` by what :meth:`memory` knew."""
        if not known:
            return
        self.steps, self.tolerances = int(known["steps"]), self.weights(node, length)
        self.begin(node.clock, node.tau, known.get("y", np.append(node.theta, node.time)), float(known["h_abs"]))
        if "y" in known:
            self.theta, self.solver.h_abs, self.solver.f = node.theta, float(known["h_abs"]), known["f"]
            if "J" in known:
                radau_recall(self.solver, known)
        self.field.stages.recall(known["past"])

    def weights(self, node, length):
        """Error weights of the next step: relative to ``theta``, and to the arc ``length`` on which the speed grows, so that a wall is
        approached with all digits. Where the outputs obey (2.7), an error of ``theta`` may also not spoil the law: it moves
        the outputs by up to ``|D|`` times its size, and they are to stay within ``LAW_SHARE * rtol`` of the residual, as far
        as the rounding of ``D^+ (x - y)`` allows."""
        if self.flow.follows_gradient:
            length = np.inf
        weights = error_weights(node.theta, self.atol, self.rtol, length, np.linalg.norm(node.theta))   # (K,)
        if self.flow.follows_segment and node.clock.name == "s":
            residual = np.linalg.norm(node.outputs - self.problem.y)
            motion = node.clock.unit * np.linalg.norm(node.velocity) + np.linalg.norm(node.outputs) / node.norm
            weights = np.minimum(weights, max(LAW_SHARE * self.rtol * residual / node.norm, 100 * EPS * node.condition * motion))
        return dict(rtol=100 * EPS, atol=np.append(weights, self.rtol * node.clock.unit))

    def interpolant(self, clock, tau, state, length):
        """That of an explicit step: three more velocities. Once another step is begun, this one is done again."""
        solver = self.kept
        if solver is None or solver.t_old != tau:
            solver = DOP853(partial(self.field.rates, clock), tau, state, tau + length, first_step=length, rtol=1.0, atol=np.inf)
            solver.step()
        return solver.dense_output()

    def _abrupt(self, before, after, moved):
        return not is_finite(after) or bool(abrupt(before, after, moved, self.theta, self.clock.unit))


def first_length(rtol):
    """Of the first step of all."""
    return 1e-2 * rtol ** (1 / 8)


def error_weights(theta, atol, rtol, length, size):
    """Of a step from ``theta`` (..., K), of norm ``size``: relative to ``theta``, and to the arc ``length`` on which the speed grows."""
    return np.minimum(atol + rtol * np.abs(theta), np.maximum(rtol * length, AT_REST * size))


def abrupt(before, after, moved, theta, unit):
    """Whether over a step to ``theta`` (..., K) the velocity turns sharply or leaps, or ``theta`` has ``moved`` where the velocity did not point: so it is
    beside and across a rank loss. ``before`` and ``after`` (..., K + 1): d(theta, clock)/dtau at its ends; ``unit`` of the clock."""
    before, after = before[..., :-1] / before[..., -1:], after[..., :-1] / after[..., -1:]   # per unit of the clock
    slow, fast, way = (np.sqrt(np.vecdot(vector, vector)) for vector in (before, after, moved))
    at_rest = fast * unit < 1e-9 * np.sqrt(1 + np.vecdot(theta, theta))  # nearly: the direction is rounding
    astray = np.vecdot(moved, before) < SHARP_TURN * slow * way          # stages on both sides of a wall: it bounced
    turned = np.vecdot(before, after) < SHARP_TURN * slow * fast
    return ~at_rest & ((fast > LEAP * slow) | astray | turned)
