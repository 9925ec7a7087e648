"""The whole flow of a tiny problem against diffrax, compiled, with the kernel written by hand; the compiling is not counted."""

import math

import numpy as np

import adaptedflow as af
import cases
from row import Row, missing, seconds
from timing import interleaved

US, PEER = "clock s", "diffrax"
SLOWER = 3.0
RELATIVE_COST, RTOL = 1e-10, 1e-6
OBSTACLE = "In the way: 89 velocities are three quarters of the time: in each, D takes 13 µs and LAPACK's QR with the condition 12. The rest are calls, which cost nothing where they are compiled."


def measure(quick):
    """Times of both clocks and of diffrax, and the deviations of the last cost from the law (2.6)."""
    case = cases.TINY
    p, theta0 = case.problem, case.theta
    cost = p.cost(theta0)
    end, atol = af.stopping_time(cost, RELATIVE_COST * cost, p.N), 1e-3 * RTOL * math.sqrt(1 + theta0 @ theta0 / p.K)
    calls = {f"clock {clock}": lambda clock=clock: af.integrate(case.flow, theta0, until=end, clock=clock, rtol=RTOL, atol=atol).theta[-1] for clock in ("s", "segment")}
    left_out = {}
    try:
        import flow_diffrax

        calls[PEER] = flow_diffrax.flow(case, end, RTOL, atol)
    except ImportError as reason:
        left_out[PEER] = str(reason)
    law = {name: float(abs(p.cost(np.asarray(call())) / (RELATIVE_COST * cost) - 1)) for name, call in calls.items()}
    return {"size": case.size, "law": law, "times": interleaved(calls), "missing": left_out}


def rows(found):
    times, law = found["times"], found["law"]
    note = f"{found['size']}; relative cost 1e-10; clock s {seconds(times['clock s'])}, clock segment {seconds(times['clock segment'])}. {missing(found)}".strip()
    work, required = "whole flow, tiny", f"at most {SLOWER:g} x compiled diffrax"
    best = min(("clock s", "clock segment"), key=times.get)
    if PEER not in times:
        return [Row(work, required, seconds(times[best]), None, note)]
    ratio = times[best] / times[PEER]
    return [Row(work, required, f"{seconds(times[best])} ({best}) against {seconds(times[PEER])}: {ratio:.2g} x; law within {law[best]:.0e} and {law[PEER]:.0e}", SLOWER / ratio, note, OBSTACLE)]
