"""Taylor polynomials of an orbit, in integers.

A number is an integer in units of ``2^-bits``. On a piece of length h of the segment's clock, with ``t = t_0 + h tau`` and ``V = h v``, the orbit solves

    theta' = D^T psi,    D theta' = V,    0 <= tau <= 1.

The coefficients found here are rounded, and no proof rests on how: :mod:`.defect` takes the polynomials as they are, exactly, and bounds what they lack.
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np


@dataclass(frozen=True)
class Piece:
    """Coefficients of theta (n + 1, K), of psi (n, N, Q) and of the hidden layer (n + 1, N, M1), integers in units of ``2^-bits``; ``h``, a fraction, in t."""

    theta: np.ndarray
    psi: np.ndarray
    hidden: np.ndarray
    h: Fraction
    bits: int

    def shortened(self, h):
        """The same orbit on the first part of the piece, of length ``h`` < ``self.h``."""
        B = self.bits
        factor, powers = int(Fraction(h) / Fraction(self.h) * 2 ** B), [1 << B]
        for _ in self.psi:
            powers.append(powers[-1] * factor >> B)
        powers = np.array(powers, dtype=object)

        def times(array, factors):
            return (array * factors.reshape(-1, *[1] * (array.ndim - 1))) >> B
        return Piece(times(self.theta, powers), times(self.psi, powers[1:]), times(self.hidden, powers), h, B)


def expand(network, start, h, order):
    """The :class:`Piece` of degree ``order`` from ``start`` (K,), integers in units of ``2^-network.bits``."""
    B, N, M1, Q = network.bits, network.N, network.M1, network.Q
    X, x_bits = network.inputs, network.input_bits                     # (N, M + 1)
    V = network.times(network.v, h)                                    # (N, Q)
    theta, z, a, s = (np.zeros((order + 1, *shape), dtype=object) for shape in ((len(start),), (N, M1), (N, M1), (N, M1)))
    W2, psi, g = (np.zeros((order + 1, *shape), dtype=object) for shape in ((Q, M1), (N, Q), (M1, Q, X.shape[1])))
    theta[0] = start
    for k in range(order + 1):
        first, W2[k], b2 = network.split(theta[k])
        z[k] = (X @ first.T) >> x_bits
        if k == 0:
            a[0], s[0] = network.sigma(z[0])
            D0 = network.jacobian(W2[0], a[0], s[0])                   # (N*Q, K)
            inverse = network.gram_inverse(D0)
        elif network.linear:
            a[k] = z[k]
        else:
            a[k] = (s[0] * z[k] >> B) + known                          # known: of tanh(z)' = (1 - tanh(z)^2) z'
            s[k] = -(a[:k + 1] * a[k::-1]).sum(axis=0) >> B
        if k == order:
            return Piece(theta, psi[:order], a, h, B)
        numbers = np.arange(1, k + 1, dtype=object)[:, None, None]
        known = 0 * z[0] if network.linear else (numbers * z[1:k + 1] * s[k:0:-1]).sum(axis=0) // (k + 1) >> B
        outputs = (a[k:0:-1, :, None] * W2[1:k + 1, None]).sum(axis=(0, 3)) + known @ W2[0].T
        wanted = (V if k == 0 else 0 * V) - ((k + 1) * outputs >> B)   # D_0 times coefficient k of theta'
        g[k] = _moments(network, s[:k + 1], psi[k::-1])                # but for psi_k, still 0 here
        rest = network.join((W2[:k + 1].transpose(0, 2, 1)[..., None] * g[k::-1]).sum(axis=(0, 2)) >> B,
                            np.tensordot(psi[k::-1], a[:k + 1], axes=((0, 1), (0, 1))) >> B, psi[k].sum(axis=0))
        psi[k] = ((inverse @ (wanted.ravel() - (D0 @ rest >> B))) >> B).reshape(N, Q)
        theta[k + 1] = ((D0.T @ psi[k].ravel() >> B) + rest) // (k + 1)
        g[k] += _moments(network, s[:1], psi[k:k + 1])


def _moments(network, s, psi):
    """The sum over i and n of ``s[i, n, j] psi[i, n, q] x_n``: (M1, Q, M + 1)."""
    products = (s[..., None] * psi[:, :, None]).sum(axis=0) >> network.bits                  # (N, M1, Q)
    return np.tensordot(products, network.inputs, axes=(0, 0)) >> network.input_bits
