"""The adapted flow as a method of training: followed, by Euler's steps, and on batches."""

import time

import numpy as np

from ..arrays import real_number
from ..errors import Interrupted, RankLossError
from ..orbit import CostBelow, integrate
from ..problem import Problem
from .meter import Spent, flow_of

LOWEST = 1e-4            # of the cost at the start: where a followed orbit may end
STEPS = 200              # of the integrator


def followed(meter, rtol):
    """The orbit of ``theta' = -D^+ grad_x C`` by the integrator of this package, down to 1e-4 of the cost at the start or to where it ends by itself."""
    problem, theta0 = meter.problem, meter.theta0
    when, enough = {}, False

    class Charged(type(flow_of(problem))):
        def _pay(self):
            nonlocal enough
            try:
                meter.charge("velocity")
            except Spent:
                enough = True
                raise KeyboardInterrupt from None                      # integrate then hands over the orbit so far

        def lift(self, theta, v, scale=0.0):
            self._pay()
            when.setdefault(theta.tobytes(), (meter.work, time.process_time() - meter.start))
            return super().lift(theta, v, scale)

        def trial_lift(self, theta, v, scale=0.0, stages=None):
            return self.lift(theta, v, scale)

        def lift_jacobian(self, theta, v):
            self._pay()
            return super().lift_jacobian(theta, v)

    try:
        orbit = integrate(Charged(problem), theta0, stop=CostBelow(LOWEST * problem.cost(theta0)), max_steps=STEPS,
                          rtol=real_number("rtol", rtol, minimum=0, strict=True))
        ended = orbit.status
    except RankLossError:
        return "rank_loss"
    except KeyboardInterrupt as interrupted:
        if not enough:
            raise
        if not isinstance(interrupted, Interrupted):                   # not even the first velocity
            return "the budget was spent"
        orbit, ended = interrupted.orbit, "the budget was spent"
    for theta in orbit.theta[1:]:                                      # the last one is found between steps, when all is done
        meter.note(theta, *when.get(theta.tobytes(), (None, None)))
    return ended


def euler(meter, share):
    """Euler's steps of length ``share`` times N in the paper's time: with 1 the least-norm Gauss-Newton step, with less a damped one."""
    problem, theta = meter.problem, meter.theta0
    flow, step = flow_of(problem), real_number("share", share, minimum=0, strict=True) * problem.N
    while True:
        meter.charge("velocity")
        try:
            theta = theta + step * flow.velocity(theta)                # (K,)
        except (RankLossError, ValueError):                            # ValueError: outputs that are not finite
            return "D lost its rank"
        meter.note(theta)


def batches(meter, share):
    """Euler's steps of the adapted flow of a third of the samples in turn, fewer where K < Qn, of length ``share`` times their number n."""
    problem, theta, rng = meter.problem, meter.theta0, np.random.default_rng(0)
    share = real_number("share", share, minimum=0, strict=True)
    parts = min(problem.N, max(3, -(-problem.Q * problem.N // problem.K)))
    while True:
        for rows in np.array_split(rng.permutation(problem.N), parts):
            meter.charge("batch velocity")
            batch = Problem(problem.model, problem.X[rows], problem.Y[rows])
            try:
                theta = theta + share * len(rows) * flow_of(batch).velocity(theta)
            except (RankLossError, ValueError):
                return "D lost its rank"
            meter.note(theta)
