"""``import adaptedflow``, and a tiny orbit in a process whose environment says nothing of threads."""

import os
import subprocess
import sys
import statistics

import machine
from row import Row, seconds

REPETITIONS = 5
IMPORT, THREADS = 1.4, 1.2       # ours over scipy.integrate's; without thread variables over with one thread
TIMED = "import time; start = time.process_time(); {}; print(time.process_time() - start)"
ORBIT = """
import time
import adaptedflow as af
from adaptedflow import lifetime
lifetime.fate(lifetime.Cell((3, 4, 1), 17), 0, 3)
start = time.process_time()
for number in range(3):
    lifetime.fate(lifetime.Cell((3, 4, 1), 17), 0, number)
print(time.process_time() - start)
"""


def measure(quick):
    """Median CPU times, each in a process of its own, in turn."""
    bare = {name: value for name, value in os.environ.items() if name not in (*machine.THREAD_VARIABLES, "XLA_FLAGS")}
    one = bare | dict.fromkeys(machine.THREAD_VARIABLES, "1")
    runs = {"ours": (TIMED.format("import adaptedflow"), one), "scipy.integrate": (TIMED.format("import scipy.integrate"), one),
            "no variables": (ORBIT, bare), "one thread": (ORBIT, one)}
    times = {name: [] for name in runs}
    for _ in range(REPETITIONS):
        for name, (text, environment) in runs.items():
            done = subprocess.run([sys.executable, "-c", text], env=environment, capture_output=True, text=True, check=True)
            times[name].append(float(done.stdout))
    return {"times": {name: statistics.median(found) for name, found in times.items()}, "cores": os.cpu_count()}


def rows(found):
    times = found["times"]
    imported, threads = times["ours"] / times["scipy.integrate"], times["no variables"] / times["one thread"]
    return [Row("import adaptedflow", f"at most {IMPORT:g} x import scipy.integrate", f"{seconds(times['ours'])} against {seconds(times['scipy.integrate'])}: {imported:.2f} x",
                IMPORT / imported),
            Row("three tiny orbits without thread variables", f"at most {THREADS:g} x with one thread",
                f"{seconds(times['no variables'])} against {seconds(times['one thread'])}: {threads:.2f} x", THREADS / threads, f"3-4-1, N = 17; {found['cores']} cores.")]
