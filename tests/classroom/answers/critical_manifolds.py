"""Planted answers to the assignment on critical manifolds."""

DEAD_UNIT = """
def dead_unit(y1, y2):
    middle = [{middle} for a, b in zip(y1, y2)]
    D = []
    for sample in range(2):
        for output in range(2):
            row = [0.0] * 6
            row[4 + output] = 1.0
            {also}
            D.append(row)
    cost = sum((a - m) ** 2 + (b - m) ** 2 for a, b, m in zip(y1, y2, middle)) / {twice}
    return D, middle, cost, {dimension}
"""
PROJECTOR = """
def projector(D, cutoff):
    {}
"""
BY_PINV = """P = D @ np.linalg.pinv(D, rcond=cutoff)
    return (P + P.T) / 2, int(round(np.trace(P)))"""
BY_GRAM = """values, vectors = np.linalg.eigh(D @ D.T)
    keep = values > {} * values[-1]
    return vectors[:, keep] @ vectors[:, keep].T, int(keep.sum())"""
BY_SVD = """U, s, Vt = np.linalg.svd(D, full_matrices=False)
    r = int(np.sum(s > {}))
    return {}, r"""
VELOCITY = """
def rank_loss_velocity(D, x, y, N, cutoff):
    return {}
"""
EQUILIBRIUM = """
def equilibrium(X, Y, axis):
    m = {mean}
    values, vectors = np.linalg.eigh((Y - m).T @ (Y - m))
    d = {scale} * vectors[:, {which}]
    h = (Y - m) @ d / (d @ d)
    W1 = np.linalg.pinv(X - X.mean(axis=0)) @ (h - h.mean())
    return np.hstack([W1, {bias}, d, m])
"""
HESSIAN = """
def hessian(gradient, theta):
    K, step = len(theta), {step}
    H = np.zeros((K, K))
    for i in range(K):
        e = np.zeros(K)
        e[i] = step
        H[:, i] = {difference}
    return H
"""
CENTRAL = "(8 * (gradient(theta + e) - gradient(theta - e)) - gradient(theta + 2 * e) + gradient(theta - 2 * e)) / (12 * step)"
DIMENSIONS = """
def dimensions(D, H, cutoff):
    s, values = np.linalg.svd(D, compute_uv=False), np.linalg.eigh(H)[0]
    largest = max(abs(values[0]), abs(values[-1]))
    rank, negative, positive = (s > {least}).sum(), (values < -cutoff * largest).sum(), (values > cutoff * largest).sum()
    zero = len(values) - negative - positive
    return {}
"""
STEP_OFF = """
def step_off(H, kappa, cutoff):
    values, vectors = np.linalg.eigh(H)
    lowest = values.argmin()
    if {}:
        return None
    V = {}
    return kappa * V, {}
"""
TARGETS = """
def chosen_targets(D, x, lam):
    values, vectors = np.linalg.eigh(D @ D.T)
    return {}
"""


def _dead(middle="(a + b) / 2", also="", twice="4", dimension="4"):
    return DEAD_UNIT.format(middle=middle, also=also, twice=twice, dimension=dimension)


def _equilibrium(mean="Y.mean(axis=0)", which="-1 - axis", scale="2.0", bias="h.mean() - X.mean(axis=0) @ W1"):
    return EQUILIBRIUM.format(mean=mean, which=which, scale=scale, bias=bias)


def _hessian(step="2e-4 * np.linalg.norm(theta)", difference=CENTRAL):
    return HESSIAN.format(step=step, difference=difference)


def _dimensions(triple="len(values) - rank, zero, negative", least="cutoff * s.max()"):
    return DIMENSIONS.format(triple, least=least)


def _step_off(none="values[lowest] > -cutoff * abs(values).max()", direction="-vectors[:, lowest]", change="V @ H @ V * kappa ** 2 / 2"):
    return STEP_OFF.format(none, direction, change)


