"""The Gauss-Newton step, shortened or damped until it lowers the cost: the method of :func:`adaptedflow.solve`.

The step ``p = -D^+ (x - y)`` is Euler's step of length N along the adapted flow (2.4), or for K < QN (5.2): so ``theta + t p`` is one of
length ``t N``. Where ``D`` is deficient, or the line along ``p`` is of no use, the step minimises ``|D p + x - y|^2 + lambda |p|^2`` in its
place (Levenberg-Marquardt), which exists for every ``D`` and turns towards the gradient.
"""

import math
from typing import NamedTuple

import numpy as np
from scipy.linalg import lapack

from ..errors import RankLossError
from ..flows import cholesky
from ..flows.pseudo_inverse import least_squares, minimum_norm, rounding_of
from ..problem import reusing

ROUGHEST, INEXACT = 0.1, 1e-4    # residuals between which iterations for a step may stop: the next step takes what is left
SHORTEST = 1 / 8         # share of the Gauss-Newton step below which it is damped instead
DECREASE = 0.01          # share of the fall of the linear model that the cost has to show
FIRST, LEAST, LARGEST = 1e-2, 1e-10, 1e10   # damping, relative to the mean eigenvalue of D D^T or D^T D: at first; below it none is left; no use beyond
OFFSET = 1e-8            # |P (x - y)| / |x - y|, P onto the range of D, at which the cost is at a minimum (Bates and Watts' relative offset)
STATIONARY = 1e-10       # |D^T (x - y)| / (|D| |x - y|), the same for a deficient D
LOST = 2                 # relative errors of rounding in the squares |x - y|^2, below which a fall cannot be seen
TINY = np.finfo(float).tiny


class State(NamedTuple):
    """Where the method is. ``share``, ``damping`` and ``route`` belong to the step that led here; ``ended`` says why there is no next one."""

    theta: np.ndarray
    residual: np.ndarray
    squares: float
    share: float = 0.0
    damping: float = 0.0
    route: str = ""
    ended: str = ""
    deficient: str = ""


def descend(problem, theta, charge, tol=0.0):
    """Yield a :class:`State` for the start and after each step, until one has ``ended``. ``charge(kind)`` is told of all work before it is done.
    No step is computed more closely than a cost ``tol`` times that of the start asks for."""
    residual, squares = _residual(problem, theta, charge)
    if squares == math.inf:
        raise ValueError("theta0: expected outputs that are finite, got others. Take smaller weights: net.init(seed).")
    state, damping, growth, deficient = State(theta, residual, squares), 0.0, 2.0, ""
    goal, left = tol * state.squares, 1.0                              # ``left``: of the squares by the last step
    yield state
    while True:
        size = 1.0
        if damping == 0:
            charge("velocity")
            try:
                (p, route), deficient = _undamped(problem, state, _settled(left, goal / max(state.squares, TINY))), ""
            except RankLossError as error:
                deficient, damping = str(error), FIRST
        if damping > 0:
            charge("damping")
            p, route, size = _damped(problem, state, damping)
        fall, moved = _linear_model(problem, state, p, damping, charge)
        ended = _at_minimum(problem, state, moved, damping, size, charge, deficient)
        if ended:
            yield state._replace(ended=ended, deficient=deficient)
            return
        share = 1.0
        while share >= (SHORTEST if damping == 0 else 1.0):
            theta = state.theta + share * p
            residual, squares = _residual(problem, theta, charge)
            model = 1 - share * (2 - share) * fall if damping == 0 else 1 - fall
            if squares <= (1 - DECREASE * (1 - model)) * state.squares and squares < state.squares:
                break
            share /= 2
        else:                                                          # no share of it will do
            damping, growth = (FIRST, 2.0) if damping == 0 else (damping * growth, 2 * growth)
            if damping > LARGEST:
                ended, deficient = _where_no_step_helps(problem, state, charge)
                yield state._replace(ended=ended, deficient=deficient)
                return
            continue
        left = squares / state.squares
        gain = (1 - left) / fall
        state = State(theta, residual, squares, share, damping * size, route, "", deficient)
        if damping > 0:
            damping, growth = damping * max(1 / 10, 1 - (2 * gain - 1) ** 3), 2.0      # Nielsen's rule
            damping = 0.0 if damping < LEAST else damping
        yield state


def damped_gauss_newton(meter, setting=None):
    """The method of :func:`adaptedflow.solve`, under a :class:`Meter`."""
    for state in descend(meter.problem, meter.theta0, meter.charge):
        meter.note(state.theta)
    return "it came to rest"


