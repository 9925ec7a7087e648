"""Planted answers to the assignment on the borderline case."""

BY_HAND = """
def by_hand(theta, y):
    D = {D}
    return D, {velocity}, {end} if {falls} else float("inf")
"""
TWO_FLOWS = """
def two_flows(D, x, y, N):
    gradient = {gradient}
    over, under = None, None
    if D.shape[1] {more} len(D):
        {over}
    if D.shape[1] {fewer} len(D):
        {under}
    return over, under
"""
OVER = """Q, R = np.linalg.qr(D.T)
        over = -Q @ np.linalg.solve(R.T, gradient)"""
UNDER = """Q, R = np.linalg.qr(D)
        under = -np.linalg.solve(R, Q.T @ gradient)"""
RANK = """
def largest_rank(M, m, Q, N):
    K = (M + 1) * m + (m + 1) * Q
    if m >= Q:
        return min({wide})
    return min({narrow})
"""
BORDER = """
def on_the_border(M, m, Q):
    K = {K}
    for N in range(1, K + 1):
        if N * Q == K:
            return N, {possible}
    return {none}
"""
EULER = """
def euler(x_of, D_of, theta0, y, N, step, number):
    theta = {start}
    for _ in range(number):
        theta {moves} {factor} * np.linalg.inv(D_of(theta)){transposed} @ (x_of(theta) - y)
    return theta
"""
END = """
def end_time(x0, y):
    a, b = np.diff(x0), np.diff(y)
    u, v = {sign} * a, {sign} * (b - a)
    times = [-u[i] / v[i] for i in range(3) if v[i] {falls} 0]
    A, B, C = v[1] ** 2 - v[0] * v[2], 2 * u[1] * v[1] - u[0] * v[2] - u[2] * v[0], u[1] ** 2 - u[0] * u[2]
    if {bends} and B * B > 4 * A * C:
        w = np.sqrt(B * B - 4 * A * C)
        times += [(-B - w) / (2 * A), (-B + w) / (2 * A)]
    t = {which}([one for one in times if 0 < one < {last}], default=None)
    return np.inf if t is None else {clock}
"""
THROUGH = """
def through(D, x, y, N):
    {}
"""
BY_CRAMER = """K = len(D)
    velocity = np.zeros(K)
    for j in range(K):
        replaced = np.array(D, dtype=float)
        replaced[:, j] = y - x
        velocity[j] = np.linalg.det(replaced) / N
    return velocity"""
BY_COFACTORS = """K = len(D)
    cofactors = np.zeros((K, K))
    for i in range(K):
        for j in range(K):
            rows, columns = [k for k in range(K) if k != i], [k for k in range(K) if k != j]
            cofactors[i, j] = {sign} * np.linalg.det(D[np.ix_(rows, columns)])
    return -{adjugate} @ (x - y) / N"""


def _by_hand(D="theta + theta", velocity="(y / theta - theta) / 2", end="np.log((y - theta ** 2) / y)", falls="y < 0"):
    return BY_HAND.format(D=D, velocity=velocity, end=end, falls=falls)


def _two_flows(gradient="(x - y) / N", over=OVER, under=UNDER, more=">=", fewer="<="):
    return TWO_FLOWS.format(gradient=gradient, over=over, under=under, more=more, fewer=fewer)


def _rank(wide="K, Q * N", narrow="K, Q * N, m * N + (Q - m) * (m + 1)"):
    return RANK.format(wide=wide, narrow=narrow)


def _border(K="m * (M + 1 + Q) + Q", possible="not m < Q", none="None"):
    return BORDER.format(K=K, possible=possible, none=none)


def _euler(start="1.0 * theta0", moves="=theta -", factor="step / N", transposed=""):
    return EULER.format(start=start, moves=moves, factor=factor, transposed=transposed)


