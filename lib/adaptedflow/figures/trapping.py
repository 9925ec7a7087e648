"""Drawings of notebook 05, Section 3: each takes the table that is saved with it and returns a Figure."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import NullLocator

from .labels import log_scale
from .style import HUES, LINES, style
from .tables import curves

BOUNDS = {"local": "local", "drop": "cost drop", "ratio": "cost ratio", "printed": "(3.7)"}


@style()
def smallest_eigenvalue(table):
    """The least eigenvalue of ``D D^T`` along rays ``t theta``. Columns: ``curve``, ``t``, ``log10_eigenvalue``."""
    figure, axes = plt.subplots(figsize=(6.4, 3.6))
    for (name, columns), hue, line in zip(curves(table), HUES, LINES):
        axes.plot(columns["t"], 10 ** columns["log10_eigenvalue"], linestyle=line, color=hue, label=name)
    axes.set(xlabel=r"$t$, at the parameters $t\,\theta$", ylabel=r"$\lambda_{\min}(DD^T)$")
    log_scale(axes.xaxis)
    log_scale(axes.yaxis)
    axes.legend(loc="lower right")
    return figure


@style()
def landscape(table):
    """``x = w1 w2``: cost (shaded), orbits of both flows with a dot at every half unit of time, on hyperbolas ``w1^2 - w2^2 = c``.

    Columns ``curve``, ``w1``, ``w2``, ``s``, ``cost``. Curves: "cost" (a square grid, row by row), "minima", "region" (the edge of the trap),
    and orbits "standard: c = ..." and "adapted: c = ..." at steps of time that divide 1/2.
    """
    parts = dict(curves(table))
    side = int(round(np.sqrt(len(parts["cost"]["w1"]))))
    w1, w2, cost = (parts["cost"][name].reshape(side, side) for name in ("w1", "w2", "cost"))
    figure, panels = plt.subplots(1, 2, figsize=(8.8, 4.3), sharex=True, sharey=True)
    for axes, flow in zip(panels, ("standard", "adapted")):
        axes.contourf(w1, w2, cost, levels=np.linspace(0, 1.5, 11) ** 2, cmap="Greys", alpha=0.45, extend="max")
        axes.contour(w1, w2, w1 ** 2 - w2 ** 2, levels=[-2, -1, -0.3, 0, 0.3, 1, 2], colors="#7A7A7A", linewidths=0.6, linestyles="-")
        axes.plot(parts["minima"]["w1"], parts["minima"]["w2"], "-", color="black", linewidth=2.6)
        axes.plot(parts["region"]["w1"], parts["region"]["w2"], ":", color="black", linewidth=1.4)
        axes.plot(0, 0, "x", color="black", markersize=8, markeredgewidth=2)
        drawn = [(name.split(": ")[1], orbit) for name, orbit in parts.items() if name.startswith(f"{flow}: ")]
        for (name, orbit), hue, line in zip(drawn, HUES, LINES):
            axes.plot(orbit["w1"], orbit["w2"], linestyle=line, color=hue, label=f"${name}$")
            halves = np.isclose(2 * orbit["s"], np.round(2 * orbit["s"]))
            axes.plot(orbit["w1"][halves], orbit["w2"][halves], "o", color=hue, markersize=4.5, markeredgecolor="white", markeredgewidth=0.5)
        axes.set(title=f"{flow} flow", xlabel="$w_1$", aspect="equal", xlim=(-0.8, 1.7), ylim=(-1.0, 1.4))
        axes.grid(False)
    panels[0].set_ylabel("$w_2$")
    panels[1].legend(loc="upper left", fontsize=10)
    return figure


@style()
def residence_times(table):
    """Residence times in a trap: computed (marks), exact (line) and the lower bounds (broken lines), one panel a family.

    Columns: ``curve`` (the family and, after a colon, the name of its abscissa), ``distance``, and the decimal logarithms ``measured``,
    ``exact``, ``printed``, ``drop``, ``ratio``, ``local``.
    """
    families = list(curves(table))
    figure, panels = plt.subplots(1, len(families), figsize=(3.4 * len(families), 3.6))
    for axes, (name, columns) in zip(np.atleast_1d(panels), families):
        title, abscissa = name.split(": ")
        axes.plot(columns["distance"], 10 ** columns["exact"], "-", color="black", linewidth=1.2, label="exact time")
        axes.plot(columns["distance"], 10 ** columns["measured"], "o", color="black", markerfacecolor="white", markersize=7, label="measured")
        for (column, label), hue, line in zip(BOUNDS.items(), HUES, LINES[1:]):
            axes.plot(columns["distance"], 10 ** columns[column], linestyle=line, color=hue, marker=".", label=label)
        axes.set(title=title, xlabel=f"${abscissa}$")
        log_scale(axes.xaxis)
        log_scale(axes.yaxis)
        axes.yaxis.set_minor_locator(NullLocator())
        axes.invert_xaxis()
    np.atleast_1d(panels)[0].set_ylabel("time in the trap, and bounds")
    figure.legend(*np.atleast_1d(panels)[0].get_legend_handles_labels(), loc="outside lower center", ncols=6, fontsize=10)
    return figure


@style()
def two_parameters(table):
    """``f(x) = w2 tanh(w1 x)`` at the inputs 1 and 2: orbits of both flows in parameters (left) and outputs (right).

    Columns ``curve``, ``w1``, ``w2``, ``x1``, ``x2``, ``cost``. Curves: "cost" (a square grid, row by row), "edge: ..." (the borders of the
    image, from the origin), "target", and orbits "standard: ..." and "adapted: ...", from the dots.
    """
    parts = dict(curves(table))
    side = int(round(np.sqrt(len(parts["cost"]["w1"]))))
    w1, w2, cost = (parts["cost"][name].reshape(side, side) for name in ("w1", "w2", "cost"))
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.8, 4.1))
    left.contourf(w1, w2, cost, levels=np.linspace(0, 2, 11) ** 2, cmap="Greys", alpha=0.45, extend="max")
    edges = [part for name, part in parts.items() if name.startswith("edge: ")]
    for sign in (1, -1):
        corner = sign * np.array([[edge[x][-1] for edge in edges] for x in ("x1", "x2")])      # (2, 2)
        right.fill(*np.column_stack([[0, 0], corner]), color="#DCE9F2", linewidth=0)
    for hue, line, flow in zip(HUES, LINES, ("standard", "adapted")):
        for name, orbit in parts.items():
            if name.startswith(f"{flow}: "):
                left.plot(orbit["w1"], orbit["w2"], linestyle=line, color=hue)
                right.plot(orbit["x1"], orbit["x2"], linestyle=line, color=hue)
                for axes, a, b, shift in ((left, "w1", "w2", (5, 9)), (right, "x1", "x2", (-15, -5))):
                    axes.plot(orbit[a][0], orbit[b][0], "o", color="black", markersize=5)
                    if flow == "standard":
                        axes.annotate(name.split(": ")[1], (orbit[a][0], orbit[b][0]), xytext=shift, textcoords="offset points")
        left.lines[-2].set_label(f"{flow} flow")
    left.plot(parts["target"]["w1"], parts["target"]["w2"], "*", color="black", markersize=12, linestyle="none", label="zero cost")
    right.plot(parts["target"]["x1"], parts["target"]["x2"], "*", color="black", markersize=12)
    left.set(xlabel="$w_1$", ylabel="$w_2$", xlim=(-1.6, 3), ylim=(-3, 3))
    right.set(xlabel="$x_1$", ylabel="$x_2$", xlim=(-1.1, 1.3), ylim=(-1.4, 1.9))
    right.text(-1.0, 1.0, "image: shaded", fontsize=11)
    left.grid(False)
    left.legend(loc="lower right", fontsize=10)
    return figure


@style()
def plateau(table):
    """Cost (left) and ``|D^T grad_x C| / |grad_x C|`` (right) along orbits; the time the standard flow spends in the trap is shaded.

    Columns ``curve``, ``s``, ``log10_cost``, ``log10_ratio``, ``epsilon`` (one number repeated). Curves "visit ..." hold an entry and an exit, all
    others an orbit.
    """
    parts = dict(curves(table))
    figure, panels = plt.subplots(1, 2, figsize=(8.8, 3.6))
    orbits = {name: columns for name, columns in parts.items() if not name.startswith("visit")}
    for axes, column in zip(panels, ("log10_cost", "log10_ratio")):
        for name, columns in parts.items():
            if name.startswith("visit"):
                axes.axvspan(*columns["s"], color="#EAE3C8", linewidth=0, zorder=0)
        for (name, columns), hue, line in zip(orbits.items(), HUES, LINES):
            axes.plot(columns["s"], 10 ** columns[column], linestyle=line, color=hue, label=name)
        axes.set_xlabel("$s$")
        log_scale(axes.yaxis)
    panels[1].axhline(table["epsilon"][0], color="black", linewidth=1)
    panels[1].annotate(r"$\epsilon$", (1, table["epsilon"][0]), xycoords=("axes fraction", "data"), xytext=(4, 0), textcoords="offset points", va="center")
    panels[0].set_ylabel(r"$\mathcal{C}$")
    panels[1].set_ylabel(r"$|D^T\nabla_{x}\mathcal{C}|\,/\,|\nabla_{x}\mathcal{C}|$")
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=3, fontsize=11)
    return figure
