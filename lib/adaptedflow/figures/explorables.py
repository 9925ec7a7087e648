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


@style()
def staircase(table):
    """The lift of a loop of outputs, seen from the side (left), and its height against turns (right)."""
    figure, (stairs, height) = plt.subplots(1, 2, figsize=(8.0, 4.0), width_ratios=(1.2, 1))
    _panels(table, stairs=stairs, height=height)
    stairs.set(xticks=[], yticks=[], aspect="equal", xlabel="loop of outputs $(p, q)$, lifted")
    stairs.annotate("fibre", (0.02, 1.25))
    height.set(xlabel="turns", ylabel="height on the fibre", xlim=(0, 6), ylim=(0, None))
    return figure


@style()
def jacobian_blocks(table):
    """The entries of ``D`` that are not zero (left), and its rank counted in squares (right)."""
    figure, (blocks, board) = plt.subplots(1, 2, figsize=(8.0, 3.2), width_ratios=(2, 1))
    _panels(table, blocks=blocks, board=board)
    for line in (*blocks.lines, *board.lines):
        line.set(marker="s", markersize=10 if line.axes is blocks else 30)
    blocks.set(xticks=[], yticks=[], xlabel="parameters: of $W_1, b_1$, then of $W_2, b_2$", ylabel="outputs, by sample")
    board.set(xticks=[], yticks=[], xlim=(-0.7, 2.7), ylim=(-2.7, 0.7), xlabel="rank $D$ = 8 of 9")
    return figure


@style()
def kappa(table):
    """Change of the cost against kappa, at a saddle (left) and at a dead unit (right)."""
    figure, (saddle, dead) = plt.subplots(1, 2, figsize=(8.0, 3.6), sharey=True)
    _panels(table, saddle=saddle, dead=dead)
    saddle.set(xlabel=r"$\kappa$", ylabel="change of the cost", title="saddle", ylim=(-0.8, 2.4))
    dead.set(xlabel=r"$\kappa$", title="dead unit")
    saddle.annotate("along one gradient", (0, 2.1), color=ORANGE, ha="center")
    saddle.annotate("along the sum of two", (0, -0.7), color=BLUE, ha="center")
    return figure


@style()
def focal_point(table):
    """A circle of outputs with a target and the equilibria (left), and the cost along it (right)."""
    figure, (plane, cost) = plt.subplots(1, 2, figsize=(8.0, 3.8))
    _panels(table, plane=plane, cost=cost)
    plane.set(xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
    cost.set(xlabel=r"$\theta$ in degrees", ylabel=r"$\mathcal{C}$", xticks=[-180, -90, 0, 90, 180])
    return figure


@style()
def right_angle(table):
    """Both flows on a surface of outputs, seen from the side (left), and in the plane of parameters (right)."""
    figure, (space, plane) = plt.subplots(1, 2, figsize=(8.0, 4.0), width_ratios=(1.2, 1))
    _panels(table, space=space, plane=plane)
    space.set(xticks=[], yticks=[], aspect="equal", xlabel="outputs $(x_1, x_2, x_3)$")
    plane.set(xlabel="$w_1$", ylabel="$w_2$", xlim=(0, 3.1), ylim=(0, 2.4))
    return figure


@style()
def hill(table):
    """A hilly function of two parameters with an orbit (left), and its height against the distance walked (right)."""
    figure, (plane, climb) = plt.subplots(1, 2, figsize=(8.0, 4.2), width_ratios=(1.2, 1))
    _panels(table, plane=plane, climb=climb)
    plane.set(xlabel="$a$", ylabel="$b$", xlim=(-2.6, 2.4), ylim=(-1.2, 6.0))
    climb.set(xlabel="distance walked", ylabel="height $x$", xlim=(0, 4), ylim=(-2, 3.2))
    for name, place in (("peak", (1.15, -0.5)), ("saddle", (1.15, 2.15)), ("saddle", (-1.95, -0.5))):
        plane.annotate(name, place)
    climb.annotate("target", (3.9, 2.1), color=GREEN, ha="right")
    plane.grid(False)
    return figure


def _panels(table, **panels):
    """Draw each curve of ``table`` into the axes that its name begins with, as its role looks."""
    for name, points in curves(table):
        panel, role = name.split(", ")[0].split(": ")
        panels[panel].plot(points["x"], points["y"], **ROLES[role])
