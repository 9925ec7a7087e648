"""Planted answers to the assignment on trapping."""

BY_HAND = """
def by_hand(w1, w2, y):
    x = w1 * w2
    D = {D}
    return D, [{velocity} for d in D], {e}
"""
GRADIENTS = """
def gradients(theta, X, y, widths):
    M, m, Q = widths
    W1, b1, W2, b2 = unpack(theta, widths)
    N = len(X)
    rho = (outputs(theta, X, widths) - y) / {N}
    by_W1, by_b1, by_W2, by_b2 = np.zeros((m, M)), np.zeros(m), np.zeros((Q, m)), np.zeros(Q)
    for j in range(N):
        h, r = np.tanh(W1 @ X[j] + b1), rho[j * Q:(j + 1) * Q]
        back = W2.T @ r * {slope}
        by_W1 += np.outer(back, X[j])
        by_b1 += {bias}
        by_W2 += np.outer(r, h)
        by_b2 += r
    return rho, np.hstack([by_W1.ravel(), by_b1, by_W2.ravel(), by_b2])
"""
CENTRAL = """
def gradients(theta, X, y, widths):
    def cost(theta):
        return np.sum((outputs(theta, X, widths) - y) ** 2) / (2 * len(X))
    slope = []
    for unit in np.eye(len(theta)):
        h = 1e-5 * max(1.0, abs(theta @ unit))
        slope.append((cost(theta + h * unit) - cost(theta - h * unit)) / (2 * h))
    return (outputs(theta, X, widths) - y) / len(X), np.array(slope)
"""
COMPLEX_STEP = """
def gradients(theta, X, y, widths):
    grad_x = (outputs(theta, X, widths) - y) / len(X)
    return grad_x, np.array([outputs(theta + 1e-20j * unit, X, widths).imag @ grad_x for unit in np.eye(len(theta))]) / 1e-20
"""
IN_TRAP = """
def in_trap(grad_x, grad_theta, eps):
    left, right = np.sum(grad_theta ** 2), np.sum(grad_x ** 2)
    return {}
"""
BOUND = """
def trapping_bound(arc, r0, N, eps):
    return {}
"""
RESIDENCE = """
def residence(field, ratio, theta0, eps, step, number):
    theta, orbit = np.array(theta0, dtype=float), [np.array(theta0, dtype=float)]
    for _ in range(number):
        {move}
        orbit.append(theta)
    orbit = np.array(orbit)
    level = np.array([ratio(one) for one in orbit]) - eps
    before, after = level[:-1], level[1:]
    {share}
    chords = {chords}
    return step * np.sum(share), np.sum(share * chords)
"""
MIDPOINTS = """for _ in range(6):
            theta = theta + step / 6 * field(theta + step / 12 * field(theta))"""
WITHIN = """low, high = np.minimum(before, after), np.maximum(before, after)
    share = np.clip(-low / np.where(high > low, high - low, 1.0), 0.0, 1.0) * (low < 0)
    share[high < 0] = 1.0"""
FIRST = WITHIN + """
    left = np.flatnonzero((before < 0) & (after >= 0))
    if len(left):
        share[left[0] + 1:] = 0"""
CHORDS = "np.linalg.norm(np.diff(orbit, axis=0), axis=1)"
TIME = """
def time_between(a, b, k):
    u = np.linspace(np.log(a), np.log(b), {nodes})
    w = np.exp(u)
    f = {integrand}
    h = (u[1] - u[0]) / 3
    return h * (f[0] + 4 * np.sum(f[1:-1:2]) + 2 * np.sum(f[2:-1:2]) + f[-1])
"""
SHARPER = """
def sharper_bound(arc, C_in, C_out):
    return {}
"""
VISIT = """
def adapted_visit(w1, w2, y, eps):
    c, x0 = {c}, w1 * w2
    square = (eps ** 4 - c ** 2) / 4
    if square <= 0:
        return None
    half = np.sqrt(square)
    if {start}:
        entry = 0.0
    elif -half < y < half or (x0 < 0) != (y < 0) and y != 0:
        edge = half if x0 > 0 else -half
        entry = {clock}
    else:
        return None
    edge = half if y > 0 else -half
    if -half < y < half:
        edge = y
    if {balanced} and x0 * y < 0:
        edge = 0.0
    return entry, np.inf if edge == y else {clock}
"""


