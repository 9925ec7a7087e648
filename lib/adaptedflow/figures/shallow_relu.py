"""Drawings of notebook 03, Section 2.1.2: each takes the table that is saved with it and returns a Figure."""

import matplotlib.pyplot as plt
from matplotlib.ticker import MaxNLocator

from .labels import label_end, log_scale
from .style import HUES, LINES, style
from .tables import curves


@style()
def dead_probability(table):
    """Probability that random weights leave samples dead, against width: closed form (lines), shares of draws with their intervals (bars). Long table;
    columns: ``curve``, ``width``, ``predicted``, ``low``, ``measured``, ``high``."""
    figure, axes = plt.subplots(figsize=(5.6, 3.8))
    for k, ((name, columns), hue, line) in enumerate(zip(curves(table), HUES, LINES)):
        axes.plot(columns["width"], columns["predicted"], linestyle=line, color=hue, label=name)
        reach = columns["measured"] - columns["low"], columns["high"] - columns["measured"]
        axes.errorbar(columns["width"], columns["measured"], reach, fmt="os^"[k], color=hue, capsize=3, linestyle="none")
    log_scale(axes.yaxis)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set(xlabel="hidden width $M_1$", ylabel="probability")
    axes.legend(loc="lower left")
    return figure


@style()
def dead_outputs(table):
    """First outputs of four samples along orbits of two flows: samples 1 and 2 active, 3 and 4 dead, which share one line.

    Long table; columns: ``curve`` (the flow), ``s``, ``output 1``, ..., ``output 4``.
    """
    figure, panels = plt.subplots(1, 2, figsize=(8.8, 3.6), sharey=True)
    for axes, (name, columns) in zip(panels, curves(table)):
        for sample, hue, line in ((1, HUES[0], "-"), (2, HUES[0], "-"), (3, HUES[1], "--")):
            axes.plot(columns["s"], columns[f"output {sample}"], linestyle=line, color=hue, linewidth=2.2)
        label_end(axes.lines[0], "1", shift=(5, 8))
        label_end(axes.lines[1], "2", shift=(5, 8))
        label_end(axes.lines[2], "3, 4", shift=(5, 8))
        log_scale(axes.xaxis)
        axes.set(title=name, xlabel="$s$")
        axes.axhline(1, color="0.5", linewidth=0.8, linestyle=":")
        axes.axhline(0, color="0.5", linewidth=0.8, linestyle=":")
    panels[0].set_ylabel("first output")
    panels[1].text(0.98, 0.95, "solid: active samples\ndashed: both dead samples\ndotted: the targets, 1 and 0", ha="right", va="top", transform=panels[1].transAxes)
    return figure


@style()
def softplus_sharpness(table):
    """Smallest singular value of D against the sharpness of softplus. Columns: ``sharpness``, ``sigma_min``, ``predicted``."""
    figure, axes = plt.subplots()
    axes.plot(table["sharpness"], table["predicted"], ":", color="black", label=r"$\propto e^{-1.2\beta}/\beta$")
    axes.plot(table["sharpness"], table["sigma_min"], "o", color=HUES[0], label="measured")
    log_scale(axes.yaxis)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set(xlabel=r"sharpness $\beta$", ylabel=r"$\sigma_{\min}(D)$")
    axes.legend()
    return figure


@style()
def kink_field(table):
    """Adapted velocities on both sides of a kink, and orbits, in the plane of a unit's argument and the output bias: a panel for each activation.

    Long table; columns: ``curve`` (a panel's title, then "field" or the name of an orbit, parted by ": "), ``u``, ``b2``, ``du``, ``db2``
    (NaN along orbits).
    """
    named = {}
    for name, columns in curves(table):
        title, part = name.split(": ")
        named.setdefault(title, {})[part] = columns
    figure, panels = plt.subplots(1, len(named), figsize=(8.8, 4.2), sharex=True, sharey=True)
    for axes, (title, parts) in zip(panels, named.items()):
        field = parts.pop("field")
        axes.axvline(0, color="black", linewidth=1.2, linestyle="-")
        axes.quiver(field["u"], field["b2"], field["du"], field["db2"], color="0.55", angles="xy", scale_units="xy", pivot="mid", scale=9, width=0.004)
        for orbit, hue, line in zip(parts.values(), HUES, LINES):
            axes.plot(orbit["u"], orbit["b2"], color=hue, linestyle=line, linewidth=2.2)
            axes.plot(orbit["u"][0], orbit["b2"][0], "o", color=hue)
            if abs(orbit["u"][-1]) < 1e-3:                             # it ends on the kink
                axes.plot(orbit["u"][-1], orbit["b2"][-1], "x", color=hue, markersize=11, markeredgewidth=2.4)
        axes.set(title=title, xlabel="argument $u$ of the unit on sample 2", xlim=(-0.2, 0.2), ylim=(0.72, 1.6))
        axes.grid(False)
    panels[0].set_ylabel("output bias $b_2$")
    panels[0].text(-0.19, 0.75, "silent on sample 2")
    panels[0].text(0.19, 0.75, "active on sample 2", ha="right")
    return figure