def _residual(problem, theta, charge):
    """``x - y`` (N*Q,) and ``|x - y|^2``, which is infinite where the outputs are not finite."""
    charge("cost")
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            residual = reusing(problem.outputs, theta) - problem.y
            squares = float(residual @ residual)
            return residual, squares if math.isfinite(squares) else math.inf
    except ValueError as error:                                        # a model of one's own refuses outputs that are not finite
        if "expected finite numbers" not in str(error):
            raise
        return None, math.inf


def _settled(left, goal):
    """The residual, relative to ``x - y``, at which iterations for a step may stop: the square of what the last step has left of ``|x - y|``, which keeps
    convergence quadratic (Eisenstat and Walker, 1996), and half of what takes the squares down to ``goal`` times themselves."""
    return max(INEXACT, min(ROUGHEST, left), math.sqrt(goal) / 2)


def _undamped(problem, state, settled):
    """``(p, route)`` of ``p = -D^+ (x - y)``, for a large ``D`` to the relative residual ``settled``; RankLossError where ``D`` is deficient."""
    if problem.regime == "underparametrized":
        lift = least_squares(problem, state.theta, -state.residual)
    else:
        lift = minimum_norm(problem, state.theta, -state.residual, trial=True, settled=settled)
    return lift.vector, lift.route


def _linear_model(problem, state, p, damping, charge):
    """What the linear model says of the step: what it takes from ``|x - y|^2``, relative to it (1 where it leaves nothing), and ``|D p|``."""
    if damping == 0 and problem.regime != "underparametrized":         # D p = -(x - y)
        return 1.0, math.sqrt(state.squares)
    charge("gradient")
    Dp = problem.jvp(state.theta, p) if hasattr(problem, "jvp") else problem.jacobian(state.theta) @ p   # (N*Q,)
    return -(Dp @ (2 * state.residual + Dp)) / max(state.squares, TINY), math.sqrt(Dp @ Dp)


def _damped(problem, state, damping):
    """``(p, route, size)``: the least ``|D p + x - y|^2 + damping size |p|^2``, ``size`` the mean eigenvalue of the smaller of D D^T and D^T D.

    For K < QN by QR, with columns of ``D`` of length one (Marquardt's scaling); else by Cholesky of ``D D^T``, which damping keeps regular."""
    theta, residual, K = state.theta, state.residual, problem.K
    if problem.regime == "underparametrized":
        D = problem.jacobian(theta)
        lengths = np.sqrt(np.einsum("ij,ij->j", D, D))                 # (K,)
        lengths[lengths <= TINY] = 1.0
        A = np.asfortranarray(np.vstack([D / lengths, np.sqrt(damping) * np.eye(K)]))   # (N*Q + K, K)
        solved = lapack.dgels(A, np.append(-residual, np.zeros(K))[:, None], overwrite_a=True)[1]
        return solved[:K, 0] / lengths, "damped qr", 1.0
    kernel = cholesky.by_columns(problem.ntk(theta, lower=True))
    size = np.trace(kernel) / len(kernel)
    np.einsum("ii->i", kernel)[...] += damping * size
    L = cholesky.factor_lower(kernel)
    if L is None or not size > 0:                                      # D is zero, or not finite
        return np.zeros(K), "damped gram", size
    return -problem.vjp(theta, cholesky.solve(L, residual)), "damped gram", size


def _at_minimum(problem, state, moved, damping, size, charge, deficient):
    """"minimum" or "rank_loss" where no direction lowers the cost, else an empty string."""
    norm = math.sqrt(state.squares)
    if damping == 0:
        return "minimum" if moved <= OFFSET * norm else ""
    charge("gradient")
    D = np.sqrt(size * min(problem.N * problem.Q, problem.K))          # Frobenius norm of D, or of D with columns of length one
    slope = np.linalg.norm(problem.vjp(state.theta, state.residual))
    return ("rank_loss" if deficient else "minimum") if slope <= STATIONARY * D * norm else ""


def _where_no_step_helps(problem, state, charge):
    """``(ended, deficient)``: "stalled", unless the fall that the best step promises is lost in the rounding of the cost: then as :func:`_at_minimum`."""
    charge("velocity")
    try:
        (p, _), deficient, damping = _undamped(problem, state, INEXACT), "", 0.0
    except RankLossError as error:
        charge("damping")
        p, deficient, damping = _damped(problem, state, LEAST)[0], str(error), LEAST
    promised = _linear_model(problem, state, p, damping, charge)[0] * state.squares
    norm = math.sqrt(state.squares)
    unseen = LOST * rounding_of(problem) * norm * (norm + np.linalg.norm(problem.y))   # x - y is known to eps (|x - y| + |y|)
    if promised <= unseen < state.squares:
        return ("rank_loss" if deficient else "minimum"), deficient
    return "stalled", deficient
