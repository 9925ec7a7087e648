"""What a process has used of its time, seen from outside: a busy machine costs a submission nothing, and sleep is no way to stay for ever."""

import contextlib
import time

import psutil

CLOCK = 4   # seconds of the clock that count as one second of a processor, where there are more of them


class Spent:
    """The time that the process ``number`` and all it has started have used since this object was made."""

    def __init__(self, number: int):
        self.number, self.began, self.most = number, time.monotonic(), 0.0
        self.before = processor_seconds(number)

    def processor(self) -> float:
        """Seconds of processors, of all processes together. They do not grow less when a process ends."""
        self.most = max(self.most, processor_seconds(self.number) - self.before)
        return self.most

    def clock(self) -> float:
        """Seconds of the clock, each counted as a fraction of a processor's."""
        return (time.monotonic() - self.began) / CLOCK

    def seconds(self) -> float:
        """The larger of the two."""
        return max(self.processor(), self.clock())


def processor_seconds(number: int) -> float:
    """Return the seconds of processors of a process, of those that it has started, and of those of them that have ended; 0 where it is not there."""
    with contextlib.suppress(psutil.Error):
        first = psutil.Process(number)
        return sum(_of_one(each) for each in (first, *first.children(recursive=True)))
    return 0.0


def _of_one(process) -> float:
    with contextlib.suppress(psutil.Error):              # it may have ended meanwhile
        used = process.cpu_times()
        return used.user + used.system + used.children_user + used.children_system
    return 0.0
