"""What a long computation says while it runs: a bar on a terminal, else a line on standard error now and then."""

import threading
import time
from contextlib import contextmanager

import click
import numpy as np

from ..number_text import duration

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
    """The course of an orbit, told of each :class:`adaptedflow.Progress`: how many decades the ``cost`` at the start has fallen on the way to its share
    ``epsilon``; of an orbit that need not fall so far, not ``certain``, also how long it takes at most."""

    def __init__(self, cost, epsilon, certain):
        from tqdm import tqdm

        self.cost, self.certain, self.decades = cost, certain, round(-np.log10(epsilon), 1)
        self.said, self.fallen, self.begun = time.monotonic(), 0.0, False
        self.bar = tqdm(total=self.decades, desc="cost", unit="decade", leave=False, disable=None, bar_format="{desc}: {percentage:3.0f}%|{bar}| {postfix}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.bar.close()

    def __call__(self, progress):
        if progress.steps and not self.begun:
            click.echo(f"going on from s = {progress.s:.4g}, after {progress.steps} steps", err=True)
        self.begun = True
        now = np.log10(self.cost / progress.cost) if progress.cost > 0 else self.decades
        self.fallen = min(self.decades, max(self.fallen, round(now, 1)))
        self.bar.n = self.fallen
        self.bar.set_postfix_str(self.sentence(progress))
        if self.bar.disable and time.monotonic() - self.said > SECONDS:
            self.said = time.monotonic()
            click.echo(self.sentence(progress), err=True)

    def sentence(self, progress):
        """Where the orbit is, and how long the rest takes at this rate."""
        left = "" if progress.left is None else f", at this rate {'' if self.certain else 'at most '}{duration(progress.left)} more"
        return (f"after {duration(progress.seconds)} and {progress.steps} steps the cost has fallen by {self.fallen:.1f} of {self.decades:.1f} "
                f"decades{left}")
