"""Drawings of notebook 09, the lifetime of orbits: each takes the table that is saved with it and returns a Figure."""

import matplotlib.pyplot as plt
import numpy as np

from .labels import log_scale
from .style import HUES, LINES, style
from .tables import curves

ENDS = {"lives": (HUES[0], "*"), "loss of rank": (HUES[3], "X"), "blow-up": (HUES[1], ">"), "undecided": ("0.5", "|")}
FAMILIES = ("o", "s", "D", "^", "v", "P", "*")


@style()
def life_lines(table):
    """One line for each random orbit, as long as it lives in the time t, with a mark for its end: one panel a number of samples.

    Columns ``curve`` (the panel), ``t``, ``end`` (a name of :data:`ENDS`).
    """
    panels = list(curves(table))
    figure, axes = plt.subplots(1, len(panels), figsize=(9.6, 3.4), sharey=True)
    for ax, (name, orbits) in zip(axes, panels):
        order = np.argsort(orbits["t"], kind="stable")
        for height, (t, end) in enumerate(zip(orbits["t"][order], orbits["end"][order])):
            hue, marker = ENDS[end]
            ax.plot([0, t], [height, height], color=hue, linewidth=1.6, linestyle="-")
            ax.plot(t, height, marker, color=hue, markersize=8, clip_on=False)
        ax.set(title=name, xlabel="$t$", xlim=(-0.03, 1.03), yticks=[])
        ax.grid(False)
    axes[0].set_ylabel("random starts")
    for end in dict.fromkeys(table["end"]):
        axes[0].plot([], [], ENDS[end][1], color=ENDS[end][0], label=end)
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=len(ENDS))
    return figure


@style()
def two_ends(table):
    """The parameter w against the time t, one panel a map, one line a target: the orbit, and dots for the steps of Euler's method.

    Columns ``curve`` ("MAP: target y" or "MAP: target y, Euler"), ``t``, ``w``.
    """
    figure, panels = plt.subplots(1, 2, figsize=(8.4, 3.5))
    maps = list(dict.fromkeys(name.split(":")[0] for name, _ in curves(table)))
    for axes, title in zip(panels, maps):
        parts = [(name.split(": ")[1], part) for name, part in curves(table) if name.startswith(title)]
        lines = [(name, part) for name, part in parts if "Euler" not in name]
        for (name, part), hue, line in zip(lines, HUES, LINES):
            axes.plot(part["t"], part["w"], color=hue, linestyle=line, label=name)
            dots = dict(parts)[f"{name}, Euler"]
            axes.plot(dots["t"], dots["w"], ".", color=hue, markersize=5)
        axes.set(title=title, xlabel="$t$", ylabel="$w$", xlim=(-0.02, 1.02))
        axes.legend(fontsize=10)
    panels[1].set_ylim(-0.2, 3)
    return figure


