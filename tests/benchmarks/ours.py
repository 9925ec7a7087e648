"""The package itself, as it works inside an integration: scratch memory is kept from one velocity to the next."""

from contextlib import ExitStack

import numpy as np

from adaptedflow.memory import kept_scratch
from contender import Contender

NAME = "adaptedflow"
ExitStack().enter_context(kept_scratch())                              # for as long as this process lives


def contenders(case):
    p, theta = case.problem, case.theta
    v, u = case.directions()
    ready = np.empty((p.N * p.Q, p.K))
    return [
        Contender(NAME, "D", lambda: p.jacobian(theta)),
        Contender(NAME, "D in place", lambda: p.model.jacobian(theta, p.X, out=ready)),
        Contender(NAME, "D v", lambda: p.jvp(theta, v)),
        Contender(NAME, "D^T u", lambda: p.vjp(theta, u)),
        Contender(NAME, "D D^T", lambda: p.ntk(theta)),
        Contender(NAME, "velocity", lambda: case.flow.velocity(theta)),
    ]
