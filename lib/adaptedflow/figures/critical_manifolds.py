"""Drawings of notebook 06: critical manifolds, the cost on and beside them, and restarts."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import Normalize
from matplotlib.ticker import MaxNLocator

from .labels import log_scale
from .style import HUES, LINES, style
from .tables import curves


@style()
def critical_surface(table):
    """A critical manifold in three dimensions with orbits running into it; columns curve ("manifold", or flow and number), row,
    column, w1, b1, b, cost."""
    figure = plt.figure(figsize=(6.6, 5.0))
    axes = figure.add_subplot(projection="3d", computed_zorder=False)
    parts = dict(curves(table))
    mesh = parts.pop("manifold")
    shape = int(mesh["row"].max()) + 1, int(mesh["column"].max()) + 1
    surface = [mesh[name].reshape(shape) for name in ("w1", "b1", "b")]
    axes.plot_surface(*surface, color="#D9D9D9", alpha=0.5, linewidth=0.3, edgecolor="#A0A0A0", rstride=2, cstride=2, zorder=1)
    costs = np.concatenate([part["cost"] for part in parts.values()])
    norm, colours = Normalize(costs.min(), costs.max()), plt.get_cmap("viridis")
    for name, part in parts.items():
        marker, line = ("o", "-") if name.startswith("standard") else ("^", ":")
        path = part["w1"], part["b1"], part["b"]
        axes.plot(*path, color="#404040", linestyle=line, linewidth=1.0, zorder=2)
        axes.scatter(*path, c=colours(norm(part["cost"])), marker=marker, s=16, depthshade=False, zorder=3)
    for marker, line, label in (("o", "-", "standard flow"), ("^", ":", "adapted flow")):
        axes.plot([], [], marker=marker, linestyle=line, color="#404040", linewidth=1.0, label=label)
    axes.legend(loc="upper left")
    axes.set(xlabel="$w_1$", ylabel="$b_1$", zlabel="$b$")
    for axis in (axes.xaxis, axes.yaxis, axes.zaxis):
        axis.set_major_locator(MaxNLocator(4))
    axes.view_init(elev=22, azim=-60)
    figure.colorbar(plt.cm.ScalarMappable(norm, colours), ax=axes, shrink=0.6, pad=0.12, label=r"cost $\mathcal{C}$")
    return figure


@style()
def along_and_across(table):
    """Cost along a critical manifold and across it, a panel a point; columns curve ("point: direction"), length, cost."""
    figure, panels, points = _panels(table, "length", (7.6, 3.4), HUES, LINES)
    for axes, point in zip(panels, points):
        axes.set(title=point, xlabel="length of the way")
    panels[0].set(ylabel=r"cost $\mathcal{C}$")
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return figure


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
def hessian_eigenvalues(table):
    """Eigenvalues of the Hessian at equilibria, one row each; columns curve, eigenvalue (zeros entered as 0)."""
    parts = list(curves(table))
    figure, axes = plt.subplots(figsize=(7.0, 0.5 * len(parts) + 1.3))
    for row, (name, part) in enumerate(reversed(parts)):
        values = part["eigenvalue"]
        for sign, colour, marker in ((-1, HUES[1], "v"), (0, HUES[4], "o"), (1, HUES[0], "|")):
            mine = values[np.sign(values) == sign]
            axes.plot(mine, np.full(len(mine), row), color=colour, marker=marker, linestyle="", markersize=9 if sign == 1 else 6,
                      fillstyle="none")
        axes.annotate(f"{np.sum(values == 0)} zero", (0, row), xytext=(0, 7), textcoords="offset points", ha="center", fontsize=9)
    axes.set_xscale("symlog", linthresh=1e-3)
    axes.set_xticks([-1, -1e-2, 0, 1e-2, 1], ["$-1$", "$-10^{-2}$", "$0$", "$10^{-2}$", "$1$"])
    axes.set_yticks(range(len(parts)), [name for name, _ in reversed(parts)])
    axes.set(xlabel=r"eigenvalues of $\mathrm{Hess}\,\mathcal{C}$", ylim=(-0.6, len(parts) - 0.3))
    axes.grid(axis="y")
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
