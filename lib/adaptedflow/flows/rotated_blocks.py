"""Q kernels of N x N in the place of one of QN x QN: a preconditioner for the iterations of large problems.

The Q x Q blocks of ``D D^T`` on its diagonal, one a sample, are added up; in the eigenvectors of the sum as coordinates of the outputs, what couples two
outputs is small, exactly zero where activations have the same slope for all samples. Left out, there remain Q kernels of N x N: their factors take Q^2 times
less arithmetic and Q times less memory than that of ``D D^T``.
"""

import numpy as np
from scipy.linalg import blas, lapack

from ..derivatives import sensitivities
from ..memory import require
from . import cholesky

SHIFT = 2e-15            # added to each kernel, relative to its trace, so that its factor exists
INVERSE = 23             # the inverses of the kernels take as long as N / 23 products with them save


class RotatedBlocks:
    """``M = R B R^T``: ``R`` rotates the outputs of each sample, ``B`` has the Q kernels as blocks, ``B = L L^T``. ``squares`` is ``|D|^2`` (Frobenius).

    ``linear``: an :class:`adaptedflow.derivatives.Linearised`. ArithmeticError where a kernel has no factor.
    """

    def __init__(self, linear):
        N, Q = linear.shape
        require((Q * N, N), "the Q kernels of N x N that precondition D D^T", cure="About {rows:,} rows would fit: take fewer samples.")
        G = sensitivities(linear.layers, linear.slopes)[:-1]
        sizes, self.rotation = turned(linear, G)                       # (Q,), (Q, Q)
        self.squares = float(sizes.sum())
        G = [np.matmul(self.rotation.T, g) for g in G]                 # (N, Q, M_l)
        inner = [a @ a.T + float(linear.bias) for a in linear.inputs]  # (N, N) each: what the layers' kernels have in common
        self.factors = [_factor(inner, G, q) for q in range(Q)]        # in their lower triangles
        self.inverses, self.solves = None, 0
        self.shape = N, Q

    def solve(self, u):
        """``M^-1 u`` (N*Q,); with the inverses of the kernels from the time on when they have paid for themselves: a product with one
        reads it once, where the two solutions with a factor read that twice, and memory is what they wait for."""
        N, Q = self.shape
        self.solves += 1
        if self.solves == N // INVERSE:
            self.inverses, self.factors = [lapack.dpotri(L, lower=True, overwrite_c=True)[0] for L in self.factors], None   # in their memory
        turned = (u.reshape(N, Q) @ self.rotation).T                   # (Q, N)
        if self.inverses is None:
            solved = [cholesky.solve(L, row) for L, row in zip(self.factors, turned)]
        else:
            solved = [blas.dsymv(1.0, inverse, row, lower=True) for inverse, row in zip(self.inverses, turned)]
        return (self.rotation @ np.array(solved)).T.ravel()


def turned(linear, G):
    """What the rotated outputs have of ``|D|^2`` (Q,), and the rotation ``R`` (Q, Q): the eigenvalues and eigenvectors of the sum of the Q x Q blocks.
    ``G``: the sensitivities (N, Q, M_l) of the hidden layers. ArithmeticError where they are not finite."""
    lengths = [np.einsum("ij,ij->i", a, a) + float(linear.bias) for a in linear.inputs]        # (N,): of (a_i, 1)
    total = np.eye(linear.shape[1]) * lengths[-1].sum()
    for g, length in zip(G, lengths):
        flat = np.moveaxis(g, 1, 0).reshape(len(total), -1)            # (Q, N M_l)
        total += (flat * np.repeat(length, g.shape[2])) @ flat.T
    if not np.isfinite(total).all():
        raise ArithmeticError("D is not finite")
    return np.linalg.eigh(total)


def squares(linear):
    """``|D|^2`` (Frobenius)."""
    return float(turned(linear, sensitivities(linear.layers, linear.slopes)[:-1])[0].sum())


def _factor(inner, G, q):
    """Cholesky's factor of the kernel of rotated output ``q``: the sum over layers of ``(a_i . a_j + 1) (g_iq . g_jq)``."""
    kernel = inner[-1].copy()                                          # (N, N); of the last layer g_iq . g_jq is 1
    for g, products in zip(G, inner):
        slopes = g[:, q] @ g[:, q].T
        slopes *= products
        kernel += slopes
    np.einsum("ii->i", kernel)[...] += SHIFT * np.trace(kernel)
    factor = cholesky.factor_lower(kernel.T)                           # symmetric; in LAPACK's order of memory
    if factor is None:
        raise ArithmeticError("a kernel has no factor")
    return factor
