"""How D, D D^T and the velocity grow with N, Q, width and depth: exponents fitted to times, and to counted operations."""

import numpy as np

from cases import Case
from limits import gram_flops, velocity_flops
from timing import interleaved

FAMILIES = {
    "N": [(n, Case("growth", (64, 128, 10), n)) for n in (50, 100, 200, 400)],
    "Q": [(q, Case("growth", (64, 64, q), 50)) for q in (5, 10, 20, 40)],
    "width": [(m, Case("growth", (64, m, 10), 100)) for m in (32, 64, 128, 256, 512)],
    "depth": [(l, Case("growth", (64, *[64] * l, 10), 100)) for l in (1, 2, 4, 8)],
}


def measure():
    """``{family: {work: (sizes, seconds, fitted exponent, exponent of the operations counted)}}``."""
    return {family: _family(members) for family, members in FAMILIES.items()}


def _family(members):
    sizes = [size for size, _ in members]
    counts = {"D": _entries, "D D^T": gram_flops, "velocity": velocity_flops}
    result = {}
    for work, count in counts.items():
        times = interleaved({size: _call(case, work) for size, case in members})
        seconds = [times[size].median for size in sizes]
        result[work] = sizes, seconds, _slope(sizes, seconds), _slope(sizes, [count(case) for _, case in members])
    return result


def _call(case, work):
    p, theta = case.problem, case.theta
    return {"D": lambda: p.jacobian(theta), "D D^T": lambda: p.ntk(theta), "velocity": lambda: case.flow.velocity(theta)}[work]


def _entries(case):
    return case.problem.N * case.problem.Q * case.problem.K


def _slope(sizes, values):
    return float(np.polyfit(np.log(sizes), np.log(values), 1)[0])
