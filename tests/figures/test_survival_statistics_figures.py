"""The drawings of the appendix to notebook 09, from the tables that were saved with them."""

import numpy as np
import pytest

from adaptedflow import figures, paths
from adaptedflow.figures import survival_statistics as draw


def table(name):
    return figures.read_table(paths.ROOT / "figures" / f"{name}.csv")


def test_time_runs_to_the_right_at_the_ends():
    for axes in draw.ends(table("lifetime_ends")).axes:
        left, right = axes.get_xlim()
        assert left > right and axes.get_xscale() == axes.get_yscale() == "log"


def test_survival_joins_no_cells_with_untested_gaps_between():
    curves = dict(figures.curves(table("survival_map")))
    panels = draw.survival(table("survival_map")).axes
    for axes, column in zip(panels, ("ratio", "gap", "scaled")):
        low, high = axes.get_xlim()
        for curve in curves.values():
            assert low < curve[column].min() and curve[column].max() < high                  # no cell is cut off
    joined = [line.get_xdata() for line in panels[1].lines if line.get_linestyle() != "None" and len(line.get_xdata()) > 1]
    assert joined and max(np.diff(stretch).max() for stretch in joined) <= draw.WIDEST_STEP
    steps = np.concatenate([np.diff(curve["gap"]) for curve in curves.values()])
    assert sum(len(stretch) - 1 for stretch in joined) == np.sum(steps <= draw.WIDEST_STEP) < len(steps)


def test_undecided_orbits_have_open_markers():
    whole = table("survival_map")
    axes = draw.survival(whole).axes[1]
    shown = np.concatenate([line.get_ydata() for line in axes.lines if line.get_markerfacecolor() == "none" and line.get_marker() not in ("|", "_", "None")])
    np.testing.assert_allclose(np.sort(shown), np.sort(whole["lenient"][whole["lenient"] > whole["share"]]))


def test_open_markers_stand_beside_the_others():
    """Five points to the right of their place in the data, at their height."""
    figure = draw.survival(table("survival_map"))
    axes = figure.axes[1]
    for line in axes.lines:
        if line.get_markerfacecolor() == "none" and line.get_marker() not in ("|", "_", "None"):
            moved = line.get_transform().transform((3.0, 0.5)) - axes.transData.transform((3.0, 0.5))
            assert moved == pytest.approx([5 * figure.dpi / 72, 0])


def test_certified_curves_have_bars_side_by_side():
    axes = draw.certified_and_surviving(table("lifetime_certified")).axes[0]
    assert len(axes.containers) == 4
    places = [container[0].get_xdata()[-1] for container in axes.containers[1:]]
    assert len(set(np.round(np.log(places), 6))) == 3


def test_causes_of_a_family_with_one_cell():
    stored = table("lifetime_causes")
    one = {name: np.asarray(column)[:1] for name, column in stored.items()}
    (axes,) = draw.causes(one).axes
    assert list(axes.get_xticks()) == list(one["gap"])


def test_causes_fill_every_bar_and_differ_in_grey():
    figure = draw.causes(table("lifetime_causes"))
    for axes in figure.axes:
        tops = {}
        for bar in axes.patches:
            tops[round(bar.get_x(), 6)] = max(tops.get(round(bar.get_x(), 6), 0), bar.get_y() + bar.get_height())
        assert list(tops.values()) == pytest.approx([1.0] * len(tops))
    for axes, curve in zip(figure.axes, dict(figures.curves(table("lifetime_causes"))).values(), strict=True):
        places = {round(bar.get_x() + bar.get_width() / 2, 6) for bar in axes.patches}
        assert sorted(places) == sorted(curve["gap"]) == sorted(axes.get_xticks())                    # bars stand at their gaps
        assert all(bar.get_width() < np.diff(np.sort(curve["gap"])).min() for bar in axes.patches)     # and do not overlap
    assert len({draw.CAUSES[name][1] for name in ("undecided", "blow_up", "rank_loss", "kink", "deficient")}) == 5
