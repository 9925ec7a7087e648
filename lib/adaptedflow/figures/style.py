"""The look of every figure."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from cycler import cycler

if TYPE_CHECKING:
    from collections.abc import Callable

# The five hues of Okabe and Ito's palette that stand out from white by 3:1 or more, safe for colour-blind readers.
HUES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000")
LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))

_RC = {
    "axes.prop_cycle": cycler(color=HUES) + cycler(linestyle=LINES),
    "lines.linewidth": 1.8,
    "lines.markersize": 5,
    "figure.figsize": (5.2, 3.4),  # at half a page's width the labels keep about 7 points
    "figure.constrained_layout.use": True,
    "font.family": "STIXGeneral",  # comes with matplotlib, so pictures do not depend on the machine's fonts
    "mathtext.fontset": "stix",
    "font.size": 12,
    "axes.labelsize": 13,
    "axes.titlesize": 12,
    "legend.fontsize": 11,
    "legend.frameon": False,
    "legend.handlelength": 2.6,  # long enough to show a line style
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#E4E4E4",
    "grid.linewidth": 0.6,
    "savefig.facecolor": "white",
    "svg.hashsalt": "adaptedflow",  # else the ids in an SVG are new each time
    "pdf.fonttype": 42,
}


class style:
    """A context in which figures get the companion's look; also a decorator for drawing functions.

    Solid, dashed and dotted lines go with the five hues, so that curves stay apart in grey. Everything starts from
    matplotlib's defaults: a reader's own settings do not change the pictures. ::

        @style()
        def cost_decay(table):
            figure, axes = plt.subplots()
            ...
            return figure

    A decorated function takes the table first. Its figure has an attribute ``draw_again``, which draws another table in the same way.
    """

    def __enter__(self):
        import matplotlib.style

        self._context = matplotlib.style.context(["default", _RC])
        return self._context.__enter__()

    def __exit__(self, *error):
        return self._context.__exit__(*error)

    def __call__(self, draw: Callable) -> Callable:
        @functools.wraps(draw)
        def styled(*arguments, **options):
            with style():
                figure = draw(*arguments, **options)
            from matplotlib.figure import Figure

            if arguments and isinstance(figure, Figure):
                figure.draw_again = lambda table: styled(table, *arguments[1:], **options)
            return figure

        return styled
