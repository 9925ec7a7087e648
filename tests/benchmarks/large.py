"""Problems of digits' size and beyond, and one velocity measured with its residual."""

import time

import numpy as np

import adaptedflow as af
from adaptedflow.flows.pseudo_inverse import minimum_norm

WIDTHS = (64, 512, 10)


def all_digits():
    """All 1797 digits, 64-512-10."""
    parts = af.load_digits(1000, 100)                                  # three parts, together all images
    X, Y = (np.concatenate([getattr(parts, f"{array}_{part}") for part in ("train", "validation", "test")]) for array in "XY")
    return af.Problem(af.Network(WIDTHS), X, Y)


def of_mnists_size(N=6000, M=784, hidden=128, Q=10, seed=0):
    """``N`` inputs of as many numbers as MNIST's images have, from the normal law, and random labels."""
    rng = np.random.default_rng(seed)
    return af.Problem(af.Network((M, hidden, Q)), rng.normal(size=(N, M)), af.one_hot(rng.integers(Q, size=N), Q))


def one_velocity(problem, settled):
    """CPU time of ``D^+ (y - x)`` to the residual ``settled`` at a random start, with its residual and the condition that it reports."""
    theta = problem.model.init(0)
    v = -problem.output_gradient(theta)
    start = time.process_time()
    lift = minimum_norm(problem, theta, v, settled=settled)
    cpu = time.process_time() - start
    residual = np.linalg.norm(problem.jvp(theta, lift.vector) - v) / np.linalg.norm(v)
    return {"QN": problem.N * problem.Q, "K": problem.K, "cpu": cpu, "residual": float(residual), "route": lift.route, "condition": lift.condition}
