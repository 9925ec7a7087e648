"""Problems of digits' size and beyond, and one velocity measured with its residual."""

import time

import numpy as np
from scipy.ndimage import gaussian_filter

import adaptedflow as af
from adaptedflow.flows.pseudo_inverse import minimum_norm

WIDTHS = (64, 512, 10)


def all_digits():
    """All 1797 digits, 64-512-10."""
    parts = af.load_digits(1000, 100)                                  # three parts, together all images
    X, Y = (np.concatenate([getattr(parts, f"{array}_{part}") for part in ("train", "validation", "test")]) for array in "XY")
    return af.Problem(af.Network(WIDTHS), X, Y)


def like_mnist(N=6000, hidden=512, Q=10, seed=0):
    """``N`` images of 28 x 28 points and random labels, in the place of MNIST's, of which no download is needed: strokes on a dark margin, a fifth of
    the points lit, and singular values that fall as MNIST's do (the first 500 within a factor of two)."""
    rng, side = np.random.default_rng(seed), 28
    labels = rng.integers(Q, size=N)
    rough = rng.normal(size=(N, side, side)) + 0.7 * rng.normal(size=(Q, side, side))[labels]
    smooth = gaussian_filter(rough, (0, 2.5, 2.5))
    across = np.linspace(-1, 1, side) ** 2
    height = smooth / smooth.std() - 2 * (across + across[:, None])    # low towards the margin
    X = np.clip((height - np.quantile(height, 0.81)) / 0.6, 0, 1).reshape(N, -1)
    return af.Problem(af.Network((side ** 2, hidden, Q)), X, af.one_hot(labels, Q))


def one_velocity(problem, settled):
    """CPU time of ``D^+ (y - x)`` to the residual ``settled`` at a random start, with its residual and the condition that it reports."""
    theta = problem.model.init(0)
    v = -problem.output_gradient(theta)
    start = time.process_time()
    lift = minimum_norm(problem, theta, v, settled=settled)
    cpu = time.process_time() - start
    residual = np.linalg.norm(problem.jvp(theta, lift.vector) - v) / np.linalg.norm(v)
    return {"QN": problem.N * problem.Q, "K": problem.K, "cpu": cpu, "residual": float(residual), "route": lift.route, "condition": lift.condition}
