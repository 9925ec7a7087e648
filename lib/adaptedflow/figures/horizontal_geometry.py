"""Drawings of notebook 04, Sections 2.3 and 2.4: each takes the table that is saved with it and returns a Figure."""

import matplotlib.pyplot as plt
import numpy as np

from .labels import log_scale
from .style import HUES, LINES, style
from .tables import curves


@style()
def other_bundles(table):
    """Orbits with the same outputs in the plane of the two weights, one for each metric of parameter space.

    Columns: ``curve`` (what the first layer's unit of length is), ``w1``, ``w2``.
    """
    figure, axes = plt.subplots(figsize=(5.6, 4.2))
    w1 = np.linspace(0.12, 1.6, 200)
    for q in (0.8, 0.4, -0.4, -0.8):
        axes.plot(w1, q / w1, color="#BBBBBB", linestyle="-", linewidth=0.8)
    for (name, orbit), hue, line in zip(curves(table), HUES, LINES):
        axes.plot(orbit["w1"], orbit["w2"], color=hue, linestyle=line, label=name)
        axes.plot(orbit["w1"][-1], orbit["w2"][-1], "x" if orbit["w2"][-1] > -0.1 else "o", color=hue)
    axes.plot(1, 1, "o", color="black")
    axes.annotate("start", (1, 1), xytext=(7, 3), textcoords="offset points")
    axes.annotate("rank loss", (0, 0), xytext=(-8, -16), textcoords="offset points", color=HUES[0])
    axes.set(xlabel="$w_1$", ylabel="$w_2$", xlim=(-0.15, 1.4), ylim=(-1.6, 1.3))
    axes.legend(loc="lower left", title="unit of $W_1$")
    return figure


@style()
def conserved_quantities(table):
    """Change of two candidates along the horizontal lift of one loop, in networks of one unit.

    Columns: ``curve`` (the network), ``tau``, ``balance`` and ``invariant``, changes of ``|W_2|^2 - |(W_1, b_1)|^2`` and of the
    quantity that tanh conserves on orthogonal inputs.
    """
    figure, panels = plt.subplots(1, 2, figsize=(9.0, 3.9), sharex=True)
    titles = {"balance": r"$|w_2|^2-|(w_1,b_1)|^2$", "invariant": r"$\sum_j\sinh^2 u_j\,/\,2(|x_j|^2+1)-|w_2|^2/2$"}
    for axes, (column, title) in zip(panels, titles.items()):
        for (name, curve), hue, line, width in zip(curves(table), HUES, LINES, (3.2, 1.8, 1.8, 1.8)):
            axes.plot(curve["tau"], curve[column], color=hue, linestyle=line, linewidth=width, label=name)
        axes.set(xlabel=r"$\tau$ (one loop of outputs)", title="change of " + title)
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=4)
    return figure


@style()
def predictions_after_a_loop(table):
    """The network as a function of its input before and after loops of its training outputs.

    Columns: ``curve`` ("training inputs", or when), ``x``, ``f``.
    """
    figure, axes = plt.subplots(figsize=(6.2, 3.8))
    lines = iter(zip(HUES, LINES))
    for name, curve in curves(table):
        if name == "training inputs":
            axes.plot(curve["x"], curve["f"], "o", color="black", markersize=7, zorder=5, label=name)
        else:
            hue, line = next(lines)
            axes.plot(curve["x"], curve["f"], color=hue, linestyle=line, label=name)
    axes.set(xlabel="input", ylabel="output of the network")
    axes.legend(loc="best")
    return figure


@style()
def effect_on_predictions(table):
    """Change of the predictions at new inputs after one loop: against the area for three widths, and per area against width.

    Columns: ``curve`` ("width ...", then "median" and the quartiles), ``area``, ``width``, ``change``, ``predicted`` (curvature times area;
    NaN in the second panel).
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.0, 3.8))
    groups = dict(curves(table))
    areas = {name: curve for name, curve in groups.items() if name.startswith("width")}
    for (name, curve), hue, marker in zip(areas.items(), HUES, "os^"):
        left.plot(curve["area"], curve["predicted"], color=hue, linestyle="-", linewidth=1.0)
        left.plot(curve["area"], curve["change"], marker, color=hue, label=name)
    left.set(xlabel="area of the loop", ylabel="change at new inputs (r.m.s.)", title="points measured, lines curvature x area")
    left.legend(loc="upper left")
    median, low, high = (groups[name] for name in ("median", "lower quartile", "upper quartile"))
    right.fill_between(median["width"], low["change"], high["change"], color=HUES[0], alpha=0.2, linewidth=0)
    right.plot(median["width"], median["change"], "o-", color=HUES[0])
    right.set(xlabel="width $M_1$", title="per unit of area, median and quartiles")
    for axis in (left.xaxis, left.yaxis, right.xaxis, right.yaxis):
        log_scale(axis)
    return figure
