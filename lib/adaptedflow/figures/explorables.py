"""Still pictures of the explorables, for places where their pages do not run.

A table has columns ``curve``, ``x``, ``y``. A curve is called "PANEL: ROLE" or "PANEL: ROLE, WHICH"; the role decides how it looks.
"""

import matplotlib.pyplot as plt

from .style import HUES, style
from .tables import curves

BLUE, ORANGE, GREEN, PINK, BLACK = HUES
ROLES = {
    "fibre": {"color": "#B9C0C8", "linewidth": 0.8, "linestyle": "-"},
    "edge": {"color": BLACK, "linewidth": 1.2, "linestyle": "-"},
    "segment": {"color": BLACK, "linewidth": 1.2, "linestyle": ":"},
    "target": {"color": GREEN, "linewidth": 2.2, "linestyle": "-"},
    "adapted": {"color": BLUE, "linewidth": 2.6, "linestyle": "-"},
    "standard": {"color": ORANGE, "linewidth": 1.8, "linestyle": "--"},
    "adapted dots": {"color": BLUE, "marker": "o", "linestyle": "none", "markersize": 6, "markeredgecolor": "white", "markeredgewidth": 0.7},
    "standard dots": {"color": ORANGE, "marker": "s", "linestyle": "none", "markersize": 5, "markeredgecolor": "white", "markeredgewidth": 0.7},
    "target dots": {"color": GREEN, "marker": "o", "linestyle": "none", "markersize": 9, "markerfacecolor": "none", "markeredgewidth": 1.8},
    "start": {"color": BLACK, "marker": "o", "linestyle": "none", "markersize": 7},
    "end": {"color": BLACK, "marker": "x", "linestyle": "none", "markersize": 9, "markeredgewidth": 2},
}


@style()
def two_factors(table):
    """``x = w1 w2``: both orbits on fibres (left), and their outputs with dots at equal times (right)."""
    figure, (plane, line) = plt.subplots(1, 2, figsize=(8.0, 4.2), width_ratios=(1.6, 1))
    _panels(table, plane=plane, line=line)
    plane.set(xlabel="$w_1$", ylabel="$w_2$", xlim=(-2.1, 2.1), ylim=(-2.1, 2.1), aspect="equal")
    line.set(ylabel="output $x$", xlim=(-0.6, 1.9), ylim=(-3, 3))
    line.set_xticks([0, 1.1], ["adapted", "standard"])
    line.annotate("target", (1.85, table["y"][table["curve"] == "line: target"][0]), (0, 5), textcoords="offset points", color=GREEN, ha="right")
    for axes in (plane, line):
        axes.grid(False)
    return figure


@style()
def cone(table):
    """The outputs of one tanh unit as quotients of increments (left), and the unit for both flows (right)."""
    figure, (plane, curve) = plt.subplots(1, 2, figsize=(8.0, 4.2), width_ratios=(1.2, 1))
    edge = dict(curves(table))["plane: edge"]
    plane.fill_between(edge["x"], 0, edge["y"], color="#DCE9F2", linewidth=0)
    _panels(table, plane=plane, curve=curve)
    plane.set(xlabel="$d_1/d_2$", ylabel="$d_3/d_2$", xlim=(-0.3, 3.3), ylim=(-0.3, 3.3), aspect="equal")
    plane.text(0.12, 0.08, "outputs in reach", fontsize=11)
    curve.set(xlabel="input", ylabel="output", xlim=(-0.35, 3.35), ylim=(-4, 16))
    return figure


@style()
def trap(table):
    """``x = w1 w2``: both orbits through the trap around the saddle (left), and their costs against time (right)."""
    figure, (plane, costs) = plt.subplots(1, 2, figsize=(8.0, 4.0), width_ratios=(1.1, 1))
    disk = dict(curves(table))["plane: segment, edge of the trap"]
    plane.fill(disk["x"], disk["y"], color="#FFF3D6", linewidth=0)
    _panels(table, plane=plane, costs=costs)
    plane.set(xlabel="$w_1$", ylabel="$w_2$", xlim=(-1.7, 1.7), ylim=(-1.7, 1.7), aspect="equal")
    costs.set(xlabel="$s$", ylabel=r"$\log_{10}\mathcal{C}$", xlim=(0, 8), ylim=(-4.3, 0.9))
    plane.grid(False)
    return figure


def _panels(table, **panels):
    """Draw each curve of ``table`` into the axes that its name begins with, as its role looks."""
    for name, points in curves(table):
        panel, role = name.split(", ")[0].split(": ")
        panels[panel].plot(points["x"], points["y"], **ROLES[role])
