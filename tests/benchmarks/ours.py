"""The package itself."""

from contender import Contender

NAME = "adaptedflow"


def contenders(case):
    p, theta = case.problem, case.theta
    v, u = case.directions()
    return [
        Contender(NAME, "D", lambda: p.jacobian(theta)),
        Contender(NAME, "D v", lambda: p.jvp(theta, v)),
        Contender(NAME, "D^T u", lambda: p.vjp(theta, u)),
        Contender(NAME, "D D^T", lambda: p.ntk(theta)),
        Contender(NAME, "velocity", lambda: case.flow.velocity(theta)),
    ]
