"""The neural tangent kernel ``D D^T`` (1.26) without forming ``D``.

A layer contributes ``(A A^T + 1)_{ij} (G G^T)_{(i,a),(j,b)}``: the inner product of two rows ``G_i x (a_i, 1)`` of its
block factors. Cost ``(QN)^2 sum_l M_l`` in the place of ``(QN)^2 K``. The kernel is filled by square tiles, each small enough
to stay in the processor's cache, on one side of the diagonal; the other half is its mirror image.
"""

import numpy as np

from .derivatives import forward, sensitivities
from .memory import require

NAME = "the tangent kernel D D^T"
TILE = 400               # rows and columns of a tile, about: with the scratch product, 2 MB


def ntk(layers, activation, X, bias, lower, out):
    """``D D^T`` (N*Q, N*Q), in LAPACK's order of memory (columns); with ``lower`` only its lower triangle is set, which is what a
    Cholesky factorisation reads. ``out``: memory for it, or None."""
    A, Z = forward(layers, activation, X)
    G = sensitivities(layers, [activation.first(z) for z in Z[:-1]])
    N, Q = Z[-1].shape
    if out is None:
        require((N * Q, N * Q), NAME)
        out = np.empty((N * Q, N * Q), np.result_type(Z[-1], *(W for W, _ in layers)))
    step = max(1, TILE // Q)                                           # samples a tile
    for first in range(0, N, step):
        for left in range(first, N, step):                             # above the diagonal, in C order
            i, j = slice(first, first + step), slice(left, left + step)
            tile = out[first * Q:(first + step) * Q, left * Q:(left + step) * Q]
            _fill(tile, [g if g is None else (_of(g, i), _of(g, j)) for g in G], [(a[i], a[j]) for a in A], Q, bias)
            if not lower and left > first:
                out[left * Q:(left + step) * Q, first * Q:(first + step) * Q] = tile.T
    return out.T                                                    # D D^T is symmetric: now the lower triangle is set


def _fill(tile, G, A, Q, bias):
    """``tile`` (n Q, m Q): the sum over layers of ``(a_i . a_j + 1) (G_i G_j^T)``, from pairs ``G`` and ``A`` of factors."""
    blocks = tile.reshape(-1, Q, tile.shape[1])                        # (n, Q, m Q), a view
    if G[0] is None:
        tile[...] = 0
    for number, (g, (a_i, a_j)) in enumerate(zip(G, A)):
        inner = a_i @ a_j.T + float(bias)                              # (n, m): the 1 is the bias column
        if g is None:
            for q in range(Q):
                blocks[:, q, q::Q] += inner                            # identity on the output index
            continue
        product = (g[0] @ g[1].T).reshape(blocks.shape)                # (n, Q, m Q)
        inner = np.repeat(inner, Q, axis=1)[:, None, :]                # (n, 1, m Q)
        if number == 0:
            np.multiply(product, inner, out=blocks)
        else:
            blocks += np.multiply(product, inner, out=product)


def _of(g, samples):
    """The sensitivities of some samples, a row an output: (n Q, M_l)."""
    return g[samples].reshape(-1, g.shape[2])
