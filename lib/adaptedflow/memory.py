"""A clear error before an allocation that cannot fit."""

WORTH_ASKING = 2 ** 27       # bytes; asking the system costs more than a small array


def available():
    """Bytes of memory that can be had without swapping, or None where the system does not say."""
    try:
        with open("/proc/meminfo", encoding="ascii") as lines:
            fields = dict(line.split(":", 1) for line in lines)
        return 1024 * int(fields["MemAvailable"].split()[0])
    except (OSError, KeyError, ValueError):
        return None


def require(shape, what):
    """Raise MemoryError, with the sizes and what would fit, if a float64 array of ``shape`` does not fit into memory."""
    rows, columns = shape
    needed = 8 * rows * columns
    free = available() if needed > WORTH_ASKING else None
    if free is not None and needed > free:
        share = (free / needed) ** 0.5 if rows == columns else free / needed
        raise MemoryError(f"{what} {rows} x {columns} needs {needed / 2**30:.1f} GiB, {free / 2**30:.1f} GiB are free. "
                          f"About {int(rows * share):,} rows would fit: take fewer samples (QN rows).")
