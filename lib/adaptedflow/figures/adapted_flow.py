"""Drawings of notebook 01, Sections 1 and 2: each takes the table that is saved with it and returns a Figure."""

import matplotlib.pyplot as plt
import numpy as np

from .labels import log_scale
from .style import HUES, LINES, style
from .tables import checked_table, curves


def along_orbits(orbits, n, **columns):
    """The table of ``n`` points on each orbit, denser at the start: ``curve``, ``start``, ``s`` and the ``columns``.

    ``orbits`` maps names of curves to lists of orbits; ``start`` is the place in the list. Each of ``columns`` is a function
    ``(problem, s, theta)`` -> number. Raises ValueError for fewer than two points or where there is no orbit.
    """
    if n < 2:
        raise ValueError(f"n: expected at least 2 points on an orbit, got {n!r}. The first is its start and the last its end.")
    rows = {"curve": [], "start": [], "s": []} | {name: [] for name in columns}
    for curve, several in orbits.items():
        for start, orbit in enumerate(several):
            for s in orbit.s[-1] * np.linspace(0, 1, n) ** 2:
                theta = orbit(s)
                values = {name: column(orbit.flow.problem, s, theta) for name, column in columns.items()}
                for name, value in ({"curve": curve, "start": start, "s": s} | values).items():
                    rows[name].append(value)
    return checked_table(rows)


@style()
def plateaus(table):
    """Cost along orbits of the standard flow. Columns: ``curve``, ``s``, ``cost``."""
    figure, axes = plt.subplots(figsize=(6.2, 3.4))
    for (name, columns), hue, line in zip(curves(table), HUES, LINES):
        axes.plot(columns["s"], columns["cost"], linestyle=line, color=hue, label=f"${name}$")
    axes.set(xlabel="$s$", ylabel=r"$\mathcal{C}(s)$")
    axes.legend(loc="upper right")
    return figure


@style()
def cost_decay(table):
    """Cost over cost at the start against time, the adapted flow on the left and the standard flow on the right.

    Columns: ``curve`` ("adapted: " or "standard: ", then the architecture), ``start``, ``s``, ``cost``, and ``law``, the
    exp(-2 s / N) of (2.6), dotted in both panels.
    """
    figure, panels = plt.subplots(1, 2, figsize=(8.4, 3.6), sharey=True)
    shown = dict(zip(panels, ("adapted", "standard")))
    for axes, flow in shown.items():
        drawn = [(name.split(": ")[1], columns) for name, columns in curves(table) if name.startswith(f"{flow}: ")]
        for (name, columns), hue, line in zip(drawn, HUES, LINES):
            for orbit in _starts(columns):
                axes.plot(orbit["s"], orbit["cost"] / orbit["cost"][0], linestyle=line, color=hue, linewidth=1.2)
            axes.lines[-1].set_label(name)
        order = np.argsort(table["s"])
        axes.plot(table["s"][order], table["law"][order], ":", color="black", linewidth=2.2, label="$e^{-2s/N}$")
        axes.set(title=f"{flow} flow", xlabel="$s$")
        log_scale(axes.yaxis)
    panels[0].set_ylabel(r"$\mathcal{C}(s)\,/\,\mathcal{C}(0)$")
    panels[0].legend(loc="lower left")
    return figure


@style()
def output_paths(table):
    """Two of the outputs along orbits of both flows, from the same starts (dots) to the targets (star).

    Columns: ``curve`` ("adapted" and "standard"), ``start``, ``x1`` and ``x2``, the first output of samples 1 and 2, whose targets
    are 1 and 0.
    """
    figure, axes = plt.subplots(figsize=(5.6, 3.8))
    for (name, columns), hue, line in zip(curves(table), HUES, LINES):
        for path in _starts(columns):
            axes.plot(path["x1"], path["x2"], linestyle=line, color=hue)
        axes.lines[-1].set_label(f"{name} flow")
        for path in _starts(columns):
            axes.plot(path["x1"][0], path["x2"][0], "o", color="black", markersize=4)
    axes.plot(1, 0, "*", color="black", markersize=13, linestyle="none", label="targets")
    axes.set(xlabel="first output of sample 1", ylabel="first output of sample 2")
    axes.legend(loc="lower right", bbox_to_anchor=(1.02, -0.02))
    return figure


