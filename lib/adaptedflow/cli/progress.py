"""What a long computation says while it runs: a bar on a terminal, else a line on standard error now and then."""

import threading
import time
from contextlib import contextmanager

import click

SECONDS = 10             # between lines; what is done sooner says nothing


@contextmanager
def phase(what):
    """Say every SECONDS on standard error that ``what`` is still being computed, and for how long."""
    start, done = time.monotonic(), threading.Event()

    def speak():
        while not done.wait(SECONDS):
            click.echo(f"{what}: {time.monotonic() - start:.0f} s", err=True)

    speaker = threading.Thread(target=speak, daemon=True)
    speaker.start()
    try:
        yield
    finally:
        done.set()
        speaker.join()


class Course:
    """The course of an orbit: how many decades the cost has fallen, of ``decades``; of an orbit that need not fall so far, its steps and cost."""

    def __init__(self, decades, certain):
        from tqdm import tqdm

        self.decades, self.certain, self.steps, self.best = round(decades, 1), certain, -1, 0.0
        self.start = self.said = time.monotonic()
        self.bar = tqdm(total=self.decades, desc="cost", unit="decade", leave=False, disable=None)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.bar.close()

    def update(self, fallen):
        """``fallen``: decades between the cost at the start and now; at the start itself first, then after each step."""
        self.steps += 1
        self.best = min(self.decades, max(self.best, round(fallen, 1)))
        self.bar.n = self.best
        self.bar.refresh()
        if self.bar.disable and time.monotonic() - self.said > SECONDS:
            self.said = time.monotonic()
            click.echo(self.sentence(self.said - self.start), err=True)

    def sentence(self, seconds):
        """Where the orbit is after ``seconds``, and how long the rest takes at this rate."""
        left = f", at this rate {seconds * (self.decades / self.best - 1):.0f} s more" if self.best and self.certain else ""
        return f"after {seconds:.0f} s and {self.steps} steps the cost has fallen by {self.best:.1f} of {self.decades:.1f} decades{left}"