@style()
def blow_up(table):
    """An orbit in the paper's class that blows up at t = 1/3: its ten outputs on the way to the labels (left), and its parameters (right).

    Columns ``curve`` ("outputs: ...", "labels: ..." or "size: ..."), ``t``, ``value``.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.6, 3.6))
    hues, seen = {"first": HUES[0], "second": HUES[1]}, set()
    sizes = [(name.split(": ")[1], part) for name, part in curves(table) if name.startswith("size")]
    for name, part in curves(table):
        kind, which = name.split(": ")
        output = which.split(",")[0]
        if kind == "outputs":
            left.plot(part["t"], part["value"], color=hues[output], linestyle="-" if output == "first" else "--",
                      label=None if output in seen else f"{output} output")
            seen.add(output)
        elif kind == "labels":
            left.plot(part["t"], part["value"], color=hues[output], linestyle=":", linewidth=0.9)
            left.plot(part["t"][-1], part["value"][-1], "*", color=hues[output], markersize=9, clip_on=False)
    for (which, part), hue, line in zip(sizes, HUES, LINES):
        right.plot(part["t"], part["value"], color=hue, linestyle=line, label=which)
    for axes in (left, right):
        axes.axvline(1 / 3, color="0.3", linewidth=1, linestyle=":")
        axes.set(xlabel="$t$")
    left.set(ylabel="outputs at the five inputs", xlim=(0, 1.02))
    right.set(ylabel="parameters", xlim=(0, 0.4), ylim=(0, 6))
    left.legend(loc="upper right", fontsize=10)
    right.legend(loc="upper left", fontsize=10)
    return figure


@style()
def survival_plane(table):
    """The survival map: a point for each cell at K and K - QN, as bright as its share of survivors, and the rule of thumb as a line.

    Columns ``curve`` (a family), ``K``, ``gap``, ``share``. The gap 0 stands at one half.
    """
    figure, axes = plt.subplots(figsize=(7.6, 4.6))
    K = np.array([0.9 * table["K"].min(), 1.1 * table["K"].max()])
    K = np.geomspace(*K, 60)
    axes.plot(K, 1.5 * np.sqrt(K), color="black", linewidth=1.2, linestyle="--")
    axes.annotate(r"$K-QN=\frac{3}{2}\sqrt{K}$", (K[-1], 1.5 * np.sqrt(K[-1])), xytext=(0, 8), textcoords="offset points", ha="right", fontsize=11)
    for number, ((name, part), marker) in enumerate(zip(curves(table), FAMILIES)):
        place = part["K"] * 1.035 ** (number - 2)                    # families side by side
        points = axes.scatter(place, np.maximum(part["gap"], 0.5), c=part["share"], marker=marker, cmap="cividis", vmin=0, vmax=1,
                              s=46, edgecolors="0.25", linewidths=0.5, label=name)
    log_scale(axes.xaxis)
    log_scale(axes.yaxis)
    axes.set(xlabel="parameters $K$", ylabel="surplus $K-QN$")
    ticks = [value for value in (10, 20, 40, 80, 160, 320, 640, 1280, 5120, 20480) if K[0] < value < K[-1]]
    axes.set_xticks(ticks, [str(value) for value in ticks])
    axes.set_xticks([], minor=True)
    heights = [value for value in 2.0 ** np.arange(12) if value < 1.5 * table["gap"].max()]
    axes.set_yticks([0.5, *heights], ["0", *(f"{value:.0f}" for value in heights)])
    axes.set_yticks([], minor=True)
    figure.colorbar(points, ax=axes, label="share that lives")
    figure.legend(loc="outside lower center", ncols=3, fontsize=10)
    return figure


@style()
def eigenvalues(table):
    """Eigenvalues of the reduced Hessian, over the largest in size, where random orbits lost rank: one row an orbit. Columns ``curve``, ``end``, ``value``."""
    figure, axes = plt.subplots(figsize=(7.0, 3.6))
    for (name, part), hue, marker in zip(curves(table), HUES, "osD"):
        axes.plot(part["value"], part["end"], marker, color=hue, markersize=5, linestyle="none", label=name)
    axes.axvline(0, color="black", linewidth=1, linestyle="-")
    axes.axvspan(0, 1, color="0.92", zorder=0)
    axes.annotate("a way up", (0.5, 0.5), xycoords=("data", "axes fraction"), ha="center", fontsize=11)
    axes.set(xlabel="eigenvalues of $H$, over the largest in size", ylabel="orbits", xlim=(-1.08, 1), yticks=[])
    axes.grid(False)
    figure.legend(loc="outside lower center", ncols=3, fontsize=10)
    return figure


@style()
def standard_rank(table):
    """The smallest singular value of D along standard orbits, one panel a number of samples. Columns ``curve`` ("PANEL: orbit"), ``s``, ``sigma``."""
    titles = list(dict.fromkeys(name.split(": ")[0] for name, _ in curves(table)))
    figure, panels = plt.subplots(1, len(titles), figsize=(8.6, 3.5), sharey=True)
    for axes, title in zip(panels, titles):
        parts = [part for name, part in curves(table) if name.startswith(f"{title}:")]
        for part, hue, line in zip(parts, HUES, LINES):
            axes.plot(part["s"], part["sigma"], color=hue, linestyle=line, linewidth=1.3)
        log_scale(axes.xaxis)
        log_scale(axes.yaxis)
        axes.set(title=title, xlabel="$s$")
    panels[0].set_ylabel(r"$\sigma_{\min}(D)$")
    return figure
