"""What each explorable should show in a state, by another route than its own: NAME(state, page) gives the numbers by name, NAME_states(rng) at least
twenty states, drawn from a seed, with the special ones among them."""

import numpy as np
from scipy.optimize import brentq, root

import adaptedflow as af
from adaptedflow import horizontal, trapping


def two_factors(state, page):
    w1, w2, y, s = (state[name] for name in ("w1", "w2", "y", "s"))
    example = af.examples.two_factor(w1, w2, y)
    standard = _at(example, s)
    adapted = example.exact(min(s, example.end_time))
    shown = {"w1": w1, "w2": w2, "y": y, "c": w1 ** 2 - w2 ** 2, "x": np.prod(adapted), "x_standard": np.prod(standard),
             "cost": example.problem.cost(adapted), "cost_standard": example.problem.cost(standard)}
    if np.isfinite(example.end_time):
        return shown | {"end": example.end_time}
    start = w1 * w2
    return shown | {"s": s, "way": 100 * (np.prod(adapted) - start) / (y - start), "way_standard": 100 * (np.prod(standard) - start) / (y - start)}


def two_factors_states(rng):
    for _ in range(17):
        yield dict(zip(("w1", "w2", "y", "s"), rng.uniform((-1.9, -1.9, -3, 0), (1.9, 1.9, 3, 4)).round(2).tolist()))
    yield from ({"w1": a, "w2": b, "y": y, "s": s} for a, b, y, s in ((1, 1, -1, 0.5), (1.3, -1.3, 2, 3), (-0.7, -0.7, -0.4, 1.2), (1, 1, 2, 1)))


def cone(state, page):
    start, target = (np.cumsum([0, 4 * state[f"{end}p"], 4, 4 * state[f"{end}q"]]) for end in ("", "target_"))
    s = -4 * np.log1p(-state["t"])
    example = af.examples.tanh_interpolation(start, target)
    standard, cost = _at(example, s), example.problem.cost
    shown = {"s": s, "t": state["t"], "start_cost": cost(example.theta0), "cost_standard": cost(standard), "left_standard": cost(standard) / cost(example.theta0),
             "w1_standard": standard[0], "w2_standard": standard[2]}
    if s < example.end_time:
        adapted = example.exact(s)
        shown |= {"cost": cost(adapted), "w1": adapted[0], "w2": adapted[2]}
        if not np.isfinite(example.end_time):
            return shown | {"left": cost(adapted) / cost(example.theta0)}
    end = -np.expm1(-example.end_time / 4)
    floor = (1 - end) ** 2 * cost(example.theta0)
    if s >= example.end_time:
        near = example.exact(example.end_time - 1e-8)
        shown |= {"cost": floor} | {name: np.inf if abs(value) > 1e3 or name == "w1" and value > 4 else value for name, value in (("w1", near[0]), ("w2", near[2]))}
    return shown | {"end": example.end_time, "t_end": end, "floor": floor}


def cone_states(rng):
    for _ in range(22):
        p, q = rng.uniform(0.2, 0.85, 2)
        target_p, target_q = rng.uniform(-0.6, 2.5, 2)
        yield {"p": p, "q": q, "target_p": target_p, "target_q": target_q, "t": rng.uniform(0, 0.95)}
    yield from ({"p": 2.25, "q": 0.25, "target_p": 0.25, "target_q": 2.25, "t": t} for t in (0, 0.1, 0.5))


def trap(state, page):
    w1, w2, epsilon, s = (state[name] for name in ("w1", "w2", "epsilon", "s"))
    example = af.examples.two_factor(w1, w2, 1.0)
    standard, adapted, cost = _at(example, s), example.exact(min(s, example.end_time)), example.problem.cost
    shown = {"w1": w1, "w2": w2, "cost": cost(adapted), "cost_standard": cost(standard), "size": np.linalg.norm(adapted), "size_standard": np.linalg.norm(standard)}
    if np.isfinite(example.end_time):
        return shown | {"end": example.end_time}
    region = trapping.region(example.problem, epsilon)
    orbits = [af.integrate(flow(example.problem), example.theta0, until=25.0, rtol=1e-7) for flow in (af.StandardFlow, af.AdaptedFlow)]
    slow, fast = (trapping.residence(orbit, region) for orbit in orbits)
    if not slow:
        return shown
    return shown | {"standard": slow.time, "adapted": fast.time, "bound": slow.bounds.proposition_3_1}


