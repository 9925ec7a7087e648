"""The whole flow on all 1797 digits, 64-512-10, to a relative cost of 1e-6, at rtol = 1e-5: a quarter of an hour, so with LONG=1 only."""

import adaptedflow as af
import large
from line_flow import orbit_of
from row import Row

MINUTES, BYTES, LAW = 30.0, 1.5e9, 1e-3
RTOL = 1e-5              # law within 1e-4 or so


def measure(quick):
    problem = large.all_digits()
    return orbit_of(af.AdaptedFlow(problem), problem.model.init(0), RTOL)


def rows(found):
    minutes = found["cpu"] / 60
    ratio = min(MINUTES / minutes, BYTES / found["peak"]) if found["status"] == "reached" and found["law"] <= LAW else 0.0
    return [Row("whole flow, all 1797 digits", f"at most {MINUTES:g} min of CPU, {BYTES / 1e9:g} GB, law within {LAW:g}",
                f"{minutes:.3g} min, {found['peak'] / 1e9:.2f} GB, law within {found['law']:.0e}, {found['status']} in {found['steps']} steps", ratio,
                f"QN = 17970, K = 38410; relative cost 1e-6, rtol = {RTOL:g}; routes at the ends of steps: {', '.join(found['routes'])}.")]
