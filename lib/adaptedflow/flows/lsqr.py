"""LSQR for ``D p = v``, preconditioned by a matrix ``M`` close to ``D D^T``.

Paige and Saunders' iterations (1982) on ``L^-1 D p = L^-1 v``, where ``M = L L^T``, written in the inner product of ``M^-1``
(Benbow 1999): each applies ``M^-1`` once, and ``L`` itself is not needed, so an inverse that is there serves as well as a factor.
Every iterate lies in the row space of ``D``, and the residual ``v - D p`` does not square the condition.
"""

import numpy as np

ROUNDED = 1e-14          # relative size of what is rounding alone
LOOK = 10                # iterations between two looks at what a caller asks for


def least_norm(linear, solve, v, settled, limit, enough=None):
    """The least ``p`` (K,) with ``D p = v`` (N*Q,), to the residual ``settled`` relative to ``v`` in the norm of ``M^-1``, or as
    rounding allows. None where ``limit`` iterations do not get there, or ``v`` is not in the range of ``D``.

    ``linear`` has ``jvp`` and ``vjp``, ``D q`` and ``D^T u``; ``solve(u)`` is ``M^-1 u``; ``enough(p)``, looked at now and then, stops
    sooner.
    """
    p = np.zeros(linear.num_parameters)
    u, z, beta = _unit(v, solve)                                       # u^T M^-1 u = 1, z = M^-1 u
    if not beta > 0:                                                   # zero, or not finite
        return p if beta == 0 else None
    q = linear.vjp(z)                                                  # (K,)
    alpha = np.linalg.norm(q)
    if not alpha > 0:
        return None
    q = q / alpha
    w, rho, left, squares = q, alpha, beta, alpha ** 2                 # left: the norm of what is left of v
    for number in range(1, limit + 1):
        u, z, length = _unit(linear.jvp(q) - alpha * u, solve)         # bidiagonalisation, by Golub and Kahan
        q = linear.vjp(z) - length * q
        alpha = np.linalg.norm(q)
        radius = np.hypot(rho, length)                                 # the rotation that takes length out
        cosine, sine = rho / radius, length / radius
        p += (cosine * left / radius) * w
        left *= sine
        squares += length ** 2
        norm = np.sqrt(squares)                                        # of L^-1 D, as far as it has been seen
        if left <= settled * beta + min(settled, ROUNDED) * norm * np.linalg.norm(p):
            return p
        if not alpha * abs(cosine) > ROUNDED * norm:                   # |D^T M^-1 (v - D p)| / left; nan too
            return None
        if enough is not None and number % LOOK == 0 and enough(p):
            return p
        q = q / alpha
        w = q - (sine * alpha / radius) * w
        rho, squares = -cosine * alpha, squares + alpha ** 2
    return None


def _unit(u, solve):
    """``u`` of length one in the inner product of ``M^-1``, ``M^-1 u``, and the length; nan where rounding has made it negative."""
    z = solve(u)
    length = np.sqrt(square) if (square := u @ z) >= 0 else np.nan
    return (u / length, z / length, length) if length > 0 else (u, z, length)
