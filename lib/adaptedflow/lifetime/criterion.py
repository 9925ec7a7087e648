"""When an orbit of the adapted flow is known beforehand to live for ever.

In the clock t of the segment the flow is ``dtheta/dt = D^+ v``, ``v = y - x(theta_0)``, and the orbit exists for all s if it does for t < 1. Let
``Lambda(r)`` bound ``|D(theta) - D(theta_0)|`` for ``|theta - theta_0| <= r`` (:mod:`.lipschitz`), and ``sigma_0`` be the smallest singular value of
``D(theta_0)``. Each of these is enough, and each is implied by the one before it:

    (a)  max_r  r (sigma_0 - Lambda(r))                >   |v|
    (b)  max_r  int_0^r (sigma_0 - Lambda)             >   |v|
    (c)  max_r  int_0^r (1 - Lambda / sigma_0)         >   |D(theta_0)^+ v|

Proof of (c). At distance r from theta_0 write ``D = D_0 + E`` with ``|E| <= Lambda(r) < sigma_0``. As ``|E D_0^+| < 1``,
``q = D_0^+ (1 + E D_0^+)^-1 v`` exists and ``D q = v``, so ``|D^+ v| <= |q|``; and ``q = D_0^+ v - D_0^+ E q`` gives
``|q| <= |D_0^+ v| / (1 - Lambda / sigma_0)``. So ``dr/dt <= |D_0^+ v| / (1 - Lambda(r) / sigma_0)``, and integrated
``int_0^r(t) (1 - Lambda / sigma_0) <= t |D_0^+ v|``: r(t) stays below the first r at which the integral is ``|D_0^+ v|``, where still
``Lambda < sigma_0``. On that closed ball D has full rank, so the solution can be continued up to t = 1. (b) is the same with
``|D^+ v| <= |v| / (sigma_0 - Lambda)``. (a), with ``mu = sigma_0 - Lambda(R)``: while r <= R, ``|D^+ v| <= |v| / mu``, and ``|v| / mu <= R``. QED

For constant L in ``Lambda = L r``: (a) is ``sigma_0^2 > 4 L |v|``, (b) ``sigma_0^2 > 2 L |v|``, and (c) ``h = L |D_0^+ v| / sigma_0 < 1/2``,
Kantorovich's condition for Newton's method, with his radius ``2 |D_0^+ v| / (1 + sqrt(1 - 2 h))``. Started at the computed end of an orbit, (c)
therefore proves that an exact zero-cost point lies within that radius.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import brentq

from ..arrays import real_array
from ..checked import checked_problem
from ..flows.pseudo_inverse import rounding_of
from ..network import Network
from ..numerical_rank import rank_sentence
from .lipschitz import jacobian_bound

if TYPE_CHECKING:
    from collections.abc import Sequence
    from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Certificate:
    """What :func:`existence_criterion` found.

    ``certified``: the orbit exists for all s >= 0, stays within ``radius`` of the start and converges to a zero-cost point there;
    on the way the smallest singular value of D stays at or above ``mu``. Both are NaN where not certified. ``form`` is the
    first of (a), (b), (c) that holds, or "N = 1". ``margins`` holds for each form the left side over the right side
    (certified above 1). ``reason`` says it in a sentence.
    """

    certified: bool
    radius: float
    mu: float
    reason: str
    form: str = ""
    margins: dict[str, float] = field(default_factory=dict)


def existence_criterion(problem: Any, theta0: ArrayLike, derivative_bounds: Sequence[float] | None = None) -> Certificate:
    """Whether the adapted orbit from ``theta0`` (K,) is certain to exist for all s >= 0, as a :class:`Certificate`.

    A sufficient criterion for what Theorem 2.1 assumes, for networks with one hidden layer and a smooth activation (and
    for those without hidden layer, where D is constant, and for N = 1, where ``D D^T >= 1`` by the output biases).
    Not certified does not mean that the orbit ends. ``derivative_bounds``: see :func:`jacobian_bound`.

    True up to rounding: ``max(QN, K) eps |D|`` is taken off the computed singular value, and ``|D^+ v|`` is enlarged by what
    errors of that size in D and ``eps max(QN, K) |x|`` in the outputs can do to first order, doubled.
    Raises ValueError or TypeError for a ``theta0`` that does not fit or for K < QN.
    """
    problem = checked_problem(problem)
    theta0 = real_array("theta0", theta0, (problem.K,), cure="net.init(seed) makes a start.")
    if problem.regime == "underparametrized":
        raise ValueError(f"problem: expected K >= QN (Theorem 2.1), got K = {problem.K} and QN = {problem.N * problem.Q}.")
    D, x = problem.jacobian(theta0), problem.outputs(theta0)           # (N*Q, K), (N*Q,)
    v = problem.y - x
    size = np.linalg.norm(v)
    if problem.N == 1 and isinstance(problem.model, Network) and problem.model.bias:
        return Certificate(True, float(size), 1.0, "certified: N = 1, and the output biases alone give D D^T >= 1 everywhere.", "N = 1")
    try:
        bound = jacobian_bound(problem, theta0, derivative_bounds)
    except ValueError as error:
        return Certificate(False, np.nan, np.nan, f"not certified, because {error}")
    _, singular_values, leftT = np.linalg.svd(D.T, full_matrices=False)      # of D^T, which is faster for a wide D
    rounding = max(D.shape) * rounding_of(problem) * singular_values[0]
    sigma = float(singular_values[-1] - rounding)
    if sigma <= rounding:
        return Certificate(False, np.nan, np.nan, "not certified, because of the rank of D at theta0. "
                           + rank_sentence(D.shape, singular_values[0], singular_values[-1], 2 * rounding))
    shortest = np.linalg.norm((leftT @ v) / singular_values)          # |D^+ v|
    outputs = max(D.shape) * rounding_of(problem) * (np.linalg.norm(x) + np.linalg.norm(problem.y))
    shortest = float(shortest * (1 + 2 * rounding / sigma) + 2 * outputs / sigma)
    return _judge(bound, sigma, float(size + outputs), shortest)


def _judge(bound, sigma, size, shortest):
    """The certificate for ``Lambda = bound.change``, ``size`` = |v| and ``shortest`` = |D^+ v|."""
    L, k = bound.base, bound.slope

    def integral(r):                                                   # int_0^r (sigma - Lambda)
        return sigma * r - L * r ** 2 / 2 - k * r ** 3 / 6

    def product(r):                                                    # r (sigma - Lambda(r))
        return r * (sigma - bound.change(r))

    if L == 0 and k == 0:                                              # D is constant
        return Certificate(True, shortest, sigma, f"certified: D does not depend on theta; its smallest singular value is {sigma:.3g}.",
                           "(a)", dict.fromkeys(("(a)", "(b)", "(c)"), np.inf))
    flat, turn = _root(k / 2, L, -sigma), _root(1.5 * k, 2 * L, -sigma)      # sigma = Lambda; (r (sigma - Lambda))' = 0
    sides = {"(a)": (product, turn, size), "(b)": (integral, flat, size), "(c)": (integral, flat, sigma * shortest)}
    margins = {form: _ratio(function(at), need) for form, (function, at, need) in sides.items()}
    held = [form for form, margin in margins.items() if margin > 1]
    if not held:
        return Certificate(False, np.nan, np.nan, f"not certified, because form (c), the strongest, has {margins['(c)']:.3g} of what it needs: "
                           f"smallest singular value {sigma:.3g}, Lipschitz bound of D at theta0 {L:.3g}, |D^+ v| {shortest:.3g}.", "", margins)
    need = sigma * shortest                                            # (c) holds too, and gives the least radius
    radius = brentq(lambda r: integral(r) - need, 0, flat, xtol=1e-14 * flat) if need > 0 else 0.0
    mu = sigma - bound.change(radius)
    return Certificate(True, float(radius), float(mu), f"certified by form {held[0]}: the orbit stays within {radius:.3g} of theta0, and the smallest "
                       f"singular value of D at or above {mu:.3g}.", held[0], margins)


def _root(a, b, c):
    """The positive root of ``a r^2 + b r + c`` for a, b >= 0 > c."""
    return -2 * c / (b + np.sqrt(b ** 2 - 4 * a * c))


def _ratio(value, need):
    return float(value / need) if need > 0 else np.inf
