"""LSQR for ``D p = v``, preconditioned by a matrix ``M`` close to ``D D^T``.

Paige and Saunders' iterations (1982) on ``L^-1 D p = L^-1 v``, where ``M = L L^T``, written in the inner product of ``M^-1``
(Benbow 1999): each applies ``M^-1`` once, and ``L`` itself is not needed, so an inverse that is there serves as well as a factor.
Every iterate lies in the row space of ``D``, and the residual ``v - D p`` does not square the condition.
"""

import numpy as np

ROUNDED = 1e-14          # relative size of what is rounding alone


def least_norm(linear, solve, v, settled, limit, residual=0.0, past=None):
    """The least ``p`` (K,) with ``D p = v`` (N*Q,), to what ``settled`` says of ``v - D p`` in the norm of ``M^-1``, or ``residual`` in
    the plain one, both relative to ``v``, or as rounding allows. None where ``limit`` iterations do not get there, or ``v`` is not in the
    range of ``D``.

    ``linear`` has ``jvp`` and ``vjp``, ``D q`` and ``D^T u``; ``solve(u)`` is ``M^-1 u``. With ``past`` (:class:`.stages.Past`) the
    iterations begin at the nearest that earlier solutions lead to, and add theirs.
    """
    K = linear.num_parameters

    def lifted(w):                                                     # (K + N*Q,): D^T w, and w itself
        return np.concatenate([linear.vjp(w), w])
    found = np.zeros(K + len(v))                                       # p, and the w of p = D^T w
    u, z, size = _unit(v, solve)                                       # u^T M^-1 u = 1, z = M^-1 u
    left, plain = size, residual * np.linalg.norm(v)                   # left: the norm of v - D p
    if past and size > 0:
        found = lifted(past.nearest(linear, v))
        u, z, left = _unit(v - linear.jvp(found[:K]), solve)
    if not left > settled * size:                                      # zero, or not finite
        return found[:K] if left <= settled * size else None
    q = lifted(z)
    alpha = np.linalg.norm(q[:K])
    if not alpha > 0:
        return None
    q = q / alpha
    direction, rho, squares, rest = q, alpha, alpha ** 2, u            # rest: v - D p = left * rest
    for _ in range(limit):
        u, z, length = _unit(linear.jvp(q[:K]) - alpha * u, solve)     # bidiagonalisation, by Golub and Kahan
        q = lifted(z) - length * q
        alpha = np.linalg.norm(q[:K])
        radius = np.hypot(rho, length)                                 # the rotation that takes length out
        cosine, sine = rho / radius, length / radius
        found += (cosine * left / radius) * direction
        rest = sine * rest - cosine * u
        left *= sine
        squares += length ** 2
        norm, p = np.sqrt(squares), found[:K]                          # of L^-1 D, as far as it has been seen
        if left <= settled * size + min(settled, ROUNDED) * norm * np.linalg.norm(p) or left * np.linalg.norm(rest) <= plain:
            if past is not None:
                past.append(found[K:])
            return p
        if not alpha * abs(cosine) > ROUNDED * norm:                   # |D^T M^-1 (v - D p)| / left; nan too
            return None
        q = q / alpha
        direction = q - (sine * alpha / radius) * direction
        rho, squares = -cosine * alpha, squares + alpha ** 2
    return None


def _unit(u, solve):
    """``u`` of length one in the inner product of ``M^-1``, ``M^-1 u``, and the length; nan where rounding has made it negative."""
    z = solve(u)
    length = np.sqrt(square) if (square := u @ z) >= 0 else np.nan
    return (u / length, z / length, length) if length > 0 else (u, z, length)
