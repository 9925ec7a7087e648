"""Drawings of notebook 11: each takes the table that is saved with it and returns a Figure."""

import matplotlib.pyplot as plt
import numpy as np

from .style import HUES, LINES, style
from .tables import curves, long_table

ENDS = {"target": ("*", HUES[2]), "peak": ("o", HUES[3]), "saddle": ("X", "black"), "infinity": (">", HUES[1])}


def hill_table(x, orbits, ends):
    """The table of :func:`hill`: the height ``x(a, b)``, a mapping from names to orbits (T, 2), and one from names to their ends ("peak", ...).

    Orbits are told at 60 points of equal distance, up to the edge of the picture: where the integrator put its last steps differs between machines.
    """
    grid = [values.ravel() for values in np.meshgrid(np.linspace(-2.6, 2.4, 51), np.linspace(-1.2, 6.0, 61))]
    parts = {"height": {"a": grid[0], "b": grid[1], "x": x(*grid)}}
    for name, points in orbits.items():
        points = np.asarray(points)
        length = np.append(0, np.cumsum(np.hypot(*np.diff(points, axis=0).T)))
        outside = np.flatnonzero(points[:, 1] > 6)
        end = np.interp(6, points[outside[0] - 1:outside[0] + 1, 1], length[outside[0] - 1:outside[0] + 1]) if outside.size else length[-1]
        a, b = (np.interp(np.linspace(0, end, 60), length, values) for values in points.T)
        parts[f"{ends[name]}: {name}"] = {"a": a, "b": b, "x": x(a, b)}
    return long_table(parts)


@style()
def hill(table):
    """Level sets of x, which are those of the time, and orbits as lines of steepest ascent, with a mark where each ends.

    Columns ``curve``, ``a``, ``b``, ``x``; curves "height" (a grid of 61 times 51) and "END: name" for END in :data:`ENDS`.
    """
    parts = dict(curves(table))
    height = parts.pop("height")
    a, b, x = (height[name].reshape(61, 51) for name in ("a", "b", "x"))
    figure, axes = plt.subplots(figsize=(6.6, 5.2))
    axes.contour(a, b, x, levels=np.arange(-4, 3, 0.25), colors="#9A9A9A", linewidths=0.7, linestyles="-")
    axes.contour(a, b, x, levels=[2.0], colors=HUES[2], linewidths=2.6)
    seen = set()
    for name, orbit in parts.items():
        end = name.split(":")[0]
        marker, hue = ENDS[end]
        axes.plot(orbit["a"], orbit["b"], color=hue, linestyle=LINES[list(ENDS).index(end)])
        axes.plot(orbit["a"][0], orbit["b"][0], ".", color=hue)
        axes.plot(orbit["a"][-1], min(orbit["b"][-1], 5.9), marker, color=hue, markersize=9, label=None if end in seen else f"ends at: {end}")
        seen.add(end)
    axes.set(xlabel="$a$", ylabel="$b$", xlim=(-2.6, 2.4), ylim=(-1.2, 6.0))
    axes.grid(False)
    figure.legend(loc="outside right center", fontsize=10)
    return figure


@style()
def shares(table):
    """The share of starts that live, and of those that the test certifies, against the width.

    Columns ``M1``, ``live``, ``certified``, shares between 0 and 1.
    """
    figure, axes = plt.subplots(figsize=(6.4, 3.6))
    for (name, label), hue, line, marker in zip((("live", "live"), ("certified", "certified by the test")), HUES, LINES, "osD"):
        axes.plot(table["M1"], table[name], linestyle=line, marker=marker, color=hue, label=label)
    axes.set(xscale="log", xlabel="width $M_1$", ylabel="share of starts", ylim=(-0.03, 1.05))
    figure.legend(loc="outside right center", fontsize=10)
    return figure


@style()
def level(table):
    """Linear network, one start, several targets: left the eigenvalues of S along each orbit, right the smallest singular value of D, and its bound m.

    Columns ``curve`` (a target), ``t``, ``first``, ``last`` (eigenvalues), ``sigma``, ``m``.
    """
    figure, panels = plt.subplots(1, 2, figsize=(8.4, 3.6), sharex=True)
    for _, orbit in curves(table):
        panels[0].plot(orbit["t"], orbit["first"], color=HUES[0], linestyle="-")
        panels[0].plot(orbit["t"], orbit["last"], color=HUES[1], linestyle="--")
        panels[1].plot(orbit["t"], orbit["sigma"], color=HUES[2], linestyle="-")    # one hue: the targets are alike
    panels[1].axhline(table["m"][0], color="black", linestyle=":", linewidth=2)
    panels[1].annotate("$m$", (0.02, table["m"][0]), xytext=(0, -14), textcoords="offset points")
    panels[0].set(xlabel="$t$", title="largest and least eigenvalue of $S$")
    panels[1].set(xlabel="$t$", title=r"$\sigma_{\min}(D)$", ylim=(0, None))
    return figure


@style()
def living(table):
    """The same plane of starts for two widths: which orbits live, and the edge of those that the test certifies.

    Columns ``curve``, ``u``, ``w``, ``lives`` (0 or 1); curves "width 2" and "width 3" (grids), "certified" (a closed curve, drawn with the second).
    """
    parts = dict(curves(table))
    edge = parts.pop("certified")
    figure, panels = plt.subplots(1, 2, figsize=(8.6, 3.9), sharex=True, sharey=True)
    for axes, (name, plane) in zip(panels, parts.items()):
        alive = plane["lives"] > 0
        axes.plot(plane["u"][alive], plane["w"][alive], "s", markersize=6, color=HUES[0], label="lives")
        axes.plot(plane["u"][~alive], plane["w"][~alive], "x", markersize=6, color=HUES[3], label="dies")
        axes.set(title=name, xlabel="first output weight")
        axes.grid(False)
    panels[1].plot(edge["u"], edge["w"], color="black", linewidth=2, label="certified inside")
    panels[0].set_ylabel("second output weight")
    handles = {label: handle for axes in panels for handle, label in zip(*axes.get_legend_handles_labels())}
    figure.legend(handles.values(), handles, loc="outside right center", fontsize=10)
    return figure


@style()
def steps(table):
    """The first output as a function of the input, at several times of an orbit that dies, with the five labels.

    Columns ``curve`` ("t = ..." or "labels"), ``x``, ``f``.
    """
    figure, axes = plt.subplots(figsize=(6.4, 3.8))
    parts = dict(curves(table))
    labels = parts.pop("labels")
    for (name, curve), hue, line in zip(parts.items(), HUES, LINES):
        axes.plot(curve["x"], curve["f"], color=hue, linestyle=line, label=f"${name}$")
    axes.plot(labels["x"], labels["f"], "*", color="black", markersize=12, label="labels")
    axes.set(xlabel="input", ylabel="first output")
    figure.legend(loc="outside right center", fontsize=10)
    return figure
