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


def like_mnist(N=6000, M=784, hidden=128, Q=10, seed=0):
    """``N`` images of ``M`` points and random labels: smooth blobs as MNIST's digits are, of which no download is needed."""
    rng = np.random.default_rng(seed)
    side, labels = int(M ** 0.5), rng.integers(Q, size=N)
    rough = rng.normal(size=(N, 7, 7)) + 2 * rng.normal(size=(Q, 7, 7))[labels]
    smooth = np.repeat(np.repeat(rough, side // 7, axis=1), side // 7, axis=2).reshape(N, M)
    X = np.clip(smooth + 0.1 * rng.normal(size=(N, M)), 0, None)
    return af.Problem(af.Network((M, hidden, Q)), X / X.max(), af.one_hot(labels, Q))


def one_velocity(problem, settled):
    """CPU time of ``D^+ (y - x)`` to the residual ``settled`` at a random start, with its residual and the condition that it reports."""
    theta = problem.model.init(0)
    v = -problem.output_gradient(theta)
    start = time.process_time()
    lift = minimum_norm(problem, theta, v, settled=settled)
    cpu = time.process_time() - start
    residual = np.linalg.norm(problem.jvp(theta, lift.vector) - v) / np.linalg.norm(v)
    return {"QN": problem.N * problem.Q, "K": problem.K, "cpu": cpu, "residual": float(residual), "route": lift.route, "condition": lift.condition}
