"""The drawings of notebook 09, from the tables that were saved with them."""

import numpy as np
import pytest

from adaptedflow import figures, paths
from adaptedflow.figures import orbit_lifetime as draw


def table(name):
    return figures.read_table(paths.ROOT / "figures" / f"{name}.csv")


def test_a_life_line_is_as_long_as_the_life():
    stored = table("life_lines")
    for axes, (name, orbits) in zip(draw.life_lines(stored).axes, figures.curves(stored)):
        lines = [line.get_xdata()[1] for line in axes.lines if len(line.get_xdata()) == 2]
        assert lines == sorted(orbits["t"]) and axes.get_title() == name
        assert {t for t, end in zip(orbits["t"], orbits["end"]) if end == "lives"} <= {0.9999, 1.0}             # 1e-8 of the cost


def test_eulers_dots_lie_on_the_curves_until_close_to_the_end():
    parts = dict(figures.curves(table("two_ends")))
    for name, exact in parts.items():
        if name.endswith("Euler"):
            continue
        dots = parts[f"{name}, Euler"]
        early = dots["t"] < 0.35
        assert np.abs(dots["w"][early] - np.interp(dots["t"][early], exact["t"], exact["w"])).max() < 0.03


def test_the_map_shows_each_cell_once_in_its_colour():
    stored = table("survival_plane")
    axes = draw.survival_plane(stored).axes[0]
    shown = np.concatenate([points.get_array() for points in axes.collections])
    assert sorted(shown) == pytest.approx(sorted(stored["share"]))
    heights = np.concatenate([points.get_offsets()[:, 1] for points in axes.collections])
    assert sorted(heights) == pytest.approx(sorted(np.maximum(stored["gap"], 0.5)))


def test_all_eigenvalues_are_in_the_picture():
    stored = table("rank_loss_eigenvalues")
    (axes,) = draw.eigenvalues(stored).axes
    low, high = axes.get_xlim()
    assert low < stored["value"].min() and stored["value"].max() < high
    for _, part in figures.curves(stored):
        assert len(set(np.bincount(part["end"].astype(int))) - {0}) == 1          # each end of one cell has as many


def test_outputs_and_parameters_stop_where_the_orbit_does():
    left, right = draw.blow_up(table("blow_up_in_class")).axes
    assert max(max(line.get_xdata()) for line in right.lines) <= 1 / 3 + 1e-12
    assert len(left.lines) == 5 * 2 * 3 + 1                                     # outputs, ways, stars; and the end
