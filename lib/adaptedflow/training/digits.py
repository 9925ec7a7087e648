"""Handwritten digits as tasks: few images and more parameters than equations, or the other way round, and wrong labels."""

import numpy as np

from ..datasets import load_digits, one_hot
from ..network import Network
from ..problem import Problem
from .task import Task

WIDTHS = (16, 20, 10)    # K = 550
VALIDATION = 100         # images by which settings and stops are chosen
TEST = 1000


def pooled(X):
    """Images (n, 64) of 8 by 8 pixels, as means over squares of two by two: (n, 16)."""
    return X.reshape(-1, 4, 2, 4, 2).mean(axis=(2, 4)).reshape(-1, 16)


def digits(split, N, prices, wrong=0.0, budget=3000.0, name=""):
    """The ``split``-th draw of ``N`` training images, 100 for validation and 1000 for testing; a share ``wrong`` of the labels that are trained and
    validated on is replaced by another digit."""
    data, network = load_digits(N, TEST, seed=split), Network(WIDTHS, "tanh")
    rng = np.random.default_rng([split, N])
    rows = rng.choice(len(data.labels_validation), VALIDATION, replace=False)
    labels = _spoilt(data.labels_train, wrong, rng)
    seen, seen_labels = pooled(data.X_validation[rows]), _spoilt(data.labels_validation[rows], wrong, rng)
    problem, X_test = Problem(network, pooled(data.X_train), one_hot(labels, 10)), pooled(data.X_test)
    return Task(name, problem, network.init(split), lambda theta: recognised(network, theta, seen, seen_labels),
                lambda theta: recognised(network, theta, X_test, data.labels_test), budget, prices)


def recognised(network, theta, X, labels):
    """The share of images whose largest output stands at their label."""
    return float(np.mean(network.outputs(theta, X).argmax(axis=1) == labels))


def nearest_image(split: int, N: int) -> float:
    """The share of test images recognised by the label of the nearest training image, which needs no training."""
    data = load_digits(N, TEST, seed=split)
    X, Z = pooled(data.X_train), pooled(data.X_test)
    nearest = ((Z[:, None] - X) ** 2).sum(axis=2).argmin(axis=1)       # (1000,)
    return float(np.mean(data.labels_train[nearest] == data.labels_test))


def _spoilt(labels, share, rng):
    labels, rows = labels.copy(), rng.permutation(len(labels))[:round(share * len(labels))]
    labels[rows] = (labels[rows] + rng.integers(1, 10, size=len(rows))) % 10
    return labels
