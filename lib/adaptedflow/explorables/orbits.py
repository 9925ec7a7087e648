"""Tables of the still pictures in which orbits run: the states in which those pages begin, computed by this package.

Each function returns a mapping from curve names, as :mod:`adaptedflow.figures.explorables` reads them, to pairs ``x, y``.
"""

import contourpy
import numpy as np

from ..examples import tanh_interpolation, two_factor
from ..flows import AdaptedFlow, StandardFlow, UnderparametrizedFlow
from ..function_model import FunctionModel
from ..orbit import integrate
from ..problem import Problem


def two_factors():
    w1, w2, y, s = 1.6, -1.1, 1.5, 1.0
    example = two_factor(w1, w2, y)
    times, fine = np.arange(0, 4.1, 0.5), np.linspace(0, s, 41)
    standard = integrate(StandardFlow(example.problem), example.theta0, until=4.0, rtol=1e-9)
    orbits = {"adapted": lambda s: np.array([example.exact(one) for one in s]), "standard": standard}
    curves = {f"plane: fibre, x = {x}": _fibre(x) for x in (-3, -2, -1, -0.5, -0.25, 0.25, 0.5, 1, 2, 3)} | {"plane: target": _fibre(y)}
    curves["line: segment, start"] = [-0.6, 1.9], [w1 * w2, w1 * w2]
    curves["line: target"] = [-0.6, 1.9], [y, y]
    for place, (flow, orbit) in zip((0.0, 1.1), orbits.items()):
        curves[f"plane: {flow}"] = orbit(fine).T
        curves[f"plane: {flow} dots"] = orbit(times).T
        curves[f"line: {flow}"] = [place, place], [w1 * w2, np.prod(orbit(np.array([s]))[0])]
        curves[f"line: {flow} dots"] = np.full(len(times), place), np.prod(orbit(times), axis=1)
    return curves | {"plane: start": ([w1], [w2])}


def cone():
    example, t, end = tanh_interpolation(), 0.1, 1 / 8
    s = -4 * np.log1p(-t)
    x0, y = example.problem.outputs(example.theta0), example.problem.y
    standard = integrate(StandardFlow(example.problem), example.theta0, until=s, rtol=1e-8)
    quotients = lambda x: np.array([x[1] - x[0], x[3] - x[2]]) / (x[2] - x[1])
    p, q = np.array([quotients(x0 + one * (y - x0)) for one in (0, t, end, 1)]).T
    trail = np.array([quotients(example.problem.outputs(theta)) for theta in standard(s * np.linspace(0, 1, 41) ** 3)]).T
    edge, inputs, fine = np.exp(np.linspace(-5, 1.4, 97)), np.arange(4.0), np.linspace(-0.35, 3.35, 75)
    ends = {"adapted": example.exact(s), "standard": standard(s)}
    curves = {"plane: edge": (edge, 1 / edge), "plane: segment": (p, q), "plane: adapted": (p[:2], q[:2]), "plane: standard": trail}
    for flow, (w1, b1, w2, b2) in ends.items():
        curves[f"curve: {flow}"] = fine, w2 * np.tanh(w1 * fine + b1) + b2
        curves[f"curve: {flow} dots"] = inputs, w2 * np.tanh(w1 * inputs + b1) + b2
    return curves | {"curve: target dots": (inputs, y), "plane: target dots": (p[3:], q[3:]), "plane: start": (p[:1], q[:1]), "plane: end": (p[2:3], q[2:3])}


def trap():
    w1, w2, epsilon = 1.1, -1.08, 0.4
    example = two_factor(w1, w2, 1.0)
    s, turn = np.linspace(0, 8, 161), np.linspace(0, 2 * np.pi, 81)
    standard = integrate(StandardFlow(example.problem), example.theta0, until=8.0, rtol=1e-9)
    curves = {f"plane: fibre, x = {x}": _fibre(x) for x in (-1.5, -1, -0.6, -0.3, 0.3, 0.6, 1.5)}
    curves |= {"plane: target": _fibre(1.0), "plane: segment, edge of the trap": (epsilon * np.cos(turn), epsilon * np.sin(turn)), "plane: end": ([0.0], [0.0])}
    for flow, theta in (("adapted", np.array([example.exact(one) for one in s])), ("standard", standard(s))):
        curves[f"plane: {flow}"] = theta.T
        curves[f"plane: {flow} dots"] = theta[[30]].T                  # both at s = 1.5
        curves[f"costs: {flow}"] = s, np.log10([example.problem.cost(one) for one in theta])
    return curves | {"plane: start": ([w1], [w2])}


