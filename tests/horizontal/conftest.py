"""The smallest network with a hidden layer, at the inputs 1 and -1: everything about it is known in closed form."""

from types import SimpleNamespace

import numpy as np
import pytest

import adaptedflow as af


def closed_curvature(theta):
    """``[X_p, X_q]`` for ``p = w2 b1 + b2`` and ``q = w1 w2``, derived by hand."""
    w1, b1, w2, _ = theta
    G = w2 ** 4 + w2 ** 2 * (w1 ** 2 + b1 ** 2 + 1) + w1 ** 2          # determinant of the Gram matrix of grad p, grad q
    return w1 / G ** 2 * np.array([b1 * w1, -(w1 ** 2 + w2 ** 2), -b1 * w2, w2 * (w1 ** 2 + b1 ** 2 + w2 ** 2)])


@pytest.fixture
def smallest():
    return SimpleNamespace(net=af.Network([1, 1, 1], "identity"), X=np.array([[1.0], [-1.0]]),
                           p=np.array([1.0, 1.0]), q=np.array([1.0, -1.0]), curvature=closed_curvature)
