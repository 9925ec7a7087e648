"""Planted answers to the assignment on fewer parameters than outputs."""

BY_HAND = """
def by_hand(theta, y1, y2):
    D = [1, {slope}]
    e1, e2 = theta - y1, theta ** 2 - y2
    square = 1 + 4 * theta * theta
    velocity = {velocity}
    return D, velocity, {falls}
"""
FLOW = """
def projected_flow(D, x, y, N):
    g = {gradient}
    velocity = {velocity}
    along = D @ velocity
    return velocity, {falls}, {left}
"""
METRIC = """
def metric(theta, V, W, X, widths):
    W1, b1, W2, b2 = unpack(theta, widths)
    g = 0.0
    for x in X:
        h = np.tanh(W1 @ x + b1)
        moved = []
        for direction in (V, W):
            dW1, db1, dW2, db2 = unpack(direction, widths)
            moved.append(W2 @ ({slope} * (dW1 @ x + {bias})) + {last} + db2)
        g += {product}
    return g
"""
CENTRAL = """
def metric(theta, V, W, X, widths):
    def moved(direction):
        return (outputs(theta + 1e-5 * direction, X, widths) - outputs(theta - 1e-5 * direction, X, widths)) / 2e-5
    return moved(V) @ moved(W)
"""
COMPLEX_STEP = """
def metric(theta, V, W, X, widths):
    return outputs(theta + 1e-20j * V, X, widths).imag / 1e-20 @ outputs(theta + 1e-20j * W, X, widths).imag / 1e-20
"""
UNITS = """
def good_units(D):
    U, sigma, Vt = np.linalg.svd(D, full_matrices=False)
    return {}
"""
RATES = """
def rates(D, second, x, y, N):
    G = D.T @ D
    H = {metric} + sum({pull} * one for e, one in zip(x - y, second))
    found = np.linalg.eigvals(np.linalg.solve({by}, H))
    return {found}
"""
FAR = """
def how_far(D, second, n):
    bent = sum(part * one for part, one in zip(n, second))
    curvatures = np.linalg.eigvals({bends}).real
    worst = {which}
    return {answer}
"""
IDLE = """
def idle_directions(theta, widths):
    M, m, Q = widths
    rows = np.zeros(({number}, len(theta)))
    for i in range({number}):
        rows[i, i * M:(i + 1) * M] = theta[i * M:(i + 1) * M]
        rows[i, m * M + i] = {bias}
        for q in range(Q):
            {out}
    return rows
"""
OUT = "rows[i, m * M + m + q * m + i] = -theta[m * M + m + q * m + i]"


def _by_hand(slope="2 * theta", velocity="-(e1 + 2 * theta * e2) / 2 / square", falls="-square * velocity ** 2"):
    return BY_HAND.format(slope=slope, velocity=velocity, falls=falls)


def _flow(gradient="(x - y) / N", velocity="np.linalg.lstsq(D, -g, rcond=None)[0]", falls="-along @ along", left="N * (g @ g - along @ along) / 2"):
    return FLOW.format(gradient=gradient, velocity=velocity, falls=falls, left=left)


def _metric(slope="(1 - h * h)", bias="db1", last="dW2 @ h", product="moved[0] @ moved[1]"):
    return METRIC.format(slope=slope, bias=bias, last=last, product=product)


def _far(bends="np.linalg.solve(D.T @ D, bent)", which="max(curvatures)", answer="float('inf') if worst <= 1e-9 else 1 / worst"):
    return FAR.format(bends=bends, which=which, answer=answer)


def _rates(metric="G", pull="e", by="G", found="np.sort(found.real)"):
    return RATES.format(metric=metric, pull=pull, by=by, found=found)


def _idle(number="m", bias="theta[m * M + i]", out=OUT):
    return IDLE.format(number=number, bias=bias, out=out)


