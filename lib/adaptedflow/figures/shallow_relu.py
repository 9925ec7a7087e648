"""Drawings of notebook 03, Section 2.1.2: each takes the table that is saved with it and returns a Figure."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import MaxNLocator

from .labels import log_scale
from .style import HUES, LINES, style
from .tables import curves


@style()
def dead_probability(table):
    """Probability that random weights leave samples dead, against width: closed form (lines) and shares of draws (dots). Long table; columns:
    ``curve``, ``width``, ``predicted``, ``measured`` (NaN where no draw was dead)."""
    figure, axes = plt.subplots()
    for (name, columns), hue, line in zip(curves(table), HUES, LINES):
        axes.plot(columns["width"], columns["predicted"], linestyle=line, color=hue, label=name)
        axes.plot(columns["width"], columns["measured"], "o", color=hue)
    log_scale(axes.yaxis)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set(xlabel="hidden width $M_1$", ylabel="probability")
    axes.legend(loc="lower left")
    return figure


@style()
def dead_outputs(table):
    """One output of each sample along orbits of two flows, closed form dotted in the first panel. Long table; columns: ``curve`` (the flow),
    ``sample``, ``dead`` (0 or 1), ``s``, ``output``, ``predicted`` (NaN where there is no closed form), ``target``."""
    figure, panels = plt.subplots(1, 2, figsize=(8.4, 3.6), sharey=True)
    for axes, (name, columns) in zip(panels, curves(table)):
        for sample in np.unique(columns["sample"]):
            one = {key: values[columns["sample"] == sample] for key, values in columns.items()}
            dead = one["dead"][0] == 1
            axes.plot(one["s"], one["output"], linestyle="--" if dead else "-", color=HUES[1] if dead else HUES[0], linewidth=2.2)
            axes.plot(one["s"], one["predicted"], ":", color="black", linewidth=1.2)
        for target in np.unique(columns["target"]):
            axes.axhline(target, color="0.6", linewidth=0.8)
        axes.set(title=name, xlabel="$s$")
    for text, hue, line in (("active samples", HUES[0], "-"), ("dead samples", HUES[1], "--"), ("closed form", "black", ":")):
        panels[1].plot([], [], linestyle=line, color=hue, label=text)
    panels[1].legend(loc="center right")
    panels[0].set_ylabel("first output (targets grey)")
    return figure


@style()
def sharpness(table):
    """Smallest singular value at the start (left) and cost at the end (right) against sharpness. Long table; columns: ``curve``, ``sharpness``,
    ``sigma_min`` (NaN where D is singular to rounding), ``adapted`` and ``standard`` (costs at the end)."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.8))
    for (name, columns), hue, line, marker in zip(curves(table), HUES, LINES, "os"):
        left.plot(columns["sharpness"], columns["sigma_min"], linestyle=line, marker=marker, color=hue, label=name)
        right.plot(columns["sharpness"], columns["adapted"], linestyle=line, marker=marker, color=hue, label=f"{name}, adapted")
        right.plot(columns["sharpness"], columns["standard"], linestyle=":", marker=marker, color=hue, markerfacecolor="white", label=f"{name}, standard")
    log_scale(left.yaxis)
    for axes in (left, right):
        axes.set_xscale("log", base=2)
        axes.set_xlabel(r"sharpness $\beta$")
    left.set_ylabel(r"$\sigma_{\min}(D)$ at the start")
    right.set(ylabel="cost at the end")
    figure.legend(*right.get_legend_handles_labels(), loc="outside lower center", ncols=4, fontsize=10)
    return figure


@style()
def kink_orbit(table):
    """Cost over its law (2.6) and smallest singular value of D along an orbit, with a line where a unit turns on or off for a sample.

    Columns: ``s``, ``cost`` (over the cost at the start), ``law``, ``sigma_min``, ``kinks`` (number crossed so far).
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.4))
    left.plot(table["s"], table["cost"], color=HUES[0])
    left.plot(table["s"], table["law"], ":", color="black", linewidth=2.2, label="$e^{-2s/N}$")
    left.legend(loc="lower left")
    log_scale(left.yaxis)
    left.set(xlabel="$s$", ylabel=r"$\mathcal{C}(s)\,/\,\mathcal{C}(0)$")
    right.plot(table["s"], table["sigma_min"], color=HUES[0])
    right.set(xlabel="$s$", ylabel=r"$\sigma_{\min}(D)$", ylim=(0, None))
    for axes in (left, right):
        for s in table["s"][1:][np.diff(table["kinks"]) > 0]:
            axes.axvline(s, color=HUES[1], linewidth=1, linestyle="--")
    return figure
