"""Planted answers to the assignment on which orbits live."""

BY_HAND = """
def by_hand(a, b, y):
    x = a * (1 - a * a / 3) - b * b / 2
    D, v = [{first}, -b], {v}
    velocity = [v * {entry} / (D[0] ** 2 + D[1] ** 2) for d in D]
    end = 1
    if {peak}:
        end = {at_peak}
    if {saddle}:
        end = (2 / 3 + x) / (x - y)
    return D, velocity, end
"""
WAYS_OUT = """
def ways_out(D, second, v):
    left, values, right = np.linalg.svd(D)
    u = left.T[-1]
    {sign}
    Z = right[{kernel}]
    H = sum(u[i] * Z @ second[i] @ Z.T for i in range(len(u)))
    values = {values}
    return values, {caught}
"""
QUOTIENT = """
def quotient(theta, X, y, widths):
    W1, b1, W2, b2 = unpack(theta, widths)
    if {few}:
        return float("inf")
    H = np.vstack([np.tanh(W1 @ X.T + b1[:, None]), {row}])
    sigma = {sigma}
    x = outputs(theta, X, widths)
    return ((x - y) @ (x - y)) ** 0.5 * np.linalg.norm({inputs}, {norm}) / sigma {power}
"""
SIGMA = "np.sqrt(np.linalg.eigvalsh(H.T @ H)[0])"
SURE = """
def sure_start(X, Y, m):
    (N, M), Q, best = X.shape, Y.shape[1], (0.0, None)
    random = np.random.default_rng(5)
    for _ in range(60):
        W1, b1 = random.uniform(-3, 3, size=(m, M)), random.uniform(-3, 3, size=m)
        H = with_ones(np.tanh(X @ W1.T + b1))
        sigma = np.linalg.svd(H)[1][N - 1]
        if sigma > best[0]:
            best = sigma, W1, b1, H
    sigma, W1, b1, H = best
    away = np.zeros((N, Q))
    away[0, 0] = {length}
    last = np.linalg.pinv({features}) @ (Y + away)
    return np.concatenate([W1.ravel(), b1, {W2}, {b2}])
"""
CONSERVED = """
def conserved(theta, widths):
    W1, b1, W2, b2 = unpack(theta, widths)
    return {}
"""
MARGIN = """
def margin(S, X, Q):
    m, N = len(S), len(X)
    def largest(A, k):
        return {kth}
    return np.sqrt({parts}) * {inputs}
"""
KTH = "max(0.0, sorted(np.linalg.eigvalsh(A))[m - k]) if k <= m else 0.0"
AT_LATEST = """
def at_latest(x0, y, m):
    ways = [b - a for a, b in zip(y, y[1:]) if {counts}]
    turns = sum({turn} for a, b in zip(ways, ways[1:]))
    if turns {more} {allowed}:
        return {end}
    return 1
"""


def _by_hand(first="1 - a * a", v="y - x", entry="d", peak="y > max(x, 2 / 3) and a > -1", at_peak="(2 - 3 * x) / (3 * (y - x))",
             saddle="x < -2 / 3 < y and a == -1 or y < -2 / 3 < x and b == 0 and a < 1"):
    return BY_HAND.format(first=first, v=v, entry=entry, peak=peak, at_peak=at_peak, saddle=saddle)


def _ways_out(sign="u = u if u @ v > 0 else -u", kernel="len(D) - 1:", values="np.linalg.eigvalsh(H)", caught="all(values < 0)"):
    return WAYS_OUT.format(sign=sign, kernel=kernel, values=values, caught=caught)


def _quotient(few="len(b1) < len(X) - 1", row="np.ones((1, len(X)))", sigma=SIGMA, inputs="with_ones(X)", norm="2", power="** 2"):
    return QUOTIENT.format(few=few, row=row, sigma=sigma, inputs=inputs, norm=norm, power=power)


def _sure(length="0.9 * sigma ** 2 / np.linalg.svd(with_ones(X))[1][0]", features="H", W2="last[:m].T.ravel()", b2="last[m]"):
    return SURE.format(length=length, features=features, W2=W2, b2=b2)


def _margin(kth=KTH, parts="largest(S, Q) + largest(-S, N)", inputs="np.sqrt(np.linalg.eigvalsh(with_ones(X) @ with_ones(X).T)[0])"):
    return MARGIN.format(kth=kth, parts=parts, inputs=inputs)


def _at_latest(counts="a != b", turn="a * b < 0", more=">", allowed="2 * m - 2", end="1 - min(map(abs, ways)) / (2 * (x0 - y) @ (x0 - y)) ** 0.5"):
    return AT_LATEST.format(counts=counts, turn=turn, more=more, allowed=allowed, end=end)


