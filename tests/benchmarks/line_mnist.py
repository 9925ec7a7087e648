"""One velocity for 6000 inputs of MNIST's size: QN = 60,000, whose kernel would take 29 GB."""

import large
from line_digits import large_row

IMAGES = "How many iterations are needed depends on the inputs: on these 74, and 49 for the condition. In a trial with the Q kernels, MNIST's own images took 183 at QN = 15,000 and " \
         "470 at QN = 30,000; made-up images with singular values like theirs had not settled at QN = 60,000 after 2,200."


def measure(quick):
    return large.one_velocity(large.of_mnists_size(), 2e-8)


def rows(found):
    return large_row("one velocity, 6000 random inputs of 784 numbers", found, 300.0, 6e9, 1e-6, IMAGES)
