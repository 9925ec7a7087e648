"""Drawings of notebook 06, Section 4: each takes the table that is saved with it and returns a Figure."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import MaxNLocator

from .labels import log_scale
from .style import HUES, LINES, style
from .tables import curves, long_table


def surface_table(sheet, orbits, direction):
    """The table of :func:`critical_surface`: a ``critical.chart``, and orbits by the names "standard 1", "adapted 1" and so on.

    Of a linear network [2, 1, 2] the section with W1 = (w1, 0), W2 = u ``direction``, b2 = (1/2, 1/2) + b ``direction``.
    """
    def rows(theta, row, column, cost):
        theta = theta.reshape(-1, 7)
        return {"row": row, "column": column, "w1": theta[:, 0], "b1": theta[:, 2], "b": (theta[:, 5:] - 0.5) @ direction, "cost": cost}
    row, column = (index.ravel() for index in np.indices(sheet.cost.shape))
    parts = {"manifold": rows(sheet.theta, row, column, sheet.cost.ravel())}
    for name, orbit in orbits.items():
        path = orbit(orbit.s[-1] * np.linspace(0, 1, 40) ** 3)         # (40, K)
        cost = [orbit.flow.problem.cost(theta) for theta in path]
        parts[name] = rows(path, np.full(40, int(name.split()[1])), np.arange(40), cost)
    return long_table(parts)


@style()
def critical_surface(table):
    """A critical manifold in three dimensions with orbits running into it from numbered starts (rings) to their ends (marks).

    Columns ``curve`` ("manifold", or flow and number), ``row``, ``column``, ``w1``, ``b1``, ``b``, ``cost``.
    """
    figure = plt.figure(figsize=(6.6, 5.0))
    axes = figure.add_subplot(projection="3d", computed_zorder=False)
    parts = dict(curves(table))
    mesh = parts.pop("manifold")
    shape = int(mesh["row"].max()) + 1, int(mesh["column"].max()) + 1
    surface = [mesh[name].reshape(shape) for name in ("w1", "b1", "b")]
    axes.plot_surface(*surface, color="#D9D9D9", alpha=0.5, linewidth=0.3, edgecolor="#A0A0A0", rstride=2, cstride=2, zorder=1)
    looks = {"standard": ("--", "o", HUES[1]), "adapted": ("-", "^", HUES[0])}
    for name, part in parts.items():
        line, mark, hue = looks[name.split()[0]]
        path = np.array([part["w1"], part["b1"], part["b"]])
        axes.plot(*path, color=hue, linestyle=line, linewidth=1.6, zorder=2.5 if line == "--" else 2)
        axes.plot(*path[:, -1:], color=hue, marker=mark, markersize=8, markeredgecolor="white", zorder=4)
        if name.startswith("standard"):
            axes.plot(*path[:, :1], marker="o", color="black", markerfacecolor="white", markersize=6, zorder=3)
            axes.text(*path[:, 0], f"  {name.split()[1]}", zorder=5)
    for name, (line, mark, hue) in looks.items():
        axes.plot([], [], linestyle=line, marker=mark, markersize=8, color=hue, label=f"{name} flow, and its end")
    axes.plot([], [], linestyle="none", marker="o", color="black", markerfacecolor="white", label="start")
    axes.plot([], [], color="#A0A0A0", linewidth=6, alpha=0.5, label="equilibria")
    axes.set(xlabel="$w_1$", ylabel="$b_1$", zlabel="$b$")
    for axis in (axes.xaxis, axes.yaxis, axes.zaxis):
        axis.set_major_locator(MaxNLocator(4))
    axes.view_init(elev=22, azim=-60)
    axes.set_box_aspect(None, zoom=1.0)
    axes.legend(loc="upper left", fontsize=9)
    return figure


def circle_table(targets):
    """The table of :func:`focal_point`: for each of the ``targets`` (pairs) its place, and its cost along the unit circle."""
    angle = np.linspace(-np.pi, np.pi, 121)
    parts = {}
    for number, (y1, y2) in enumerate(targets, start=1):
        cost = ((np.cos(angle) - y1) ** 2 + (np.sin(angle) - y2) ** 2) / 2
        parts[f"target {number}"] = {"y1": np.full(121, y1), "y2": np.full(121, y2), "angle": angle, "cost": cost}
    return long_table(parts)


@style()
def focal_point(table):
    """Targets and their critical points on the unit circle (left), and the cost along it (right).

    Columns ``curve``, ``y1`` and ``y2`` (a target, repeated), ``angle``, ``cost``. A target at the centre makes every point critical.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(7.8, 3.6), gridspec_kw={"width_ratios": [1.15, 1]})
    circle = np.linspace(-np.pi, np.pi, 181)
    left.plot(np.cos(circle), np.sin(circle), "-", color="#808080", linewidth=1.2)
    for (name, part), hue, line, mark in zip(curves(table), HUES, LINES, "os*"):
        y = np.array([part["y1"][0], part["y2"][0]])
        if np.linalg.norm(y) > 0:
            ends = np.array([y, -y]) / np.linalg.norm(y)
            left.plot(*np.array([y, ends[1], ends[0]]).T, linestyle=line, color=hue, linewidth=1.2)
            left.plot(*ends.T, "o", color=hue, markerfacecolor="white", markersize=8)
        else:
            left.plot(np.cos(circle), np.sin(circle), linestyle=line, color=hue, linewidth=4, alpha=0.6)
        left.plot(*y, mark, color=hue, markersize=11 if mark == "*" else 7)
        left.annotate(f"$y$, {name}" if np.linalg.norm(y) > 0 else "the centre", y, xytext=(6, 8), textcoords="offset points", color=hue)
        right.plot(part["angle"], part["cost"], linestyle=line, color=hue, label=name if np.linalg.norm(y) > 0 else "the centre")
    left.set(aspect="equal", xlabel="$x_1$", ylabel="$x_2$", xlim=(-1.3, 2.4), ylim=(-1.3, 1.3))
    right.set(xlabel=r"$\theta_1$", ylabel=r"$\mathcal{C}$", ylim=(0, None))
    right.legend(loc="upper center", fontsize=10)
    return figure


