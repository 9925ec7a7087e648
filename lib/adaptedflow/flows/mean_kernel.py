"""One kernel of N x N in the place of Q: a preconditioner for the iterations of large problems near their start.

There all rotated outputs (:mod:`.rotated_blocks`) have nearly the same kernel, but for its size. Its inverse is read from memory once for all of
them, so that an iteration takes half as long; once the outputs have learnt different things, it takes ten times as many.
"""

import numpy as np
from scipy.linalg import lapack

from ..derivatives import sensitivities
from ..memory import require
from . import cholesky
from .rotated_blocks import SHIFT, turned


class MeanKernel:
    """``M = R (sizes x kernel) R^T``, a Kronecker product in rotated outputs: the mean of the Q kernels, for each output with the trace that its own
    has. ``squares`` is ``|D|^2`` (Frobenius).

    ``linear``: an :class:`adaptedflow.derivatives.Linearised`. ArithmeticError where the mean has no factor.
    """

    def __init__(self, linear):
        N, Q = self.shape = linear.shape
        require((3 * N, N), "the kernel of N x N that preconditions D D^T", cure="About {rows:,} rows would fit: take fewer samples.")
        G = sensitivities(linear.layers, linear.slopes)[:-1]
        sizes, self.rotation = turned(linear, G)                       # (Q,), (Q, Q)
        self.squares, self.sizes = float(sizes.sum()), sizes / sizes.mean()
        inner = [a @ a.T + float(linear.bias) for a in linear.inputs]  # (N, N) each
        kernel = inner[-1]                                             # of the last layer g_iq . g_jq is 1
        for g, products in zip(G, inner):
            flat = g.reshape(N, -1)                                    # (N, Q M_l): rotated or not, the sum over outputs is the same
            products *= flat @ flat.T
            products /= Q
            kernel += products
        np.einsum("ii->i", kernel)[...] += SHIFT * np.trace(kernel)
        factor = cholesky.factor_lower(kernel.T)
        if factor is None:
            raise ArithmeticError("the mean kernel has no factor")
        lower = np.tril(lapack.dpotri(factor, lower=True, overwrite_c=True)[0])
        self.inverse = lower + np.tril(lower, -1).T                    # (N, N)

    def solve(self, u):
        """``M^-1 u`` (N*Q,)."""
        turned_back = u.reshape(self.shape) @ (self.rotation / self.sizes)
        return (self.inverse @ turned_back @ self.rotation.T).ravel()