WRONG = {
    "a derivative wrong": ("task-1", _by_hand(first="1 - a")),
    "D^T for its inverse": ("task-1", _by_hand(entry="d * (D[0] ** 2 + D[1] ** 2)")),
    "the whole way left": ("task-1", _by_hand(v="y")),
    "every high target is too high": ("task-1", _by_hand(peak="y > max(x, 2 / 3)")),
    "the saddle catches all on the way down": ("task-1", _by_hand(saddle="y < -2 / 3 < x and a < 1")),
    "the saddle forgotten": ("task-1", _by_hand(saddle="False")),
    "the share that is left": ("task-1", _by_hand(at_peak="(y - 2 / 3) / (y - x)")),
    "the sign of u left to chance": ("task-2", _ways_out(sign="u = u if u[0] * v[0] < 0 else -u")),
    "not restricted": ("task-2", _ways_out(kernel="0:")),
    "one direction too few": ("task-2", _ways_out(kernel="len(D):")),
    "the largest first": ("task-2", _ways_out(values="np.linalg.eigvalsh(H)[::-1]")),
    "one negative eigenvalue is enough": ("task-2", _ways_out(caught="any(values < 0)")),
    "no column of ones for the features": ("task-3a", _quotient(row="np.zeros((1, len(X)))", sigma="np.linalg.svd(H)[1][len(X) - 1]")),
    "no column of ones for the inputs": ("task-3a", _quotient(inputs="X")),
    "all singular values of the inputs": ("task-3a", _quotient(norm="'fro'")),
    "the singular value not squared": ("task-3a", _quotient(power="")),
    "the least singular value of few columns": ("task-3a", _quotient(few="False", sigma="np.linalg.svd(H)[1][-1]")),
    "the largest singular value": ("task-3a", _quotient(sigma="np.linalg.svd(H)[1][0]")),
    "at the goal already": ("task-3b", _sure(length="0")),
    "too far": ("task-3b", _sure(length="2 * sigma ** 2")),
    "a start like any other": ("task-3b", "def sure_start(X, Y, m):\n    return np.random.default_rng(1).normal(size=m * X.shape[1] + m + Y.shape[1] * (m + 1))"),
    "output bias zero": ("task-3b", _sure(b2="0 * last[m]")),
    "output weights in another order": ("task-3b", _sure(W2="last[:m].ravel()")),
    "the sum": ("task-4a", CONSERVED.format("W2.T @ W2 + W1 @ W1.T + np.outer(b1, b1)")),
    "bias forgotten": ("task-4a", CONSERVED.format("W2.T @ W2 - W1 @ W1.T")),
    "the last layer alone": ("task-4a", CONSERVED.format("W2.T @ W2")),
    "the traces only": ("task-4a", CONSERVED.format("(np.sum(W2 ** 2) - np.sum(W1 ** 2) - b1 @ b1) * np.eye(len(b1))")),
    "the largest eigenvalues": ("task-4b", _margin(kth="max(0.0, np.linalg.eigvalsh(A)[-1])")),
    "the first layer forgotten": ("task-4b", _margin(parts="largest(S, Q)")),
    "the last layer forgotten": ("task-4b", _margin(parts="largest(-S, N)")),
    "Q and N exchanged": ("task-4b", _margin(parts="largest(S, N) + largest(-S, Q)")),
    "the root forgotten": ("task-4b", _margin().replace("np.sqrt(largest", "(largest")),
    "inputs without ones": ("task-4b", _margin(inputs="np.linalg.svd(X)[1][-1]")),
    "each unit turns twice": ("task-5a", _at_latest(allowed="2 * m")),
    "each unit turns once": ("task-5a", _at_latest(allowed="m")),
    "as many turns are too many": ("task-5a", _at_latest(more=">=")),
    "equal neighbours hide a turn": ("task-5a", _at_latest(counts="True", end="1 - min(w for w in map(abs, ways) if w) / (2 * (x0 - y) @ (x0 - y)) ** 0.5")),
    "the largest difference": ("task-5a", _at_latest(end="1 - max(map(abs, ways)) / (2 * (x0 - y) @ (x0 - y)) ** 0.5")),
    "the cost for the distance": ("task-5a", _at_latest(end="1 - min(map(abs, ways)) ** 2 / (2 * (x0 - y) @ (x0 - y))")),
}
RIGHT = {
    "task-1-answer": _by_hand(),
    "task-2-answer": _ways_out(),
    "task-3a-answer": _quotient(),
    "task-3b-answer": _sure(),
    "task-4a-answer": CONSERVED.format("W2.T @ W2 - W1 @ W1.T - np.outer(b1, b1)"),
    "task-4b-answer": _margin(),
    "task-5a-answer": _at_latest(),
}
