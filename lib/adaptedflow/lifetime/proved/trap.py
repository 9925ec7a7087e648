"""A region about a point of lost rank that no orbit leaves which is there late enough.

Let ``x_0`` and ``v = y - x_0`` be those of the exact orbit. It stays on the leaf of all theta with ``x[theta] = y - lambda v``, lambda a number, and
``lambda = 1 - t`` decreases along it. Let p be a point near the loss of rank, u near the left null vector of D there, ``c = u . v > 0``, and C
(n - 1, n), n = QN, a matrix whose rows span the complement of v nearly. Coordinates ``theta = p + E z + X eta``: E (K, m) spans the kernel of C D
nearly, and ``C D X`` is nearly 1. In the box ``|z| <= r``, ``|eta| <= q`` let, for all its points,

    |1 - C D X| <= kappa < 1,     |C D E| <= a,     Hess(u . x) have the blocks  E^T H E <= -mu,  |E^T H X| <= B,  |X^T H X| <= B'.

*The leaf is thin.* ``C (x[theta] - x[p]) = (C D')(E z + X eta)`` with a mean D' of D between p and theta, entry by entry in the same bounds, and on
the leaf this is ``C (y - x[p] - lambda v)``, of norm at most e. So ``|eta| <= alpha |z| + e'`` with ``alpha = a / (1 - kappa)`` and
``e' = e / (1 - kappa)``: where ``alpha r + e' < q``, the leaf leaves the box only through the wall ``|z| = r``.

*The wall.* With ``mu' = mu - 2 B alpha - B' alpha^2``, ``g = |D^T u|`` at p, and s a bound on ``|E z + X eta|``, Taylor's formula on the leaf gives

    u . (x[theta] - x[p])  <=  g s - mu' |z|^2/2 + B |z| e' + B' (alpha |z| + e'/2) e'  <=  small - mu' |z|^2/2.

So ``lambda >= lambda_p + (mu' r^2/2 - small) / c`` on the wall, with ``lambda_p = u . (y - x[p]) / c``: an orbit in the box whose lambda is no more
than this does not leave it.

*The end.* In the box ``lambda >= lambda_p - small / c``. Where this is positive the box has no point of x = y, and the orbit, which would come to y
as t goes to 1, dies before. It dies in a compact set, so D loses rank: at least along a sequence of times, and for tanh at a limit (the row
three-ends of data/statements.toml).

*What it ends on.* As ``kappa < 1``, C D has rank n - 1 in the box. Where D has no more, its left null vector is ``u_* = u + C^T w``, up to a factor,
with ``|w| <= |u^T D X| / (1 - kappa)``, and ``u^T D X`` is at most ``g |X| + B r + B' q``. The kernel of D consists of ``E z + X eta`` with
``|eta| <= alpha |z|``, and ``Hess(u_* . x)`` on it is at most ``-mu' |z|^2``, if mu, B and B' are bounds for all such u_* as well. Let c be larger
than ``|C v|`` times the bound on ``|w|``. Then ``u_* . v > 0``. And u is no ``C^T w``: that w would have the same bound, and ``c = w . (C v)`` would
be too small; so each vector, and with it the left null vector, is a combination of u and of the rows of C. That D loses rank at p itself is not
needed, and not proved: it loses rank at the point of the box where the orbit ends.
Where mu' is positive the row rank-loss-catches applies, with no positive eigenvalue: an open set of starts ends in this way.
"""

from dataclasses import dataclass

import numpy as np

from .balls import balls, each, exact, flint, largest, matrix, size
from .growth import hessian_blocks
from .models import largest_eigenvalue
from .newton import lost_rank

WIDEST = 0.25
HALVINGS = 30


@dataclass(frozen=True)
class Trap:
    """An orbit of the leaf that is in the box at a t of at least ``gate`` stays in it and dies at a t of at most ``latest`` < 1, both balls, on a
    point where D has lost one rank and the Hessian of the row rank-loss-catches is negative definite. ``point`` p (K,) are floats; ``E`` and ``X``,
    balls without radius, and ``r`` and ``q`` tell the box."""

    point: np.ndarray
    E: np.ndarray
    X: np.ndarray
    r: object
    q: object
    gate: object
    latest: object

    def holds(self, theta, radius):
        """Whether all points within the ball ``radius`` of ``theta``, K balls, are in the box."""
        inverse, m = matrix(np.hstack([self.E, self.X])).inv(), self.E.shape[1]
        place = (inverse * matrix((theta - exact(self.point))[:, None])).entries()
        margin = size(np.array(inverse.entries(), dtype=object)) * radius
        return bool(size(place[:m]) + margin < self.r and size(place[m:]) + margin < self.q)


