"""The report's figure: ratios, distance from the limits, growth with N, error against condition."""

import matplotlib.pyplot as plt
import numpy as np

from adaptedflow.figures import style

US = "adaptedflow"
RATIOS = [("D", "jax vmap(jacrev)"), ("D", "nngeometry"), ("D D^T", "nngeometry"), ("D D^T", "jax, by hand"), ("D D^T", "numpy, from D"),
          ("velocity", "jax, by hand"), ("velocity", "jax, Cholesky of D D^T"), ("velocity", "numpy lstsq")]


@style()
def draw(results):
    """The figure of the results of one run."""
    figure, axes = plt.subplots(2, 2, figsize=(12, 9))
    _ratios(axes[0, 0], results["cases"])
    _distances(axes[0, 1], results["cases"])
    _growth(axes[1, 0], results["growth"])
    _errors(axes[1, 1], results["accuracy"])
    return figure


def _ratios(axis, cases):
    chosen = [(work, name) for work, name in RATIOS if any(name in found["times"][work] for found in cases.values())]
    for marker, (case, found) in zip("osD^", cases.items()):
        rows = [(times[name] / times[US], i) for i, (work, name) in enumerate(chosen) if name in (times := found["times"][work])]
        axis.plot(*zip(*rows), marker=marker, linestyle="none", label=case)
    axis.set(xscale="log", title="time of a peer / ours", yticks=range(len(chosen)), yticklabels=[f"{work}: {name}" for work, name in chosen])
    axis.xaxis.set_major_formatter("{x:g}")
    axis.axvline(1, color="black", lw=1)
    axis.invert_yaxis()
    axis.legend()


def _distances(axis, cases):
    for marker, work in zip("os^", ("D in place", "D D^T", "velocity")):
        axis.plot(list(cases), [found["distances"][work][0] / found["distances"][work][1] for found in cases.values()], marker=marker, label=work)
    axis.axhline(1, color="black", lw=1)
    axis.set(yscale="log", ylim=(0.8, None), title="our time / limit of the machine")
    axis.legend()


def _growth(axis, growth):
    if "N" not in growth:
        axis.set_axis_off()
        return
    for marker, (work, (sizes, seconds, fitted, counted)) in zip("os^", growth["N"].items()):
        axis.loglog(sizes, seconds, marker=marker, label=f"{work}: {fitted:.2f} (operations {counted:.2f})")
    axis.set(xlabel="N", ylabel="CPU time (s)", title="growth with N at 64-128-10, fitted exponents")
    axis.legend()


def _errors(axis, errors):
    condition = [e.condition for e in errors]
    axis.loglog(condition, [e.cholesky for e in errors], marker="^", label="Cholesky of D D^T alone")
    axis.loglog(condition, [e.qr for e in errors], marker="s", label="QR")
    axis.loglog(condition, [e.ours for e in errors], marker="o", label="ours")
    for route in dict.fromkeys(e.route for e in errors):
        group = [e for e in errors if e.route == route]
        middle = group[len(group) // 2]
        axis.annotate(f"route: {route}", (middle.condition, middle.ours), xytext=(8, -16), textcoords="offset points")
    axis.set(xlabel="cond(D)", ylabel="relative error of the velocity", title="error against 50 digits")
    axis.legend()
