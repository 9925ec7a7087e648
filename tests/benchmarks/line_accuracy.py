"""Errors of ``D^+ v`` by each route against 50 digits, for networks whose D has condition numbers up to 1e12, beside QR's and Cholesky's."""

import mpmath
import numpy as np
from scipy.linalg import solve_triangular

import adaptedflow as af
from adaptedflow.flows import iterative, pseudo_inverse
from adaptedflow.flows.iterative import SETTLED
from adaptedflow.foreign_arrays import EPS
from row import Row

DIGITS = 50
NET, PAIRS = (4, 60, 2), 5       # D has 2 * 2 * PAIRS rows: few enough for 50 digits
CONDITIONS = 10.0 ** np.arange(1, 13)
SILENT = 100.0           # error in units of eps cond(D) beyond which an answer is called wrong
ROUTES = {"gram": iterative.by_gram, "blocks": iterative.by_blocks}


def measure(quick):
    """For each condition the relative errors, and what each route says of the condition: None where it hands the work on."""
    iterative.BLOCKS_ROUGHLY = iterative.BLOCKS_SIZE = 0               # the blocks serve large problems only; here they are asked for
    return {"table": [_one(wanted) for wanted in CONDITIONS]}


def _one(wanted):
    problem, theta = _problem(wanted)
    D = problem.jacobian(theta)
    v = np.random.default_rng(1).normal(size=len(D))
    exact = _exact(D, v)
    found = {"condition": float(np.linalg.cond(D)), "qr": _error(_by_qr(D, v), exact), "cholesky": _error(_by_cholesky(D, v), exact)}
    for name, route in ROUTES.items():
        lift = route(problem, theta, v, lambda: EPS, False, SETTLED)
        found[name] = None if lift is None else [_error(lift.vector, exact), lift.condition]
    found["package"] = _error(pseudo_inverse.minimum_norm(problem, theta, v).vector, exact)
    return found


def _problem(wanted):
    """A network and inputs in pairs, whose distances fall to what makes cond(D) as ``wanted``: D is deficient where two inputs agree."""
    net, rng = af.Network(NET), np.random.default_rng(0)
    theta, X = net.init(0), rng.normal(size=(PAIRS, NET[0]))
    directions = rng.normal(size=X.shape)

    def problem(least):
        apart = np.geomspace(min(1.0, 30 * least), least, PAIRS)[:, None] if least < 1 else np.full((PAIRS, 1), least)
        inputs = np.concatenate([X, X + apart * directions])
        return af.Problem(net, inputs, np.zeros((len(inputs), NET[-1])))

    low, high = -14.0, 0.5                                             # of log10 of the least distance
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if np.linalg.cond(problem(10 ** middle).jacobian(theta)) > wanted else (low, middle)
    return problem(10 ** low), theta


def _error(p, exact):
    return float(np.linalg.norm(p - exact) / np.linalg.norm(exact))


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
        return np.full(D.shape[1], np.nan)
    return D.T @ solve_triangular(L, solve_triangular(L, v, lower=True), trans="T", lower=True)


def rows(found):
    table = found["table"]
    silent = max(error / (EPS * one["condition"]) for one in table for error in [one["package"], *(one[name][0] for name in ROUTES if one[name])])
    worse = {name: max(one[name][0] / one["qr"] for one in table if one[name]) for name in ROUTES}
    until = {name: max(one["condition"] for one in table if one[name]) for name in ROUTES}
    told = ", ".join(f"{name} up to cond(D) {until[name]:.0e}, error at most {worse[name]:.2g} x QR's" for name in ROUTES)
    return [Row(f"error of one velocity, cond(D) from {table[0]['condition']:.0f} to {table[-1]['condition']:.0e}", f"below {SILENT:g} eps cond(D), or handed on to QR", f"at most {silent:.2g} eps cond(D)",
                SILENT / silent, f"{told}; see the table below.")]


def details(found):
    """The table of errors: ``(head, rows)``."""
    def cell(value):
        return "handed on" if value is None else f"{value[0]:.1e} ({value[1]:.0e})"
    def number(error):
        return "no factor" if error != error else f"{error:.1e}"
    head = ["cond(D)", "gram (its estimate)", "blocks (its estimate)", "the package", "QR (numpy)", "Cholesky alone"]
    return head, [[f"{one['condition']:.1e}", cell(one["gram"]), cell(one["blocks"]), f"{one['package']:.1e}", f"{one['qr']:.1e}", number(one["cholesky"])] for one in found["table"]]
