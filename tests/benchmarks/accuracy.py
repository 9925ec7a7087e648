"""Error of D^+ v against 50 digits, for D with prescribed singular values, and the route that the package takes."""

from dataclasses import dataclass
from unittest import mock

import mpmath
import numpy as np
from scipy.linalg import solve_triangular

import adaptedflow as af
from adaptedflow.flows import pseudo_inverse

DIGITS = 50
ROWS, COLUMNS = 12, 1000     # small enough for 50 digits; the Gram route is asked for
CONDITIONS = 10.0 ** np.arange(1, 13)


@dataclass(frozen=True)
class Error:
    """Relative errors at one condition of D; ``route`` and ``estimate`` are the package's own."""

    condition: float
    route: str
    estimate: float
    ours: float
    qr: float
    cholesky: float


def measure(seed=0):
    """One :class:`Error` for each condition from 10 to 1e12."""
    rng = np.random.default_rng(seed)
    return [_one(condition, rng) for condition in CONDITIONS]


def _one(condition, rng):
    U, V = (np.linalg.qr(rng.normal(size=(n, ROWS)))[0] for n in (ROWS, COLUMNS))
    D = (U * np.geomspace(1, 1 / condition, ROWS)) @ V.T               # (ROWS, COLUMNS)
    v = rng.normal(size=ROWS)
    exact = _exact(D, v)
    model = af.FunctionModel(lambda theta, X: np.zeros((ROWS, 1)), lambda theta, X: D, COLUMNS)
    problem = af.Problem(model, np.ones((ROWS, 1)), v[:, None])
    with mock.patch.object(pseudo_inverse, "DENSE_SIZE", 0):
        lift = af.AdaptedFlow(problem).lift(np.zeros(COLUMNS), v)
    errors = [np.linalg.norm(p - exact) / np.linalg.norm(exact) for p in (lift.vector, _by_qr(D, v), _by_cholesky(D, v))]
    return Error(condition, lift.route, lift.condition, *map(float, errors))


def _exact(D, v):
    with mpmath.workdps(DIGITS):
        A = mpmath.matrix(D.tolist())
        return np.array([float(x) for x in A.T * mpmath.lu_solve(A * A.T, mpmath.matrix(v.tolist()))])


def _by_qr(D, v):
    Q, R = np.linalg.qr(D.T)
    return Q @ solve_triangular(R, v, trans="T")


def _by_cholesky(D, v):
    """Without refinement or any check, as it is often written; NaN where there is no factor."""
    try:
        L = np.linalg.cholesky(D @ D.T)
    except np.linalg.LinAlgError:
        return np.full(COLUMNS, np.nan)
    return D.T @ solve_triangular(L, solve_triangular(L, v, lower=True), trans="T", lower=True)
