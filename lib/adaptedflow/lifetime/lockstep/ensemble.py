"""Orbits of many problems of one shape, each at its own time and with its own step."""

import numpy as np

from ...kept_jacobian import KeptJacobian
from ...orbit.breakdown import TIME_SPREAD, growth_length
from ...orbit.clock import AIM
from ...orbit.stepper import AT_REST, EPS, LONGEST, SHORTEST, abrupt, error_weights, first_length
from .lifts import CLEAR, judged, lifted
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
        self.net, self.X, self.y = problems[0].model, np.array([problem.X for problem in problems]), np.array([problem.y for problem in problems])
        self.rtol, self.atol, self.max_steps = rtol, 1e-3 * rtol * np.sqrt(1 + np.sum(theta ** 2, axis=1, keepdims=True) / K), min(STEPS, max_steps)
        self.survived, self.going = np.zeros(B, bool), np.ones(B, bool)
        self.state, self.tau, self.length = np.column_stack([theta, np.zeros(B)]), np.zeros(B), np.full(B, first_length(rtol))
        self.weights, self.slope, self.condition, self.steps = np.empty_like(self.state), np.empty_like(self.state), np.empty(B), np.zeros(B, int)
        self.retried, self.slowness, self.slowest = np.zeros(B, bool), np.full(B, np.inf), np.full(B, -np.inf)   # slowness: log(1 / speed)
        jacobian = KeptJacobian(self.net, self.X)
        jacobian(theta)
        self.v = self.y - jacobian.outputs()                           # d(outputs)/dt
        self.enough = share * np.sum(self.v ** 2, axis=1)              # of the squares of the residual
        self._accept(np.arange(B), self.state, *_at_end(jacobian, self.state, self.v))

    def step(self):
        """One attempt at a step of every orbit that is still going."""
        who = np.flatnonzero(self.going)
        state, slope, tau, v, retried = self.state[who], self.slope[who], self.tau[who], self.v[who], self.retried[who]
        shortest = 10 * np.spacing(tau)
        length = np.where(retried, self.length[who], np.clip(self.length[who], shortest, LONGEST))
        length, halted = (tau + length) - tau, length < shortest
        jacobian, clear = KeptJacobian(self.net, self.X[who]), self.condition[who] < CLEAR
        end, k = trial_step(lambda state: _per_tau(state, lifted(jacobian(state[:, :-1]), v, clear)), state, slope, length)
        after, outputs, condition = _at_end(jacobian, end, v)
        error = error_norms(k, after, length, self.weights[who] + 100 * EPS * np.maximum(np.abs(state), np.abs(end)))
        time, moved, good = end[:, -1], end - state, error < 1
        astray = (moved[:, -1] < 0) | ~np.isfinite(after).all(axis=1) | abrupt(slope, after, moved[:, :-1], end[:, :-1], 1.0)
        halted |= good & astray & (length < np.maximum(1e-15, SHORTEST * np.spacing(tau)))
        done, left = good & ~astray, self.y[who] - outputs
        on_segment = np.linalg.norm(left - (1 - time)[:, None] * v, axis=1) <= AIM * (1 - state[:, -1]) * np.linalg.norm(v, axis=1)
        beyond = time >= 1                                             # the step has passed y, if it is still on the segment
        self.survived[who] = done & ((np.sum(left ** 2, axis=1) <= self.enough[who]) | beyond & on_segment)
        self.going[who] = ~(self.survived[who] | halted | done & beyond)
        self.length[who] = np.where(good & astray, length / 4, length * factors(error, retried))
        self.retried[who] = ~good
        done &= self.going[who]
        if done.any():
            now = who[done]
            self.tau[now] += length[done]
            self.steps[now] += 1
            self._accept(now, end[done], after[done], outputs[done], condition[done])

    def _accept(self, who, state, slope, outputs, condition):
        """Go on from ``state``: aim anew where the outputs have left their segment, weigh the errors of the next step, and let go of who is not for these steps."""
        theta, time, left = state[:, :-1], state[:, -1], self.y[who] - outputs
        astray = np.linalg.norm(left - (1 - time)[:, None] * self.v[who], axis=1) > AIM * np.linalg.norm(left, axis=1)
        if astray.any():
            self.v[who[astray]] = left[astray] / (1 - time[astray])[:, None]
            slope[astray] = _at_end(KeptJacobian(self.net, self.X[who[astray]]), state[astray], self.v[who[astray]])[0]
        way, size = np.linalg.norm(theta - self.state[who, :-1], axis=1), np.linalg.norm(theta, axis=1)
        speed = np.linalg.norm(slope[:, :-1], axis=1) / slope[:, -1]
        slowness = -np.log(speed)
        length = growth_length(way, self.slowness[who], slowness)
        self.weights[who, :-1] = error_weights(theta, self.atol[who], self.rtol, length[:, None], size[:, None])
        self.weights[who, -1] = self.rtol
        self.state[who], self.slope[who], self.condition[who], self.slowness[who] = state, slope, condition, slowness
        self.slowest[who] = np.maximum(self.slowest[who], slowness)
        self.going[who] = ((self.steps[who] < self.max_steps) & (self.slowest[who] - slowness < np.log(RISE)) & (condition < ILL)
                           & (time < 1 - TIME_SPREAD) & (speed > AT_REST * np.sqrt(1 + size ** 2)))


def _at_end(jacobian, state, v):
    """``d(theta, time)/dtau`` (B, K + 1) at the end of a step, with the outputs (B, N*Q) and the condition of ``D`` (B,)."""
    p, condition = judged(jacobian(state[:, :-1]), v)
    return _per_tau(state, p), jacobian.outputs(), condition


def _per_tau(state, p):
    """``d(theta, time)/dtau`` (B, K + 1) for velocities ``p`` per unit of time: see :mod:`adaptedflow.orbit.field`."""
    theta, rates = state[:, :-1], np.empty_like(state)
    rates[:, -1] = 1 / (1 + np.sqrt(np.einsum("bk,bk->b", p, p) / (1 + np.einsum("bk,bk->b", theta, theta))))
    np.multiply(p, rates[:, -1:], out=rates[:, :-1])
    return rates
