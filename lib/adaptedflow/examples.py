"""Problems whose adapted orbit is known in closed form; the integrator is tested on them.

Each function returns an :class:`Example` with ``problem``, ``theta0``, ``exact(s)`` -> theta (K,) or None, ``end_time`` (the paper's ``s`` at
which the adapted orbit breaks down; ``inf`` where it lives for ever) and ``end_status``. Which are inside the paper's
setting (its networks with biases, and at most Q distinct targets, (1.1)) is said in each docstring.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .arrays import own_array, real_array, real_number
from .function_model import FunctionModel
from .network import Network
from .problem import Problem

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Example:
    """A problem with a start and its exact adapted orbit; ``exact`` is None where only ``end_time`` is known."""

    problem: Problem
    theta0: np.ndarray
    exact: Callable[[float], np.ndarray] | None
    end_time: float
    end_status: str


def two_factor(w1: float = 1.0, w2: float = 1.0, y: float = -1.0) -> Example:
    """``x = w1 w2``, one sample, no biases (K = 2, QN = 1): the smallest network that can lose rank.

    ``c = w1^2 - w2^2`` is conserved and ``D D^T = w1^2 + w2^2 = sqrt(c^2 + 4 x^2)``. The orbit breaks down exactly if ``c = 0`` and
    ``x0 y < 0``: rank loss at ``s* = log(1 + |x0| / |y|)``. Outside the paper's class (no biases).
    """
    w1, w2, y = real_number("w1", w1), real_number("w2", w2), real_number("y", y)
    model = FunctionModel(
        lambda theta, X: np.array([[theta[0] * theta[1]]]),
        lambda theta, X: np.array([[theta[1], theta[0]]]),
        2,
        lambda theta, X, v: np.array([[v[1], v[0]]]),
    )
    x0, c = w1 * w2, w1 ** 2 - w2 ** 2
    sign1, sign2 = np.copysign(1, w1), np.copysign(1, w2)

    def exact(s):
        x = y + np.exp(-s) * (x0 - y)
        root = np.hypot(c, 2 * x)
        if c == 0:
            return np.sqrt(abs(x)) * np.array([sign1, sign2])
        if c > 0:                                                      # w1 keeps its sign, w2 = x / w1
            first = sign1 * np.sqrt((root + c) / 2)
            return np.array([first, x / first])
        second = sign2 * np.sqrt((root - c) / 2)
        return np.array([x / second, second])

    breaks = c == 0 and x0 * y < 0
    end = np.log1p(abs(x0) / abs(y)) if breaks else np.inf
    problem = Problem(model, np.ones((1, 1)), np.array([[y]]))
    return Example(problem, np.array([w1, w2]), exact, float(end), "rank_loss" if breaks else "reached")


def two_factor_network(w1: float = 1.0, w2: float = 1.0) -> Example:
    """The same rank loss among the paper's networks: linear [1, 1, 1], inputs -1, 1, targets 1, -1, ``theta0 = (w1, 0, w2, 0)``.

    The biases stay 0 and ``f(x) = w1 w2 x``. Breaks down for ``w1 = w2`` at ``s* = 2 log(1 + w1 w2)``. With Q = 1 the paper's
    targets would all be equal: the targets here are outside (1.1); see :func:`two_label_rank_loss`.
    """
    inner = two_factor(w1, w2, -1.0)
    problem = Problem(Network([1, 1, 1], "identity"), np.array([[-1.0], [1.0]]), np.array([[1.0], [-1.0]]))

    def exact(s):
        first, second = inner.exact(s / 2)
        return np.array([first, 0.0, second, 0.0])

    return Example(problem, np.array([w1, 0.0, w2, 0.0]), exact, 2 * inner.end_time, inner.end_status)


def two_label_rank_loss() -> Example:
    """Rank loss inside the paper's setting: linear [1, 1, 2], inputs 1, -1, labels ``y_1 = (-1, 0)``, ``y_2 = (1, 0)``.

    K = 6 > QN = 4. From ``theta0 = (w1, b1, W2, b2) = (1, 0, (1, 0), (0, 0))`` the output is ``(w1 w2 x, 0)`` and the orbit that of
    :func:`two_factor`: rank loss at ``s* = 2 log 2``.
    """
    inner = two_factor(1.0, 1.0, -1.0)
    problem = Problem(Network([1, 1, 2], "identity"), np.array([[1.0], [-1.0]]), np.array([[-1.0, 0.0], [1.0, 0.0]]))

    def exact(s):
        first, second = inner.exact(s / 2)
        return np.array([first, 0.0, second, 0.0, 0.0, 0.0])

    return Example(problem, exact(0.0), exact, 2 * inner.end_time, "rank_loss")


def unreachable_labels(collinear: bool = False) -> Problem:
    """Labels inside the paper's setting that no start survives: tanh [1, 2, 2], inputs -2, ..., 2, labels (1, 0) and (0, 0) by turns. A :class:`Problem`.

    The first output is ``f(x) = a_1 tanh(w_1 x + b_1) + a_2 tanh(w_2 x + b_2) + c``. Times both squared cosh, ``f'`` is
    ``a_1 w_1 cosh^2 u_2 + a_2 w_2 cosh^2 u_1``: it vanishes, unless f is monotone, where ``k cosh u_1 = cosh u_2`` for a constant ``k > 0``. That is
    a sum of exponentials whose rates, ordered, have coefficients with the signs -, +, +, - or +, -, -, + (fewer where ``|w_1| = |w_2|``), and by
    Descartes' rule for such sums it has at most two zeros. So f turns at most twice, the labels would have to turn three times, and some increment of
    f has the wrong sign or is zero. Two values that differ by 1 in the targets and not, or the other way, in the outputs are off by ``1/sqrt 2`` at
    least: ``|x - y| >= 1/sqrt 2`` and ``C >= 1/20`` everywhere. From a start where D is onto the cost falls like ``(1 - t)^2``, so the orbit ends at
    ``t* <= 1 - (20 C_0)^(-1/2)``. K = QN = 10; with ``collinear`` the network is [2, 2, 2], the inputs are (j, j/2), and K = 12 > QN = 10.
    """
    x, Y = np.arange(-2.0, 3.0)[:, None], np.array([[1.0, 0.0], [0.0, 0.0]])[np.arange(5) % 2]
    if collinear:
        return Problem(Network([2, 2, 2], "tanh"), np.hstack([x, x / 2]), Y)
    return Problem(Network([1, 2, 2], "tanh"), x, Y)


def last_layer_limit(w1: float = 0.1, excess: float = 1e-3) -> Example:
    """Rank loss inside the paper's setting just above the bound of :func:`adaptedflow.lifetime.last_layer_criterion`.

    tanh [1, 1, 2], inputs 1, -1, K = 6 > QN = 4. From ``W1 = w1``, ``W2 = (sinh w1, 0)``, without biases, the first output is ``z x``,
    ``z = w2 tanh(w1)``, and ``sinh^2 w1 - w2^2`` is conserved, here 0; the second output is zero. With the labels ``(-excess z_0, 0)`` and
    ``(excess z_0, 0)`` z comes to 0, where ``W1 = W2 = 0`` and the rank is lost, at ``s* = 2 log((1 + excess) / excess)``. There
    ``|v| |X~| = (1 + excess) cosh(w1) sig_N(H~)^2`` at the start: as close above 1 as one likes. The end is a saddle of the time, so an integrator,
    which commits small errors, may slip past it.
    """
    w1, excess = real_number("w1", w1, minimum=0, strict=True), real_number("excess", excess, minimum=0, strict=True)
    z0 = np.sinh(w1) * np.tanh(w1)

    def exact(s):
        z = max(0.0, z0 * ((1 + excess) * np.exp(-s / 2) - excess))    # sinh(w) tanh(w) = z is c^2 - z c - 1 = 0 for c = cosh(w)
        w = np.arcsinh(np.sqrt(z * (z + np.hypot(z, 2)) / 2))
        return np.array([w, 0.0, np.sinh(w), 0.0, 0.0, 0.0])

    problem = Problem(Network([1, 1, 2], "tanh"), np.array([[1.0], [-1.0]]), np.array([[-excess * z0, 0.0], [excess * z0, 0.0]]))
    return Example(problem, exact(0.0), exact, float(2 * np.log((1 + excess) / excess)), "rank_loss")


def tanh_interpolation(x0: ArrayLike = (0.0, 9.0, 13.0, 14.0), y: ArrayLike = (0.0, 1.0, 5.0, 14.0)) -> Example:
    """Blow-up with ``D`` invertible along the whole orbit: tanh [1, 1, 1], inputs 0, 1, 2, 3 (K = QN = 4).

    ``D`` is invertible where ``w1 w2 != 0``, and the outputs there are exactly the quadruples whose increments
    ``d`` have one strict sign and ``d2^2 > d1 d3`` (:func:`tanh_preimage`). So the adapted orbit is the preimage of
    the segment from ``x0`` to ``y``, and ends where the segment leaves that cone: a quadratic. The defaults end at
    ``s* = 4 log(8 / 7)`` though ``y`` has a preimage too. Four distinct targets with Q = 1 are outside (1.1).
    """
    x0, y = own_array("x0", x0, (4,)), own_array("y", y, (4,))
    problem = Problem(Network([1, 1, 1], "tanh"), np.arange(4.0)[:, None], y[:, None])
    t_end = _leaves_cone(np.diff(x0), np.diff(y))
    end = -4 * np.log1p(-t_end) if t_end < 1 else np.inf

    def exact(s):
        return tanh_preimage(y + np.exp(-s / 4) * (x0 - y))

    return Example(problem, exact(0.0), exact, float(end), "blow_up" if np.isfinite(end) else "reached")


def two_label_blow_up(collinear: bool = False) -> Example:
    """Blow-up with ``D`` invertible along the whole orbit inside the paper's setting: tanh [1, 2, 2], inputs -2, ..., 2, two labels by turns.

    K = QN = 10. The labels are ``(1, 0)`` at -2, 0, 2 and ``(0, 0)`` at -1, 1, the outputs at the start (-2, -2), (0, -1), (1, 0),
    (0, 1), (-2, 2). With ``t = 1 - exp(-s/5)`` and ``C = 2 / (1 - 3 t)`` the hidden units are ``tanh(b + w x)`` and ``tanh(b - w x)`` with
    ``cosh 2w = C`` and ``cosh 2b = C + 1``: ``theta`` is unbounded as ``t -> 1/3``, at ``s* = 5 log(3/2)``, where the
    cost is 4/9 of that at the start.

    With ``collinear`` the network is [2, 2, 2] and the inputs are (j, j/2), as in :func:`unreachable_labels` (K = 12 > QN = 10). Each ``w`` becomes the shortest
    pair of weights that does the same, ``w (1, 1/2) / |(1, 1/2)|^2``; the velocity never leaves these pairs, so outputs and times stay as they are.
    """

    def exact(s):
        t = -np.expm1(-s / 5)
        C = 2 / (1 - 3 * t)
        w, b = np.arccosh(C) / 2, np.arccosh(C + 1) / 2
        first = (C + 2) * (2 * C + 1) / (2 * np.sinh(2 * b) * (C - 1))
        second = (1 - t) * (2 * C + 1) / (2 * np.sinh(2 * w))
        weights = np.outer([w, -w], [0.8, 0.4]).ravel() if collinear else [w, -w]
        return np.array([*weights, b, b, first, first, second, -second, 1 - 2 * first * np.tanh(b), 0.0])

    return Example(unreachable_labels(collinear), exact(0.0), exact, float(5 * np.log(1.5)), "blow_up")


def tanh_monotone() -> Example:
    """Blow-up with rank ``D = QN`` along the whole orbit and K > QN: tanh [1, 1, 1], inputs 0, 1, 2 (K = 4, QN = 3), outputs 0, 1, 2, targets 0, 1, 0.

    One tanh unit is monotone, so that no lift of the segment, whatever the metric of parameter space, gets to where the second
    increment ``1 - 2 t`` vanishes; D keeps its rank where ``w1 w2 != 0``. So the orbit is unbounded by
    ``s* = 3 log 2`` at the latest. Three distinct targets with Q = 1 are outside (1.1).
    """
    problem = Problem(Network([1, 1, 1], "tanh"), np.arange(3.0)[:, None], np.array([[0.0], [1.0], [0.0]]))
    return Example(problem, np.array([0.5, -0.5, 1 / np.tanh(0.5), 1.0]), None, float(3 * np.log(2)), "blow_up")


def tanh_preimage(x: ArrayLike) -> np.ndarray:
    """The parameters ``(w1, b1, w2, b2)``, ``w1 > 0``, at which tanh [1, 1, 1] maps 0, 1, 2, 3 to ``x`` (4,).

    ValueError where there are none with ``w1 w2 != 0``: the increments ``d`` must have one sign and ``d2^2 > d1 d3``.
    """
    x = real_array("x", x, (4,))
    d = np.diff(x)
    sign = np.sign(d[1])
    if not (np.all(sign * d > 0) and d[1] ** 2 > d[0] * d[2]):
        raise ValueError(f"x: expected increments of one sign with d2^2 > d1 d3, got {d}.")
    p, q = d[0] / d[1], d[2] / d[1]
    h = np.arccosh(((1 + p + q) / (p * q) - 1) / 2) / 4                # w1 / 2
    a = np.arctanh((p * np.cosh(3 * h) - np.cosh(h)) / (np.sinh(h) + p * np.sinh(3 * h)))
    w1, b1 = 2 * h, a - 3 * h
    w2 = d[1] / (np.tanh(a + h) - np.tanh(a - h))
    return np.array([w1, b1, w2, x[0] - w2 * np.tanh(b1)])


def _leaves_cone(d0, d1):
    """The first ``t`` in (0, 1] at which ``d0 + t (d1 - d0)`` leaves the cone of :func:`tanh_preimage`; 1 if it stays."""
    slope = d1 - d0
    roots = list(np.roots([slope[1] ** 2 - slope[0] * slope[2],
                           2 * d0[1] * slope[1] - d0[0] * slope[2] - d0[2] * slope[0],
                           d0[1] ** 2 - d0[0] * d0[2]]))
    roots += [-a / b for a, b in zip(d0, slope) if b != 0]
    real = [r.real for r in roots if abs(np.imag(r)) < 1e-12 and 0 < r.real < 1]
    return min(real, default=1.0)


def saturation(y: float = 2.0) -> Example:
    """Logarithmic blow-up: ``x = tanh(w)``, ``y > 1`` out of reach, ``w0 = 0``: ``w = artanh(x)`` is infinite at ``x = 1``,
    ``s* = log(y / (y - 1))``. One unit without an output layer: outside the paper's class."""
    y = real_number("y", y, minimum=1, strict=True)
    model = FunctionModel(lambda theta, X: np.tanh(theta)[None], lambda theta, X: 1 / np.cosh(theta)[None] ** 2, 1)
    problem = Problem(model, np.ones((1, 1)), np.array([[y]]))
    return Example(problem, np.zeros(1), lambda s: np.arctanh(np.array([-y * np.expm1(-s)])), float(np.log(y / (y - 1))), "blow_up")