def _by_hand(D="[w2, w1]", velocity="(y - x) * d", e="np.hypot(w1, w2)"):
    return BY_HAND.format(D=D, velocity=velocity, e=e)


def _gradients(N="N", slope="(1 - h ** 2)", bias="back"):
    return GRADIENTS.format(N=N, slope=slope, bias=bias)


def _residence(move=MIDPOINTS, share=WITHIN, chords=CHORDS):
    return RESIDENCE.format(move=move, share=share, chords=chords)


def _visit(c="w1 ** 2 - w2 ** 2", start="-half < x0 < half", clock="-np.log((edge - y) / (x0 - y))", balanced="abs(w1) == abs(w2)"):
    return VISIT.format(c=c, start=start, clock=clock, balanced=balanced)


WRONG = {
    "ascent": ("task-1", _by_hand(velocity="(x - y) * d")),
    "D by the wrong factor": ("task-1", _by_hand(D="[w1, w2]")),
    "the error left in the ratio": ("task-1", _by_hand(e="abs(x - y) * np.hypot(w1, w2)")),
    "N forgotten in the gradients": ("task-2a", _gradients(N="1")),
    "derivative of tanh wrong": ("task-2a", _gradients(slope="(1 - h)"), 2),
    "hidden bias forgotten": ("task-2a", _gradients(bias="0 * back"), 1),
    "central differences": ("task-2a", CENTRAL),
    "a gradient small in itself": ("task-2b", IN_TRAP.format("0 < left < eps ** 2")),
    "an equilibrium counted as a trap": ("task-2b", IN_TRAP.format("left < eps ** 2 * right or right == 0")),
    "squares compared with eps": ("task-2b", IN_TRAP.format("0 < left < eps * right")),
    "N forgotten in the bound": ("task-3a", BOUND.format("arc / (r0 * eps)")),
    "the cost in the place of the distance": ("task-3a", BOUND.format("arc / (eps * r0 ** 2 / (2 * N))")),
    "2N for N": ("task-3a", BOUND.format("2 * N * arc / (r0 * eps)")),
    "Euler's method": ("task-3b", _residence(move="theta = theta + step * field(theta)")),
    "whole steps only": ("task-3b", _residence(share="share = (before < 0) * 1.0")),
    "the first visit only": ("task-3b", _residence(share=FIRST)),
    "distance in the place of arc length": ("task-3b", _residence().replace("np.sum(share * chords)", "np.linalg.norm(np.sum(share[:, None] * np.diff(orbit, axis=0), axis=0))")),
    "only the linear part": ("task-4a", TIME.format(nodes=4001, integrand="w ** (2 - k)")),
    "one factor missing in the speed": ("task-4a", TIME.format(nodes=4001, integrand="w ** (1 - k) / (1 - w ** k)")),
    "too few nodes": ("task-4a", TIME.format(nodes=41, integrand="w ** (2 - k) / (1 - w ** k)")),
    "the square of the mean forgotten": ("task-4b", SHARPER.format("arc / (C_in - C_out)")),
    "the cost at the exit forgotten": ("task-4b", SHARPER.format("arc ** 2 / C_in")),
    "a bound from above": ("task-4b", SHARPER.format("2 * arc ** 2 / (C_in - C_out)")),
    "c forgotten": ("task-5a", _visit(c="0.0")),
    "starts inside forgotten": ("task-5a", _visit(start="False")),
    "time upside down": ("task-5a", _visit(clock="np.log((edge - y) / (x0 - y))")),
    "balanced orbits go through": ("task-5a", _visit(balanced="False")),
}
RIGHT = {
    "task-1-answer": _by_hand(),
    "task-2a-answer": _gradients(),
    "task-2b-answer": IN_TRAP.format("left > 0 and left < eps ** 2 * right"),
    "task-3a-answer": BOUND.format("arc / eps / (r0 / N)"),
    "task-3b-answer": _residence(),
    "task-4a-answer": TIME.format(nodes=20001, integrand="w ** (2 - k) / (1 - w ** k)"),
    "task-4b-answer": SHARPER.format("arc / ((C_in - C_out) / arc)"),
    "task-5a-answer": _visit(),
}
