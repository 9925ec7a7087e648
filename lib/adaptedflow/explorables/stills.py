"""The states that the still pictures show: those in which the pages begin, computed by this package."""

import numpy as np

from ..examples import tanh_interpolation, two_factor
from ..figures import explorables as draw
from ..figures import long_table
from ..flows import StandardFlow
from ..orbit import integrate
from .pages import known


def table(name):
    """Return the table of the still picture of the explorable ``name``: columns ``curve x y``."""
    return long_table({curve: {"x": x, "y": y} for curve, (x, y) in _STILLS[known(name)][0]().items()})


def picture(name, numbers):
    """Draw the still picture of the explorable ``name`` from its table; returns a matplotlib Figure."""
    return _STILLS[known(name)][1](numbers)


def _two_factors():
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


def _cone():
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


def _trap():
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


_STILLS = {
    "two_factors": (_two_factors, draw.two_factors),
    "cone": (_cone, draw.cone),
    "trap": (_trap, draw.trap),
}
ALT = {
    "two_factors": "Both flows run along one hyperbola in the plane of w1 and w2; dots at equal times on their outputs are spaced differently.",
    "cone": "A straight segment of outputs leaves the set that one tanh unit can reach. The adapted flow ends there, the standard flow goes on.",
    "trap": "Both flows pass the trap around the saddle at the origin. The cost of the standard flow stays on a plateau, that of the adapted flow falls.",
}
