"""Drawings of notebook 10, from flow to algorithm: each takes the table that is saved with it and returns a Figure."""

import matplotlib.pyplot as plt
import numpy as np

from .labels import label_end, log_scale
from .style import HUES, LINES, style
from .tables import curves

MARKS = "os^Dv"


@style()
def euler_steps(table):
    """Cost over cost at the start after each Euler step: marks, and the linear theory ``(1 - h / N)^{2k}``: lines.

    Columns: ``curve`` (the step size, in mathematical notation), ``step``, ``cost`` and ``law``, both decimal logarithms.
    """
    figure, axes = plt.subplots(figsize=(5.8, 3.8))
    for (name, columns), hue, line, mark in zip(curves(table), HUES, LINES, MARKS):
        (drawn,) = axes.plot(columns["step"], columns["law"], linestyle=line, color=hue, linewidth=1.2)
        axes.plot(columns["step"], columns["cost"], mark, color=hue, markerfacecolor="white")
        label_end(drawn, f"${name}$", shift=(8, 0))
    axes.set(xlabel="step $k$", ylabel=r"$\log_{10}\,\mathcal{C}_k/\mathcal{C}_0$")
    return figure


@style()
def discrete_gradient(table):
    """Cost along steps of the standard flow of one size in each panel: explicit Euler (dashed) and the discrete gradient (solid).

    Columns: ``curve`` ("SIZE: METHOD"), ``step`` and ``cost``, its decimal logarithm.
    """
    parts = [(*name.split(": "), columns) for name, columns in curves(table)]
    sizes = list(dict.fromkeys(size for size, _, _ in parts))
    figure, panels = plt.subplots(1, len(sizes), figsize=(2.9 * len(sizes), 3.2), sharey=True, squeeze=False)
    looks = {"Euler": dict(color=HUES[1], linestyle="--"), "discrete gradient": dict(color=HUES[0], linestyle="-")}
    for size, method, columns in parts:
        axes = panels[0][sizes.index(size)]
        axes.plot(columns["step"], columns["cost"], label=method, **looks[method])
        axes.set(title=f"${size}$", xlabel="step $k$")
    panels[0][0].set_ylabel(r"$\log_{10}\,\mathcal{C}$")
    panels[0][0].legend(loc="upper right")
    return figure


@style()
def lazy_limit(table):
    """Distance between orbit's end and kernel regression against width (marks), with the predicted power through the last mark (lines).

    Columns: ``curve``, ``width``, ``distance`` (decimal logarithm) and ``power``.
    """
    figure, axes = plt.subplots()
    for (name, columns), hue, line, mark in zip(curves(table), HUES, LINES, MARKS):
        width, distance = columns["width"], columns["distance"]
        axes.plot(width, distance, mark, color=hue, markerfacecolor="white", label=name)
        axes.plot(width, distance[-1] + columns["power"] * np.log10(width / width[-1]), linestyle=line, color=hue, linewidth=1.2,
                  label=f"power {columns['power'][0]:g}")
    axes.set(xlabel="width $m$", ylabel=r"$\log_{10}$ distance of predictions")
    log_scale(axes.xaxis)
    axes.legend(loc="lower left")
    return figure
