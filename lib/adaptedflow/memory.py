"""Large arrays: a clear error before an allocation that cannot fit, and scratch memory that is used again."""

from contextlib import contextmanager
from contextvars import ContextVar

import numpy as np

WORTH_ASKING = 2 ** 27       # bytes; asking the system costs more than a small array


def available():
    """Bytes of memory that can be had without swapping, or None where the system does not say."""
    try:
        with open("/proc/meminfo", encoding="ascii") as lines:
            fields = dict(line.split(":", 1) for line in lines)
        return 1024 * int(fields["MemAvailable"].split()[0])
    except (OSError, KeyError, ValueError):
        return None


def require(shape, what, cure="About {rows:,} rows would fit: take fewer samples (QN rows)."):
    """Raise MemoryError, with the sizes and what would fit, if a float64 array of ``shape`` does not fit into memory."""
    rows, columns = shape
    needed = 8 * rows * columns
    free = available() if needed > WORTH_ASKING else None
    if free is not None and needed > free:
        share = (free / needed) ** 0.5 if rows == columns else free / needed
        raise MemoryError(f"{what} {rows} x {columns} needs {needed / 2**30:.1f} GiB, {free / 2**30:.1f} GiB are free. "
                          + cure.format(rows=int(rows * share)))


_KEPT = ContextVar("kept", default=None)


@contextmanager
def kept_scratch():
    """Within this block (and this thread) :func:`scratch` hands out the same memory again: the system fills fresh pages with zeros,
    which takes as long as many a computation on them."""
    token = _KEPT.set({})
    try:
        yield
    finally:
        _KEPT.reset(token)


def scratch(shape, what):
    """An array of ``shape`` with anything in it, for one use at a time; or None outside of :func:`kept_scratch`. MemoryError where ``what`` does
    not fit."""
    found = _KEPT.get()
    if found is None:
        return None
    if found.get("shape") != shape:
        found.clear()
        require(shape, what)
        found.update(shape=shape, array=np.empty(shape))
    found.pop("held", None)
    return found["array"]


def hold(thing):
    """Let :func:`held` return ``thing``, which stands in the scratch memory, until that is handed out again."""
    found = _KEPT.get()
    if found is not None:
        found["held"] = thing


def held():
    """What :func:`hold` was given, or None."""
    found = _KEPT.get()
    return None if found is None else found.get("held")


def kept(key, make=None):
    """What ``make()`` returned when it was first asked for under this ``key`` within :func:`kept_scratch`; None outside of it, and without
    ``make`` where nobody has asked before."""
    found = _KEPT.get()
    if found is None:
        return None
    if key not in found and make is not None:
        found[key] = make()
    return found.get(key)


def release_scratch():
    """Give up what :func:`scratch` keeps."""
    found = _KEPT.get()
    if found is not None:
        found.clear()
