"""Planted answers to the third assignment: shallow ReLU networks and rank loss."""

BY_HAND = """
def by_hand(w1, b1, w2, b2, a):
    on = {on}
    return [on * w2 * a, on * w2, on * (w1 * a + b1), {by_b2}], {k}
"""
BY_HAND_RIGHT = {"on": "float(w1 * a + b1 > 0)", "by_b2": "1.0", "k": "[-2 * w1, -2 * b1, 2 * w2, 0.0]"}
JACOBIAN = """
def jacobian(theta, X, widths):
    W1, b1, W2, b2 = unpack(theta, widths)
    one, rows = np.eye(len(W2)), []
    for x in X:
        z = W1 @ x + b1
        A = np.diag({slope})
        rows.append(np.hstack([np.kron(W2 @ A, x), W2 @ A, np.kron(one, {features}), {by_b2}]))
    return np.vstack(rows)
"""
JACOBIAN_RIGHT = {"slope": "np.heaviside(z, 0.0)", "features": "A @ z", "by_b2": "one"}
CENTRAL = """
def jacobian(theta, X, widths):
    return np.array([(outputs(theta + 1e-5 * unit, X, widths) - outputs(theta - 1e-5 * unit, X, widths)) / 2e-5 for unit in np.eye(len(theta))]).T
"""
COMPLEX_STEP = """
def jacobian(theta, X, widths):
    return np.array([outputs(theta + 1e-20j * unit, X, widths).imag for unit in np.eye(len(theta))]).T / 1e-20
"""
FIRST_LAYER = """
def first_layer(X, M1, J):
    signs = np.array([1.0] * J + [-1.0] * (len(X) - J))
    v, other = {v}, np.random.default_rng(0).normal(size=(M1, X.shape[1]))
    return {size} * v + {step} * other / np.abs(X @ other.T).max(), {b1}
"""
FIRST_LAYER_RIGHT = {"v": "np.linalg.pinv(X) @ signs", "size": "5", "step": "4", "b1": "np.zeros(M1)"}
RANK_OF_D = """
def rank_of_D(X, W1, b1, W2):
    rank, Q, N, H = np.linalg.matrix_rank, len(W2), len(X), np.maximum(X @ W1.T + b1, 0)
    active = H.any(axis=1)
    J, r2, X_J, H_J = int(active.sum()), rank(W2), with_ones(X)[active], H[active]
    return {}
"""
COUNT = "(Q if J < N else 0) + r2 * rank(X_J) + (Q - r2) * rank(H_J if J < N else with_ones(H_J))"
VELOCITY = """
def velocity(D, x, y, N):
    return {}
"""
INVERSE = "np.linalg.pinv(D, rcond=1e-10)"
OUTPUTS_AT = """
def outputs_at(s, x0, Y, active):
    goal, N = np.array(Y, float), len(Y)
    if not all(active):
        goal[~active] = {dead}
    return {outputs}
"""
FLOW = "goal * (1 - np.exp(-s / N)) + x0 * np.exp(-s / N)"
MEAN = "sum(Y[~active]) / sum(~active)"


def by_hand(**change):
    return BY_HAND.format(**(BY_HAND_RIGHT | change))


def jacobian(**change):
    return JACOBIAN.format(**(JACOBIAN_RIGHT | change))


def first_layer(**change):
    return FIRST_LAYER.format(**(FIRST_LAYER_RIGHT | change))


WRONG = {
    "dead row all zero": ("task-1", by_hand(by_b2="on")),
    "unit always active": ("task-1", by_hand(on="1.0")),
    "a sign in the kernel": ("task-1", by_hand(k="[w1, b1, w2, 0.0]")),
    "kernel of one row only": ("task-1", by_hand(k="[-1.0, a, 0.0, 0.0]")),
    "pattern forgotten": ("task-2", jacobian(slope="np.ones(len(z))", features="np.maximum(z, 0)"), 3),
    "output bias cut off on dead samples": ("task-2", jacobian(by_b2="one * A.any()"), 1),
    "pre-activations for features": ("task-2", jacobian(features="z"), 1),
    "features for the slope": ("task-2", jacobian(slope="np.maximum(z, 0)", features="np.maximum(z, 0)"), 3),
    "central differences": ("task-2", CENTRAL),
    "all units alike": ("task-3a", first_layer(step="0")),
    "signs exchanged": ("task-3a", first_layer(size="-5")),
    "too far from the direction": ("task-3a", first_layer(step="40")),
    "inputs taken to be orthogonal": ("task-3a", first_layer(v="X.T @ signs")),
    "bias that wakes all": ("task-3a", first_layer(b1="np.full(M1, 10.0)")),
    "JQ": ("task-3b", RANK_OF_D.format("J * Q")),
    "(J + 1) Q for all weights and inputs": ("task-3b", RANK_OF_D.format("min(J + 1, N) * Q")),
    "output bias counted twice": ("task-3b", RANK_OF_D.format("Q + r2 * rank(X_J) + (Q - r2) * rank(with_ones(H_J)) if J < N else " + COUNT)),
    "output bias forgotten": ("task-3b", RANK_OF_D.format(COUNT.replace("(Q if J < N else 0) +", ""))),
    "one formula for dead and none": ("task-3b", RANK_OF_D.format("Q + r2 * rank(X_J) + (Q - r2) * rank(H_J)")),
    "W2 taken to be of full rank": ("task-3b", RANK_OF_D.format("(Q if J < N else 0) + Q * rank(X_J)")),
    "dead inputs counted": ("task-3b", RANK_OF_D.format(COUNT.replace("rank(X_J)", "rank(with_ones(X))"))),
    "rounding errors inverted": ("task-4", VELOCITY.format("-np.linalg.pinv(D) @ (x - y) / N")),
    "wrong sign": ("task-4", VELOCITY.format(f"{INVERSE} @ (x - y) / N")),
    "D^T for its inverse": ("task-4", VELOCITY.format("-D.T @ (x - y) / N")),
    "N forgotten": ("task-4", VELOCITY.format(f"-{INVERSE} @ (x - y)")),
    "Theorem 2.1 without its hypothesis": ("task-4", VELOCITY.format("-D.T @ np.linalg.inv(D @ D.T) @ (x - y) / N")),
    "dead samples stay": ("task-5a", OUTPUTS_AT.format(dead="x0[~active]", outputs=FLOW)),
    "dead samples reach their targets": ("task-5a", OUTPUTS_AT.format(dead="Y[~active]", outputs=FLOW)),
    "mean of all targets": ("task-5a", OUTPUTS_AT.format(dead="Y.mean(axis=0)", outputs=FLOW)),
    "rate without N": ("task-5a", OUTPUTS_AT.format(dead=MEAN, outputs=FLOW.replace("s / N", "s"))),
}
RIGHT = {
    "task-1-answer": by_hand(),
    "task-2-answer": jacobian(),
    "task-3a-answer": first_layer(),
    "task-3b-answer": RANK_OF_D.format(COUNT),
    "task-4-answer": VELOCITY.format(f"{INVERSE} @ (y - x) / N"),
    "task-5a-answer": OUTPUTS_AT.format(dead=MEAN, outputs=FLOW),
}
