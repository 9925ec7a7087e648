"""Whole orbits of the adapted flow to a relative cost of 1e-10: times against diffrax, the cost law, evaluations."""

import math
from collections import Counter
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.integrate import solve_ivp

import adaptedflow as af
from timing import Times, interleaved

RELATIVE_COST = 1e-10
RTOL = 1e-6
INTEGRATORS = ("DOP853", "RK45", "LSODA")


@dataclass(frozen=True)
class Flow:
    """Time of one way to integrate, deviation of the final cost from the law (2.6), seconds of compiling before, steps taken,
    relative ``difference`` of the final theta from ours.

    ``condition``: the largest estimate of cond(D) on the orbit, ``routes`` how often which linear algebra was used at its
    accepted steps; ours only.
    """

    times: Times
    law: float
    compiling: float
    steps: int
    difference: float
    condition: float = math.nan
    routes: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Evaluations:
    """Velocities computed on one orbit, and the largest deviation from the cost law on it (at its end, where it is greatest)."""

    status: str
    steps: int
    velocities: int
    law: float


class CountingFlow(af.AdaptedFlow):
    """The adapted flow that counts its velocities."""

    count = 0

    def lift(self, theta, v, scale=0.0):
        self.count += 1
        return super().lift(theta, v, scale)


def end_time(case):
    """The time (2.41) at which the cost has fallen to ``RELATIVE_COST``."""
    cost = case.problem.cost(case.theta)
    return af.stopping_time(cost, RELATIVE_COST * cost, case.problem.N)


def tolerances(case):
    """``rtol`` and the ``atol`` that integrate takes by default."""
    return RTOL, 1e-3 * RTOL * math.sqrt(1 + case.theta @ case.theta / case.problem.K)


def compare(case, with_products=True):
    """``{name: Flow}``, our own first; ``with_products``: also diffrax with D D^T formed from D."""
    p, end = case.problem, end_time(case)
    rtol, atol = tolerances(case)
    results = {}

    def ours():
        results["adaptedflow"] = orbit = af.integrate(case.flow, case.theta, until=end, rtol=rtol, atol=atol)
        return orbit

    calls, compiling = {"adaptedflow": ours}, {"adaptedflow": 0.0}
    for name, (call, seconds) in _diffrax(case, end, rtol, atol).items():
        if with_products or "by hand" in name:
            calls[name], compiling[name] = _keeping(results, name, call), seconds
    times = interleaved(calls)
    orbit = results.pop("adaptedflow")
    ends = {"adaptedflow": (orbit.theta[-1], len(orbit.s) - 1)} | {name: (np.asarray(theta), int(n)) for name, (theta, n) in results.items()}
    law = RELATIVE_COST * p.cost(case.theta)
    last = orbit.theta[-1]
    flows = {name: Flow(times[name], abs(p.cost(theta) / law - 1), compiling[name], n, float(np.linalg.norm(theta - last) / np.linalg.norm(last)))
             for name, (theta, n) in ends.items()}
    flows["adaptedflow"] = replace(flows["adaptedflow"], condition=float(orbit.condition.max()), routes=dict(Counter(orbit.route)))
    return flows


def _keeping(results, name, call):
    def kept():
        results[name] = call()
    return kept


def _diffrax(case, end, rtol, atol):
    try:
        import peer_diffrax
    except ImportError:
        return {}
    return peer_diffrax.flows(case, end, rtol, atol)


def evaluations(case, rtol=RTOL):
    """``{(clock, corrected): Evaluations}``."""
    stop = af.CostBelow(RELATIVE_COST * case.problem.cost(case.theta))
    found = {}
    for clock in ("s", "segment"):
        for correct in (False, True):
            flow = CountingFlow(case.problem)
            try:
                orbit = af.integrate(flow, case.theta, until=2 * end_time(case), stop=stop, clock=clock, rtol=rtol, correct=correct)
                found[clock, correct] = Evaluations(orbit.status, len(orbit.s) - 1, flow.count, float(np.abs(orbit.cost_defect).max()))
            except af.RankLossError:
                found[clock, correct] = Evaluations("RankLossError", 0, flow.count, math.nan)
    return found


def integrators(case):
    """``{(method, clock): (velocities, deviation from the law (2.6) at the end)}`` of scipy's integrators on the same equation.

    LSODA is there for Adams' predictor and corrector, which takes one velocity or two a step.
    """
    p, end = case.problem, end_time(case)
    rtol, atol = tolerances(case)
    v, law = p.y - p.outputs(case.theta), RELATIVE_COST * p.cost(case.theta)
    clocks = {"s": (lambda s, theta: case.flow.velocity(theta), end),
              "segment": (lambda t, theta: case.flow.lift(theta, v).vector, -math.expm1(-end / p.N))}
    found = {}
    for method in INTEGRATORS:
        for clock, (field, last) in clocks.items():
            solved = solve_ivp(field, (0.0, last), case.theta, method=method, rtol=rtol, atol=atol)
            found[method, clock] = solved.nfev, abs(p.cost(solved.y[:, -1]) / law - 1) if solved.success else math.inf
    return found
