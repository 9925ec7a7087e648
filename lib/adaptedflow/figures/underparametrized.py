"""Drawings of notebook 07, Section 5: each takes the table that is saved with it and returns a Figure."""

import matplotlib.pyplot as plt
import numpy as np

from .labels import log_scale
from .style import HUES, LINES, style
from .tables import curves, long_table


@style()
def excess_cost(table):
    """Cost above its limit against time, over its start; dotted the slope predicted for each.

    Columns: ``curve`` (name of the network), ``s`` in units of N, ``excess`` measured, ``law`` predicted (NaN where it says
    nothing).
    """
    figure, axes = plt.subplots()
    for (name, columns), hue, line in zip(curves(table), HUES, LINES):
        axes.plot(columns["s"], columns["excess"], linestyle=line, color=hue, label=name)
        axes.plot(columns["s"], columns["law"], ":", color="black", linewidth=2.4)
    axes.plot([], [], ":", color="black", linewidth=2.4, label="predicted")
    axes.set(xlabel="$s/N$", ylabel=r"$(\mathcal{C}(s)-\mathcal{C}_*)\,/\,(\mathcal{C}(0)-\mathcal{C}_*)$")
    log_scale(axes.yaxis)
    axes.legend()
    return figure


@style()
def share_of_full_rank(table):
    """Share of random draws of a mollified ReLU network in which D has rank K, against the width of the mollification.

    Columns: ``width``, ``full_rank`` (share with rank K), ``all_met`` (share in which every hidden unit has a sample inside its
    window).
    """
    figure, axes = plt.subplots()
    axes.plot(table["width"], table["all_met"], "--", color=HUES[1], marker="s")
    axes.plot(table["width"], table["full_rank"], "-", color=HUES[0], marker="o")
    axes.set(xlabel="half width of the window", ylabel="share of the draws", xscale="log", ylim=(-0.03, 1.08))
    axes.annotate("every window has a sample", (table["width"][-1], 0.93), color=HUES[1], ha="right", va="center")
    axes.annotate("rank $D=K$", (0.1, 0.5), color=HUES[0])
    return figure


@style()
def coordinates(table):
    """Two outputs along orbits of both flows, computed in several coordinates of parameter space.

    Columns: ``curve`` ("adapted: " or "standard: ", then the coordinates), ``x1`` and ``x2``, the first output of samples 1 and 2.
    Orbits start at the dot.
    """
    figure, panels = plt.subplots(1, 2, figsize=(8.4, 3.6), sharex=True, sharey=True)
    for axes, flow in zip(panels, ("adapted", "standard")):
        drawn = [(name.split(": ")[1], columns) for name, columns in curves(table) if name.startswith(f"{flow}: ")]
        for order, (name, columns) in enumerate(drawn):                # wide ones first, so that what coincides is seen
            axes.plot(columns["x1"], columns["x2"], linestyle=LINES[order], color=HUES[order], linewidth=5.0 - order, label=name)
        axes.plot(columns["x1"][0], columns["x2"][0], "o", color="black")
        axes.set(title=f"{flow} flow", xlabel="$x_1$")
    panels[0].set_ylabel("$x_2$")
    panels[1].legend(loc="best", fontsize=9)
    return figure


@style()
def digits_and_evaluations(table):
    """Correct digits against evaluations of the Jacobian: one mark for each data set and start, one kind of mark for a method.

    Columns: ``curve`` (the method), ``evaluations``, ``digits``.
    """
    figure, axes = plt.subplots(figsize=(6.6, 3.8))
    for (name, columns), hue, mark in zip(curves(table), (*HUES, "#777777"), "oxs^+D"):
        axes.plot(columns["evaluations"], columns["digits"], mark, color=hue, linestyle="none", label=name, fillstyle="none", markersize=6)
    axes.axhline(9, color="black", linewidth=0.8, linestyle=":")
    axes.set(xlabel="evaluations of $D$", ylabel="correct digits", ylim=(-0.5, 12))
    log_scale(axes.xaxis)
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    return figure


