"""Drawings of the appendix to notebook 09, survival in numbers: each takes the table that is saved with it and returns a Figure."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.transforms import offset_copy

from .labels import log_scale
from .style import HUES, LINES, style
from .tables import curves

MARKERS = ("o", "s", "^", "D", "v")
CAUSES = {"survived": (HUES[0], ""), "undecided": ("0.85", ""), "blow_up": (HUES[1], "//"), "rank_loss": (HUES[2], "xx"),
          "kink": (HUES[3], ".."), "deficient": ("0.45", "--")}
WIDEST_STEP = 3          # cells further apart in the gap are not joined by a line


@style()
def ends(table):
    """Smallest singular value and size of theta against the time that is left. Long table; columns: ``curve``, ``left``, ``sigma``, ``size``."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.0, 3.4))
    for (name, columns), hue, line in zip(curves(table), HUES, LINES):
        left.plot(columns["left"], columns["sigma"], color=hue, linestyle=line, label=name)
        right.plot(columns["left"], columns["size"], color=hue, linestyle=line, label=name)
    for axes, name in ((left, r"smallest singular value of $D$"), (right, r"size of $\theta$")):
        log_scale(axes.xaxis)
        log_scale(axes.yaxis)
        axes.invert_xaxis()
        axes.set(xlabel="time left, $t^*-t$", ylabel=name)
    right.legend(loc="upper left", fontsize=10)
    return figure


@style()
def certified_and_surviving(table):
    """Share of random starts against width: certified by each form, and surviving. Long table; columns: ``curve``, ``width``, ``share``, ``low``, ``high``."""
    figure, axes = plt.subplots(figsize=(6.4, 3.6))
    for (name, columns), hue, line, marker, shift in zip(curves(table), HUES, LINES, MARKERS, (1.0, 0.94, 1.0, 1.06)):
        axes.errorbar(columns["width"] * shift, columns["share"], _bars(columns), color=hue, linestyle=line, marker=marker, linewidth=1.4,
                      elinewidth=0.8, capsize=2, label=name)
    log_scale(axes.xaxis)
    axes.set(xlabel="width $M_1$", ylabel="share of starts", ylim=(-0.03, 1.03))
    axes.legend(loc="center", bbox_to_anchor=(0.42, 0.55))
    return figure


def _bars(columns):
    """Lengths of the error bars below and above ``share``."""
    return np.clip([columns["share"] - columns["low"], columns["high"] - columns["share"]], 0, None)


@style()
def survival(table):
    """Share of orbits that survive, with intervals, against K/QN, K - QN and (K - QN)/sqrt(K), one curve a width.

    Long table; columns: ``curve``, ``ratio``, ``gap``, ``scaled``, ``share``, ``low``, ``high``, ``lenient``. An open marker, five points to the right, shows
    ``lenient``, the share with undecided orbits counted as survivors, where there are any. No line is drawn between cells more than three apart in the gap.
    """
    figure, panels = plt.subplots(1, 3, figsize=(10.0, 3.9), sharey=True)
    variables = (("ratio", "$K/QN$"), ("gap", "$K-QN$"), ("scaled", r"$(K-QN)\,/\,\sqrt{K}$"))
    for (name, columns), hue, line, marker in zip(curves(table), HUES, LINES, MARKERS):
        undecided = columns["lenient"] > columns["share"]
        stretches = np.split(np.arange(len(columns["gap"])), np.flatnonzero(np.diff(columns["gap"]) > WIDEST_STEP) + 1)
        for axes, (variable, _) in zip(panels, variables):
            axes.errorbar(columns[variable], columns["share"], _bars(columns), color=hue, linestyle="none", marker=marker, elinewidth=0.8, capsize=2)
            for stretch in stretches:
                axes.plot(columns[variable][stretch], columns["share"][stretch], color=hue, linestyle=line, linewidth=1.4)
            axes.plot(columns[variable][undecided], columns["lenient"][undecided], marker=marker, color=hue, markerfacecolor="none", linestyle="none",
                      markersize=4, markeredgewidth=0.8, transform=offset_copy(axes.transData, figure, x=5, units="points"))
        panels[0].plot([], [], color=hue, linestyle=line, marker=marker, linewidth=1.4, label=name)
    for axes, (variable, name) in zip(panels, variables):
        axes.set(xlabel=name)
    panels[0].plot([], [], marker="o", color="0.3", markerfacecolor="none", linestyle="none", markersize=4, markeredgewidth=0.8, label="undecided as alive")
    panels[0].set(ylabel="share that survives", ylim=(-0.03, 1.03))
    figure.legend(loc="outside lower center", ncols=6)
    return figure


@style()
def causes(table):
    """How orbits end, stacked, over the gap K - QN, with a space where none was counted: one panel a family.

    Long table; columns: ``curve``, ``gap`` and a count for each cause.
    """
    families = list(curves(table))
    figure, (panels,) = plt.subplots(1, len(families), figsize=(9.6, 3.4), sharey=True, squeeze=False)
    for axes, (name, columns) in zip(panels, families):
        total, base = sum(columns[cause] for cause in CAUSES), 0
        width = 0.85 * min(np.diff(np.sort(columns["gap"])), default=1)
        for cause, (hue, hatch) in CAUSES.items():
            if np.any(table[cause]):
                axes.bar(columns["gap"], columns[cause] / total, width, base, color=hue, hatch=hatch, edgecolor="white",
                         linewidth=0, label=cause.replace("_", " "))
            base = base + columns[cause] / total
        axes.set_xticks(columns["gap"])
        axes.set(xlabel="$K-QN$", title=name, ylim=(0, 1))
        axes.grid(False)
    panels[0].set_ylabel("share of orbits")
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=len(CAUSES), handleheight=1.2)
    return figure
