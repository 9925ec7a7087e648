"""The neural tangent kernel ``D D^T`` (1.26) without forming ``D``.

A layer contributes ``(A A^T + 1)_{ij} (G G^T)_{(i,a),(j,b)}``: the inner product of two rows ``G_i x (a_i, 1)`` of its
block factors. Cost ``(QN)^2 sum_l M_l`` in the place of ``(QN)^2 K``. The kernel is filled tile by tile, each small enough
to stay in the processor's cache, on and below the diagonal; the other half is its mirror image.
"""

import numpy as np

from .derivatives import forward, sensitivities
from .memory import require

TILE = 120_000           # entries of a tile: a megabyte


def ntk(layers, activation, X, bias, lower=False):
    """``D D^T`` (N*Q, N*Q); with ``lower`` only its lower triangle is set, which is what a Cholesky factorisation reads."""
    A, Z = forward(layers, activation, X)
    G = sensitivities(layers, [activation.first(z) for z in Z[:-1]])
    N, Q = Z[-1].shape
    require((N * Q, N * Q), "the tangent kernel D D^T")
    kernel = np.empty((N * Q, N * Q), np.result_type(Z[-1], *(W for W, _ in layers)))
    for first, last in _tiles(N, Q):                                   # samples first..last-1 against 0..last-1
        tile = kernel[first * Q:last * Q, :last * Q].reshape(last - first, Q, last * Q)
        if len(layers) == 1:
            tile[...] = 0
        for number, (g, a) in enumerate(zip(G, A)):
            inner = a[first:last] @ a[:last].T + float(bias)           # (n, m): the 1 is the bias column
            if g is None:
                for q in range(Q):
                    tile[:, q, q::Q] += inner                          # identity on the output index
                continue
            rows, columns = g[first:last].reshape(-1, g.shape[2]), g[:last].reshape(-1, g.shape[2])
            product = (rows @ columns.T).reshape(tile.shape)           # (n, Q, m Q)
            inner = np.repeat(inner, Q, axis=1)[:, None, :]            # (n, 1, m Q)
            if number == 0:
                np.multiply(product, inner, out=tile)
            else:
                tile += np.multiply(product, inner, out=product)
        if not lower:
            kernel[:first * Q, first * Q:last * Q] = kernel[first * Q:last * Q, :first * Q].T
    return kernel


def _tiles(N, Q):
    """Ranges of samples whose rows of the kernel, up to the diagonal, have about ``TILE`` entries."""
    first = 0
    while first < N:
        last = min(N, first + 1)
        while last < N and (last + 1 - first) * (last + 1) * Q * Q <= TILE:
            last += 1
        yield first, last
        first = last
