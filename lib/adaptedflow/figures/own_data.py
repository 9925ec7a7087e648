"""The figure of the command ``fit``."""

import matplotlib.pyplot as plt
import numpy as np

from .style import HUES, style


@style()
def orbit_of_own_data(table):
    """Cost with the law (2.6), and smallest singular value of D, along an orbit. Columns: ``s cost law sigma_min``."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.4))
    left.plot(table["s"], np.log10(table["law"]), ":", color="black", label="$e^{-2s/N}\\,\\mathcal{C}(0)$")
    left.plot(table["s"], np.log10(table["cost"]), "o-", color=HUES[0], markerfacecolor="white", label="computed")
    left.set(xlabel="$s$", ylabel=r"$\log_{10}\,\mathcal{C}(s)$")
    left.legend(loc="lower left")
    right.plot(table["s"], np.log10(table["sigma_min"]), "o-", color=HUES[1], markerfacecolor="white")
    right.set(xlabel="$s$", ylabel=r"$\log_{10}$ smallest singular value of $D$")
    return figure


@style()
def singular_values(table):
    """Singular values of D, from the largest to the smallest, with the cutoff of rounding errors. Columns: ``number value``; ``cutoff``, a number."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(5.2, 2.8))
    values = np.maximum(table["value"], table["cutoff"] / 1e3)        # a zero has no logarithm
    axes.plot(table["number"], np.log10(values), ".", color=HUES[0])
    axes.axhline(np.log10(table["cutoff"]), linestyle=":", color="black")
    axes.annotate("rounding errors", (table["number"][0], np.log10(table["cutoff"])), xytext=(2, 3), textcoords="offset points")
    axes.set(xlabel="number", ylabel=r"$\log_{10}$ singular value of $D$")
    return figure
