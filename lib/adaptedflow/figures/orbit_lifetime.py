"""Drawings of notebook 09, the lifetime of orbits: each takes the table that is saved with it and returns a Figure."""

import matplotlib.pyplot as plt
import numpy as np

from .labels import log_scale
from .style import HUES, LINES, style
from .tables import curves

MARKERS = ("o", "s", "^", "D", "v")
CAUSES = {"survived": (HUES[0], ""), "undecided": ("0.85", ""), "blow_up": (HUES[1], "//"), "rank_loss": (HUES[2], "xx"),
          "kink": (HUES[3], ".."), "deficient": ("0.55", "")}


@style()
def cone(table):
    """Quotients of increments: the set pq < 1 in which D is invertible, and paths of the outputs. Long table; columns: ``curve``, ``p``, ``q``."""
    figure, axes = plt.subplots(figsize=(5.4, 4.0))
    p = np.linspace(1e-3, 3, 600)
    axes.fill_between(p, 0, np.minimum(1 / p, 3), color="0.9", linewidth=0)
    axes.plot(p, 1 / p, color="0.4", linewidth=1, linestyle="-")
    for (name, columns), hue, line, marker in zip(curves(table), HUES, LINES, MARKERS):
        axes.plot(columns["p"], columns["q"], color=hue, linestyle=line, label=name)
        axes.plot(columns["p"][-1], columns["q"][-1], marker=marker, color=hue, markerfacecolor="white", linestyle="none")
    axes.plot(columns["p"][0], columns["q"][0], "o", color="black")
    axes.annotate("start", (columns["p"][0], columns["q"][0]), xytext=(5, -13), textcoords="offset points")
    axes.text(0.12, 0.12, "$D$ invertible: $pq<1$", color="0.3")
    axes.set(xlabel="$p=d_1/d_2$", ylabel="$q=d_3/d_2$", xlim=(0, 2.7), ylim=(0, 2.7))
    axes.legend(loc="upper right")
    return figure


@style()
def ends(table):
    """Smallest singular value and size of theta against the time that is left. Long table; columns: ``curve``, ``left``, ``sigma``, ``size``."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.0, 3.4))
    for (name, columns), hue, line in zip(curves(table), HUES, LINES):
        left.plot(columns["left"], columns["sigma"], color=hue, linestyle=line, label=name)
        right.plot(columns["left"], columns["size"], color=hue, linestyle=line, label=name)
    for axes, name in ((left, r"smallest singular value of $D$"), (right, r"$\sqrt{1+|\theta|^2}$")):
        log_scale(axes.xaxis)
        log_scale(axes.yaxis)
        axes.invert_xaxis()
        axes.set(xlabel="$t^*-t$", ylabel=name)
    right.legend(loc="upper left", fontsize=10)
    return figure


@style()
def certified_and_surviving(table):
    """Share of random starts against width: certified by each form, and surviving. Long table; columns: ``curve``, ``width``, ``share``, ``low``, ``high``."""
    figure, axes = plt.subplots(figsize=(6.4, 3.6))
    for (name, columns), hue, line, marker in zip(curves(table), HUES, LINES, MARKERS):
        axes.plot(columns["width"], columns["share"], color=hue, linestyle=line, marker=marker, label=name)
        axes.fill_between(columns["width"], columns["low"], columns["high"], color=hue, alpha=0.15, linewidth=0)
    log_scale(axes.xaxis)
    axes.set(xlabel="width $M_1$", ylabel="share of starts", ylim=(-0.03, 1.03))
    axes.legend(loc="center", bbox_to_anchor=(0.42, 0.55))
    return figure


@style()
def survival(table):
    """Share of orbits that survive, with intervals, against K/QN, K - QN and (K - QN)/sqrt(K), one curve a width.

    Long table; columns: ``curve``, ``ratio``, ``gap``, ``scaled``, ``share``, ``low``, ``high``.
    """
    figure, panels = plt.subplots(1, 3, figsize=(10.0, 3.6), sharey=True)
    variables = (("ratio", "$K/QN$"), ("gap", "$K-QN$"), ("scaled", r"$(K-QN)\,/\,\sqrt{K}$"))
    for (name, columns), hue, line, marker in zip(curves(table), HUES, LINES, MARKERS):
        for axes, (variable, _) in zip(panels, variables):
            errors = np.clip([columns["share"] - columns["low"], columns["high"] - columns["share"]], 0, None)
            axes.errorbar(columns[variable], columns["share"], errors, color=hue, linestyle=line, marker=marker, linewidth=1.4,
                          elinewidth=0.8, capsize=2, label=name)
    for axes, (variable, name) in zip(panels, variables):
        axes.set(xlabel=name)
        axes.set_xlim(*{"ratio": (0.97, 1.75), "gap": (-0.5, 15), "scaled": (-0.1, 3)}[variable])
    panels[0].set(ylabel="share that survives", ylim=(-0.03, 1.03))
    panels[1].legend(loc="lower right")
    return figure


@style()
def causes(table):
    """How orbits end, stacked, against K - QN: one panel a family. Long table; columns: ``curve``, ``gap`` and a count for each cause."""
    families = list(curves(table))
    figure, panels = plt.subplots(1, len(families), figsize=(9.6, 3.4), sharey=True)
    for axes, (name, columns) in zip(panels, families):
        total, base = sum(columns[cause] for cause in CAUSES), 0
        for cause, (hue, hatch) in CAUSES.items():
            if np.any(table[cause]):
                axes.bar(np.arange(len(columns["gap"])), columns[cause] / total, 0.85, base, color=hue, hatch=hatch, edgecolor="white",
                         linewidth=0, label=cause.replace("_", " "))
            base = base + columns[cause] / total
        axes.set_xticks(np.arange(len(columns["gap"])), [f"{gap:g}" for gap in columns["gap"]])
        axes.set(xlabel="$K-QN$", title=name, ylim=(0, 1))
        axes.grid(False)
    panels[0].set_ylabel("share of orbits")
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=len(CAUSES))
    return figure