def trap_states(rng):
    for _ in range(10):
        yield dict(zip(("w1", "w2", "epsilon", "s"), rng.uniform((-1.6, -1.6, 0.1, 0), (1.6, 1.6, 0.8, 8)).round(3).tolist()))
    for _ in range(10):
        w = rng.uniform(0.02, 1.4)
        yield {"w1": round(w, 3), "w2": round(-w + rng.uniform(0.005, 0.03), 3), "epsilon": 0.5, "s": rng.uniform(0, 8)}
    yield from ({"w1": w, "w2": -w, "epsilon": 0.3, "s": s} for w, s in ((1.0, 3.0), (-0.4, 0.1)))


def _at(example, s):
    """The standard flow after the time ``s``."""
    return af.integrate(af.StandardFlow(example.problem), example.theta0, until=s, rtol=1e-7).theta[-1] if s else example.theta0


def staircase(state, page):
    net, X, r, turns = af.Network([1, 1, 1], "identity"), np.array([[1.0], [-1.0]]), state["radius"], state["turns"]
    start, dp, dq = np.array([1.0, 0.0, 1.0, 0.0]), np.array([1.0, 1.0]), np.array([1.0, -1.0])
    x0, here = net.outputs(start, X).ravel(), start
    for _ in range(int(turns)):
        here = horizontal.lift(net, X, horizontal.circle(x0, dp, dq, r), here)(np.array([1.0]))[0]
    now = horizontal.lift(net, X, horizontal.circle(x0, dp, dq, r), here)(np.array([turns % 1]))[0] if turns % 1 else here
    p, q = (net.outputs(now, X).ravel() @ direction / 2 for direction in (dp, dq))
    curvature = 1 / 8                                                  # of b2, at the start
    shown = {"radius": r, "area": np.pi * r ** 2, "p": p, "q": q, "height": now[3] - p / 2, "b2": now[3], "conserved": now[0] ** 2 + now[1] ** 2 - now[2] ** 2}
    if turns < 1:
        return shown | {"landed": now[3] - p / 2}
    return shown | {"whole": int(turns), "turned": int(turns), "landed": here[3], "moved": np.linalg.norm(here - start), "predicted": int(turns) * np.pi * r ** 2 * curvature}


def staircase_states(rng):
    for _ in range(18):
        yield {"radius": rng.uniform(0.1, 0.8), "turns": rng.uniform(0, 6)}
    yield from ({"radius": r, "turns": n} for r, n in ((0.4, 1), (0.8, 6), (0.2, 0)))


def jacobian_blocks(state, page):
    weights = {name: np.array(value, dtype=float) for name, value in page.evaluate("explorable.network()").items()}
    N, M1, X = state["N"], state["M1"], weights["inputs"][:3]                                # inputs: X with a row of ones
    b1 = weights["hidden"][:M1, 0] - weights["W1"] @ X[:, 0]
    net = af.Network([3, M1, 3], "identity")
    D = net.jacobian(np.concatenate([weights["W1"].ravel(), b1, weights["W2"].ravel(), np.zeros(3)]), X.T)
    assert sorted(map(tuple, D.T)) == sorted(map(tuple, weights["D"].T))                     # the same columns, in another order
    r1, r2, rx, rh, rank = (int(np.linalg.matrix_rank(A)) for A in (weights["W1"], weights["W2"], weights["inputs"], weights["hidden"], D))
    assert (r1, r2) == (min(state["r1"], M1), min(state["r2"], M1))
    shown = {"formula": rank, "QN": 3 * N, "rank": rank, "K": D.shape[1], "rx": rx, "rh": rh, "r1": r1, "r2": r2}
    return shown | ({"lost": 3 * N - rank} if rank < 3 * N else {}) | ({"bound": r1 * N + r2 * 3} if r1 < M1 and r2 < 3 else {})


