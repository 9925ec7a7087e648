"""Check of our own statement that, for Q = 1 and few surplus parameters, an output weight keeps its sign along an orbit of Theorem 2.1."""

import numpy as np

from ..flows import AdaptedFlow
from ..network import Network
from ..orbit import integrate
from ..problem import Problem
from .registry import Check

NETWORKS = (([1, 2, 1], "tanh", True), ([2, 2, 1], "softplus", True), ([3, 2, 1], "tanh", False), ([2, 2, 2, 1], "erf", True))


def most_samples(K, M, one=1):
    """The largest N for which D can be onto where an output weight is zero: M + 1 columns of D are zero there (M without biases)."""
    return K - M - one


def best_start(net, N, rng, zero):
    """Of 60 random starts and samples (N + 1 of them), with the first output weight zero or not, those with the largest least singular value of D at N samples."""
    found = []
    for _ in range(60):
        theta, X = net.init(rng, 2.0), 2 * rng.normal(size=(N + 1, net.widths[0]))
        weights = net.unpack(theta)[-1][0]
        weights[0, 0] *= not zero
        found.append((np.linalg.svd(net.jacobian(theta, X[:N]), compute_uv=False)[-1], theta, X))
    return max(found, key=lambda entry: entry[0])


def follow(net, X, theta, v):
    """The adapted orbit from ``theta`` towards its outputs plus v, in the clock of the segment."""
    return integrate(AdaptedFlow(Problem(net, X, net.outputs(theta, X) + v.reshape(len(X), -1))), theta, until=np.inf, clock="segment")


def passes_zero(net, X, theta, move):
    """Whether an orbit lives that takes the first output weight, 0 at ``theta``, from about -move to move: there and back along one segment."""
    place = net.num_parameters - sum(part.size for part in net.unpack(theta)[-1] if part is not None)
    v = move * net.jacobian(theta, X)[:, place]
    back = follow(net, X, theta, -v)
    orbit = follow(net, X, back.theta[-1], 2 * v)
    return {back.status, orbit.status} == {"reached"} and orbit.theta[0, place] < 0 < orbit.theta[-1, place]


def weights_at_zero(formula, rng):
    for widths, activation, bias in NETWORKS:
        net = Network(widths, activation, bias)
        K = net.num_parameters
        N = int(np.clip(formula(K, widths[-3], int(bias)), 1, K - 1))
        sigma, theta, X = best_start(net, N, rng, zero=True)
        onto = [np.linalg.matrix_rank(net.jacobian(theta, X[:n])) == n for n in (N, N + 1)]
        yield [*onto, onto[0] and passes_zero(net, X[:N], theta, sigma / 10)], [True, False, True]
        _, theta, X = best_start(net, N + 1, rng, zero=False)
        orbit = follow(net, X[:N + 1], theta, rng.normal(size=N + 1))
        signs = np.sign([net.unpack(point)[-1][0][0] for point in orbit.theta])
        yield [np.ptp(signs, axis=0).max()], [0.0]                     # however the orbit ends


CHECKS = (
    Check("output-weights-keep-their-sign", weights_at_zero, most_samples, 0, {
        "the column of the bias only": lambda K, M, one=1: K - one}),
)
