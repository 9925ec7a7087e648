"""Drawings of notebook 08, Section 6: each takes the table that is saved with it and returns a Figure."""

import matplotlib.pyplot as plt
import numpy as np

from .labels import label_end, log_scale
from .style import HUES, LINES, style
from .tables import checked_table, curves


@style()
def architectures(table):
    """Tanh networks with one hidden layer on the border, by M1 and Q. Columns: ``M1``, ``Q``, ``deficit`` = K - largest rank of D."""
    columns = checked_table(table)
    figure, axes = plt.subplots(figsize=(5.2, 3.8))
    full = columns["deficit"] == 0
    axes.plot(columns["M1"][full], columns["Q"][full], "o", color=HUES[0], markersize=15, label="generically invertible")
    axes.plot(columns["M1"][~full], columns["Q"][~full], "s", color=HUES[1], markerfacecolor="white", markersize=15, label="never: how much rank is missing")
    for M1, Q, deficit in zip(columns["M1"][~full], columns["Q"][~full], columns["deficit"][~full]):
        axes.annotate(f"{deficit:.0f}", (M1, Q), ha="center", va="center", fontsize=9)
    axes.set(xlabel="hidden units $M_1$", ylabel="outputs $Q$", xlim=(0.4, columns["M1"].max() + 0.6), ylim=(0.4, columns["Q"].max() + 0.6))
    figure.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=2, markerscale=0.6)
    return figure


@style()
def determinant(table):
    """det D along orbits, relative to its size at the start: adapted flow (left), standard flow (right).

    Columns: ``curve`` ("adapted: " or "standard: ", then a name), ``time`` (s / s* on the left, s on the right), ``det``.
    """
    figure, panels = plt.subplots(1, 2, figsize=(8.4, 3.4), sharey=True)
    for axes, flow, label in zip(panels, ("adapted", "standard"), ("$s\\,/\\,s_*$", "$s$")):
        drawn = [columns for name, columns in curves(table) if name.startswith(f"{flow}: ")]
        for k, columns in enumerate(drawn):
            axes.plot(columns["time"], columns["det"], linestyle=LINES[k % len(LINES)], color=HUES[k % len(HUES)], linewidth=1.3)
        axes.axhline(0, color="black", linewidth=0.8)
        axes.set(title=f"{flow} flow", xlabel=label)
        axes.set_yscale("symlog", linthresh=0.01)
        axes.set_yticks([-100, -1, -0.01, 0, 0.01, 1, 100])
    panels[0].set_ylabel(r"$\det D(s)\,/\,|\det D(0)|$")
    return figure


@style()
def times_of_breakdown(table):
    """Share of random orbits that have not reached their end, against ``s / N``. Columns: ``curve``, ``time``, ``share``."""
    figure, axes = plt.subplots(figsize=(5.8, 3.4))
    for (name, columns), hue, line in zip(curves(table), HUES, LINES):
        axes.plot(columns["time"], columns["share"], linestyle=line, color=hue, drawstyle="steps-post", label=name)
    axes.set(xlabel="$s\\,/\\,N$", ylabel="share of orbits still alive", ylim=(-0.03, 1.05))
    log_scale(axes.xaxis)
    axes.legend(loc="lower left")
    return figure


@style()
def survival_near(table):
    """Share of survivors against the distance of the start from a teacher, with 95 % intervals; a curve whose intervals are NaN is a line.

    Columns: ``curve``, ``distance``, ``share``, ``low``, ``high``.
    """
    figure, axes = plt.subplots(figsize=(5.8, 3.4))
    for k, (name, columns) in enumerate(curves(table)):
        if np.isnan(columns["low"]).all():
            axes.plot(columns["distance"], columns["share"], linestyle=LINES[k], color=HUES[k], label=name)
        else:
            _bars(axes, columns["distance"] * 1.06 ** k, columns, HUES[k], "os^Dv"[k], name)
    axes.set(xlabel="distance of the start from the teacher", ylabel="share that survives", ylim=(-0.03, 1.05))
    log_scale(axes.xaxis)
    axes.legend(loc="lower left")
    return figure


@style()
def either_side(table):
    """Share of orbits that reach their goal against K - QN, with 95 % intervals. Columns: ``gap``, ``share``, ``low``, ``high``."""
    columns = checked_table(table)
    figure, axes = plt.subplots()
    _bars(axes, columns["gap"], columns, HUES[0], "o")
    axes.axvline(0, color="black", linewidth=0.8, linestyle=":")
    axes.set(xlabel="$K - QN$", ylabel="share that gets there", ylim=(-0.03, 1.05), xticks=columns["gap"])
    return figure


@style()
def growing_data(table):
    """Cost reached, relative to the start, against N for several starts. Columns: ``curve``, ``N``, ``digits`` (-log10 of the cost), ``border``."""
    figure, axes = plt.subplots()
    for (name, columns), hue, line, mark in zip(curves(table), HUES, LINES, "os^Dv"):
        axes.plot(columns["N"], -columns["digits"], linestyle=line, marker=mark, color=hue, markerfacecolor="white", label=name)
    border = table["border"][0]
    axes.axvline(border, color="black", linewidth=0.8, linestyle=":")
    axes.annotate("$N = K/Q$", (border, axes.get_ylim()[0]), xytext=(4, 6), textcoords="offset points")
    axes.set(xlabel="$N$", ylabel=r"$\log_{10}$ of cost reached $/\,\mathcal{C}(0)$")
    axes.legend(loc="center left")
    return figure


@style()
def newton_curve(table):
    """The curve on which the residual is a multiple of its start, Freudenstein and Roth: multiple against b.

    Columns: ``curve`` ("curve", "adapted flow", "through the folds", "root", "hybr"), ``b``, ``multiple``.
    """
    parts = dict(curves(table))
    figure, axes = plt.subplots(figsize=(5.8, 3.6))
    axes.axhline(0, color="black", linewidth=0.8)
    axes.plot(parts["curve"]["b"], parts["curve"]["multiple"], "-", color="0.6", linewidth=1.2, label="closed form")
    looks = {"adapted flow": ("-", HUES[0], 3.2), "through the folds": ("--", HUES[1], 1.8)}
    for name, (line, hue, width) in looks.items():
        axes.plot(parts[name]["b"], parts[name]["multiple"], linestyle=line, color=hue, linewidth=width, label=name)
    for name, mark, hue in (("root", "*", HUES[4]), ("hybr", "X", HUES[2])):
        (point,) = axes.plot(parts[name]["b"], parts[name]["multiple"], mark, color=hue, markersize=11, linestyle="none")
        label_end(point, {"root": "root", "hybr": "hybr stops"}[name], shift=(8, 8))
    axes.set(xlabel="$b$", ylabel="part of $\\underline{x}(0)$ that is left")
    axes.legend(loc="upper left")
    return figure


def _bars(axes, at, columns, hue, mark, name=None):
    share = columns["share"]
    below, above = np.maximum(share - columns["low"], 0), np.maximum(columns["high"] - share, 0)
    axes.errorbar(at, share, (below, above), fmt=mark, color=hue, markerfacecolor="white", capsize=3, linewidth=1.2, linestyle="none", label=name)
