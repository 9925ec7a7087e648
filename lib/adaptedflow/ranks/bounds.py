"""Bounds on the rank of D that hold at every parameter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import whole_number
from ..checked import checked_network
from ..network import Network

if TYPE_CHECKING:
    from collections.abc import Sequence
    from numpy.typing import ArrayLike


def last_layer_bound(widths: Sequence[int], N: int) -> int:
    """For ANY activation: ``rank D <= min(K, a N + (Q - a) min(M_L + 1, N))`` with ``a = min(Q, M_L)``; ``Q min(M + 1, N)`` without hidden layer.

    On the complement of ``range(W_{L+1})`` only the last layer acts, by ``rows(H~)`` of rank ``min(M_L + 1, N)`` at most; on the range
    itself there are N outputs a dimension. So a last hidden layer with M_L < Q and M_L + 1 < N forbids full rank at
    every width below. ``N`` counts distinct inputs. Networks with biases.
    """
    net, N = Network(widths), whole_number("N", N, minimum=1)
    last, Q = net.widths[-2:]
    a = min(Q, last) if len(net.widths) > 2 else 0
    return min(net.num_parameters, a * N + (Q - a) * min(last + 1, N))


def relu_bound(widths: Sequence[int]) -> int:
    """For exact ReLU (and the identity): ``rank D <= K - (number of hidden units)``, at every parameter and for any data.

    Scaling a unit's incoming weights and bias by c > 0 and its outgoing weights by 1/c leaves the outputs alone:
    :func:`rescaling_kernel` gives the directions. A mollified ReLU is not homogeneous, and not bound by this. Networks with biases.
    """
    net = Network(widths)
    return net.num_parameters - sum(net.widths[1:-1])


def rescaling_kernel(net: Any, theta: ArrayLike) -> np.ndarray:
    """One vector of ker D for each hidden unit of a ReLU or linear network: (hidden units, K), layer by layer.

    Unit ``i`` of layer ``l``: its row of ``W_l``, its entry of ``b_l``, and minus its column of ``W_{l+1}``, zero elsewhere. They are linearly
    independent at almost every ``theta``. ValueError for activations that are not homogeneous.
    """
    if checked_network(net).activation.name not in ("relu", "identity"):
        raise ValueError(f"net: expected activation 'relu' or 'identity', got {net.activation.name!r}: rescaling a unit changes its outputs.")
    layers = net.unpack(theta)
    kernel = []
    for l in range(len(layers) - 1):
        for i in range(len(layers[l][0])):
            direction = np.zeros(net.num_parameters)
            parts = net.unpack(direction)                              # views of direction
            parts[l][0][i], parts[l][1][i:i + 1] = layers[l][0][i], layers[l][1][i:i + 1]
            parts[l + 1][0][:, i] = -layers[l + 1][0][:, i]
            kernel.append(direction)
    return np.array(kernel).reshape(-1, net.num_parameters)
