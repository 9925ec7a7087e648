"""Drawings of notebook 04, Sections 2.3 and 2.4: each takes the table that is saved with it and returns a Figure."""

import matplotlib.pyplot as plt
import numpy as np

from .style import HUES, LINES, style
from .tables import curves


@style()
def fibres(table):
    """Fibres of the product of two weights (grey), a horizontal curve, and at its point two arrows.

    Long table; columns: ``curve`` ("x = ..." for a fibre, "horizontal curve", and the arrows "ker D" and "horizontal" as two points), ``w1``, ``w2``.
    """
    figure, axes = plt.subplots(figsize=(6.2, 4.4))
    for name, curve in curves(table):
        w1, w2 = curve["w1"], curve["w2"]
        if name.startswith("x = "):
            axes.plot(w1, w2, color="0.6", linestyle="-", linewidth=1.2)
            seen = np.flatnonzero((w2 < 1.85) & (w1 < 2.6))[0]
            axes.annotate(f"${name}$", (w1[seen], w2[seen]), xytext=(4, 2), textcoords="offset points", color="0.35")
        elif name == "horizontal curve":
            axes.plot(w1, w2, color=HUES[0], linestyle="-", label=name)
        else:
            hue, word = (HUES[1], r"$\ker D$") if name == "ker D" else (HUES[2], "horizontal, range $D^T$")
            axes.annotate("", (w1[1], w2[1]), (w1[0], w2[0]), arrowprops={"arrowstyle": "-|>", "color": hue, "linewidth": 2.4, "shrinkA": 0, "shrinkB": 0})
            axes.annotate(word, (w1[1], w2[1]), xytext=(4, -12) if name == "ker D" else (6, 2), textcoords="offset points", color=hue)
            axes.plot(w1[0], w2[0], "o", color="black", markersize=7)
    axes.set(xlabel="$w_1$", ylabel="$w_2$", xlim=(0, 3.1), ylim=(0, 2.0), aspect="equal")
    axes.grid(False)
    axes.legend(loc="upper right")
    return figure


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
    axes.text(1.38, -0.03, "grey: fibres", color="0.45", ha="right", va="center")
    axes.annotate("rank loss", (0, 0), xytext=(-8, -16), textcoords="offset points", color=HUES[0])
    axes.set(xlabel="$w_1$", ylabel="$w_2$", xlim=(-0.15, 1.4), ylim=(-1.6, 1.3))
    axes.legend(loc="lower left", title="unit of $W_1$")
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
