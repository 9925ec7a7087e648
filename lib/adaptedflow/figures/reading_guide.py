"""The moving picture of notebook 00: takes the table that is saved with it, and the moment to draw."""

import matplotlib.pyplot as plt
import numpy as np

from .labels import log_scale
from .style import HUES, style
from .tables import curves


@style()
def two_flows(table, share=1.0):
    """Both flows from the same starts, up to the part ``share`` of the time: the two outputs (left), the cost (right).

    Columns: ``curve`` ("adapted" or "standard"), ``start``, ``s``, ``x1``, ``x2``, ``cost`` (relative to the start). Every start has
    the same number of rows, and all rows of one start come together.
    """
    figure, (plane, cost) = plt.subplots(1, 2, figsize=(7.6, 3.5))
    until = share * np.max(table["s"])
    for (name, columns), hue, line in zip(curves(table), HUES, ("-", "--")):
        for start in np.unique(columns["start"]):
            path = {column: values[columns["start"] == start] for column, values in columns.items()}
            s = np.append(path["s"][path["s"] < until], until)
            x1, x2 = (np.interp(s, path["s"], path[column]) for column in ("x1", "x2"))
            fall = np.exp(np.interp(s, path["s"], np.log(path["cost"])))
            plane.plot(x1, x2, line, color=hue, linewidth=1.3)
            plane.plot(x1[-1], x2[-1], "o", color=hue, markersize=5)
            plane.plot(path["x1"][0], path["x2"][0], "o", color="black", markersize=3)
            cost.plot(s, fall, line, color=hue, linewidth=1.3)
            cost.plot(s[-1], fall[-1], "o", color=hue, markersize=5)
        plane.plot([], [], line, color=hue, label=f"{name} flow")
    margin = 0.08 * np.ptp([table["x1"], table["x2"]], axis=1)
    plane.plot(0, 0, "*", color="black", markersize=13)
    plane.annotate("target", (0, 0), xytext=(10, -14), textcoords="offset points",
                   bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1})
    plane.set(xlabel="output on the first sample", ylabel="output on the second sample",
              xlim=(table["x1"].min() - margin[0], table["x1"].max() + margin[0]),
              ylim=(table["x2"].min() - margin[1], table["x2"].max() + 3 * margin[1]))
    plane.legend(loc="upper left", ncols=2)
    cost.set(xlabel="time $s$", ylabel="cost, relative to the start", xlim=(0, 1.03 * table["s"].max()), ylim=(0.6 * table["cost"].min(), 1.6))
    log_scale(cost.yaxis)
    return figure


def from_all_starts(paths):
    """One table of several: the ``paths``, tables with the same columns, one below the other, their places in a column ``start``."""
    stacked = {name: np.concatenate([path[name] for path in paths]) for name in paths[0]}
    return {"start": np.repeat(np.arange(len(paths)), [len(path["s"]) for path in paths])} | stacked