WRONG = {
    "columns of the dead weights": ("task-1", _dead(also="row[2 + output] = 1.0")),
    "the sum for the mean": ("task-1", _dead(middle="a + b")),
    "N forgotten in the cost": ("task-1", _dead(twice="2")),
    "K - QN for K - r": ("task-1", _dead(dimension="2")),
    "the projector of the parameters": ("task-2a", PROJECTOR.format(BY_SVD.format("cutoff * s[0]", "Vt[:r].T @ Vt[:r]"))),
    "a cutoff that does not scale": ("task-2a", PROJECTOR.format(BY_SVD.format("1e-9", "U[:, :r] @ U[:, :r].T"))),
    "digits lost in D D^T": ("task-2a", PROJECTOR.format(BY_GRAM.format("cutoff ** 2"))),
    "the cutoff of D for D D^T": ("task-2a", PROJECTOR.format(BY_GRAM.format("cutoff"))),
    "the sign of the earlier version": ("task-2b", VELOCITY.format("np.linalg.pinv(D, rcond=cutoff) @ (x - y) / N")),
    "noise not cut off": ("task-2b", VELOCITY.format("-np.linalg.pinv(D, rcond=1e-15) @ (x - y) / N")),
    "N forgotten in the velocity": ("task-2b", VELOCITY.format("-np.linalg.pinv(D, rcond=cutoff) @ (x - y)")),
    "the standard flow": ("task-2b", VELOCITY.format("-D.T @ (x - y) / N")),
    "the mean forgotten": ("task-3", _equilibrium(mean="0 * Y[0]")),
    "axes from the smallest": ("task-3", _equilibrium(which="axis")),
    "all outputs equal": ("task-3", _equilibrium(scale="0.0").replace("/ (d @ d)", "")),
    "hidden bias forgotten": ("task-3", _equilibrium(bias="0.0")),
    "a one-sided difference": ("task-4a", _hessian(difference="(gradient(theta + e) - gradient(theta)) / step", step="1e-4 * np.linalg.norm(theta)")),
    "one step for all sizes": ("task-4a", _hessian(step="1e-3")),
    "one step taken for two": ("task-4a", _hessian(difference="(gradient(theta + e) - gradient(theta - e)) / step", step="1e-5 * np.linalg.norm(theta)")),
    "rank of the wrong matrix": ("task-4b", _dimensions("len(values) - negative - positive, zero, negative")),
    "QN - r for K - r": ("task-4b", _dimensions("len(D) - rank, zero, negative")),
    "positive for negative": ("task-4b", _dimensions("len(values) - rank, zero, positive")),
    "every singular value counts": ("task-4b", _dimensions(least="0")),
    "the largest eigenvalue": ("task-4c", _step_off(direction="vectors[:, -1]")),
    "one coordinate": ("task-4c", _step_off(direction="np.eye(len(H))[np.argmin(np.diag(H))]")),
    "the gradient of one g": ("task-4c", _step_off(direction="min((row / np.linalg.norm(row) for row in H if row.any()), key=lambda v: v @ H @ v)")),
    "first order": ("task-4c", _step_off(change="kappa * values[lowest]")),
    "rounding taken for descent": ("task-4c", _step_off(none="values[lowest] >= 0")),
    "in the range in place of the kernel": ("task-5a", TARGETS.format("x - lam * vectors[:, -1]")),
    "the global minimum": ("task-5a", TARGETS.format("x + 0 * lam")),
    "lambda for its half": ("task-5a", TARGETS.format("x - 2 * lam * vectors[:, 0]")),
}
RIGHT = {
    "task-1-answer": _dead(),
    "task-2a-answer": PROJECTOR.format(BY_PINV),
    "task-2b-answer": VELOCITY.format("np.linalg.lstsq(D, (y - x) / N, rcond=cutoff)[0]"),
    "task-3-answer": _equilibrium(),
    "task-4a-answer": _hessian(),
    "task-4b-answer": _dimensions(),
    "task-4c-answer": _step_off(),
    "task-5a-answer": TARGETS.format("x + lam * vectors[:, 0]"),
}
