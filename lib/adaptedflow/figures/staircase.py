"""Drawings of holonomy for notebook 04, Section 2.4: each takes the table that is saved with it."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import MaxNLocator

from .labels import log_scale
from .style import HUES, style
from .tables import curves


@style()
def holonomy_against_area(table):
    """Displacement after one loop (points), curvature times area (line), and what is left, at two starts.

    Columns: ``curve`` (the start), ``area``, ``displacement``, ``predicted``, ``remainder`` (lengths).
    """
    figure, axes = plt.subplots(figsize=(6.0, 4.2))
    for (name, curve), hue, marker in zip(curves(table), HUES, "os"):
        axes.plot(curve["area"], curve["predicted"], color=hue, linestyle="-", linewidth=1.0, label=f"{name}: area times curvature")
        axes.plot(curve["area"], curve["displacement"], marker, color=hue, label=f"{name}: displacement")
        axes.plot(curve["area"], curve["remainder"], marker, color=hue, mfc="white", linestyle="--", linewidth=1.0,
                  label=f"{name}: remainder")
    axes.set(xlabel="area $A$ of the loop in the plane of $(p, q)$", ylabel="length in parameter space")
    log_scale(axes.xaxis)
    log_scale(axes.yaxis)
    axes.legend(loc="upper left", fontsize=9)
    axes.set_ylim(top=30 * max(table["displacement"]))
    return figure


@style()
def staircase(table):
    """The lift of a circle run through several times, over the plane of the two outputs.

    Columns: ``turns`` (elapsed), ``p``, ``q``, ``height`` (a coordinate on the fibre).
    """
    figure = plt.figure(figsize=(6.0, 5.6))
    axes = figure.add_subplot(projection="3d", computed_zorder=False)
    p, q, height, turns = (table[name] for name in ("p", "q", "height", "turns"))
    floor = height.min() - 0.25 * np.ptp(height)
    axes.plot(p, q, np.full_like(p, floor), color="#777777", linestyle="-", linewidth=1.4)
    for k in range(int(turns.max())):
        part = (turns >= k) & (turns <= k + 1 + 1e-9)
        axes.plot(p[part], q[part], height[part], color=plt.colormaps["viridis"](0.85 * k / turns.max()), linestyle="-", linewidth=2.2)
    landing = np.abs(turns - np.round(turns)) < 1e-9
    axes.plot(p[landing], q[landing], height[landing], "o", color=HUES[1], linestyle=":", linewidth=1.2, markersize=5)
    axes.plot(p[:1], q[:1], [floor], "o", color="#777777")
    axes.text2D(0.98, 0.87, "orange: same outputs,\nother parameters", color=HUES[1], ha="right", transform=axes.transAxes)
    axes.set(xlabel="$p$", ylabel="$q$", zlabel="height")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(4))
    axes.view_init(elev=22, azim=-52)
    axes.set_box_aspect((1, 1, 1.1), zoom=0.86)
    return figure
