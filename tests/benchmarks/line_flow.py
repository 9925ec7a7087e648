"""Whole flows of large problems: with the package's own choice of linear algebra, against Cholesky of D D^T at every velocity."""

import time

import numpy as np

import adaptedflow as af
import cases
from adaptedflow.flows.iterative import SETTLED, by_gram
from adaptedflow.foreign_arrays import EPS
from row import Row

US, DENSE = "ours", "Cholesky of D D^T each time"
FASTER, LAW = 4.0, 1e-3
RELATIVE_COST = 1e-6
OBSTACLE = "Three runs of one day gave 3.9, 4.8 and 5 times: ours took between 67 and 90 s, on a machine that others share."


class DenseFlow(af.AdaptedFlow):
    """The adapted flow by the dense route alone: a factor of its own for each velocity."""

    def lift(self, theta, v, scale=0.0):
        return by_gram(self.problem, theta, v, lambda: EPS, False, SETTLED)

    def trial_lift(self, theta, v, scale=0.0):
        return by_gram(self.problem, theta, v, lambda: EPS, True, SETTLED)


def measure(quick):
    """CPU time of the whole flow to a relative cost of 1e-6, once each, how it ended, and its deviation from the law (2.6)."""
    case = cases.MEDIUM if quick else cases.LARGE
    return {"size": case.size} | {name: orbit_of(flow(case.problem), case.theta) for name, flow in ((US, af.AdaptedFlow), (DENSE, DenseFlow))}


def orbit_of(flow, theta, rtol=1e-6):
    start = time.process_time()
    orbit = af.integrate(flow, theta, stop=af.CostBelow(RELATIVE_COST * flow.problem.cost(theta)), rtol=rtol)
    return {"cpu": time.process_time() - start, "status": orbit.status, "steps": len(orbit.s) - 1, "law": float(np.abs(orbit.cost_defect).max()),
            "routes": sorted(set(orbit.route)), "condition": float(orbit.condition.max())}


def rows(found):
    ours, dense = found[US], found.get(DENSE)
    work = "whole flow, QN = 5000" if "QN = 5000" in found["size"] else "whole flow, QN = 1000 (in place of 5000)"
    required = f"{FASTER:g} times as fast as the dense route, law within {LAW:g}"
    note = f"{found['size']}; relative cost 1e-6, {ours['steps']} steps; routes: {', '.join(ours['routes'])}. {found.get('how', '')}".strip()
    if dense is None:
        return [Row(work, required, f"{ours['cpu']:.3g} s; law within {ours['law']:.0e}", None, f"{note} Not measured: the dense route.")]
    ratio, legal = dense["cpu"] / ours["cpu"], max(ours["law"], 1e-300) <= LAW and ours["status"] == "reached"
    measured = f"{ours['cpu']:.3g} s against {dense['cpu']:.3g} s: {ratio:.2g} times; law within {ours['law']:.0e} and {dense['law']:.0e}"
    return [Row(work, required, measured, ratio / FASTER if legal else 0.0, note, OBSTACLE)]
