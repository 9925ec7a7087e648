"""One row of the page: what is asked for, and what was measured."""

from dataclasses import dataclass

NEAR = 0.1               # a ratio so close to its limit is measured twice


@dataclass(frozen=True)
class Row:
    """``work`` in words. ``ratio`` is to be at least 1: what is asked for over what was measured, or the other way round where
    more is better; None where nothing was measured. ``note`` is what a reader has to know about it, ``obstacle`` what stands in the way where it is not met,
    and the trial that shows it."""

    work: str
    required: str
    measured: str
    ratio: float | None
    note: str = ""
    obstacle: str = ""

    @property
    def near(self):
        return self.ratio is not None and abs(self.ratio - 1) < NEAR

    @property
    def verdict(self):
        return "not measured" if self.ratio is None else "met" if self.ratio >= 1 else "**not met**"


def seconds(time):
    """A time in seconds, in a unit that is read at first sight."""
    unit, name = (1e6, "µs") if time < 1e-3 else (1e3, "ms") if time < 1 else (1, "s")
    return f"{time * unit:.3g} {name}"


def missing(found):
    """What is said of the peers that could not be measured: ``found["missing"]`` is ``{name: reason}``."""
    left_out = found.get("missing", {})
    return f"Not measured: {', '.join(left_out)}." if left_out else ""