def _end(sign="np.sign(a[0])", falls="<", bends="A != 0", which="min", last="1", clock="4 * np.log(1 / (1 - t))"):
    return END.format(sign=sign, falls=falls, bends=bends, which=which, last=last, clock=clock)


def _cofactors(sign="(-1) ** (i + j)", adjugate="cofactors.T"):
    return THROUGH.format(BY_COFACTORS.format(sign=sign, adjugate=adjugate))


WRONG = {
    "away from the target": ("task-1", _by_hand(velocity="(theta - y / theta) / 2")),
    "D times the gradient": ("task-1", _by_hand(velocity="(y - theta ** 2) * 2 * theta")),
    "an end for every target": ("task-1", _by_hand(end="np.log(abs((y - theta ** 2) / y))", falls="y != 0")),
    "a ratio upside down": ("task-1", _by_hand(end="np.log(1 - y / theta ** 2)")),
    "digits lost in D D^T and D^T D": ("task-2", _two_flows(over="over = -D.T @ np.linalg.inv(D @ D.T) @ gradient", under="under = -np.linalg.inv(D.T @ D) @ D.T @ gradient")),
    "the standard flow": ("task-2", _two_flows(over="over = -D.T @ gradient", under="under = -D.T @ gradient")),
    "N forgotten": ("task-2", _two_flows(gradient="x - y")),
    "the border left out": ("task-2", _two_flows(more=">")),
    "least squares on both sides": ("task-2", _two_flows(more="<= len(D) or D.shape[1] >", over="over = -np.linalg.lstsq(D, gradient, rcond=None)[0]")),
    "rows and columns only": ("task-3a", _rank(narrow="K, Q * N")),
    "hidden bias forgotten": ("task-3a", _rank(narrow="K, Q * N, m * N + (Q - m) * m")),
    "columns forgotten": ("task-3a", _rank(wide="Q * N, Q * N")),
    "a linear network": ("task-3a", _rank(wide="Q * N, Q * (M + 1)", narrow="Q * N, m * (M + 1 + Q - m) + Q")),
    "always invertible": ("task-3b", _border(possible="True")),
    "biases forgotten": ("task-3b", _border(K="M * m + m * Q")),
    "more units than outputs": ("task-3b", _border(possible="m > Q")),
    "steps of 1 for N": ("task-4a", _euler(factor="step")),
    "the wrong way": ("task-4a", _euler(moves="=theta +")),
    "D^T for D": ("task-4a", _euler(transposed=".T")),
    "one step too many": ("task-4a", _euler().replace("range(number)", "range(number + 1)")),
    "the quadratic forgotten": ("task-4b", _end(bends="False")),
    "the last zero": ("task-4b", _end(which="max")),
    "N = 1 in the clock": ("task-4b", _end(clock="np.log(1 / (1 - t))")),
    "falling increments forgotten": ("task-4b", _end(sign="1")),
    "beyond the target": ("task-4b", _end(last="10", clock="4 * np.log(1 / abs(1 - t))")),
    "determinant times inverse": ("task-5a", THROUGH.format("return -np.linalg.det(D) * np.linalg.inv(D) @ (x - y) / N")),
    "determinant times pseudo-inverse": ("task-5a", THROUGH.format("return -np.linalg.det(D) * np.linalg.pinv(D) @ (x - y) / N")),
    "cofactors not transposed": ("task-5a", _cofactors(adjugate="cofactors")),
    "signs of the cofactors": ("task-5a", _cofactors(sign="1")),
    "the size of the determinant": ("task-5a", THROUGH.format("return -abs(np.linalg.det(D)) * np.linalg.solve(D, x - y) / N")),
}
RIGHT = {
    "task-1-answer": _by_hand(),
    "task-2-answer": _two_flows(),
    "task-3a-answer": _rank(),
    "task-3b-answer": _border(),
    "task-4a-answer": _euler(start="theta0", moves="-="),
    "task-4b-answer": _end(),
    "task-5a-answer": THROUGH.format(BY_CRAMER),
}
