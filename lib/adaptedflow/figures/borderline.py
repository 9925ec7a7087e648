"""Drawings of notebook 08, Section 6: each takes the table that is saved with it and returns a Figure."""

import matplotlib.pyplot as plt
import numpy as np

from .labels import label_end, log_scale
from .style import HUES, LINES, style
from .tables import checked_table, curves, long_table


@style()
def architectures(table):
    """Tanh networks with one hidden layer on the border, by M1 and Q. Columns: ``M1``, ``Q``, ``deficit`` = K - largest rank of D."""
    columns = checked_table(table)
    figure, axes = plt.subplots(figsize=(5.2, 3.8))
    full = columns["deficit"] == 0
    axes.plot(columns["M1"][full], columns["Q"][full], "o", color=HUES[0], markersize=15, label="generically invertible")
    axes.plot(columns["M1"][~full], columns["Q"][~full], "s", color=HUES[1], markerfacecolor="white", markersize=15, label="never: rank that is missing")
    for M1, Q, deficit in zip(columns["M1"][~full], columns["Q"][~full], columns["deficit"][~full]):
        axes.annotate(f"{deficit:.0f}", (M1, Q), ha="center", va="center", fontsize=9)
    axes.set(xlabel="hidden units $M_1$", ylabel="outputs $Q$", xlim=(0.4, columns["M1"].max() + 0.6), ylim=(0.4, columns["Q"].max() + 0.6))
    figure.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=2, markerscale=0.6)
    return figure


def determinant_table(problem, orbits):
    """The table of :func:`determinant`: a mapping from names "adapted 0" and "standard 0" to orbits of ``problem``."""
    parts = {}
    for name, orbit in orbits.items():
        if name.startswith("adapted"):
            left = np.logspace(0, -3.5, 60)                            # share of the life that is left
            s, label = orbit.end_time * (1 - left), f"{name}: {orbit.status.replace('_', ' ').replace('blow up', 'blow-up')}"
        else:
            s, label = orbit.s[-1] * np.linspace(0, 1, 300) ** 2, name
            left = s
        theta = orbit(s)
        values = np.array([np.linalg.det(problem.jacobian(one)) for one in theta]) / abs(np.linalg.det(problem.jacobian(orbit.theta[0])))
        parts[label] = {"time": left, "det": values, "size": np.linalg.norm(theta, axis=1)}
    return long_table(parts)


@style()
def determinant(table):
    """det D along orbits, over its size at the start: adapted flow, with its parameters (left, middle), standard flow (right).

    Columns: ``curve`` ("adapted 0: rank loss", "standard 0", ...), ``time`` (adapted: share of the life that is left; standard: s), ``det``, ``size``
    = ``|theta|``.
    """
    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(9.6, 3.9))
    parts = dict(curves(table))
    adapted, standard = ([name for name in parts if name.startswith(flow)] for flow in ("adapted", "standard"))
    for k, name in enumerate(adapted):
        look = {"color": HUES[k % len(HUES)], "linestyle": LINES[k % len(LINES)], "linewidth": 1.6}
        left.plot(parts[name]["time"], np.abs(parts[name]["det"]), label=name.replace("adapted ", "start "), **look)
        middle.plot(parts[name]["time"], parts[name]["size"], **look)
    for k, name in enumerate(standard):
        right.plot(parts[name]["time"], parts[name]["det"], color=HUES[k % len(HUES)], linestyle=LINES[k % len(LINES)], linewidth=1.3)
    for axes, title, label in ((left, r"adapted: $|\det D(s)|\,/\,|\det D(0)|$", "share of the life that is left"),
                               (middle, r"adapted: $|\theta(s)|$", "share of the life that is left"),
                               (right, r"standard: $\det D(s)\,/\,|\det D(0)|$", "$s$")):
        axes.set(title=title, xlabel=label)
    for axes in (left, middle):
        log_scale(axes.xaxis)
        log_scale(axes.yaxis)
        axes.invert_xaxis()
    right.axhline(0, color="black", linewidth=0.8)
    right.set_yscale("symlog", linthresh=0.01)
    right.set_yticks([-100, -1, -0.01, 0, 0.01, 1, 100])
    figure.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=5, fontsize=10)
    return figure