def jacobian_blocks_states(rng):
    for _ in range(24):
        yield dict(zip(("N", "M1", "r1", "r2"), rng.integers((1, 1, 0, 0), (6, 5, 4, 4)).tolist()))
    yield from ({"N": 5, "M1": 4, "r1": r, "r2": r} for r in range(4))


def kappa(state, page):
    corners = np.sqrt(2) * np.array([[np.cos(angle), np.sin(angle)] for angle in 2 * np.pi * np.arange(3) / 3])
    if state["place"]:
        problem = af.Problem(af.Network([1, 1, 2], af.mollified_relu(0.1)), np.array([[1.0], [2.0]]), af.one_hot([0, 1], 2))
        point, step = np.array([-1.0, 0, 1, -2, 0.5, 0.5]), np.array([0, 0, 0, 0, state["a"], state["b"]])
    else:
        problem = af.Problem(af.Network([2, 1, 2], "identity"), corners, corners * [2.0, 1.0])
        point, step = np.array([0.0, 1, 0, 0, 1, 0, 0]), np.array([state["a"], 0, 0, state["b"], 0, 0, 0])
    assert np.linalg.norm(problem.cost_gradient(point)) < 1e-12
    size, H = np.linalg.norm(step), problem.cost_hessian(point)
    rise, back = (problem.cost(point + sign * step) - problem.cost(point) for sign in (1, -1))
    assert np.isclose(rise, back)
    return {"size": abs(rise), "kappa": size, "predicted": step @ H @ step / 2, "cost": problem.cost(point), "after": problem.cost(point) + rise,
            "curvature": step @ H @ step / size ** 2, "angle": np.rad2deg(np.arctan2(state["b"], state["a"]))}


def kappa_states(rng):
    for place in (0, 1):
        for a, b in rng.uniform(-1.5, 1.5, (10, 2)).round(2):
            yield {"place": place, "a": float(a), "b": float(b)}
    yield from ({"place": 0, "a": a, "b": b} for a, b in ((0.3, 0.3), (0.3, -0.6), (-1.0, 0.0)))


def focal_point(state, page):
    y, a = np.array([[state["y1"], state["y2"]]]), state["stretch"]
    trace = lambda t: np.array([[a * np.cos(t[0]), np.sin(t[0])]])
    model = af.FunctionModel(lambda t, X: trace(t), lambda t, X: np.array([[-a * np.sin(t[0])], [np.cos(t[0])]]), 1, lambda t, X, v: -trace(t).T * v[0])
    problem = af.Problem(model, np.ones((1, 1)), y)
    shown = {"y1": state["y1"], "y2": state["y2"]}
    if a == 1 and not y.any():
        return shown | {"cost": 0.5, "least_cost": 0.5, "most_cost": 0.5}
    slope, turn = lambda t: problem.cost_gradient(np.array([t]))[0], np.linspace(-np.pi, np.pi, 1000) + 0.0004
    found = np.array([[brentq(slope, low, high)] for low, high in zip(turn, turn[1:]) if slope(low) * slope(high) < 0])
    return shown | {"count": len(found), "second": min(abs(problem.cost_hessian(t)[0, 0]) for t in found),
                    "least_cost": min(map(problem.cost, found)), "most_cost": max(map(problem.cost, found))}


def focal_point_states(rng):
    for _ in range(20):
        yield {"y1": rng.uniform(-1.5, 1.5), "y2": rng.uniform(-1.5, 1.5), "stretch": rng.uniform(1, 1.8)}
    yield from ({"y1": y, "y2": 0, "stretch": 1} for y in (0, 0.1, 1.2))


