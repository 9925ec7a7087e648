"""Drawings of notebooks 02 and 03, ranks of D: each takes the table that is saved with it and returns a Figure."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import TwoSlopeNorm
from matplotlib.ticker import MaxNLocator

from .labels import log_scale
from .style import HUES, LINES, style
from .tables import checked_table, curves


def entries(blocks, rank):
    """The table of a Jacobian given by blocks, name -> array with the same rows: ``block``, ``row``, ``column``, ``value``, ``rank``, an entry a line.

    Columns are counted from the left of the first block on; ``rank`` has for each of them the rank of the columns up to this one.
    Raises ValueError where the blocks differ in height, or ``rank`` has another length.
    """
    heights = {name: len(block) for name, block in blocks.items()}
    if len(set(heights.values())) != 1:
        raise ValueError(f"blocks: expected arrays with the same number of rows, got {heights}.")
    width = sum(block.shape[1] for block in blocks.values())
    if len(rank) != width:
        raise ValueError(f"rank: expected one number for each of the {width} columns, got {len(rank)}.")
    start, parts = 0, []
    for name, block in blocks.items():
        row, column = np.indices(block.shape)
        column = start + column.ravel()
        parts.append((np.repeat(name, block.size), row.ravel(), column, block.ravel(), np.asarray(rank)[column]))
        start += block.shape[1]
    return checked_table(dict(zip(("block", "row", "column", "value", "rank"), map(np.concatenate, zip(*parts)))))


@style()
def jacobian_blocks(table, rows, copies=None):
    """Heat map of D with its blocks named, and above it the rank of the columns from the left up to each.

    ``rows`` is the number of rows of a sample (Q); ``copies`` the width of the copies of W2 in the first block, set apart by thin lines.
    Columns: those of :func:`entries`.
    """
    row, column = table["row"].astype(int), table["column"].astype(int)
    D, rank = np.zeros((row.max() + 1, column.max() + 1)), np.zeros(column.max() + 1)
    D[row, column], rank[column] = table["value"], table["rank"]
    height = 0.27 * len(D)
    figure, (top, axes) = plt.subplots(2, 1, figsize=(7.6, 2.3 + height), sharex=True, height_ratios=(1.3, height))
    top.step(np.arange(-0.5, len(rank)), np.append(rank, rank[-1]), where="post", color=HUES[1], linestyle="-")
    top.axhline(len(D), color=HUES[4], linestyle=":", linewidth=1.2)
    top.text(-0.2, len(D), "$QN$", va="bottom")
    top.annotate(f"{rank[-1]:.0f}", (len(rank) - 0.7, rank[-1]), xytext=(0, -3), textcoords="offset points", va="top", ha="right", color=HUES[1])
    top.set(ylim=(0, 1.3 * len(D)), ylabel="rank so far")
    top.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    limit = np.quantile(np.abs(D[D != 0]), 0.9)      # a few large entries would leave the others pale
    image = axes.imshow(D, cmap="PuOr", norm=TwoSlopeNorm(0, -limit, limit), aspect="auto")
    figure.colorbar(image, ax=axes, pad=0.01, extend="both", label="entry of $D$")
    for name in dict.fromkeys(table["block"].tolist()):
        inside = column[table["block"] == name]
        label = rf"${name[0]}_{name[1]}$" if len(name) == 2 else f"${name}$"
        axes.text((inside.min() + inside.max()) / 2, -0.8, label, ha="center", va="bottom", fontsize=14)
        for panel in (top, axes):
            panel.axvline(inside.max() + 0.5, color="black", linewidth=1.4, linestyle="-")
    for line in range(copies, np.count_nonzero(table["block"][row == 0] == table["block"][0]), copies) if copies else ():
        axes.axvline(line - 0.5, color="black", linewidth=0.5, linestyle="-")
    for line in range(rows, len(D), rows):
        axes.axhline(line - 0.5, color="black", linewidth=0.7, linestyle=":")
    samples = np.arange(len(D) // rows)
    axes.set(xlim=(-0.5, D.shape[1] - 0.5), xlabel="column, one for each parameter")
    axes.set_yticks((samples + 0.5) * rows - 0.5, [f"sample {j + 1}" for j in samples])
    for panel in (top, axes):
        panel.grid(False)
    axes.spines[["top", "right"]].set_visible(True)
    return figure


@style()
def rank_against_samples(table, name="$N$"):
    """Measured ranks of D (dots) with the exact count and the paper's. Columns: ``N``, ``measured``, ``exact``, ``paper`` (NaN where the
    paper says nothing), ``full`` (QN). ``name`` is the label of the first axis."""
    figure, axes = plt.subplots()
    for column, text, hue, line in (("full", "$QN$", HUES[4], ":"), ("exact", "exact count", HUES[0], "-"), ("paper", "the paper's count", HUES[1], "--")):
        axes.plot(table["N"], table[column], color=hue, linestyle=line, label=text)
    axes.plot(table["N"], table["measured"], "o", color=HUES[0], label="measured")
    axes.set(xlabel=name, ylabel="rank of $D$", ylim=(-0.4, None))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(integer=True))
    axes.legend()
    return figure


@style()
def bounds_against_rank(table):
    """Ranks of D against two bounds, area by the number of networks; above the diagonal a bound is exceeded.

    Long table; columns: ``curve`` (which bound), ``bound``, ``rank``, ``count``.
    """
    figure, panels = plt.subplots(1, 2, figsize=(8.4, 4.2), sharey=True)
    top = max(table["bound"].max(), table["rank"].max()) + 1
    for axes, (name, columns) in zip(panels, curves(table)):
        above = columns["rank"] > columns["bound"]
        for chosen, text, hue, marker in ((~above, "within", HUES[0], "o"), (above, "above", HUES[1], "s")):
            axes.scatter(columns["bound"][chosen], columns["rank"][chosen], 5 * columns["count"][chosen], color=hue, marker=marker, alpha=0.75,
                         linewidths=0, label=f"{text} the bound: {int(columns['count'][chosen].sum())}")
        axes.plot([0, top], [0, top], ":", color="black", linewidth=1.2)
        axes.set(xlabel=name, xlim=(-1, top), ylim=(-1, top))
        for handle in axes.legend(loc="upper left").legend_handles:
            handle.set_sizes([40])
    panels[0].set_ylabel("rank of $D$")
    return figure


@style()
def two_scalings(table):
    """Share of the last layer in the trace of the kernel, and the smallest eigenvalue, against width, in two scalings of the network.

    Long table; columns: ``curve`` (the scaling), ``width``, ``share``, ``least``, ``median``, ``most`` (of the smallest eigenvalue over random starts),
    ``limit`` (of it).
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.8, 3.9))
    for (name, columns), hue, line in zip(curves(table), HUES, LINES):
        left.plot(columns["width"], columns["share"], linestyle=line, marker="o", color=hue, label=name)
        right.plot(columns["width"], columns["median"], linestyle=line, marker="o", color=hue, label=name)
        right.fill_between(columns["width"], columns["least"], columns["most"], color=hue, alpha=0.15, linewidth=0)
        right.plot(columns["width"], columns["limit"], ":", color=hue)
    left.set(ylim=(0, 1.05), title="share of the last layer in the trace")
    right.set(title="smallest eigenvalue, limit dotted")
    for axis in (left.xaxis, right.xaxis, right.yaxis):
        log_scale(axis)
    for axes in (left, right):
        axes.set_xlabel("width $n$")
    left.legend(loc="lower right")
    return figure
