"""Drawings of the notebook your_network: each takes the table that is saved with it and returns a Figure."""

import matplotlib.pyplot as plt
import numpy as np

from .labels import label_end, log_scale
from .style import HUES, LINES, style
from .tables import curves

FLOWS = {"adapted": {"color": HUES[0], "marker": "o", "linestyle": "none", "markerfacecolor": "white"},
         "standard": {"color": HUES[1], "linestyle": "--"}}


@style()
def two_networks(table):
    """Cost along both flows from one start, a panel for each network, beside the law (2.6). Columns: ``curve`` ("NETWORK: FLOW"), ``s`` over N, and
    ``cost`` over that of the start, as decimal logarithm."""
    parts = [(*name.split(": "), columns) for name, columns in curves(table)]
    networks = list(dict.fromkeys(network for network, _, _ in parts))
    figure, panels = plt.subplots(1, len(networks), figsize=(4.4 * len(networks), 3.4), sharey=True, squeeze=False)
    for axes, network in zip(panels[0], networks):
        end = max(columns["s"][-1] for name, _, columns in parts if name == network)
        axes.plot([0, end], [0, -2 * end / np.log(10)], ":", color="black", label=r"$e^{-2s/N}$")
        axes.set(title=network, xlabel="$s\\,/\\,N$")
    for network, flow, columns in parts:
        panels[0][networks.index(network)].plot(columns["s"], columns["cost"], label=flow, **FLOWS[flow])
    panels[0][0].set_ylabel(r"$\log_{10}\,\mathcal{C}(s)/\mathcal{C}(0)$")
    panels[0][0].legend(loc="lower left")
    return figure


@style()
def depth_and_rank(table):
    """Smallest singular value of D at the start against depth, and the size of rounding errors in D. Columns: ``curve``, ``depth``, ``smallest``."""
    figure, axes = plt.subplots(figsize=(5.8, 3.6))
    for (name, columns), hue, line in zip(curves(table), (HUES[0], HUES[1], "black"), ("-", "--", ":")):
        (drawn,) = axes.plot(columns["depth"], columns["smallest"], linestyle=line, color=hue, marker="" if hue == "black" else "o", markerfacecolor="white")
        label_end(drawn, name)
    axes.set(xlabel="depth", ylabel="smallest singular value of $D$", xlim=(0, 1.35 * table["depth"].max()), xticks=np.unique(table["depth"])[2:])
    log_scale(axes.yaxis)
    return figure


@style()
def rank_along_orbits(table):
    """Smallest singular value of D along orbits, after their first steps. Columns: ``curve``, ``s`` over N, ``sigma_min``."""
    figure, axes = plt.subplots(figsize=(5.8, 3.6))
    for (name, columns), hue, line in zip(curves(table), HUES, LINES):
        axes.plot(columns["s"], columns["sigma_min"], color=hue, linestyle=line, label=name)
    axes.set(xlabel="$s\\,/\\,N$", ylabel="smallest singular value of $D$")
    log_scale(axes.xaxis)
    log_scale(axes.yaxis)
    axes.legend(loc="lower right")
    return figure
