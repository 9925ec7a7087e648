"""CPU time of several ways to do the same work, repetitions interleaved."""

import gc
import time
from dataclasses import dataclass

import numpy as np

REPETITIONS = 5
FEWER = ((30.0, 1), (5.0, 2))     # a call that takes more seconds than this is measured so many times only
WARM = 3.0               # a call that takes less is made once before each measurement: a virtual machine gives freed memory back
                         # to its host, and who comes first after the others would pay for fetching it again
BATCH = 0.02             # seconds: calls are timed in batches at least this long


@dataclass(frozen=True)
class Times:
    """Least, median and greatest CPU time of a call in seconds, over ``repetitions``."""

    low: float
    median: float
    high: float
    repetitions: int

    def __truediv__(self, other):
        return self.median / other.median

    def __str__(self):
        unit, name = (1e6, "us") if self.median < 1e-3 else (1e3, "ms") if self.median < 1 else (1, "s")
        text = " / ".join(f"{unit * t:.3g}" for t in (self.low, self.median, self.high)) + f" {name}"
        return text if self.repetitions == REPETITIONS else f"{text} ({self.repetitions} times)"


def cpu(call, times=1):
    """CPU time of one call in seconds, all threads of the process counted."""
    start = time.process_time()
    for _ in range(times):
        call()
    return (time.process_time() - start) / times


def interleaved(calls):
    """``{name: Times}`` for ``{name: function}``: all in turn, again and again.

    A first call does not count, and neither does one before each measurement, unless they are slow.
    """
    gc.collect()
    gc.freeze()                                                        # else each collection walks through all of torch and jax
    first = {name: _first(call) for name, call in calls.items()}
    batch = {name: max(1, int(np.ceil(BATCH / max(t, 1e-7)))) for name, t in first.items()}
    wanted = {name: next((times for seconds, times in FEWER if t > seconds), REPETITIONS) for name, t in first.items()}
    measured = {name: [first[name]] if wanted[name] < REPETITIONS else [] for name in calls}
    for _ in range(REPETITIONS):
        for name, call in calls.items():
            if len(measured[name]) < wanted[name]:
                gc.collect()
                if first[name] < WARM:
                    call()
                measured[name].append(cpu(call, batch[name]))
    return {name: Times(min(t), float(np.median(t)), max(t), len(t)) for name, t in measured.items()}


def _first(call):
    """Seconds of a call after what it does only once: of the second call, where that costs little."""
    gc.collect()
    seconds = cpu(call)
    return seconds if seconds > WARM else cpu(call)
