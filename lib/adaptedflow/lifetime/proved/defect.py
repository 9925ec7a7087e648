"""What the polynomials of a piece lack to be an orbit: bounds in exact integer arithmetic.

Everything is a polynomial in tau on [0, 1] with integer coefficients, and ``|f| <= |f_0| + |f_1| + ...``, the *sum* of f below. Only tanh is not a polynomial. For
``T = tanh z`` and the polynomial a, with ``eps = a' - (1 - a^2) z'``: the error ``E = T - a`` solves ``E' = -(T + a) E z' - eps``, so that ``|E| <= e`` for

    e = (|E(0)| + sum eps) exp(3 sum z'),    if e < 1 (as long as |E| <= 1, |T + a| <= 3).

The three defects, with D at the point theta(tau):

    outputs:  x[theta] - x_0 - t v  =  (W_2 a + b_2 - x_0 - t v)  +  W_2 E
    R_1    =  D theta' - V          =  (derivative of the bracket)  -  W_2 eps  +  W_2 (a^2 - T^2) z'  +  W_2' E
    R_2    =  theta' - D^T psi,        where 1 - T^2 = 1 - a^2 + (a^2 - T^2) and |a^2 - T^2| <= e (2 + e).
"""

from dataclasses import dataclass

import numpy as np

from .balls import balls, each, flint, largest, size, table
from .network import DYADIC


@dataclass(frozen=True)
class Defect:
    """Bounds on [0, 1], as balls: on the norms of the three defects, of theta' (``speed``) and of psi, on each column of W_2; and ``hidden`` (N, M1),
    the errors e."""

    outputs: object
    R1: object
    R2: object
    speed: object
    psi: object
    W2: object
    hidden: np.ndarray


def defect(network, piece, t):
    """The :class:`Defect` of ``piece``, which begins at the fraction ``t``. ArithmeticError where the hidden layer could not be enclosed."""
    B, X_bits, N, M1, Q = network.bits, network.input_bits, network.N, network.M1, network.Q
    F, W2, b2 = network.split(piece.theta)
    z = polynomials(np.matmul(network.inputs, F.transpose(0, 2, 1)))   # (N, M1), units 2^-(B + X_bits): exact
    a, W2, b2, psi = map(polynomials, (piece.hidden, W2, b2, piece.psi))
    z_prime = derivative(z)
    z_sum, W2_sum, W2_turn, psi_sum = sums(z_prime, B + X_bits), sums(W2, B), sums(derivative(W2), B), sums(psi, B)
    slope, eps, hidden, bend = _hidden_layer(network, z, z_prime, a, z_sum)

    straight = network.segment(t, piece.h)                             # (N, Q), units 2^-(B + DYADIC)
    up = 1 << B
    outputs = table((N, Q), lambda n, q: (sum((W2[q, j] * a[n, j] for j in range(M1)), b2[q] * up) * (1 << DYADIC) - straight[n, q] * up))
    lost = sums(outputs, 2 * B + DYADIC) + hidden @ W2_sum.T + network.slack
    R1 = sums(derivative(outputs), 2 * B + DYADIC) + (eps + bend * z_sum) @ W2_sum.T + hidden @ W2_turn.T + network.slack

    total = 4 * B + X_bits
    moments = table((N, M1, Q), lambda n, j, q: slope[n, j] * psi[n, q])                       # units 2^-3B
    moments = np.tensordot(moments, network.inputs, axes=(0, 0))                               # (M1, Q, M + 1), units 2^-(3B + X_bits)
    product = network.join(table((M1, moments.shape[2]), lambda j, m: _dot(W2[:, j], moments[j, :, m])),
                           table((Q, M1), lambda q, j: _dot(psi[:, q], a[:, j])) * (1 << total - 2 * B),
                           table((Q,), lambda q: sum(psi[1:, q], psi[0, q])) * (1 << total - B))
    unknown = network.join((bend * (psi_sum @ W2_sum)).T @ balls(abs(network.inputs), X_bits), psi_sum.T @ hidden, np.full(Q, flint().arb(0), dtype=object))
    theta_prime = derivative(polynomials(piece.theta))                 # (K,), units 2^-B
    R2 = sums(theta_prime * (1 << total - B) - product, total) + unknown
    return Defect(size(lost), size(R1), size(R2), size(sums(theta_prime, B)), size(psi_sum), largest(map(size, W2_sum.T)), hidden)


def _hidden_layer(network, z, z_prime, a, z_sum):
    """The polynomials ``1 - a^2``, and bounds on eps, on E and on ``a^2 - T^2``, (N, M1) each; for the identity ``1``, and E is ``z - a``."""
    B, X_bits = network.bits, network.input_bits
    one, arb = flint().fmpz_poly([1 << 2 * B]), flint().arb
    slope = each(lambda p: one if network.linear else one - p * p, a)  # units 2^-2B
    eps = sums(derivative(a) * (1 << 2 * B + X_bits) - slope * z_prime, 3 * B + X_bits)
    if network.linear:
        return slope, eps, sums(z - a * (1 << X_bits), B + X_bits), np.full(a.shape, arb(0), dtype=object)
    starts = each(lambda at, c: abs(at.tanh() - c), balls(each(lambda p: p[0], z), B + X_bits), balls(each(lambda p: p[0], a), B))
    hidden = each(lambda start, e, r: ((start + e) * (3 * r).exp()).upper(), starts, eps, z_sum)
    if not all(e < 1 for e in hidden.ravel()):
        raise ArithmeticError("the hidden layer could not be enclosed")
    return slope, eps, hidden, each(lambda e: e * (2 + e), hidden)


def polynomials(coefficients):
    """Integers (n, ...) as an array of ``fmpz_poly`` in tau."""
    return table(coefficients.shape[1:], lambda *at: flint().fmpz_poly([int(c) for c in coefficients[(slice(None), *at)]]))


def derivative(polys):
    return each(lambda poly: poly.derivative(), polys)


def sums(polys, bits):
    """The sum of the absolute values of the coefficients of each polynomial, in units of ``2^-bits``, as balls."""
    return balls(each(lambda poly: sum(map(abs, poly.coeffs())), polys), bits)


def _dot(polys, others):
    return sum((p * q for p, q in zip(polys[1:], others[1:])), polys[0] * others[0])
