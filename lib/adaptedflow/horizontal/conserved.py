"""Functions of the parameters that stay constant on every horizontal curve, whatever is learned along it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import real_array
from ..checked import checked_network
from ..foreign_arrays import rounding

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

ORTHOGONAL = 1e-12   # cosine between augmented inputs up to which they count as orthogonal; more where they are given in float32


def balancedness(net: Any, theta: ArrayLike) -> list[np.ndarray]:
    """``W_{l+1}^T W_{l+1} - W_l W_l^T - b_l b_l^T``, one symmetric (M_l, M_l) matrix a hidden layer.

    On every horizontal curve ``theta' = D^T psi``, hence on every orbit of the standard and the adapted flow: constant for
    the identity activation; for ReLU its diagonal is, unit by unit, since ``sigma(u) = u sigma'(u)``. For other activations
    it is not. Empty for a network without hidden layers.
    """
    layers = checked_network(net).unpack(real_array("theta", theta, (net.num_parameters,)))
    found = []
    for (W, b), (W_next, _) in zip(layers, layers[1:]):
        incoming = np.column_stack([W, b]) if net.bias else W          # (M_l, M_{l-1} + 1)
        found.append(W_next.T @ W_next - incoming @ incoming.T)        # (M_l, M_l)
    return found


def tanh_invariants(net: Any, X: ArrayLike, theta: ArrayLike) -> np.ndarray:
    """``sum_j sinh(u_ij)^2 / (2 (|x_j|^2 + 1)) - |W_2[:, i]|^2 / 2``, one number a unit ``i`` of the first hidden layer: (M_1,).

    ``u_ij = w_i . x_j + b_i``. Constant on every horizontal curve of a tanh network if the augmented inputs ``(x_j, 1)`` are orthogonal to each
    other: then ``u_ij`` moves only by what sample ``j`` asks for, and ``sinh^2 / 2`` integrates ``sigma / sigma'`` (whose integral takes its place
    for other activations). At most M + 1 inputs can be so. ValueError for another activation, no hidden layer, no biases or other inputs.
    """
    if checked_network(net).activation.name != "tanh" or len(net.widths) < 3 or not net.bias:
        raise ValueError(f"net: expected tanh with biases and at least one hidden layer, got {net}.")
    layers = net.unpack(real_array("theta", theta, (net.num_parameters,)))
    orthogonal, X = max(ORTHOGONAL, 10 * rounding(X)), real_array("X", X, (None, net.widths[0]))
    u = net.preactivations(theta, X)[0]                                # (N, M_1)
    augmented = np.column_stack([X, np.ones(len(X))])                  # (N, M + 1)
    gram = augmented @ augmented.T
    lengths = np.diag(gram)                                            # (N,): |x_j|^2 + 1
    cosines = gram / np.sqrt(np.outer(lengths, lengths)) - np.eye(len(X))
    if np.abs(cosines).max() > orthogonal:
        raise ValueError(f"X: expected orthogonal augmented inputs (x_j, 1), got two at a cosine of {np.abs(cosines).max():.3g}; "
                         "for other inputs this is not constant. Inputs 1 and -1 are such a pair.")
    return np.sum(np.sinh(u) ** 2 / (2 * lengths[:, None]), axis=0) - np.sum(layers[1][0] ** 2, axis=0) / 2
