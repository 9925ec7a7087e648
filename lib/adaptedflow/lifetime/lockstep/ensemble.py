"""Orbits of many problems of one shape, each at its own time and with its own step."""

import numpy as np

from ...orbit.breakdown import TIME_SPREAD, growth_length
from ...orbit.clock import AIM
from ...orbit.stepper import AT_REST, EPS, LONGEST, SHORTEST, abrupt, error_weights, first_length
from .jacobians import Jacobians
from .lifts import judged, lifted, unclear
from .steps import error_norms, factors, trial_step

STEPS = 100              # an orbit that takes more is likely to be stiff
RISE = 100.0             # one whose speed has grown by this factor is likely to break down
ILL = 1e7                # condition of D beyond which an orbit is not followed here


class Ensemble:
    """The orbits of ``problems`` from ``theta`` (B, K) in the clock "segment", as :func:`adaptedflow.integrate` follows them by explicit steps.
    ``state`` (B, K + 1) is theta and the time; ``survived`` (B,) says whose cost has come down to ``share`` of that at the start, ``going`` who is
    still under way."""

    def __init__(self, problems, theta, share, rtol, max_steps):
        B, K = theta.shape
        self.net, self.X, self.y = problems[0].model, np.array([problem.X.T for problem in problems]), np.array([problem.y for problem in problems])
        self.rtol, self.atol, self.max_steps = rtol, 1e-3 * rtol * np.sqrt(1 + np.sum(theta ** 2, axis=1, keepdims=True) / K), min(STEPS, max_steps)
        self.survived, self.going = np.zeros(B, bool), np.ones(B, bool)
        self.state, self.tau, self.length = np.column_stack([theta, np.zeros(B)]), np.zeros(B), np.full(B, first_length(rtol))
        self.weights, self.slope, self.condition, self.steps = np.empty_like(self.state), np.empty_like(self.state), np.empty(B), np.zeros(B, int)
        self.retried, self.slowness, self.slowest = np.zeros(B, bool), np.full(B, np.inf), np.full(B, -np.inf)   # slowness: log(1 / speed)
        jacobians = Jacobians(self.net, self.X)
        jacobians(theta)
        self.v = self.y - jacobians.outputs()                          # d(outputs)/dt
        self.enough = share * np.sum(self.v ** 2, axis=1)              # of the squares of the residual
        self._accept(np.arange(B), self.state, *_at_end(jacobians, self.state, self.v))

    def step(self):
        """One attempt at a step of every orbit that is still going."""
        who = np.flatnonzero(self.going)
        state, slope, tau, v, retried, length = self.state[who], self.slope[who], self.tau[who], self.v[who], self.retried[who], self.length[who]
        shortest = 10 * np.spacing(tau)
        length = np.where(retried, length, np.minimum(np.maximum(length, shortest), LONGEST))
        length, halted = (tau + length) - tau, length < shortest
        jacobians, by_qr = Jacobians(self.net, self.X[who]), unclear(self.condition[who])
        end, parts = trial_step(lambda state, length, out: _rates(state, lifted(*jacobians(state[:, :-1]), v, by_qr), length, out), state, slope, length)
        after, outputs, condition = _at_end(jacobians, end, v)
        error = error_norms(parts, after, length, self.weights[who] + 100 * EPS * np.maximum(np.abs(state), np.abs(end)))
        time, moved, good = end[:, -1], end - state, error < 1
        astray = (moved[:, -1] < 0) | ~np.isfinite(after).all(axis=1) | abrupt(slope, after, moved[:, :-1], end[:, :-1], 1.0)
        halted |= good & astray & (length < np.maximum(1e-15, SHORTEST * np.spacing(tau)))
        done, left = good & ~astray, self.y[who] - outputs
        on_segment = _norm(left - (1 - time)[:, None] * v) <= AIM * (1 - state[:, -1]) * _norm(v)
        beyond = time >= 1                                             # the step has passed y, if it is still on the segment
        survived = done & ((np.vecdot(left, left) <= self.enough[who]) | beyond & on_segment)
        going = ~(survived | halted | done & beyond)
        self.survived[who], self.going[who], self.retried[who] = survived, going, ~good
        self.length[who] = np.where(good & astray, length / 4, length * factors(error, retried))
        done &= going
        if done.any():
            now = who[done]
            self.tau[now] += length[done]
            self.steps[now] += 1
            self._accept(now, end[done], after[done], outputs[done], condition[done])

    def _accept(self, who, state, slope, outputs, condition):
        """Go on from ``state``: aim anew where the outputs have left their segment, weigh the errors of the next step, and let go of who is not for these steps."""
        theta, time, left = state[:, :-1], state[:, -1], self.y[who] - outputs
        astray = _norm(left - (1 - time)[:, None] * self.v[who]) > AIM * _norm(left)
        if astray.any():
            self.v[who[astray]] = left[astray] / (1 - time[astray])[:, None]
            slope[astray] = _at_end(Jacobians(self.net, self.X[who[astray]]), state[astray], self.v[who[astray]])[0]
        way, size = _norm(theta - self.state[who, :-1]), _norm(theta)
        speed = _norm(slope[:, :-1]) / slope[:, -1]
        slowness = -np.log(speed)
        length = growth_length(way, self.slowness[who], slowness)
        self.weights[who, :-1] = error_weights(theta, self.atol[who], self.rtol, length[:, None], size[:, None])
        self.weights[who, -1] = self.rtol
        self.state[who], self.slope[who], self.condition[who], self.slowness[who] = state, slope, condition, slowness
        self.slowest[who] = np.maximum(self.slowest[who], slowness)
        self.going[who] = ((self.steps[who] < self.max_steps) & (self.slowest[who] - slowness < np.log(RISE)) & (condition < ILL)
                           & (time < 1 - TIME_SPREAD) & (speed > AT_REST * np.sqrt(1 + size ** 2)))


def _at_end(jacobians, state, v):
    """``d(theta, time)/dtau`` (B, K + 1) at the end of a step, with the outputs (B, N*Q) and the condition of ``D`` (B,)."""
    p, condition = judged(*jacobians(state[:, :-1]), v)
    return _rates(state, p, 1.0, np.empty_like(state)), jacobians.outputs(), condition


def _rates(state, p, length, out):
    """``d(theta, time)/dtau`` times ``length`` (B, 1), in ``out`` (B, K + 1), for velocities ``p`` per unit of time: see :mod:`adaptedflow.orbit.field`."""
    theta, rate = state[:, :-1], out[:, -1:]
    np.divide(length, 1 + np.sqrt(np.vecdot(p, p) / (1 + np.vecdot(theta, theta)))[:, None], out=rate)
    np.multiply(p, rate, out=out[:, :-1])
    return out


def _norm(A):
    return np.sqrt(np.vecdot(A, A))
