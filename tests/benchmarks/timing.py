"""CPU time of several ways to do the same work, repetitions interleaved."""

import gc
import statistics
import time
from math import ceil

REPETITIONS = 5
FEWER = ((8.0, 1), (2.0, 2))     # a call that takes more seconds than this is measured so many times only
WARM = 1.0               # a call that takes less is made once before each measurement: a virtual machine gives freed memory back
                         # to its host, and who comes first after the others would pay for fetching it again
BATCH = 0.02             # seconds: calls are timed in batches at least this long


def cpu(call, times=1):
    """CPU time of one call in seconds, all threads of the process counted."""
    start = time.process_time()
    for _ in range(times):
        call()
    return (time.process_time() - start) / times


def interleaved(calls, known=None):
    """``{name: median seconds}`` for ``{name: function}``: all in turn, again and again, so that what else runs on the machine hits all alike.

    A first call does not count, and neither does one before each measurement, unless they are slow. ``known``: seconds of a call that was made before; of
    a slow one that is a measurement.
    """
    known = known or {}
    gc.collect()
    gc.freeze()                                                        # else each collection walks through all of torch and jax
    first = {name: known[name] if known.get(name, 0.0) > WARM else _first(call) for name, call in calls.items()}
    batch = {name: max(1, ceil(BATCH / max(t, 1e-7))) for name, t in first.items()}
    wanted = {name: next((times for limit, times in FEWER if t > limit), REPETITIONS) for name, t in first.items()}
    measured = {name: [first[name]] if wanted[name] < REPETITIONS else [] for name in calls}
    for _ in range(REPETITIONS):
        for name, call in calls.items():
            if len(measured[name]) < wanted[name]:
                gc.collect()
                if first[name] < WARM:
                    call()
                measured[name].append(cpu(call, batch[name]))
    return {name: statistics.median(times) for name, times in measured.items()}


def _first(call):
    """Seconds of a call after what it does only once: of the second call, where that costs little."""
    gc.collect()
    taken = cpu(call)
    return taken if taken > WARM else cpu(call)
