"""Drawings of the comparison of notebook 10: each takes the table that is saved with it and returns a Figure."""

import matplotlib.pyplot as plt
import numpy as np

from .labels import log_scale
from .style import HUES, LINES, style
from .tables import curves

MARKS = "os^Dv"


@style()
def should_i_train(table):
    """Where each method stands after the same work: training cost (left) and unseen images recognised (right), with intervals over the splits.

    Columns: ``method``; ``cost`` (decimal logarithm, over the start's), ``unseen``, each with ``_low`` and ``_high``; NaN where there is none.
    """
    figure, panels = plt.subplots(1, 2, figsize=(8.4, 4.2), sharey=True)
    rows = np.arange(len(table["method"]))[::-1]
    ours = np.array([name.startswith("adapted") for name in table["method"]])
    for axes, column in zip(panels, ("cost", "unseen")):
        reach = np.abs(np.array([table[f"{column}_low"], table[f"{column}_high"]]) - table[column])   # (2, methods)
        for which, hue, mark in ((~ours, HUES[0], "o"), (ours, HUES[1], "s")):
            axes.errorbar(table[column][which], rows[which], xerr=reach[:, which], fmt=mark, color=hue, capsize=3)
    panels[0].set_yticks(rows, table["method"])
    panels[0].set(xlabel=r"training cost, $\log_{10}\,\mathcal{C}/\mathcal{C}(0)$")
    panels[1].set(xlabel="unseen images recognised")
    return figure


@style()
def training_curves(table, unseen="unseen images recognised", logarithmic=False):
    """Training cost (above) and the measure on unseen data (below) against work (left) and seconds (right), medians over the splits.

    Columns: ``curve`` (the method), ``work``, ``seconds`` (of a gradient), ``cost`` (decimal logarithm) and ``unseen`` (if ``logarithmic`` too).
    """
    figure, panels = plt.subplots(2, 2, figsize=(8.4, 5.6), sharex="col", sharey="row")
    for (name, columns), hue, line, mark in zip(curves(table), HUES, LINES, MARKS):
        for below, column in enumerate(("cost", "unseen")):
            for axes, across in zip(panels[below], ("work", "seconds")):
                axes.plot(columns[across], columns[column], linestyle=line, color=hue, marker=mark, markersize=4, label=name)
    panels[0][0].set(ylabel=r"$\log_{10}\,\mathcal{C}/\mathcal{C}(0)$")
    panels[1][0].set(ylabel=r"$\log_{10}$ " + unseen if logarithmic else unseen, xlabel="work, in cost gradients")
    panels[1][1].set(xlabel="seconds, in those of a cost gradient")
    for axes in panels[1]:
        log_scale(axes.xaxis)
    figure.legend(*panels[0][0].get_legend_handles_labels(), loc="outside upper center", ncols=3)
    return figure


@style()
def early_and_late(table):
    """Unseen images recognised where the validation images say stop (filled), and at the end of the budget (open), with intervals over the splits.

    Columns: ``method``; ``early``, ``late``, each with ``_low`` and ``_high``.
    """
    figure, axes = plt.subplots(figsize=(6.4, 4.2))
    rows = np.arange(len(table["method"]))[::-1]
    for column, hue, face, up in (("early", HUES[0], HUES[0], 0.13), ("late", HUES[1], "white", -0.13)):
        reach = np.abs(np.array([table[f"{column}_low"], table[f"{column}_high"]]) - table[column])   # (2, methods)
        label = "stopped early" if column == "early" else "at the end"
        axes.errorbar(table[column], rows + up, xerr=reach, fmt="o", color=hue, markerfacecolor=face, capsize=3, label=label)
    axes.set_yticks(rows, table["method"])
    axes.set(xlabel="unseen images recognised")
    figure.legend(loc="outside upper center", ncols=2)
    return figure


@style()
def standing(table):
    """Training cost after the same work, one column a task, one row a method: the median's decimal logarithm as a number, its place as a shade.

    Columns: ``method``, ``task``, ``cost`` (NaN where the method cannot be tried), in the order of rows and columns.
    """
    methods, tasks = (list(dict.fromkeys(np.asarray(table[name]).tolist())) for name in ("method", "task"))
    cost = np.full((len(methods), len(tasks)), np.nan)
    for method, task, value in zip(table["method"], table["task"], table["cost"]):
        cost[methods.index(method), tasks.index(task)] = value
    place = np.where(np.isnan(cost), np.nan, (cost[None] < cost[:, None]).sum(axis=1))     # (methods, tasks): how many are lower
    figure, axes = plt.subplots(figsize=(8.2, 4.6))
    axes.imshow(place, cmap="Blues_r", vmin=-3, vmax=1.2 * len(methods), aspect="auto")
    for i, j in np.ndindex(*cost.shape):
        text = "-" if np.isnan(cost[i, j]) else f"{round(cost[i, j], 1) + 0:.1f}"
        axes.text(j, i, text, ha="center", va="center", color="black" if np.isnan(place[i, j]) or place[i, j] > 3 else "white", fontsize=11)
    axes.set_xticks(range(len(tasks)), tasks)
    axes.set_yticks(range(len(methods)), methods)
    axes.tick_params(length=0)
    axes.grid(False)
    return figure