def _fibre(x):
    """Both branches of ``w1 w2 = x``, with a gap between."""
    w1 = np.exp(np.linspace(-3, 3, 61))
    return np.concatenate([w1, [np.nan], -w1]), np.concatenate([x / w1, [np.nan], -x / w1])


def right_angle():
    times, y, s = np.array([0.5, 1.0, 2.0]), np.array([0.2, 1.4, 1.5]), 6.0
    model = FunctionModel(lambda w, X: (w[1] * np.tanh(w[0] * times))[:, None],
                          lambda w, X: np.column_stack([w[1] * times / np.cosh(w[0] * times) ** 2, np.tanh(w[0] * times)]), 2)
    problem, start = Problem(model, times[:, None], y[:, None]), np.array([2.2, 0.8])

    def seen(x):  # turned by 80 degrees, tilted by 12
        u, v, w = np.asarray(x).reshape(-1, 3).T
        a, e = np.deg2rad(80), np.deg2rad(12)
        return u * np.cos(a) + v * np.sin(a), w * np.cos(e) - (v * np.cos(a) - u * np.sin(a)) * np.sin(e)

    lines = [[problem.outputs(np.array([w1, w2])) for w2 in np.linspace(0, 2, 12)] for w1 in np.linspace(0.1, 3, 19)]
    curves = {f"space: fibre, {k}": seen(line) for k, line in enumerate(lines)} | {f"space: fibre, across {k}": seen(line) for k, line in enumerate(zip(*lines))}
    for flow in (StandardFlow, UnderparametrizedFlow):
        name = "standard" if flow is StandardFlow else "adapted"
        theta = integrate(flow(problem), start, until=s, rtol=1e-9)(s * np.linspace(0, 1, 61) ** 2)
        x = np.array([problem.outputs(one) for one in theta])
        curves |= {f"space: {name}": seen(x), f"plane: {name}": theta.T, f"space: {name} dots": seen(x[-1]), f"plane: {name} dots": theta[-1:].T}
    D, r = problem.jacobian(theta[-1]), y - x[-1]
    foot = x[-1] + D @ np.linalg.lstsq(D, r)[0]
    curves |= {"space: target": seen([x[-1], y]), "space: segment": seen([x[-1], foot, y]), "space: target dots": seen(y)}
    return curves | {"space: start": seen(problem.outputs(start)), "plane: start": start[:, None]}


def hill():
    height = lambda a, b: a - a ** 3 / 3 - b ** 2 * np.exp(-b)
    model = FunctionModel(lambda w, X: np.array([[height(*w)]]), lambda w, X: np.array([[1 - w[0] ** 2, (w[1] ** 2 - 2 * w[1]) * np.exp(-w[1])]]), 2)
    start, y, t = np.array([-0.6, 1.6]), 2.0, 0.3
    orbit = integrate(AdaptedFlow(Problem(model, np.ones((1, 1)), np.array([[y]]))), start, until=np.inf, clock="segment")
    a, b = np.meshgrid(np.linspace(-2.6, 2.4, 51), np.linspace(-1.2, 6.0, 61))
    lines = contourpy.contour_generator(a, b, height(a, b)).lines
    curves = {f"plane: fibre, {level}, {k}": line.T for level in np.arange(-4, 3, 0.25) for k, line in enumerate(lines(level))}
    curves |= {f"plane: target, {k}": line.T for k, line in enumerate(lines(y))}
    theta = orbit(orbit.s[-1] * np.linspace(0, 1, 81) ** 0.5)
    walked = np.append(0, np.cumsum(np.linalg.norm(np.diff(theta, axis=0), axis=1)))
    now = height(*theta.T) <= height(*start) + t * (y - height(*start))
    curves |= {"plane: segment": theta.T, "climb: segment": (walked, height(*theta.T)), "climb: target": ([0, 4], [y, y])}
    curves |= {"plane: adapted": theta[now].T, "climb: adapted": (walked[now], height(*theta[now].T))}
    curves |= {"plane: adapted dots": theta[now][-1:].T, "climb: adapted dots": (walked[now][-1:], height(*theta[now][-1:].T))}
    return curves | {"plane: start": start[:, None], "plane: end": ([1.0, 1.0, -1.0], [0.0, 2.0, 0.0])}