def surface_table(problem, orbits, at):
    """The table of :func:`surface`: ``problem`` with two parameters and three outputs, orbits named "adapted" and "standard", and the time
    ``at`` at which the pull of the target on the adapted orbit is shown."""
    def points(x):
        return dict(zip(("x1", "x2", "x3"), np.reshape(x, (-1, 3)).T))
    grid = [problem.outputs(np.array([w1, w2])) for w1 in np.linspace(0.1, 3.0, 24) for w2 in np.linspace(0.0, 2.2, 24)]
    parts = {"surface": points(grid), "target": points(problem.y)}
    for name, orbit in orbits.items():
        parts[f"{name} flow"] = points([problem.outputs(theta) for theta in orbit(orbit.s[-1] * np.linspace(0, 1, 100) ** 4)])
    for k, theta in enumerate((orbits["adapted"](at), orbits["adapted"].theta[-1]), start=1):
        x, E = problem.outputs(theta), np.linalg.qr(problem.jacobian(theta)).Q             # (3,), (3, 2): the tangent plane
        pull = problem.y - x
        parts[f"tangent plane {k}"] = points([x + 0.3 * E @ (a, b) for a in (-1, 1) for b in (-1, 1)])
        parts[f"pull {k}"] = points([x, problem.y])
        if k == 1:
            parts["projected pull"] = points([x, x + E @ (E.T @ pull)])
        else:
            along, up = 0.12 * E[:, 0], 0.12 * pull / np.linalg.norm(pull)
            parts["right angle"] = points([x + along, x + along + up, x + up])
    return long_table(parts)


@style()
def surface(table):
    """The image of two parameters in the space of three outputs, orbits of both flows on it, and the pull of a target off it.

    Columns: ``curve`` ("surface", "adapted flow", "standard flow", "target", "tangent plane 1" and "2", "pull 1" and "2", "projected pull",
    "right angle") and ``x1``, ``x2``, ``x3``. The surface is a square grid, row by row; a tangent plane its four corners.
    """
    figure = plt.figure(figsize=(7.6, 4.8))
    axes = figure.add_subplot(projection="3d", computed_zorder=False)
    parts = {name: np.array([columns[x] for x in ("x1", "x2", "x3")]) for name, columns in curves(table)}
    side = int(round(np.sqrt(parts["surface"].shape[1])))
    axes.plot_surface(*parts["surface"].reshape(3, side, side), color="#BBD7EA", alpha=0.45, edgecolor="#8FB5CF", linewidth=0.3, shade=False, zorder=1)
    for name in ("tangent plane 1", "tangent plane 2"):
        axes.plot_surface(*parts[name].reshape(3, 2, 2), color=HUES[3], alpha=0.3, shade=False, zorder=2)
    for name, hue, line in (("adapted flow", HUES[0], "-"), ("standard flow", HUES[1], "--")):
        axes.plot(*parts[name], line, color=hue, linewidth=2.2, zorder=4, label=name)
    for name, line in (("pull 1", ":"), ("pull 2", ":"), ("right angle", "-")):
        axes.plot(*parts[name], line, color="black", linewidth=1.4, zorder=5, label="pull of the target" if name == "pull 1" else None)
    foot, tip = parts["projected pull"].T
    axes.quiver(*foot, *(tip - foot), color=HUES[2], linewidth=2.2, arrow_length_ratio=0.12, zorder=6, label="its projection")
    start, end, target = parts["adapted flow"][:, :1], parts["adapted flow"][:, -1:], parts["target"]
    axes.plot(*start, "o", color="black", markerfacecolor="white", zorder=7, label="start")
    axes.plot(*end, "o", color=HUES[0], zorder=7, label="limit")
    axes.plot(*target, "*", color="black", linestyle="none", markersize=11, zorder=7, label="target")
    axes.set(xlabel="$x_1$", ylabel="$x_2$", zlabel="$x_3$", xticks=(0, 1, 2), yticks=(0, 1, 2), zticks=(0, 1, 2))
    axes.view_init(elev=24, azim=-62)
    axes.set_box_aspect(None, zoom=1.12)
    figure.legend(loc="outside right center", fontsize=10)
    return figure