@style()
def correct_digits(table):
    """Correct digits of the velocity against the condition of ``D``. Columns: ``curve`` (the formula), ``condition``, ``digits``."""
    figure, axes = plt.subplots(figsize=(5.8, 3.6))
    for (name, columns), hue, line, mark in zip(curves(table), HUES, LINES, "os^Dv"):
        axes.plot(columns["condition"], columns["digits"], marker=mark, linestyle=line, color=hue, label=name)
    axes.axhline(0, color="black", linewidth=0.8)
    axes.set(xlabel="condition number of $D$", ylabel=r"correct digits of $\partial_s\theta$")
    log_scale(axes.xaxis)
    axes.legend(loc="upper right")
    return figure


@style()
def rank_loss(table):
    """Orbits of ``x = w1 w2`` in the plane of its weights (left), and ``D D^T`` along them (right).

    Columns: ``curve``, ``s``, ``w1``, ``w2`` as computed, which are the marks on the right, and ``exact``, the closed form of
    ``D D^T``, which is the line.
    """
    figure, (plane, gram) = plt.subplots(1, 2, figsize=(8.4, 3.6))
    _fibres(plane, (-1, 0, 1), reach=1.75)
    for (name, columns), hue, line, mark in zip(curves(table), HUES, LINES, "os^Dv"):
        w1, w2 = columns["w1"], columns["w2"]
        plane.plot(w1, w2, linestyle=line, color=hue)
        plane.plot(w1[0], w2[0], mark, color=hue)
        gram.plot(columns["s"], columns["exact"], linestyle=line, color=hue)
        gram.plot(columns["s"], w1 ** 2 + w2 ** 2, mark, color=hue, markerfacecolor="white", markevery=20)
        gram.plot([], [], linestyle=line, marker=mark, color=hue, markerfacecolor="white", label=f"${name}$")
    gram.set(xlabel="$s$", ylabel="$DD^T = w_1^2 + w_2^2$")
    gram.legend(loc="lower right")
    return figure


@style()
def digits(table):
    """Digits: cost against time with the stopping time known before (left), accuracy along the same orbit (right).

    Columns: ``s``, ``cost`` and ``law`` (relative to the start), ``train`` and ``test`` (shares of images recognised), and
    ``epsilon``, ``predicted``, ``chance``, each one number repeated.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.4))
    left.plot(table["s"], table["law"], ":", color="black", label="$e^{-2s/N}$")
    left.plot(table["s"], table["cost"], "o", color=HUES[0], markerfacecolor="white", label="computed")
    left.axhline(table["epsilon"][0], color=HUES[1], linestyle="--", label=r"$\epsilon\,/\,\mathcal{C}(0)$")
    left.axvline(table["predicted"][0], color=HUES[2], linestyle="-.", label=r"$s_{\epsilon,\theta(0)}$, known before")
    left.set(xlabel="$s$", ylabel=r"$\mathcal{C}(s)\,/\,\mathcal{C}(0)$")
    log_scale(left.yaxis)
    left.legend(loc="lower left", bbox_to_anchor=(0, 0.08))
    right.plot(table["s"], table["train"], "-", marker="o", color=HUES[0], label="images trained on")
    right.plot(table["s"], table["test"], "--", marker="s", color=HUES[1], label="images not seen")
    right.plot(table["s"], table["chance"], ":", color="black", label="chance")
    right.set(xlabel="$s$", ylabel="share recognised", ylim=(0, 1.05))
    right.legend(loc="center right")
    return figure


def _starts(columns):
    """The orbits of a curve, one table for each number in ``start``."""
    for start in dict.fromkeys(columns["start"].tolist()):
        rows = columns["start"] == start
        yield {name: values[rows] for name, values in columns.items()}


def _fibres(axes, outputs, reach):
    """The plane of (w1, w2) up to ``reach``, with the curves ``w1 w2 = x`` for each x of ``outputs`` in grey."""
    grid = np.linspace(-reach, reach, 401)
    w1, w2 = np.meshgrid(grid, grid)
    axes.contour(w1, w2, w1 * w2, levels=outputs, colors="#A8A8A8", linewidths=1.0, linestyles="solid")
    for x in outputs:
        axes.annotate(f"$x = {x:g}$", (0.98 * reach, x / (0.98 * reach)), xytext=(0, 9), textcoords="offset points", ha="right", color="#707070", fontsize=10)
    axes.set(xlabel="$w_1$", ylabel="$w_2$", aspect="equal", xlim=(-0.4 * reach, reach), ylim=(-0.7 * reach, 0.7 * reach))
    axes.grid(False)
