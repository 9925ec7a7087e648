"""One velocity on 6000 images of MNIST's size: QN = 60,000, whose kernel would take 29 GB."""

import large
from line_digits import large_row


def measure(quick):
    return large.one_velocity(large.like_mnist(), 2e-8)


def rows(found):
    return large_row("one velocity, 6000 images of 28 x 28", found, 300.0, 6e9, 1e-6)