WRONG = {
    "N forgotten by hand": ("task-1", _by_hand(velocity="-(e1 + 2 * theta * e2) / square")),
    "the standard flow by hand": ("task-1", _by_hand(velocity="-(e1 + 2 * theta * e2) / 2")),
    "divided by the length": ("task-1", _by_hand(velocity="-(e1 + 2 * theta * e2) / 2 / square ** 0.5")),
    "the rate of Theorem 2.1": ("task-1", _by_hand(falls="-(e1 ** 2 + e2 ** 2) / 4")),
    "the cost rises by hand": ("task-1", _by_hand(falls="square * velocity ** 2")),
    "digits lost in D^T D": ("task-2", _flow(velocity="-np.linalg.inv(D.T @ D) @ D.T @ g")),
    "the standard flow": ("task-2", _flow(velocity="-D.T @ g")),
    "N forgotten": ("task-2", _flow(gradient="x - y")),
    "the cost falls as if all were in reach": ("task-2", _flow(falls="-g @ g")),
    "the whole cost left": ("task-2", _flow(left="N * g @ g / 2")),
    "what the flow does for what it leaves": ("task-2", _flow(left="N * along @ along / 2")),
    "derivative of tanh wrong": ("task-3a", _metric(slope="(1 - h)"), 2),
    "hidden bias held": ("task-3a", _metric(bias="0 * db1"), 1),
    "output weights held": ("task-3a", _metric(last="0"), 1),
    "the length of the first": ("task-3a", _metric(product="moved[0] @ moved[0]")),
    "the metric of the parameters": ("task-3a", "def metric(theta, V, W, X, widths):\n    return V @ W"),
    "central differences": ("task-3a", CENTRAL),
    "the inverse for its root": ("task-3b", UNITS.format("Vt.T / sigma ** 2 @ Vt")),
    "the root for its inverse": ("task-3b", UNITS.format("Vt.T * sigma @ Vt")),
    "each parameter by itself": ("task-3b", UNITS.format("np.diag(1 / np.linalg.norm(D, axis=0))")),
    "transposed": ("task-3b", UNITS.format("np.linalg.inv(np.linalg.qr(D)[1]).T")),
    "digits lost in the square": ("task-3b", UNITS.format("np.linalg.inv(np.linalg.cholesky(D.T @ D)).T")),
    "curvature forgotten": ("task-4a", _rates(pull="0 * e")),
    "bent the other way": ("task-4a", _rates(pull="-e")),
    "the standard flow's rates": ("task-4a", _rates(by="np.eye(len(G)) * N")),
    "N twice": ("task-4a", _rates(pull="e / N")),
    "the fastest first": ("task-4a", _rates(found="np.sort(found.real)[::-1]")),
    "the least curvature": ("task-4b", _far(which="min(curvatures)")),
    "the other side": ("task-4b", _far(which="max(-curvatures)")),
    "the curvature for its radius": ("task-4b", _far(answer="float('inf') if worst <= 1e-9 else worst")),
    "never without an end": ("task-4b", _far(answer="1 / max(abs(curvatures)) if any(curvatures) else float('inf')")),
    "units of the parameters": ("task-4b", _far(bends="bent")),
    "bias forgotten": ("task-5a", _idle(bias="0")),
    "all multiplied": ("task-5a", _idle(out=OUT.replace("= -", "= "))),
    "one direction for all units": ("task-5a", _idle().replace("return rows", "return np.array([rows.sum(axis=0)] * m)")),
    "output weights in another order": ("task-5a", _idle(out="rows[i, m * M + m + i * Q + q] = -theta[m * M + m + i * Q + q]")),
    "no directions": ("task-5a", "def idle_directions(theta, widths):\n    return np.zeros((widths[1], len(theta)))"),
}
RIGHT = {
    "task-1-answer": _by_hand(),
    "task-2-answer": _flow(),
    "task-3a-answer": _metric(),
    "task-3b-answer": UNITS.format("Vt.T / sigma"),
    "task-4a-answer": _rates(),
    "task-4b-answer": _far(),
    "task-5a-answer": _idle(),
}
