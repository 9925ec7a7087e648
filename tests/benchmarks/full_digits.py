"""The digits at full size, 64-512-10, in a process of its own, so that its peak memory is this work's alone.

``python full_digits.py velocity`` computes one velocity on all 1797 images, ``python full_digits.py flow`` a whole orbit on 500.
Prints one line of JSON. The threads are those of the environment.
"""

import json
import os
import resource
import subprocess
import sys
import time

from machine import THREAD_VARIABLES

WIDTHS = [64, 512, 10]
FLOW_SAMPLES = 500
FLOW_COST = 1e-6         # relative cost at which the orbit stops


def run(what, threads=2):
    """What this file prints, as a dictionary, from a process with so many threads."""
    environment = os.environ | dict.fromkeys(THREAD_VARIABLES, str(threads))
    done = subprocess.run([sys.executable, __file__, what], env=environment, capture_output=True, text=True)
    if done.returncode:
        return {"failed": (done.stderr.strip().splitlines() or [f"exit status {done.returncode}"])[-1]}
    return json.loads(done.stdout)


def velocity():
    import numpy as np

    import adaptedflow as af

    parts = af.load_digits(1000, 100)                                  # three parts, together all images
    X = np.concatenate([parts.X_train, parts.X_validation, parts.X_test])
    Y = np.concatenate([parts.Y_train, parts.Y_validation, parts.Y_test])
    problem = af.Problem(af.Network(WIDTHS), X, Y)
    theta = problem.model.init(0)
    v = -problem.output_gradient(theta)
    np.ones((problem.N * problem.Q,) * 2)                              # a virtual machine's host may take seconds to hand over as much memory
    start, start_cpu = time.perf_counter(), time.process_time()
    lift = af.AdaptedFlow(problem).lift(theta, v)
    seconds, cpu = time.perf_counter() - start, time.process_time() - start_cpu
    residual = np.linalg.norm(problem.jvp(theta, lift.vector) - v) / np.linalg.norm(v)
    return {"N": problem.N, "QN": problem.N * problem.Q, "K": problem.K, "seconds": seconds, "cpu": cpu, "route": lift.route,
            "condition": lift.condition, "residual": float(residual)}


def flow():
    import numpy as np

    import adaptedflow as af

    digits = af.load_digits(FLOW_SAMPLES, 100)
    problem = af.Problem(af.Network(WIDTHS), digits.X_train, digits.Y_train)
    theta = problem.model.init(0)
    start, start_cpu = time.perf_counter(), time.process_time()
    orbit = af.integrate(af.AdaptedFlow(problem), theta, stop=af.CostBelow(FLOW_COST * problem.cost(theta)))
    seconds, cpu = time.perf_counter() - start, time.process_time() - start_cpu
    return {"N": problem.N, "QN": problem.N * problem.Q, "K": problem.K, "seconds": seconds, "cpu": cpu, "status": orbit.status,
            "steps": len(orbit.s) - 1, "law": float(np.abs(orbit.cost_defect).max()), "condition": float(orbit.condition.max()),
            "routes": sorted(set(orbit.route))}


if __name__ == "__main__":
    result = {"velocity": velocity, "flow": flow}[sys.argv[1]]()
    unit = 1 if sys.platform == "darwin" else 1024                     # of ru_maxrss
    print(json.dumps(result | {"peak": unit * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}))
