"""The neural tangent kernel ``D D^T`` (1.26) without forming ``D``.

A layer contributes ``(A A^T + 1)_{ij} (G G^T)_{(i,a),(j,b)}``: the inner product of two rows ``G_i x (a_i, 1)`` of its
block factors. Cost ``(QN)^2 sum_l M_l`` in the place of ``(QN)^2 K``.
"""

import numpy as np

from .derivatives import forward, sensitivities


def ntk(layers, activation, X, bias):
    """``D D^T`` (N*Q, N*Q), symmetric."""
    A, Z = forward(layers, activation, X)
    G = sensitivities(layers, [activation.first(z) for z in Z[:-1]])
    N, Q = Z[-1].shape
    kernel = np.zeros((N, Q, N, Q), np.result_type(Z[-1], *(W for W, _ in layers)))
    for g, a in zip(G, A):
        inner = a @ a.T + float(bias)                                  # (N, N): the 1 is the bias column
        if g is None:
            for q in range(Q):
                kernel[:, q, :, q] += inner                            # identity on the output index
        else:
            rows = g.reshape(N * Q, -1)                                # (N*Q, M_l)
            kernel += (rows @ rows.T).reshape(N, Q, N, Q) * inner[:, None, :, None]
    return kernel.reshape(N * Q, N * Q)
