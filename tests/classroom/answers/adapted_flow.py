"""Planted answers to the first assignment: the adapted flow and its stopping time."""

BY_HAND = """
def by_hand(w1, b1, w2, b2, a, y):
    h = w1 * a + b1
    D = {D}
    r = w2 * h + b2 - y
    norm = sum(d * d for d in D)
    return D, [{sign}r * d for d in D], [-r * d / {norm} for d in D]
"""
JACOBIAN = """
def jacobian(theta, X, widths):
    W1, b1, W2, b2 = unpack(theta, widths)
    rows = []
    for x in X:
        h = np.tanh(W1 @ x + b1)
        for q in range(widths[2]):
            inner = W2[q] * {slope}
            last = np.zeros_like(W2)
            last[q] = h
            rows.append(np.concatenate([np.outer(inner, x).ravel(), {bias}, last.ravel(), np.eye(widths[2])[q]]))
    return np.array(rows)
"""
CENTRAL = """
def jacobian(theta, X, widths):
    columns = []
    for unit in np.eye(len(theta)):
        h = 1e-5 * max(1.0, abs(theta @ unit))
        columns.append((outputs(theta + h * unit, X, widths) - outputs(theta - h * unit, X, widths)) / (2 * h))
    return np.array(columns).T
"""
COMPLEX_STEP = """
def jacobian(theta, X, widths):
    return np.array([outputs(theta + 1e-20j * unit, X, widths).imag for unit in np.eye(len(theta))]).T / 1e-20
"""
VELOCITY = """
def adapted_velocity(D, x, y, N):
    return {}
"""
STOPPING = """
def stopping_time(C0, eps, N):
    return {}
"""
OBSERVED = """
def observed_time(field, cost, theta0, eps, step):
    theta, s, before = theta0.copy(), 0.0, cost(theta0)
    for _ in range(1000):
        {move}
        after = cost(theta)
        if after <= eps:
            return {time}
        s, before = s + step, after
    return {never}
"""
MIDPOINT = "theta = theta + step * field(theta + step / 2 * field(theta))"
MIDPOINTS = """for _ in range(8):
            middle = theta + step / 16 * field(theta)
            theta = theta + step / 8 * field(middle)"""
RUNGE_KUTTA = """k1 = field(theta); k2 = field(theta + step / 2 * k1); k3 = field(theta + step / 2 * k2); k4 = field(theta + step * k3)
        theta = theta + step / 6 * (k1 + 2 * k2 + 2 * k3 + k4)"""
WITHIN = "s + step * np.log(before / eps) / np.log(before / after)"
BREAKDOWN = """
def breakdown_time(w1, w2, y):
    x0 = w1 * w2
    return {time} if {condition} else np.inf
"""
GRADIENT = ["w2 * a", "w2", "h", "1.0"]


def _d(*entries):
    return "[" + ", ".join(entries) + "]"


WRONG = {
    "wrong sign of the standard flow": ("task-1", BY_HAND.format(D=_d(*GRADIENT), sign="", norm="norm")),
    "adapted flow divided by the root": ("task-1", BY_HAND.format(D=_d(*GRADIENT), sign="-", norm="norm ** 0.5")),
    "output bias forgotten by hand": ("task-1", BY_HAND.format(D=_d(*GRADIENT[:3], "0.0"), sign="-", norm="norm")),
    "derivative of tanh wrong": ("task-2", JACOBIAN.format(slope="(1 - h)", bias="inner"), 5),
    "hidden bias forgotten": ("task-2", JACOBIAN.format(slope="(1 - h ** 2)", bias="0 * inner"), 2),
    "D transposed": ("task-2", JACOBIAN.format(slope="(1 - h ** 2)", bias="inner").replace("np.array(rows)", "np.array(rows).T")),
    "central differences": ("task-2", CENTRAL),
    "wrong sign": ("task-3", VELOCITY.format("np.linalg.pinv(D) @ (x - y) / N")),
    "N forgotten": ("task-3", VELOCITY.format("-np.linalg.pinv(D) @ (x - y)")),
    "D^T for its inverse": ("task-3", VELOCITY.format("-D.T @ (x - y) / N")),
    "digits lost in D D^T": ("task-3", VELOCITY.format("-D.T @ np.linalg.inv(D @ D.T) @ (x - y) / N")),
    "N for N / 2": ("task-4a", STOPPING.format("max(0.0, N * np.log(C0 / eps))")),
    "negative times": ("task-4a", STOPPING.format("N / 2 * np.log(C0 / eps)")),
    "Euler's method": ("task-4b", OBSERVED.format(move="theta = theta + step * field(theta)", time=WITHIN, never="np.inf")),
    "a method of second order": ("task-4b", OBSERVED.format(move=MIDPOINT, time=WITHIN, never="np.inf")),
    "end of the step": ("task-4b", OBSERVED.format(move=RUNGE_KUTTA, time="s + step", never="np.inf")),
    "a number for never": ("task-4b", OBSERVED.format(move=RUNGE_KUTTA, time=WITHIN, never="1000 * step")),
    "unbalanced starts break too": ("task-5a", BREAKDOWN.format(time="np.log(1 + abs(x0 / y))", condition="x0 * y < 0")),
    "the product's sign forgotten": ("task-5a", BREAKDOWN.format(time="np.log(1 + abs(x0 / y))", condition="abs(w1) == abs(w2) and y < 0")),
    "ratio upside down": ("task-5a", BREAKDOWN.format(time="np.log(1 + abs(y / x0))", condition="abs(w1) == abs(w2) and x0 * y < 0")),
}
RIGHT = {
    "task-1-answer": BY_HAND.format(D=_d(*GRADIENT), sign="-", norm="norm"),
    "task-2-answer": JACOBIAN.format(slope="(1 - h ** 2)", bias="inner"),
    "task-3-answer": VELOCITY.format("np.linalg.lstsq(D, (y - x) / N, rcond=None)[0]"),
    "task-4a-answer": STOPPING.format("0.0 if eps >= C0 else 0.5 * N * (np.log(C0) - np.log(eps))"),
    "task-4b-answer": OBSERVED.format(move=MIDPOINTS, time=WITHIN, never="float('inf')"),
    "task-5a-answer": BREAKDOWN.format(time="np.log((abs(y) + abs(x0)) / abs(y))", condition="w1 ** 2 == w2 ** 2 and np.sign(x0) == -np.sign(y) != 0"),
}
