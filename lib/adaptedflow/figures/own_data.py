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