def trap(network, problem, near):
    """The :class:`Trap` about the point of lost rank that Newton's method finds from ``near`` (K,); None where none was found."""
    v = balls(network.v, network.bits).ravel() + flint().arb(0, 1) * network.slack
    found = lost_rank(problem, near, v.astype(float))
    if found is None:
        return None
    place = _Place(network, *found, v)
    for halvings in range(HALVINGS):
        box = place.box(WIDEST * 2.0 ** -halvings)
        if box is not None:
            return box
    return None


class _Place:
    """The point p and the vectors u, C, E, X about it."""

    def __init__(self, network, p, u, v):
        self.network, self.point, self.u, self.v = network, p, exact(u), v
        x, D, _ = _derivatives(network, exact(p), self.u)
        C = np.linalg.svd(v.astype(float)[None])[2][1:]                # (n - 1, n)
        values = np.linalg.svd(C @ D.astype(float))
        E, X = values[2][len(C):].T, (values[2][:len(C)].T / values[1]) @ values[0].T
        self.C, self.E, self.X = exact(C), exact(E), exact(X)
        self.wide = [np.array([size(row) for row in array]) for array in (self.E, self.X)]          # (K,): how far each parameter moves for |z| = 1, |eta| = 1
        self.longest = largest(map(size, self.C.T))                   # |C^T w| is at most that times |w| in each entry
        residual = balls(network.targets, network.bits).ravel() - x
        self.here, self.c, self.g = _dot(self.u, residual), _dot(self.u, v), size(self.u @ D)
        self.turn = size(self.C @ v)
        self.e = size(self.C @ residual) + self.turn                   # of lambda between 0 and 1; where it is above, the wall is behind

    def box(self, r):
        """The :class:`Trap` with ``|z| <= r``, or None."""
        arb, r, q = flint().arb, flint().arb(r), flint().arb(0)
        for _ in range(2):
            D, _ = self._bounds(r, q, self.u)
            CD = self.C @ D
            kappa, a = size(CD @ self.X - np.eye(len(self.C), dtype=int)), size(CD @ self.E)
            if not kappa < 0.5:
                return None
            alpha, e = (a / (1 - kappa)).upper(), (self.e / (1 - kappa)).upper()
            if q == 0:
                q = 2 * (alpha * r + e)
        _, B, B2 = self._blocks(r, q, self.u)
        w = (self.g * size(self.X) + B * r + B2 * q) / (1 - kappa)
        mu, B, B2 = self._blocks(r, q, self.u + arb(0, 1) * w * self.longest)
        mu = mu - 2 * B * alpha - B2 * alpha ** 2
        small = self.g * (size(self.E) * r + size(self.X) * q) + e * (B * r + B2 * (alpha * r + e / 2))
        wall, latest = mu * r ** 2 / 2 - small, (1 - (self.here - small) / self.c).upper()
        if alpha * r + e < q and wall > 0 and self.c > w * self.turn and latest < 1:                # small >= 0: where wall > 0, mu' is positive
            return Trap(self.point, self.E, self.X, r, q, (1 - (self.here + wall) / self.c).upper(), latest)
        return None

    def _blocks(self, r, q, u):
        """mu, B and B' in the box for all ``u``, balls."""
        H = self._bounds(r, q, u)[1]
        return -_largest(self.E.T @ H @ self.E), size(self.E.T @ H @ self.X), size(self.X.T @ H @ self.X)

    def _bounds(self, r, q, u):
        """D and the Hessian of ``u . x`` in the box."""
        wide = self.wide[0] * r + self.wide[1] * q
        return _derivatives(self.network, exact(self.point) + flint().arb(0, 1) * wide, u)[1:]


def _derivatives(network, theta, u):
    """``x`` (N*Q,), ``D`` (N*Q, K) and ``Hess(u . x)`` (K, K) at ``theta``, as balls."""
    arb = flint().arb
    first, W2, b2 = network.split(theta)
    inputs, u = balls(network.inputs, network.input_bits), u.reshape(network.N, network.Q)
    z = inputs @ first.T                                               # (N, M1)
    a = z if network.linear else each(lambda ball: ball.tanh(), z)
    slope = each(lambda ball: arb(int(network.linear)) if network.linear else 1 - ball * ball, a)
    D = network.assemble(W2[None] * slope[:, None], a, arb(1), inputs)
    curved = arb(0) * z if network.linear else -2 * (u @ W2) * a * slope
    H = hessian_blocks(network, curved, u[:, :, None] * slope[:, None], inputs)
    return (a @ W2.T + b2).ravel(), each(arb, D), each(arb, H)


def _largest(S):
    """An upper bound on the largest eigenvalue of a symmetric matrix of balls, as a ball."""
    floats = S.astype(float)
    return flint().arb(largest_eigenvalue(floats)) + size(S - exact(floats))


def _dot(a, b):
    return sum((p * q for p, q in zip(a, b)), flint().arb(0))
