"""How fast orbits with the same outputs can part: the largest eigenvalue of the Hessian of ``psi . x`` on ker D, along a piece.

Let ``Dhat = C D`` with a constant matrix C, and let ``X = Dhat^T Y`` have ``|1 - Dhat X| <= eta < 1``. Then C is invertible, D is onto, and
``Dhat^+ = X (Dhat X)^-1``, so ``|D^+| <= |Dhat^+| |C| <= |X| |C| / (1 - eta)``; and the projection ``P = D^+ D`` onto the row space has
``P - X Dhat = Dhat^+ (1 - Dhat X) Dhat``, of norm at most ``|X| |Dhat| eta / (1 - eta)``.

All these are models of :mod:`.models`. With ``S = (1 - P) H (1 - P)``, whose positive eigenvalues are those of H on ker D,
the positive part f of the largest eigenvalue is a convex function of S with ``|f(S) - f(S')| <= |S - S'|``. Between nodes at distance w the polynomial part
of S differs from its chord by at most ``w^2/8 sup|S''|``; so the integral of f is at most its trapezoidal sum, that and the rest.
"""

from dataclasses import dataclass

import numpy as np

from .models import UNIT, UP, Entries, Matrix, largest_eigenvalue, norm, size

DEGREE = 12
NODES = 8


@dataclass(frozen=True)
class Growth:
    """``integral``: a bound on the integral of the positive part of the largest eigenvalue over [0, 1]; ``inverse``: on ``|D^+|``."""

    integral: float
    inverse: float


def growth(network, piece, error):
    """The :class:`Growth` along ``piece``, whose polynomials for the hidden layer are within ``error`` (N, M1); None where no rank was proved."""
    D, H = derivatives(network, piece, error)
    C = _preconditioner(D.heads[0])
    if C is None:
        return None
    constant = np.zeros((DEGREE + 1, *C.shape))
    constant[0] = C
    Dhat = Matrix(constant, 0.0) @ D
    X = Dhat.T @ _inverse(Dhat @ Dhat.T)
    one = np.zeros((DEGREE + 1, *C.shape))
    one[0] = np.eye(len(C))
    residual = Matrix(one, 0.0) - Dhat @ X
    eta = (residual.sizes().sum() + residual.rest) * UP
    if not eta < 0.5:
        return None
    size_X = X.norm()
    P = X @ Dhat
    P = Matrix(P.heads, (P.rest + size_X * Dhat.norm() * eta / (1 - eta)) * UP)
    PH = P @ H
    S = H - PH - (PH.T - PH @ P)
    bend = sum(k * (k - 1) * c for k, c in enumerate(S.sizes()))
    at_nodes = []
    for i in range(NODES + 1):
        at, rounding = S.at(i / NODES)
        at_nodes.append(max(0.0, largest_eigenvalue(at)) + rounding)
    trapezoid = (sum(at_nodes) - (at_nodes[0] + at_nodes[-1]) / 2) / NODES
    integral, inverse = (trapezoid + bend / (8 * NODES ** 2) + S.rest) * UP, size_X * norm(C) / (1 - eta) * UP
    return Growth(float(integral), float(inverse)) if np.isfinite(integral) and np.isfinite(inverse) else None


def _preconditioner(D):
    """C such that ``C D`` has almost orthonormal rows, or None where it was not found."""
    R = np.linalg.qr(D.T)[1]
    return np.linalg.inv(R).T if np.all(np.abs(np.diag(R)) > 1e-200) else None


def _inverse(G):
    """A polynomial near ``G^-1``."""
    G = G.heads
    Y = np.zeros_like(G)
    Y[0] = np.linalg.inv(G[0])
    for k in range(1, len(G)):
        Y[k] = -Y[0] @ (G[1:k + 1] @ Y[k - 1::-1][:k]).sum(axis=0)
    return Matrix(Y, 0.0)


def derivatives(network, piece, error):
    """Models of D (N*Q, K) along the piece and of the Hessian (K, K) of ``psi . x``, psi held fixed at each point."""
    B, N, M1, Q = network.bits, network.N, network.M1, network.Q
    T = Entries.of(piece.hidden, B, DEGREE, error)                     # (N, M1)
    W2 = Entries.of(network.split(piece.theta)[1], B, DEGREE)          # (Q, M1)
    psi = Entries.of(piece.psi, B, DEGREE)                             # (N, Q)
    zero = Entries(0 * T.heads, 0 * T.rest)
    slope = 1 - (zero if network.linear else T * T)
    bend = zero if network.linear else T * slope
    inner = W2[None] * slope[:, None]                                  # (N, Q, M1)
    pull = psi[:, :, None] * W2[None]                                  # (N, Q, M1)
    mixed = psi[:, :, None] * slope[:, None]                           # (N, Q, M1)
    curved = pull * bend[:, None]                                      # (N, Q, M1): times -2 and summed over q, the second derivatives
    inputs = network.float_inputs                                      # (N, M + 1)
    D = [network.assemble(inner.heads[k], T.heads[k], float(k == 0), inputs) for k in range(DEGREE + 1)]
    H = [hessian_blocks(network, -2 * curved.heads[k].sum(axis=1), mixed.heads[k], inputs) for k in range(DEGREE + 1)]
    D, H = np.array(D), np.array(H)
    D_rest = size(network.assemble(inner.rest, T.rest, 0.0, inputs)) + 2 * UNIT * sum(map(size, D))
    absolute = hessian_blocks(network, 2 * curved.bound().sum(axis=1), mixed.bound(), np.abs(inputs))
    H_rest = size(hessian_blocks(network, 2 * curved.rest.sum(axis=1), mixed.rest, np.abs(inputs))) + 4 * (N + Q) * UNIT * size(absolute) * (DEGREE + 1)
    return Matrix(D, D_rest * UP), Matrix(H, H_rest * UP)


def hessian_blocks(network, inner, mixed, inputs):
    """A matrix (K, K) shaped like the Hessian: for each j the sum of ``inner`` (N, M1) times ``x_n x_n^T``, and of ``mixed`` (N, Q, M1) times x_n
    between (W_1, b_1) and W_2."""
    first, W2, _ = network.split(np.arange(network.K))                 # where in theta each entry stands
    H = np.zeros((network.K, network.K), dtype=mixed.dtype)
    for j in range(network.M1):
        H[np.ix_(first[j], first[j])] = (inputs.T * inner[:, j]) @ inputs
        for q in range(network.Q):
            H[first[j], W2[q, j]] = H[W2[q, j], first[j]] = mixed[:, q, j] @ inputs
    return H
