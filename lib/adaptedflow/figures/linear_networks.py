"""Drawings of notebook 02, Section 2.1.1: each takes the table that is saved with it and returns a Figure."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import TwoSlopeNorm
from matplotlib.ticker import MaxNLocator

from .labels import label_end, log_scale
from .style import HUES, LINES, style
from .tables import checked_table, curves


def entries(blocks):
    """The table of a Jacobian given by blocks, name -> array with the same rows: ``block``, ``row``, ``column``, ``value``, an entry a line.

    Columns are counted from the left of the first block on. Raises ValueError where the blocks differ in height.
    """
    heights = {name: len(block) for name, block in blocks.items()}
    if len(set(heights.values())) != 1:
        raise ValueError(f"blocks: expected arrays with the same number of rows, got {heights}.")
    start, parts = 0, []
    for name, block in blocks.items():
        row, column = np.indices(block.shape)
        parts.append((np.repeat(name, block.size), row.ravel(), start + column.ravel(), block.ravel()))
        start += block.shape[1]
    return checked_table(dict(zip(("block", "row", "column", "value"), map(np.concatenate, zip(*parts)))))


@style()
def jacobian_blocks(table, rows):
    """Heat map of D with its blocks named; ``rows`` is the number of rows of a sample (Q). Columns: those of :func:`entries`."""
    row, column = table["row"].astype(int), table["column"].astype(int)
    D = np.zeros((row.max() + 1, column.max() + 1))
    D[row, column] = table["value"]
    figure, axes = plt.subplots(figsize=(7.2, 0.62 + 0.27 * len(D)))
    limit = np.abs(D).max()
    image = axes.imshow(D, cmap="PuOr", norm=TwoSlopeNorm(0, -limit, limit), aspect="auto")
    figure.colorbar(image, ax=axes, pad=0.01)
    for name in dict.fromkeys(table["block"].tolist()):
        inside = column[table["block"] == name]
        label = rf"${name[0]}_{name[1]}$" if len(name) == 2 else f"${name}$"
        axes.text((inside.min() + inside.max()) / 2, -0.8, label, ha="center", va="bottom", fontsize=14)
        axes.axvline(inside.max() + 0.5, color="black", linewidth=1.4)
    for line in range(rows, len(D), rows):
        axes.axhline(line - 0.5, color="black", linewidth=0.7, linestyle=":")
    samples = np.arange(len(D) // rows)
    axes.set(xlim=(-0.5, D.shape[1] - 0.5), xlabel="parameters $\\theta$")
    axes.set_yticks((samples + 0.5) * rows - 0.5, [f"sample {j + 1}" for j in samples])
    axes.grid(False)
    axes.spines[["top", "right"]].set_visible(True)
    return figure


@style()
def rank_against_samples(table, name="$N$"):
    """Measured ranks of D (dots) with the exact and the printed value. Columns: ``N``, ``measured``, ``exact``, ``printed`` (NaN where the
    paper says nothing), ``full`` (QN). ``name`` is the label of the first axis."""
    figure, axes = plt.subplots()
    for column, text, hue, line in (("full", "$QN$", HUES[4], ":"), ("exact", "exact", HUES[0], "-"), ("printed", "printed", HUES[1], "--")):
        axes.plot(table["N"], table[column], color=hue, linestyle=line, label=text)
    axes.plot(table["N"], table["measured"], "o", color=HUES[0], label="measured")
    axes.set(xlabel=name, ylabel="rank of $D$", ylim=(-0.4, None))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(integer=True))
    axes.legend()
    return figure


@style()
def bound_against_rank(table):
    """Exact ranks against the printed bound, area by number of networks; above the diagonal the bound is violated.

    Columns: ``bound``, ``rank``, ``count``.
    """
    figure, axes = plt.subplots(figsize=(5.2, 4.4))
    violated = table["rank"] > table["bound"]
    for chosen, text, hue, marker in ((~violated, "within", HUES[0], "o"), (violated, "above", HUES[1], "s")):
        axes.scatter(table["bound"][chosen], table["rank"][chosen], 5 * table["count"][chosen], color=hue, marker=marker, alpha=0.75,
                     linewidths=0, label=f"{text} the printed bound ({int(table['count'][chosen].sum())})")
    top = max(table["bound"].max(), table["rank"].max()) + 1
    axes.plot([0, top], [0, top], ":", color="black", linewidth=1.2)
    axes.set(xlabel="printed bound $r_1N+r_2Q$", ylabel="rank of $D$", xlim=(-1, top), ylim=(-1, top))
    for handle in axes.legend(loc="upper left").legend_handles:
        handle.set_sizes([40])
    return figure


@style()
def column_directions(table):
    """Singular values of normalised columns: networks (lines with dots) and independent directions (grey, one line for each shape).

    Long table; columns: ``curve``, ``index`` (from 1), ``value``, ``independent``.
    """
    figure, axes = plt.subplots()
    for (name, columns), hue, line in zip(curves(table), HUES, LINES):
        axes.plot(columns["index"], columns["value"], linestyle=line, marker="o", color=hue, label=name)
        drawn, = axes.plot(columns["index"], columns["independent"], linestyle=line, color="0.6", linewidth=1.2)
    drawn.set(label="independent, same shapes")
    axes.set(xlabel="index", ylabel=r"singular value $\times\sqrt{QN/K}$", ylim=(0, None))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend(loc="upper right")
    return figure


@style()
def smallest_eigenvalue(table):
    """Smallest eigenvalue of D D^T / width: median and range over seeds, and the limit (dotted). Long table; columns: ``curve``, ``width``, ``least``,
    ``median``, ``most``, ``limit``."""
    figure, axes = plt.subplots()
    for (name, columns), hue, line in zip(curves(table), HUES, LINES):
        drawn, = axes.plot(columns["width"], columns["median"], linestyle=line, marker="o", color=hue, label=name)
        axes.fill_between(columns["width"], columns["least"], columns["most"], color=hue, alpha=0.15, linewidth=0)
        axes.plot(columns["width"], columns["limit"], ":", color=hue)
    log_scale(axes.xaxis)
    log_scale(axes.yaxis)
    axes.set(xlabel="width $n$", ylabel=r"smallest eigenvalue of $DD^T/n$")
    axes.legend(loc="lower right")
    return figure


@style()
def kernel_convergence(table):
    """Relative distance of D D^T / width from its limit against width, with the slope -1/2 dotted. Long table; columns: ``curve``,
    ``width``, ``distance``."""
    figure, axes = plt.subplots()
    for (name, columns), hue, line in zip(curves(table), HUES, LINES):
        axes.plot(columns["width"], columns["distance"], linestyle=line, marker="o", color=hue, label=name)
    slope = 1.6 * columns["distance"][0] * np.sqrt(columns["width"][0] / columns["width"])
    dotted, = axes.plot(columns["width"], slope, ":", color="black")
    label_end(dotted, "$n^{-1/2}$", shift=(-8, 12))
    log_scale(axes.xaxis)
    log_scale(axes.yaxis)
    axes.set(xlabel="width $n$", ylabel=r"relative distance from the limit")
    axes.legend(loc="lower left")
    return figure
