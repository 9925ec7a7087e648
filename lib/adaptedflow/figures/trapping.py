"""Drawings of notebook 05, Section 3: each takes the table that is saved with it and returns a Figure."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import NullLocator

from .labels import log_scale
from .style import HUES, LINES, style
from .tables import curves, long_table


def landscape_table(orbits, epsilon):
    """The table of :func:`landscape`: a mapping from names "standard: c = ..." to orbits of ``x = w1 w2`` with target 1."""
    w1, w2 = (values.ravel() for values in np.meshgrid(*[np.linspace(-1.6, 1.8, 35)] * 2))
    branch, angle = np.linspace(0.5, 1.8, 40), np.linspace(0, 2 * np.pi, 60)
    parts = {"cost": _plane(w1, w2), "minima": _plane(branch, 1 / branch), "region": _plane(epsilon * np.cos(angle), epsilon * np.sin(angle))}
    for name, orbit in orbits.items():
        s = np.concatenate([np.arange(0, orbit.s[-1], 1 / 16), np.log(1.5) + np.linspace(-0.1, 0.1, 41)])   # the fast turn
        s = np.unique(s[s < orbit.s[-1]])
        parts[name] = _plane(*orbit(s).T, s)
        if orbit.status in ("rank_loss", "blow_up"):
            parts[f"breakdown of {name}"] = _plane(*orbit.theta[-1:].T, orbit.s[-1:])
    return long_table(parts)


@style()
def landscape(table):
    """``x = w1 w2``: cost (shaded), orbits of both flows with a dot at every half unit of time, on hyperbolas ``w1^2 - w2^2 = c``.

    Columns ``curve``, ``w1``, ``w2``, ``s``, ``cost``. Curves: "cost" (a square grid, row by row), "minima", "region" (the edge of the trap),
    orbits "standard: c = ..." and "adapted: c = ..." at steps of time that divide 1/2, and "breakdown of ..." where one ends.
    """
    parts = dict(curves(table))
    side = int(round(np.sqrt(len(parts["cost"]["w1"]))))
    w1, w2, cost = (parts["cost"][name].reshape(side, side) for name in ("w1", "w2", "cost"))
    figure, panels = plt.subplots(1, 2, figsize=(8.8, 4.6), sharex=True, sharey=True)
    for axes, flow in zip(panels, ("standard", "adapted")):
        axes.contourf(w1, w2, cost, levels=np.linspace(0, 1.5, 11) ** 2, cmap="Greys", alpha=0.45, extend="max")
        axes.contour(w1, w2, w1 ** 2 - w2 ** 2, levels=[-2, -1, -0.3, 0, 0.3, 1, 2], colors="#7A7A7A", linewidths=0.6, linestyles="-")
        axes.plot(parts["minima"]["w1"], parts["minima"]["w2"], "-", color="black", linewidth=2.6, label="zero cost")
        axes.plot(parts["region"]["w1"], parts["region"]["w2"], ":", color="black", linewidth=1.4, label="edge of the trap")
        axes.plot(0, 0, "x", color="black", markersize=8, markeredgewidth=2, label="saddle")
        drawn = [(name.split(": ")[1], orbit) for name, orbit in parts.items() if name.startswith(f"{flow}: ")]
        for (name, orbit), hue, line in zip(drawn, HUES, LINES):
            axes.plot(orbit["w1"], orbit["w2"], linestyle=line, color=hue, label=f"${name}$")
            halves = np.isclose(2 * orbit["s"], np.round(2 * orbit["s"]))
            axes.plot(orbit["w1"][halves], orbit["w2"][halves], "o", color=hue, markersize=4.5, markeredgecolor="white", markeredgewidth=0.5)
        for name, end in parts.items():
            if name.startswith(f"breakdown of {flow}"):
                axes.plot(end["w1"], end["w2"], "s", color=HUES[3], markersize=10, fillstyle="none", markeredgewidth=2, label="breakdown")
        axes.set(title=f"{flow} flow", xlabel="$w_1$", aspect="equal", xlim=(-0.8, 1.7), ylim=(-1.0, 1.4))
        axes.grid(False)
    panels[0].set_ylabel("$w_2$")
    handles = {label: handle for axes in panels for handle, label in zip(*axes.get_legend_handles_labels())}
    figure.legend(handles.values(), handles, loc="outside right center", fontsize=10)
    return figure


@style()
def speed_in_the_trap(table):
    """The speed ``|grad_theta C|`` during a stay in a trap, whose area is ``L_U``, below the two bounds of (3.9).

    Columns: ``s``, ``speed``, ``local`` (``eps |grad_x C|``), ``bound`` (its value at the entry).
    """
    figure, axes = plt.subplots(figsize=(5.8, 3.4))
    axes.fill_between(table["s"], table["speed"], color="#DCE9F2", linewidth=0)
    axes.plot(table["s"], table["bound"], ":", color=HUES[4], label=r"$\epsilon\,|\nabla_x\mathcal{C}|$ at the entry")
    axes.plot(table["s"], table["local"], "--", color=HUES[1], label=r"$\epsilon\,|\nabla_x\mathcal{C}|$")
    axes.plot(table["s"], table["speed"], "-", color=HUES[0], label=r"speed $|\nabla_\theta\mathcal{C}|$")
    middle = len(table["s"]) // 2
    axes.annotate("area $L_U$", (table["s"][middle], table["speed"][middle] / 2), ha="center", va="center", color=HUES[0])
    axes.set(xlabel="$s$", ylabel="speed in parameter space", ylim=(0, 1.15 * max(table["bound"])))
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    return figure


@style()
def residence_times(table):
    """Time in a trap against the start's distance: exact (line), measured (rings), the bound (3.7) and the local one; a panel a depth.

    Columns: ``curve`` ("depth: what"), ``distance`` and ``log10_time``; "what" is one of exact, measured, (3.7), local bound.
    """
    looks = {"exact": ("-", "", HUES[4]), "measured": ("", "o", HUES[4]), "local bound": ("--", "+", HUES[2]), "(3.7)": (":", "", HUES[1])}
    parts = dict(curves(table))
    depths = list(dict.fromkeys(name.split(": ")[0] for name in parts))
    figure, panels = plt.subplots(1, len(depths), figsize=(7.6, 3.5))
    for axes, depth in zip(np.atleast_1d(panels), depths):
        for what, (line, mark, hue) in looks.items():
            part = parts[f"{depth}: {what}"]
            axes.plot(part["distance"], 10 ** part["log10_time"], linestyle=line, marker=mark, color=hue, markerfacecolor="white",
                      markersize=7, label=what)
        axes.set(title=depth, xlabel="$w$ at the start")
        log_scale(axes.xaxis)
        log_scale(axes.yaxis)
        axes.yaxis.set_minor_locator(NullLocator())
        axes.invert_xaxis()
    np.atleast_1d(panels)[0].set_ylabel("time in the trap")
    figure.legend(*np.atleast_1d(panels)[0].get_legend_handles_labels(), loc="outside lower center", ncols=4, fontsize=11)
    return figure


def two_parameters_table(problem, orbits):
    """The table of :func:`two_parameters`: ``problem`` with zero cost at (1, 1), and a mapping from names "adapted: A" to orbits."""
    def rows(theta, x=None):
        x = np.array([problem.outputs(one) for one in theta]) if x is None else x
        return dict(zip(("w1", "w2", "x1", "x2", "cost"), (*np.transpose(theta), *x.T, ((x - problem.y) ** 2).sum(axis=1) / (2 * problem.N))))
    grid = np.stack(np.meshgrid(np.linspace(-1.6, 3, 31), np.linspace(-3, 3, 31)), axis=-1).reshape(-1, 2)
    parts = {"cost": rows(grid), "target": rows([(1.0, 1.0), (-1.0, -1.0)])}
    parts |= {f"edge: {k}": rows(np.full((2, 2), np.nan), np.array([[0, 0], [2 / k, 2]])) for k in (1, 2)}     # x2 = k x1
    for name, orbit in orbits.items():
        u = np.linspace(0, 1, 121)
        theta = orbit(orbit.s[-1] * (0.999 * (1 - (1 - u) ** 4) if orbit.status == "blow_up" else u ** 5))
        parts[name] = rows(theta)
        parts |= {f"end: {name}": rows(theta[-1:])} if orbit.status == "blow_up" else {}
    return long_table(parts)


@style()
def two_parameters(table):
    """``f(x) = w2 tanh(w1 x)`` at the inputs 1 and 2: orbits of both flows in parameters (left) and outputs (right).

    Columns ``curve``, ``w1``, ``w2``, ``x1``, ``x2``, ``cost``. Curves: "cost" (a square grid, row by row), "edge: ..." (the borders of the
    image, from the origin), "target", and orbits "standard: ..." and "adapted: ...", from the dots; "end: ..." where one breaks down.
    """
    parts = dict(curves(table))
    side = int(round(np.sqrt(len(parts["cost"]["w1"]))))
    w1, w2, cost = (parts["cost"][name].reshape(side, side) for name in ("w1", "w2", "cost"))
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.8, 4.3))
    left.contourf(w1, w2, cost, levels=np.linspace(0, 2, 11) ** 2, cmap="Greys", alpha=0.45, extend="max")
    edges = [part for name, part in parts.items() if name.startswith("edge: ")]
    for sign in (1, -1):
        corner = sign * np.array([[edge[x][-1] for edge in edges] for x in ("x1", "x2")])      # (2, 2)
        right.fill(*np.column_stack([[0, 0], corner]), color="#DCE9F2", linewidth=0, label="outputs of the network" if sign > 0 else None)
    for hue, line, flow in zip(HUES, LINES, ("adapted", "standard")):
        for name, orbit in parts.items():
            if name.startswith(f"{flow}: "):
                left.plot(orbit["w1"], orbit["w2"], linestyle=line, color=hue)
                right.plot(orbit["x1"], orbit["x2"], linestyle=line, color=hue)
                for axes, a, b, shift in ((left, "w1", "w2", (5, 9)), (right, "x1", "x2", (-15, -5))):
                    axes.plot(orbit[a][0], orbit[b][0], "o", color="black", markersize=5)
                    if flow == "standard":
                        axes.annotate(name.split(": ")[1], (orbit[a][0], orbit[b][0]), xytext=shift, textcoords="offset points")
        left.lines[-2].set_label(f"{flow} flow")
    ends = [part for name, part in parts.items() if name.startswith("end: ")]
    for axes, a, b in ((left, "w1", "w2"), (right, "x1", "x2")):
        axes.plot(parts["target"][a], parts["target"][b], "*", color="black", markersize=12, linestyle="none", label="zero cost")
        axes.plot([end[a][0] for end in ends], [end[b][0] for end in ends], "s", color=HUES[3], markersize=9, fillstyle="none",
                  markeredgewidth=2, linestyle="none", label="breakdown")
        axes.grid(False)
    left.set(xlabel="$w_1$", ylabel="$w_2$", title="parameters", xlim=(-1.6, 3), ylim=(-3, 3))
    right.set(xlabel="$x_1$", ylabel="$x_2$", title="outputs", xlim=(-1.1, 1.3), ylim=(-1.4, 1.9))
    handles = {label: handle for axes in (left, right) for handle, label in zip(*axes.get_legend_handles_labels())}
    figure.legend(handles.values(), handles, loc="outside lower center", ncols=3, fontsize=10)
    return figure


def life_table(lives):
    """The table of :func:`life_in_the_trap`: a mapping from (scale, number of the start) to an orbit and its stay in the trap."""
    scales, numbers = (list(dict.fromkeys(keys)) for keys in zip(*lives))
    parts = {}
    for scale in (scale for scale in scales if scale <= 1):
        orbit, stay = lives[scale, numbers[0]]
        times = {"cost": np.geomspace(0.5, orbit.s[-1], 80)} | ({"trap": np.geomspace(stay.entry, stay.exit, 40)} if stay else {})
        for part, s in times.items():
            parts[f"{part}, scale {scale:g}"] = {"x": s, "y": np.log10([orbit.flow.problem.cost(theta) for theta in orbit(s)])}
    shares = np.array([[lives[scale, k][1].time / lives[scale, k][0].s[-1] for scale in scales] for k in numbers])
    parts |= {f"start {k + 1}": {"x": scales, "y": row} for k, row in enumerate(shares)}
    return long_table(parts | {"median": {"x": scales, "y": np.median(shares, axis=0)}})


@style()
def life_in_the_trap(table):
    """Cost of the standard flow from starts of several scales, thick while in the trap (left); share of the life spent there (right).

    Columns ``curve``, ``x``, ``y``: "cost, scale ..." and "trap, scale ..." hold ``s`` and the decimal logarithm of the cost, "start ..." the
    scale and the share of its orbit's life, "median" the same.
    """
    parts = dict(curves(table))
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.5))
    costs = [name for name in parts if name.startswith("cost, ")]
    for name, hue, line in zip(costs, HUES, LINES):
        left.plot(parts[name]["x"], 10 ** parts[name]["y"], linestyle=line, color=hue, label=name.removeprefix("cost, "))
        trap = parts.get(name.replace("cost", "trap"))
        if trap is not None:
            left.plot(trap["x"], 10 ** trap["y"], "-", color=hue, linewidth=6, alpha=0.35, solid_capstyle="butt")
    left.set(xlabel="$s$", ylabel=r"$\mathcal{C}$")
    log_scale(left.xaxis)
    log_scale(left.yaxis)
    left.legend(loc="lower left", fontsize=9)
    for name, part in parts.items():
        if name.startswith("start"):
            right.plot(part["x"], part["y"], "o", color=HUES[0], markerfacecolor="white")
    right.plot(parts["median"]["x"], parts["median"]["y"], "-", color=HUES[1], label="median of the starts")
    right.set(xlabel="scale of the weights at the start", ylabel="share of the life in the trap", ylim=(-0.04, 1))
    log_scale(right.xaxis)
    right.legend(loc="upper right")
    return figure


def _plane(w1, w2, s=np.nan):
    return {"w1": w1, "w2": w2, "s": np.broadcast_to(s, len(w1)).astype(float), "cost": (w1 * w2 - 1) ** 2 / 2}
