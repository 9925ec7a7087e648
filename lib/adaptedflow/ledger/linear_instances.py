"""Linear networks and data of whole numbers, on which ranks are exact."""

import numpy as np

from ..network import Network
from ..ranks import exact_rank


def linear(*weights, biases=None):
    """The linear network with these weights (and zero biases unless given), and its theta."""
    net = Network([weights[0].shape[1], *(len(W) for W in weights)], "identity")
    theta = np.zeros(net.num_parameters)
    for (W, b), given, bias in zip(net.unpack(theta), weights, biases or [0] * len(weights)):
        W[:], b[:] = given, bias
    return net, theta


def exact_jacobian(net, theta, X):
    return np.rint(net.jacobian(theta, X)).astype(int)


def independent(rng, N, M):
    """N linearly independent rows of whole numbers in R^M, N <= M."""
    while True:
        X = rng.integers(-3, 4, size=(N, M))
        if exact_rank(X) == N:
            return X


def of_rank(rng, rows, columns, r):
    """A (rows, columns) matrix of whole numbers of rank r."""
    return independent(rng, r, rows).T @ independent(rng, r, columns) if r else np.zeros((rows, columns), int)


def sizes(rng, most=4):
    """M >= M1 >= Q and N <= M1, as the section assumes."""
    Q = int(rng.integers(1, most))
    M1 = int(rng.integers(Q, most + 1))
    return int(rng.integers(M1, most + 2)), M1, Q, int(rng.integers(1, M1 + 1))