@style()
def times_of_breakdown(table):
    """Share of random orbits that have not reached their end, against ``s / N``. Columns: ``curve``, ``time``, ``share``."""
    figure, axes = plt.subplots(figsize=(5.8, 3.4))
    for (name, columns), hue, line in zip(curves(table), HUES, LINES):
        axes.plot(columns["time"], columns["share"], linestyle=line, color=hue, drawstyle="steps-post", label=name)
    axes.set(xlabel="$s\\,/\\,N$", ylabel="share of orbits still alive", ylim=(-0.03, 1.05))
    log_scale(axes.xaxis)
    axes.legend(loc="lower left")
    return figure


@style()
def either_side(table):
    """Share of orbits that live as long as asked against K - QN, with 95 % intervals. Columns: ``gap``, ``share``, ``low``, ``high``."""
    columns = checked_table(table)
    figure, axes = plt.subplots()
    _bars(axes, columns["gap"], columns, HUES[0], "o")
    axes.axvline(0, color="black", linewidth=0.8, linestyle=":")
    axes.set(xlabel="$K - QN$", ylabel="share that lives", ylim=(-0.03, 1.05), xticks=columns["gap"])
    return figure


def newton_table(example, orbit, through):
    """The table of :func:`newton_curve`: Freudenstein and Roth's system, the adapted flow's ``orbit``, and points ``through`` (2, n) of another path."""
    x0 = example.problem.outputs(example.theta0)
    def part(theta):
        theta = np.atleast_2d(theta)
        return {"b": theta[:, 1], "multiple": np.array([example.problem.outputs(one) @ x0 / (x0 @ x0) for one in theta])}
    b = np.linspace(-2.3, 4.1, 80)
    parts = {"curve": {"b": b, "multiple": (16 + 12 * b + 4 * b ** 2 - 2 * b ** 3) / 24},
             "adapted flow": part(orbit(orbit.s[-1] * (1 - np.linspace(1, 0, 30) ** 2))), "through the folds": part(through.T)}
    return long_table(parts | {"root": {"b": np.array([4.0]), "multiple": np.zeros(1)}})


@style()
def newton_curve(table):
    """The curve on which the residual is a multiple of its start, Freudenstein and Roth: multiple against b.

    Columns: ``curve`` ("curve", "adapted flow", "through the folds", "root"), ``b``, ``multiple``.
    """
    parts = dict(curves(table))
    figure, axes = plt.subplots(figsize=(5.8, 3.6))
    axes.axhline(0, color="black", linewidth=0.8)
    axes.plot(parts["curve"]["b"], parts["curve"]["multiple"], "-", color="0.6", linewidth=1.2, label="closed form")
    looks = {"adapted flow": ("-", HUES[0], 3.2), "through the folds": ("--", HUES[1], 1.8)}
    for name, (line, hue, width) in looks.items():
        axes.plot(parts[name]["b"], parts[name]["multiple"], linestyle=line, color=hue, linewidth=width, label=name)
    (point,) = axes.plot(parts["root"]["b"], parts["root"]["multiple"], "*", color=HUES[4], markersize=11, linestyle="none")
    label_end(point, "root", shift=(8, 8))
    axes.set(xlabel="$b$", ylabel="part of $\\underline{x}(0)$ that is left")
    axes.legend(loc="upper left")
    return figure


def _bars(axes, at, columns, hue, mark):
    share = columns["share"]
    below, above = np.maximum(share - columns["low"], 0), np.maximum(columns["high"] - share, 0)
    axes.errorbar(at, share, (below, above), fmt=mark, color=hue, markerfacecolor="white", capsize=3, linewidth=1.2, linestyle="none")