def kappa_table(cases, largest):
    """The table of :func:`cost_against_kappa`: a mapping from a name to (problem, equilibrium, mapping from a label to V)."""
    kappa, parts = np.linspace(-largest, largest, 17), {}
    for name, (problem, point, steps) in cases.items():
        H = problem.cost_hessian(point)
        for label, V in steps.items():
            change = [problem.cost(point + k * V) - problem.cost(point) for k in kappa]
            parts[f"{name}: {label}"] = {"kappa": kappa, "change": change, "predicted": kappa ** 2 / 2 * (V @ H @ V)}
    return long_table(parts)


@style()
def cost_against_kappa(table):
    """Change of the cost over steps ``kappa V``, measured (marks) and predicted (lines); columns curve ("point: V"), kappa, change, predicted."""
    parts = list(curves(table))
    points = list(dict.fromkeys(name.split(": ")[0] for name, _ in parts))
    figure, panels = plt.subplots(1, len(points), figsize=(7.8, 3.6), gridspec_kw={"width_ratios": [2, 3]})
    marks = "os^Dv*P"
    for axes, point in zip(panels, points):
        mine = [(name.split(": ")[1], part) for name, part in parts if name.startswith(point + ": ")]
        for k, (label, part) in enumerate(mine):
            colour = HUES[k % len(HUES)]
            axes.plot(part["kappa"], part["predicted"], color=colour, linestyle=LINES[k % len(LINES)], linewidth=1.1)
            axes.plot(part["kappa"], part["change"], color=colour, marker=marks[k], linestyle="", markersize=4, fillstyle="none", label=label)
        axes.axhline(0, color="#808080", linewidth=0.8, linestyle="-")
        axes.set(title=point, xlabel=r"$\kappa$")
        axes.legend(loc="upper center", fontsize=9, ncols=2)
        axes.margins(y=0.35)
    panels[0].set(ylabel=r"$\mathcal{C}(\theta_* + \kappa V) - \mathcal{C}(\theta_*)$")
    return figure


@style()
def along_to_the_edge(table):
    """Cost and gradient on the way along a critical manifold and beyond its edge; columns way, cost, gradient, rank."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(7.4, 3.2))
    left.plot(table["way"], table["cost"], color=HUES[0], linestyle="-")
    left.set(xlabel="shift of the biases", ylabel=r"cost $\mathcal{C}$", ylim=(0, 1.3 * np.max(table["cost"])))
    right.plot(table["way"], table["gradient"], color=HUES[1], linestyle="--")
    right.set(xlabel="shift of the biases", ylabel=r"$|\nabla_\theta \mathcal{C}|$")
    edge = np.min(np.asarray(table["way"])[np.asarray(table["rank"]) > np.min(table["rank"])])
    for axes in (left, right):
        axes.axvline(edge, color="#808080", linewidth=0.8, linestyle=":")
    right.annotate("rank of $D$ rises", (edge, 0.05 * np.max(table["gradient"])), xytext=(60, 0), textcoords="offset points",
                   arrowprops=dict(arrowstyle="->", color="#404040"))
    return figure


def restarts_table(runs):
    """The table of :func:`restarts`: a mapping from "story: run" to an orbit, looked at 40 times, equally spaced in ``log s``."""
    times = {name: np.geomspace(0.1, orbit.s[-1], 40) for name, orbit in runs.items()}
    return long_table({name: {"s": s, "cost": [runs[name].flow.problem.cost(theta) for theta in runs[name](s)]} for name, s in times.items()})


@style()
def restarts(table):
    """Cost of training runs before and after a restart, a panel a story; columns curve ("story: run"), s, cost."""
    figure, panels, stories = _panels(table, "s", (7.8, 3.4), (HUES[4], HUES[1], HUES[0]), ("--", "-", "-."))
    for axes, story in zip(panels, stories):
        log_scale(axes.xaxis)
        axes.set(title=story, xlabel="time $s$")
        axes.legend(loc="lower left")
    panels[0].set(ylabel=r"cost $\mathcal{C}$", ylim=(0, None))
    return figure


def _panels(table, x, size, colours, lines):
    """``(figure, axes, names)``: the cost against ``x``, a panel for each ``name`` of the curves "name: label"."""
    parts = list(curves(table))
    names = list(dict.fromkeys(name.split(": ")[0] for name, _ in parts))
    figure, panels = plt.subplots(1, len(names), figsize=size, sharey=True)
    for axes, name in zip(panels, names):
        mine = [(curve.split(": ")[1], part) for curve, part in parts if curve.startswith(name + ": ")]
        for (label, part), colour, line in zip(mine, colours, lines):
            axes.plot(part[x], part["cost"], color=colour, linestyle=line, label=label)
    return figure, panels, names
