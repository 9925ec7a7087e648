"""One velocity of the adapted flow, against nngeometry's Gram matrix with torch's Cholesky factor, and against jax."""

import numpy as np

import cases
import limits
from adaptedflow.memory import kept_scratch
from row import Row, missing, seconds
from timing import interleaved

US, PEER = "ours", "nngeometry"
FASTER = 4.0             # their time over ours, at least
AGREE = 1e-6             # of the velocities, relative: without refinement Cholesky of D D^T errs by eps cond(D)^2
OBSTACLE = "In the way: LAPACK's factorisation is half of the time, and the estimate of the condition a tenth. A factor in single precision takes half as long, and with it " \
           "8 iterations suffice at this start (deep); of the same network trained to a relative cost of 1e-6, where cond(D) is 1e7, it takes 322, 15 times as long as a factor."


def measure(quick):
    """For each case the times, how far the velocities differ from ours, and the time of the products and the factorisation alone."""
    found = {"missing": {}, "cases": {}}
    for case in (cases.MEDIUM,) if quick else (cases.MEDIUM, cases.DEEP, cases.LARGE):
        with kept_scratch():                                           # as within an integration
            calls = {US: lambda: case.flow.velocity(case.theta)} | _peers(case, found["missing"])
            expected = calls[US]()
            difference = {name: float(np.abs(np.asarray(call()) - expected).max() / np.abs(expected).max()) for name, call in calls.items()}
            times = interleaved({name: call for name, call in calls.items() if difference[name] <= AGREE})
            found["cases"][case.name] = {"size": case.size, "times": times, "difference": difference, "limit": limits.velocity(case)}
    return found


def _peers(case, left_out):
    found = {}
    try:
        import velocity_nngeometry

        found[PEER] = velocity_nngeometry.velocity(case)
    except ImportError as reason:
        left_out[PEER] = str(reason)
    try:
        import velocity_jax

        found |= velocity_jax.velocities(case)
    except ImportError as reason:
        left_out["jax"] = str(reason)
    return found


def rows(found):
    lines = []
    for name, one in found["cases"].items():
        times, work, required = one["times"], f"one velocity, {name}", f"{FASTER:g} times as fast as nngeometry"
        if PEER not in times:
            lines.append(Row(work, required, f"{seconds(times[US])}", None, missing(found) or "nngeometry's result differs."))
            continue
        ratio = times[PEER] / times[US]
        others = ", ".join(f"{peer} {times[peer] / times[US]:.2g}" for peer in times if peer not in (US, PEER))
        alone = f"Products of matrices and the factorisation alone: {seconds(one['limit'])}, {times[PEER] / one['limit']:.2g} times as fast as nngeometry."
        note = f"{one['size']}. {alone}" + (f" Times as fast as {others}." if others else "")
        lines.append(Row(work, required, f"{seconds(times[US])} against {seconds(times[PEER])}: {ratio:.2g} times", ratio / FASTER, note, OBSTACLE))
    return lines
