"""``orbit``: the exact orbit of the adapted flow from theta lives up to t = 1, at zero cost, within ``radius`` of given polynomials.

In the time t of the segment the orbit solves ``theta' = f(theta) = D^T (D D^T)^-1 v`` with ``v = y - x[theta_0]``; so ``x' = v`` and x = y at t = 1. Let P(t) be the
polynomials, ``|P' - f(P)| <= defect``, and let ``lipschitz`` bound the symmetric part of the derivative of f where ``|theta - P(t)| <= radius``, D having full rank there. As
long as the distance of the orbit from P(t) is no more than the radius, it grows at most at the rate ``lipschitz * distance + defect`` (Gronwall).

The defect is a Taylor polynomial about the middle of a step, in balls, with the remainder of Lagrange: its last coefficient taken over the whole step.
"""

from flint import arb, arb_mat, arb_series, ctx
from point import Point, ball, require, times, transpose, variables

TERMS = 8                            # of a Taylor polynomial


def orbit(certificate):
    for data in certificate["point"]:
        point = Point(data, ball)
        start, radius, steps = point.theta, ball(data["radius"]), data["steps"]
        paths = [[ball(text) for text in row.split()] for row in data["path"]]               # coefficients of 1, 2t - 1, (2t - 1)^2, ...
        require(len(paths) == point.K, "another number of polynomials than parameters")
        v = [y - x for y, x in zip(point.targets, point.outputs(start))]
        apart = norm([value(path, arb(-1)) - theta for path, theta in zip(paths, start)])
        for step in range(steps):
            middle, half = arb(2 * step + 1) / steps - 1, arb(1) / steps                     # of 2t - 1
            terms, rest = lacking(point, paths, v, middle), lacking(point, paths, v, middle + arb(0, 1) * half)
            defect = sum((norm(coefficients) * half ** k for k, coefficients in enumerate([*terms[:-1], rest[-1]])), arb(0))
            rate = lipschitz(point, [value(path, middle + arb(0, 1) * half) + arb(0, 1) * radius for path in paths], v)
            growth = (rate.max(arb(0)) * half).exp()                                         # t advances by half
            apart = ((apart + defect * half) * growth).upper()
            require(apart < radius, f"the orbit may be {float(apart):.2g} away at t = {float((middle + half + 1) / 2):.3g}")


def lacking(point, paths, v, middle):
    """``P' - f(P)`` about ``middle``, a number or a ball, of 2t - 1: the K coefficients of each power."""
    ctx.cap = TERMS
    at = arb_series([middle, 1])
    point.theta = [value(path, at) for path in paths]
    slopes = [value([2 * k * c for k, c in enumerate(path)][1:], at) for path in paths]
    D = point.jacobian()
    velocity = times(transpose(D), solve([times(D, row) for row in D], v))
    series = [[*(slope - f).coeffs(), *[arb(0)] * TERMS] for slope, f in zip(slopes, velocity)]
    return [[coefficients[k] for coefficients in series] for k in range(TERMS)]


def lipschitz(point, theta, v):
    """A bound on the largest eigenvalue of the symmetric part of f' for all theta in a box. ``f'h = D'^T psi - D^T G^-1 (D' f + D D'^T psi)`` with ``D' = dD[h]``, ``psi = G^-1 v``, ``G = D D^T``."""
    point.theta = variables(variables(theta))
    rows = [[slope for slope in x.slopes] for x in point.outputs(point.theta)]
    D = [[slope.value for slope in row] for row in rows]                                     # (N*Q, K)
    inverse = arb_mat([times(D, row) for row in D]).inv()                                    # ZeroDivisionError where D may lose rank
    psi = [entry[0] for entry in (inverse * arb_mat([[entry] for entry in v])).tolist()]
    f, columns = times(transpose(D), psi), []
    for k in range(point.K):
        turn = [[slope.slopes[k] for slope in row] for row in rows]
        pull = times(transpose(turn), psi)
        back = inverse * arb_mat([[a + b] for a, b in zip(times(turn, f), times(D, pull))])
        columns.append([a - b for a, b in zip(pull, times(transpose(D), [entry[0] for entry in back.tolist()]))])
    return norm([(columns[i][k] + columns[k][i]) / 2 for i in range(point.K) for k in range(point.K)])


def solve(A, b):
    """``A^-1 b`` by elimination, for power series."""
    rows = [[*row, entry] for row, entry in zip(A, b)]
    for i, row in enumerate(rows):
        rows[i] = row = [entry / row[i] for entry in row]
        for k, other in enumerate(rows):
            if k != i:
                rows[k] = [entry - other[i] * pivot for entry, pivot in zip(other, row)]
    return [row[-1] for row in rows]


def value(coefficients, at):
    total = at * 0
    for c in reversed(coefficients):
        total = total * at + c
    return total


def norm(values):
    """An upper bound on the Euclidean norm."""
    return sum((x * x for x in values), arb(0)).abs_upper().sqrt().upper()
