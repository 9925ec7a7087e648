"""Where survival sets in: a logistic curve in the gap ``K - QN``, fitted to counts by maximum likelihood.

Of ``n`` orbits in a cell with gap g each survives with chance ``1 / (1 + exp(-(g - h) / w))``: h is the gap at which half survive, w the
width of the transition (from 10 to 90 per cent it takes ``2 log 9 w``). h is a combination ``sum_j c_j basis_j`` of given functions of the cell, so
that ``(g - h) / w`` is linear in the unknowns ``(1, c) / w``: a logistic regression, whose likelihood is concave. The width may change with the size of the
network as well, like ``w K^gamma``: that is the same regression for ``g K^-gamma`` and ``basis_j K^-gamma``, and leaves a search in gamma.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import minimize, minimize_scalar
from scipy.special import expit, xlogy

from ..arrays import real_array, real_number

if TYPE_CHECKING:
    from collections.abc import Mapping
    from numpy.typing import ArrayLike

BETAS = np.linspace(0, 1, 41)
GAMMAS = (-1.0, 1.0)
CHI_SQUARE = 3.84        # the 95 % point for one degree of freedom


@dataclass(frozen=True)
class Transition:
    """``coefficients`` (n,) of the gap at which half survive, ``width`` w, and ``deviance``: -2 log likelihood above that of the shares themselves.

    ``gamma`` is the exponent of K in the width ``w K^gamma``, 0 where it was not free.
    """

    coefficients: np.ndarray
    width: float
    deviance: float
    gamma: float = 0.0


@dataclass(frozen=True)
class PowerProfile:
    """The fits of ``h = a K^beta``: ``betas`` (n,), and by how much each is ``worse`` (n,) than the best, in -2 log likelihood over the dispersion.

    ``beta`` is the best exponent, ``interval`` the first and the last within 3.84 of it, ``fit`` its :class:`Transition`;
    ``dispersion`` the deviance for each degree of freedom, at least 1.
    """

    betas: np.ndarray
    worse: np.ndarray
    beta: float
    interval: tuple[float, float]
    fit: Transition
    dispersion: float


def fit_transition(gap: ArrayLike, alive: ArrayLike, orbits: ArrayLike, basis: ArrayLike, K: ArrayLike | None = None) -> Transition:
    """The :class:`Transition` that makes ``alive`` (cells,) of ``orbits`` (cells,) at the gaps ``gap`` (cells,) most likely; ``basis`` (cells, n).

    With ``K`` (cells,) the width is ``w K^gamma``, gamma the most likely one between -1 and 1; without, it is w.
    Raises ValueError or TypeError for arguments that do not fit, ArithmeticError where the counts do not determine the curve
    (all or nothing survives everywhere; columns that depend on each other) or survival does not grow with the gap.
    """
    gap = real_array("gap", gap, (None,))
    alive, orbits = real_array("alive", alive, gap.shape), real_array("orbits", orbits, gap.shape)
    basis = real_array("basis", basis, (len(gap), None), cure="One row for each cell, one column for each unknown.")
    if np.any(alive < 0) or np.any(alive > orbits) or np.any(orbits <= 0):
        raise ValueError("alive: expected 0 <= alive <= orbits and orbits > 0 in every cell.")
    if K is not None:
        return _free_width(gap, alive, orbits, basis, real_array("K", K, gap.shape))
    columns = np.column_stack([gap, -basis])                           # (cells, 1 + n)
    sizes = np.abs(columns).max(axis=0)
    if not sizes.all():
        raise ValueError("gap, basis: expected columns that are not zero throughout, got one that is.")
    columns = columns / sizes
    unknowns, information = _most_likely(columns, alive, orbits)       # (1, c) / w, times the sizes
    if np.linalg.eigvalsh(information)[0] < 1e-9 * orbits.sum():
        raise ArithmeticError("the counts do not determine the transition: more cells are needed in which some orbits survive and some do not.")
    if unknowns[0] <= 0:
        raise ArithmeticError("survival does not grow with the gap in these cells, so there is no transition to fit.")
    share = alive / orbits
    best = 2 * np.sum(orbits * (xlogy(share, share) + xlogy(1 - share, 1 - share)))
    coefficients = unknowns[1:] / unknowns[0] * (sizes[0] / sizes[1:])
    return Transition(coefficients, float(sizes[0] / unknowns[0]), float(best - 2 * _log_likelihood(columns @ unknowns, alive, orbits)))


def _free_width(gap, alive, orbits, basis, K):
    if np.any(K <= 0) or np.all(K == K[0]):
        raise ValueError("K: expected the sizes of the networks, numbers above 0 and not all the same; leave K out for one width.")

    def fit(gamma):
        return fit_transition(gap * K ** -gamma, alive, orbits, basis * K[:, None] ** -gamma)

    found = minimize_scalar(lambda gamma: fit(gamma).deviance, bounds=GAMMAS, method="bounded", options={"xatol": 1e-4})
    return replace(fit(found.x), gamma=float(found.x))


def _log_likelihood(z, alive, orbits):
    return np.sum(alive * z - orbits * np.logaddexp(0, z))


def _most_likely(columns, alive, orbits):
    """The unknowns of greatest likelihood, and minus the second derivatives of its logarithm there."""
    def fall(unknowns):
        chance = expit(columns @ unknowns)                             # (cells,)
        return -_log_likelihood(columns @ unknowns, alive, orbits), -columns.T @ (alive - orbits * chance)

    def information(unknowns):
        chance = expit(columns @ unknowns)
        return (columns.T * (orbits * chance * (1 - chance))) @ columns

    # (scipy's "trust-exact" does not always halt where columns depend on each other)
    found = minimize(fall, np.zeros(columns.shape[1]), jac=True, hess=information, method="trust-ncg", options={"gtol": 1e-10 * orbits.sum()})
    return found.x, information(found.x)


def threshold_powers(table: Mapping[str, Any], lenient: bool = False, free_width: bool = False) -> PowerProfile:
    """How well ``a K^beta`` describes the gap at which half survive, for beta from 0 to 1 in steps of 0.025: a :class:`PowerProfile`.

    ``table``: rows of a survival map, more cells than unknowns. Undecided orbits count as dead, or as alive where ``lenient``. The curve has one width w for
    all sizes, or ``w K^gamma`` with ``free_width``: a, w, beta and gamma are the unknowns. The logistic curve is a description, not a law: where it does
    not fit to within chance, the deviance for each degree of freedom (cells less unknowns), the *dispersion*, is above 1, and differences are divided by it.
    Raises what :func:`fit_transition` raises.
    """
    K, gap, orbits = (real_array(name, table[name], (None,)) for name in ("K", "gap", "orbits"))
    unknowns = 4 if free_width else 3
    if len(K) <= unknowns:
        raise ValueError(f"table: expected more cells than the curve has unknowns, {unknowns}, got {len(K)}.")
    alive = sum(real_array(name, table[name], K.shape) for name in ("survived", "undecided")[:1 + bool(lenient)])
    fits = [fit_transition(gap, alive, orbits, K[:, None] ** beta, K if free_width else None) for beta in BETAS]
    deviances = np.array([fit.deviance for fit in fits])
    best = int(deviances.argmin())
    dispersion = max(1.0, deviances[best] / (len(K) - unknowns))
    worse = (deviances - deviances[best]) / dispersion
    inside = BETAS[worse <= CHI_SQUARE]
    return PowerProfile(BETAS, worse, float(BETAS[best]), (float(inside[0]), float(inside[-1])), fits[best], float(dispersion))


def crossing(gap: ArrayLike, share: ArrayLike, level: float, apart: float = 2.0) -> float:
    """The gap at which the ``share`` (cells,) of survivors first reaches ``level``, on the straight line between the two cells (``gap``) around it.

    NaN where those two are more than ``apart`` apart, since what lies between was not counted, and where no cell, or the first already, is above.
    """
    gap = real_array("gap", gap, (None,))
    share, level = real_array("share", share, gap.shape), real_number("level", level)
    apart = real_number("apart", apart, minimum=0, allow_inf=True)
    order = np.argsort(gap, kind="stable")
    gap, share = gap[order], share[order]
    reached = np.flatnonzero(share >= level)
    if not reached.size:
        return np.nan
    first = reached[0]
    if share[first] == level:
        return float(gap[first])
    if first == 0 or gap[first] - gap[first - 1] > apart:
        return np.nan
    return float(gap[first - 1] + (level - share[first - 1]) / (share[first] - share[first - 1]) * (gap[first] - gap[first - 1]))
