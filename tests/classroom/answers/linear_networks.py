"""Planted answers to the second assignment: linear networks and ranks."""

BY_HAND = """
def by_hand(a1, a2, a3):
    D = [[a1, {one}], [a2, {one}], [a3, {one}]]
    return D, {rank}, {c}
"""
CROSS = "[a3 - a2, a1 - a3, a2 - a1] if (a1, a2) != (a2, a3) else [0.0, 2.0, -2.0]"
EXACT_RANK = """
def exact_rank(A):
    rows, rank = [list(row) for row in A], 0
    for column in range(len(A[0])):
        for i in range(rank, {last}):
            if rows[i][column] != 0:
                rows[rank], rows[i] = rows[i], rows[rank]
                top = rows[rank]
                for row in rows[rank + 1:]:
                    p, q = {factors}
                    row[:] = [p * entry - q * above for entry, above in zip(row, top)]
                rank += 1
                break
    return rank
"""
CROSSWISE = "top[column], row[column]"
BLOCKS = """
def blocks(theta, X, widths):
    W1, b1, W2, b2 = unpack(theta, widths)
    one, H = np.eye({identity}), {H}
    rows = [({by_W1}, W2, np.kron(one, h), {by_b2}) for x, h in zip(X, H)]
    return [np.vstack(block) for block in zip(*rows)]
"""
BLOCKS_RIGHT = {"identity": "widths[2]", "H": "X @ W1.T + b1", "by_W1": "np.kron(W2, x)", "by_b2": "one"}
RANK_OF_D = """
def rank_of_D(X, W1, b1, W2):
    rank, H, Q = np.linalg.matrix_rank, X @ W1.T + b1, len(W2)
    return {}
"""
ABOVE = """
def above_the_bound(M, M1, Q, N, r1, r2):
    if not {largest} {more} r1 * N + r2 * Q:
        return None
    first, last = np.diag([1] * {rank} + [0] * (M1 - {rank})), np.diag([1] * r2 + [0] * (Q - r2))
    return np.eye(M, dtype=int)[:N], np.hstack([first, np.zeros((M1, M - M1), int)]), {bias}, np.hstack([last, np.zeros((Q, M1 - Q), int)])
"""
LARGEST = "r2 * N + (Q - r2) * min(N, r1 + 1)"
ABOVE_RIGHT = {"largest": LARGEST, "more": ">", "rank": "r1", "bias": "np.zeros(M1, int)"}
OUTPUTS_AT = """
def outputs_at(s, x0, y, X):
    A, N = {columns}, len(X)
    P = np.kron({projection}, np.eye(len(y) // N))
    return {outputs}
"""
FLOW = "y + (np.eye(len(y)) - P + np.exp(-s / N) * P) @ (x0 - y)"
PROJECTION = "A @ np.linalg.pinv(A)"


def blocks(**change):
    return BLOCKS.format(**(BLOCKS_RIGHT | change))


def above(**change):
    return ABOVE.format(**(ABOVE_RIGHT | change))


WRONG = {
    "bias forgotten by hand": ("task-1", BY_HAND.format(one="0.0", rank="2 - (a1 == a2 == a3)", c=CROSS)),
    "rank counted as QM": ("task-1", BY_HAND.format(one="1.0", rank="1", c=CROSS)),
    "equal inputs forgotten": ("task-1", BY_HAND.format(one="1.0", rank="2", c="[a2 - a3, a3 - a1, a1 - a2]")),
    "a sign in the cross product": ("task-1", BY_HAND.format(one="1.0", rank="2 - (a1 == a2 == a3)", c=CROSS.replace("a1 - a3", "a3 - a1"))),
    "rank in floating point": ("task-2", "def exact_rank(A):\n    return np.linalg.matrix_rank(A)"),
    "rows not exchanged": ("task-2", EXACT_RANK.format(last="min(rank + 1, len(rows))", factors=CROSSWISE)),
    "division rounded down": ("task-2", EXACT_RANK.format(last="len(rows)", factors="1, row[column] // top[column]")),
    "rows that are not zero counted": ("task-2", "def exact_rank(A):\n    return sum(any(row) for row in A)"),
    "hidden bias forgotten": ("task-3", blocks(H="X @ W1.T"), 1),
    "columns of W1 in another order": ("task-3", blocks(by_W1="np.kron(x, W2)"), 2),
    "output bias forgotten": ("task-3", blocks(by_b2="0 * one"), 1),
    "first block with QM columns": ("task-3", blocks(by_W1="np.kron(one, x)"), 2),
    "both biases left out of the rank": ("task-4a", RANK_OF_D.format("rank(W2) * rank(X) + (Q - rank(W2)) * rank(H)")),
    "output bias left out of the rank": ("task-4a", RANK_OF_D.format("rank(W2) * rank(with_ones(X)) + (Q - rank(W2)) * rank(H)")),
    "rank of W1 for that of the features": ("task-4a", RANK_OF_D.format("rank(W2) * rank(with_ones(X)) + (Q - rank(W2)) * (rank(W1) + 1)")),
    "W2 taken to be of full rank": ("task-4a", RANK_OF_D.format("Q * rank(with_ones(X))")),
    "the printed bound": ("task-4a", RANK_OF_D.format("rank(W1) * len(X) + rank(W2) * Q")),
    "weights zero for all ranks": ("task-4b", above(rank="0 * r1")),
    "gives up": ("task-4b", above(more="> 1 +")),
    "equality for above": ("task-4b", above(more=">=")),
    "output bias left out of the search": ("task-4b", above(largest="r2 * N + (Q - r2) * min(N, r1)")),
    "no column of ones": ("task-5a", OUTPUTS_AT.format(columns="X", projection=PROJECTION, outputs=FLOW)),
    "rate without N": ("task-5a", OUTPUTS_AT.format(columns="with_ones(X)", projection=PROJECTION, outputs=FLOW.replace("s / N", "s"))),
    "Theorem 2.1 without its hypothesis": ("task-5a", OUTPUTS_AT.format(columns="with_ones(X)", projection="np.eye(N)", outputs=FLOW)),
    "the other projection": ("task-5a", OUTPUTS_AT.format(columns="with_ones(X)", projection=f"np.eye(N) - {PROJECTION}", outputs=FLOW)),
    "inputs taken to be independent": ("task-5a", OUTPUTS_AT.format(columns="with_ones(X)", projection="A @ np.linalg.inv(A.T @ A) @ A.T", outputs=FLOW)),
}
RIGHT = {
    "task-1-answer": BY_HAND.format(one="1", rank="1 if a1 == a2 and a2 == a3 else 2", c=CROSS),
    "task-2-answer": EXACT_RANK.format(last="len(rows)", factors=CROSSWISE),
    "task-3-answer": blocks(),
    "task-4a-answer": RANK_OF_D.format("Q * rank(with_ones(H)) + rank(W2) * (rank(with_ones(X)) - rank(with_ones(H)))"),
    "task-4b-answer": above(bias="np.arange(M1)"),
    "task-5a-answer": OUTPUTS_AT.format(columns="with_ones(X)", projection=PROJECTION, outputs=FLOW),
}
