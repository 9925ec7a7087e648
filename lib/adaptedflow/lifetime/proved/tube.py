"""How far the exact orbit can be from a piece: a tube about the piece in which it stays.

Let ``e = theta_exact - theta`` at equal times, ``|e| <= R``, D~ be D at theta(tau), P its projection onto the row space, d a bound on ``|D~^+|``, N
an orthonormal basis of ker D~ with ``N^T N' = 0`` (so that ``N' = -D~^+ D~' N``), and ``|dD[h]| <= L |h|``, ``|d^2(u . D)| <= L_3 |u|`` on the tube.

*Along the row space nothing grows.* The exact orbit has ``x = x_0 + t v``, so ``x[theta_exact] - x[theta]`` is minus the defect of the outputs, at
most o. It is also ``D~ e`` and at most ``L R^2/2``. Hence ``|P e| <= beta = d (o + L R^2/2)``.

*In the kernel.* Let psi_e and p_e be those of the exact orbit, ``p_e = D_e^T psi_e``. With ``D_e = D~ + (at most L R)`` and ``d_e = d / (1 - d L R) >= |D_e^+|``

    p = theta' = D~^T psi + R_2:      |p - p_e| <= |R_2| + L R |psi| + d_e (|R_1| + L R |p|) = m     (parts in and beside ker D_e; D_e p_e = V)
    psi - psi_e = (D_e^+)^T (D_e^T psi - p_e):   |psi - psi_e| <= d_e (m + |R_2| + L R |psi|) = k
    N^T p_e = N^T (D_e - D~)^T psi_e = N^T Hess(psi . x) e + (at most L k R + L_3 (|psi| + k) R^2/2),      N^T p = N^T R_2.

So ``c = |N^T e|`` has ``c' <= lambda c + g`` with lambda the largest eigenvalue of the Hessian on ker D~ and

    g = L (|psi| + d |p|) beta + |R_2| + L k R + L_3 (|psi| + k) R^2/2,      hence    c(tau) <= (|e(0)| + g) exp(integral of max(lambda, 0)).

Where this c has ``c^2 + beta^2 < R^2``, the exact orbit does not leave the tube, D is onto there, and so the orbit lives to the end of the piece.
"""

from dataclasses import dataclass

from .balls import balls, flint, largest, size
from .models import norm


@dataclass(frozen=True)
class Tube:
    """``radius`` bounds ``|e|`` on the whole piece; ``inverse`` is a bound on ``|D^+|`` in the tube."""

    radius: object
    inverse: object


def lipschitz(network, a):
    """``L`` (that of :mod:`adaptedflow.lifetime.lipschitz`) and ``L_3`` where each column of W_2 is at most ``a``.

    With ``|x_n|`` the rows (x_n, 1), ``|sigma''| <= 4 / 3^(3/2)`` and ``|sigma'''| <= 2`` for tanh, the third derivative of ``u . x`` along a unit
    vector h is at most ``sum_n |u_n| (2 a |x_n|^3 + 3 |sigma''| |x_n|^2 sum_j |h_W2,j| |h_j|^2)``, and the last sum is at most ``2 / 3^(3/2)``.
    """
    arb = flint().arb
    B, rows = arb(norm(network.float_inputs)), [size(row) for row in balls(network.inputs, network.input_bits)]
    bend = arb(0) if network.linear else 4 / (3 * arb(3).sqrt())
    A = a * bend * largest(rows) * B
    third = arb(0) if network.linear else size([2 * a * r ** 3 + arb(8) / 9 * r ** 2 for r in rows])
    return ((A + (A ** 2 + 4 * B ** 2).sqrt()) / 2).upper(), third


def tube(network, defect, growth, start):
    """The :class:`Tube` about a piece, where ``|e(0)| <= start``; None where no radius was found."""
    arb = flint().arb
    p, psi, d, o, R2 = defect.speed, defect.psi, arb(growth.inverse), defect.outputs, defect.R2
    rise = arb(growth.integral).exp()

    def bounds(R):
        """``|e|`` on the piece if it is at most R, and ``d_e``; None where D may lose rank."""
        L, L3 = lipschitz(network, defect.W2 + R)
        loss = d * L * R
        if not loss < 1:
            return None
        d_e, beta = d / (1 - loss), d * (o + L * R ** 2 / 2)
        m = R2 + L * R * psi + d_e * (defect.R1 + L * R * p)
        k = d_e * (m + R2 + L * R * psi)
        g = L * (psi + d * p) * beta + R2 + L * k * R + L3 * (psi + k) * R ** 2 / 2
        return (((start + g) * rise) ** 2 + beta ** 2).sqrt().upper(), d_e.upper()

    least = bounds(arb(0))[0]
    R = 2 * least + arb(2) ** -(2 * network.bits)
    found = bounds(R)
    return Tube(*found) if found and found[0] < R else None