def right_angle(state, page):
    times, y = np.array([0.5, 1.0, 2.0]), np.array([0.2, 1.4, 1.5])
    model = af.FunctionModel(lambda w, X: (w[1] * np.tanh(w[0] * times))[:, None],
                             lambda w, X: np.column_stack([w[1] * times / np.cosh(w[0] * times) ** 2, np.tanh(w[0] * times)]), 2)
    problem, start, s = af.Problem(model, times[:, None], y[:, None]), np.array([state["w1"], state["w2"]]), state["s"]
    adapted, standard = (af.integrate(flow(problem), start, until=s, rtol=1e-7).theta[-1] if s else start for flow in (af.UnderparametrizedFlow, af.StandardFlow))
    Q, pull = np.linalg.qr(problem.jacobian(adapted)).Q, y - problem.outputs(adapted)
    along = Q @ (Q.T @ pull)
    return {"s": s, "cost": problem.cost(adapted), "cost_standard": problem.cost(standard), "w1": adapted[0], "w2": adapted[1], "w1_standard": standard[0],
            "w2_standard": standard[1], "pull": np.linalg.norm(pull), "projected": np.linalg.norm(along),
            "angle": np.rad2deg(np.arctan2(np.linalg.norm(pull - along), np.linalg.norm(along)))}


def right_angle_states(rng):
    for w1, w2, s in rng.uniform((0.4, 0.5, 0), (2.6, 2.2, 15), (19, 3)):
        yield {"w1": w1, "w2": w2, "s": s, "turn": rng.uniform(-180, 180), "tilt": rng.uniform(-80, 80)}
    yield from ({"w1": 2.2, "w2": 0.8, "s": s} for s in (0, 15))


def hill(state, page):
    """The end by Newton's method from the orbit's last point; the ridge's by the limit of the height there."""
    start, y, t = np.array([state["a"], state["b"]]), state["y"], state["t"]
    height = lambda w: w[0] - w[0] ** 3 / 3 - w[1] ** 2 * np.exp(-w[1])
    slope = lambda w: np.array([1 - w[0] ** 2, (w[1] ** 2 - 2 * w[1]) * np.exp(-w[1])])
    flow = af.AdaptedFlow(af.Problem(af.FunctionModel(lambda w, X: np.array([[height(w)]]), lambda w, X: slope(w)[None], 2), [[1.0]], [[y]]))
    orbit, x0, s = af.integrate(flow, start, until=np.inf, clock="segment", rtol=1e-8, max_steps=200), height(start), -np.log1p(-t)
    shown = {"x0": x0, "s": s}
    if orbit.status == "reached":
        stop, end = 1.0, orbit.theta[-1]
        shown |= {"a_end": end[0], "b_end": end[1]}
    elif orbit.status == "rank_loss":
        end = root(slope, orbit.theta[-1], tol=1e-13).x
        stop = 1 - abs(height(end) - y) / abs(x0 - y)
        shown |= {"a_end": end[0], "b_end": end[1]}
    else:
        assert orbit.theta[-1, 1] > 5                                   # on the ridge, where b^2 e^(-b) tends to zero
        end = np.array([round(orbit.theta[-1, 0]), np.inf])
        stop = (height([end[0], 0.0]) - x0) / (y - x0)
        shown |= {"x_end": height([end[0], 0.0])}
    if stop < 1:
        shown |= {"t_end": stop, "end": -np.log1p(-stop), "missing": (1 - stop) * (y - x0)}
    here = x0 + min(t, stop) * (y - x0)
    now = end if t >= stop else orbit(s)
    return shown | {"x": here, "cost": (here - y) ** 2 / 2, "a": now[0], "b": now[1]}


def hill_states(rng):
    for a, b, y, part in rng.uniform((-2.4, -1.0, 0.8, 0), (2.2, 5.5, 3, 1), (16, 4)):
        yield {"a": a, "b": b, "y": y, "t": part * 0.9 if a < -1 else part * 0.95 * (2 / 3 - (a - a ** 3 / 3 - b ** 2 * np.exp(-b))) / (y - (a - a ** 3 / 3 - b ** 2 * np.exp(-b)))}
    yield from ({"a": a, "b": b, "y": 2, "t": t} for a, b, t in ((0.2, 2, 0.1), (-1, 0.6, 0.05), (-0.6, 1.6, 0.9), (2, 2.4, 0.9), (0.2, 2, 0.9), (-2.3, -0.5, 0.5)))
