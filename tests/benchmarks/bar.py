"""What the core has to reach, line by line, beside what one run measured."""

from dataclasses import dataclass

import numpy as np

US = "adaptedflow"
LEVEL = 1.1              # "level": at most this much slower
BIG = ("medium", "deep", "large")


@dataclass(frozen=True)
class Line:
    """One line of the bar; ``met`` is None where this run did not measure it."""

    work: str
    required: str
    measured: str
    met: bool | None
    possible: str = ""       # what would be measured if our time were the limit of the machine

    @property
    def verdict(self):
        return {True: "met", False: "**not met**", None: "not measured"}[self.met]


def lines(results):
    """All lines, for the results of ``run.measure``."""
    cases = results["cases"]
    times = {name: found["times"] for name, found in cases.items()}
    from_D = ["numpy, from D", "jax, from D", "torch, from D"]
    return [
        _speed(cases, "D in place", "against jax vmap(jacrev)", ["jax vmap(jacrev), donated memory"], {"deep": 4, "large": 4, "medium": 1 / LEVEL}),
        _speed(cases, "D", "in fresh memory, against jax vmap(jacrev)", ["jax vmap(jacrev)"], {"deep": 4, "large": 4, "medium": 1 / LEVEL}),
        _speed(cases, "D D^T", "against the best packaged peer", ["nngeometry"], {"deep": 9, "large": 9, "medium": 6}),
        _speed(cases, "D D^T", "against forming D D^T from D", from_D, dict.fromkeys(BIG, 20)),
        _speed(cases, "velocity", "against Cholesky of D D^T", ["jax, Cholesky of D D^T", "torch, Cholesky of D D^T"], dict.fromkeys(BIG, 12)),
        _speed(cases, "velocity", "against lstsq", ["numpy lstsq"], dict.fromkeys(("medium", "deep"), 25)),
        *_errors(results["accuracy"]),
        _speed(cases, "D v", "against jax", ["jax"], dict.fromkeys(("tiny", *BIG), 1 / 1.5)),
        _speed(cases, "D^T u", "against jax", ["jax"], dict.fromkeys(("tiny", *BIG), 1 / 1.1)),
        *_flows(results["flows"]),
        _tiny(times, results["overhead"]),
        _size(results["full"].get("velocity")),
    ]


def _speed(cases, work, against, peers, least):
    """``least[case]``: how often our time must fit into the fastest of ``peers``."""
    required = ", ".join(f"{name}: {'>= %g' % need if need >= 1 else 'ours <= %.2g x' % (1 / need)}" for name, need in least.items())
    found, possible, met = [], [], []
    for name, need in least.items():
        times = cases[name]["times"].get(work, {}) if name in cases else {}
        rivals = {peer: times[peer] for peer in peers if peer in times}
        if rivals:
            peer = min(rivals, key=lambda rival: rivals[rival].median)
            ratio = rivals[peer] / times[US]
            found.append(f"{name}: {ratio:.3g}" + (f" ({peer})" if len(peers) > 1 else ""))
            met.append(ratio >= need)
            if work in cases[name]["distances"]:
                possible.append(f"{name}: {rivals[peer].median / cases[name]['distances'][work][1]:.3g}")
    complete = len(met) == len(least)
    verdict = all(met) if met and (complete or not all(met)) else None
    return Line(f"{work} {against}: their time / ours", required, ", ".join(found) or "-", verdict, ", ".join(possible))


def _errors(errors):
    low, high = [e for e in errors if e.condition < 3e6], [e for e in errors if e.condition > 3e7]
    ratio = max(e.ours / e.qr for e in low)
    routes = sorted({e.route for e in high})
    worst = max(e.ours / (e.condition * np.finfo(float).eps) for e in errors)
    return [
        Line("velocity: error", "at most 10 x QR's up to cond(D) 1e6", f"at most {ratio:.2g} x", ratio <= 10),
        Line("velocity: route", "QR beyond", f"{', '.join(routes)} from 1e8 on", routes == ["qr"]),
        Line("velocity: never silently wrong", "error below 100 eps cond(D), from 10 to 1e12", f"at most {worst:.2g} eps cond(D)", worst < 100),
    ]


def _flows(flows):
    found = []
    for name in ("medium", "medium, a teacher's targets", "deep"):
        entry = flows.get(name, {})
        ours, hand, products = (entry.get(who) for who in (US, "diffrax, by hand", "diffrax, from D D^T"))
        if hand:
            ratio = ours.times / hand.times
            found.append(Line(f"flow, {name}: ours / diffrax by hand", "<= 1.1, nothing to compile",
                              f"{ratio:.3g}; diffrax compiles {hand.compiling:.2g} s", ratio <= LEVEL))
        if products:
            ratio = products.times / ours.times
            found.append(Line(f"flow, {name}: diffrax from D D^T / ours", ">= 6", f"{ratio:.3g}", ratio >= 6))
        if ours:
            found.append(Line(f"flow, {name}: cost law at relative cost 1e-10", "<= 1e-3", f"{ours.law:.1e}", ours.law <= 1e-3))
        if not entry and name != "medium, a teacher's targets":
            found.append(Line(f"flow, {name}", "<= 1.1 x diffrax by hand, cost law <= 1e-3", "-", None))
    return found


def _tiny(times, overhead):
    velocity = times["tiny"]["velocity"]
    calls = {name: velocity[name] for name in ("jax, by hand", "jax, Cholesky of D D^T") if name in velocity}
    required, left = "ours <= 2 x a compiled jax call", f"{overhead.compiled} compiled calls and {overhead.operators} operators a velocity"
    if not calls:
        return Line("tiny velocity", required, left, None)
    fastest = min(calls.values(), key=lambda t: t.median)
    ratio = velocity[US] / fastest
    return Line("tiny velocity", required, f"{ratio:.3g} x; {left}", ratio <= 2)


def _size(full):
    required = "one velocity in under 30 s and 4 GB"
    if not full or "failed" in full:
        return Line("all 1797 digits, 64-512-10", required, (full or {}).get("failed", "-"), False if full else None)
    met = full["seconds"] < 30 and full["peak"] < 4e9
    return Line("all 1797 digits, 64-512-10", required, f"{full['seconds']:.3g} s ({full['cpu']:.3g} s of CPU), {full['peak'] / 1e9:.2f} GB", met)
