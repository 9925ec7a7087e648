"""Training to a relative cost of 1e-10: ``af.solve`` against the solvers of scipy, optimistix, jaxopt and torch."""

import importlib
import time

import adaptedflow as af
import cases
from row import Row, missing, seconds
from timing import interleaved

US = "af.solve"
RELATIVE_COST = 1e-10
FASTER, TINY_LIMIT = 5.0, 2.0   # medium and deep: their time over ours, at least; tiny: ours over theirs, at most
PEERS = {"scipy": "solve_scipy", "optimistix": "solve_optimistix", "jaxopt": "solve_jaxopt", "torch": "solve_torch"}


def measure(quick):
    """For each case the time of every solver that comes down to the cost, and what cost each has reached."""
    found = {"missing": {}, "cases": {}}
    modules = {}
    for name, module in PEERS.items():
        try:
            modules[name] = importlib.import_module(module)
        except ImportError as reason:
            found["missing"][name] = str(reason)
    for case in (cases.TINY, cases.MEDIUM) if quick else (cases.TINY, cases.MEDIUM, cases.DEEP):
        found["cases"][case.name] = _one(case, modules)
    return found


def _one(case, modules):
    """All solvers on one case: what they reach is looked at first, by our own outputs, and only those that come down to the goal are timed."""
    p, theta0 = case.problem, case.theta
    goal = RELATIVE_COST * p.cost(theta0)
    calls = {US: lambda: af.solve(p, theta0, tol=RELATIVE_COST).theta}
    for module in modules.values():
        calls |= module.solvers(case, goal)
    reached, known = {}, {}
    for name, call in calls.items():
        start = time.process_time()
        theta = call()
        known[name], reached[name] = time.process_time() - start, float(p.cost(theta) / p.cost(theta0))
    agreeing = {name: call for name, call in calls.items() if reached[name] <= RELATIVE_COST * (1 + 1e-6)}
    return {"size": case.size, "reached": reached, "first": known, "times": interleaved(agreeing, known)}


def rows(found):
    lines = []
    for name, one in found["cases"].items():
        times, ours = one["times"], one["times"].get(US)
        rivals = {peer: time for peer, time in times.items() if peer != US}
        if name == "tiny":
            rivals = {peer: time for peer, time in rivals.items() if peer.startswith("jaxopt")}
        if not ours or not rivals:
            lines.append(Row(f"to a relative cost of 1e-10, {name}", "", "-", None, missing(found)))
            continue
        best = min(rivals, key=rivals.get)
        ratio = rivals[best] / ours
        required = f"at most {TINY_LIMIT:g} x compiled jaxopt" if name == "tiny" else f"{FASTER:g} times as fast as the fastest peer"
        measured = f"{seconds(ours)} against {seconds(rivals[best])} ({best}): " + (f"{1 / ratio:.2g} x" if name == "tiny" else f"{ratio:.2g} times")
        failed = [peer for peer in one["reached"] if peer not in times]
        note = " ".join(filter(None, [f"{one['size']}.", f"Not down to 1e-10: {', '.join(failed)}." if failed else "", missing(found)]))
        lines.append(Row(f"to a relative cost of 1e-10, {name}", required, measured, ratio * TINY_LIMIT if name == "tiny" else ratio / FASTER, note))
    return lines
