"""The drawings of notebook 08, from the tables that were saved with them."""

import numpy as np
import pytest

from adaptedflow import figures, paths
from adaptedflow.figures import borderline as draw


def table(name):
    return figures.read_table(paths.ROOT / "figures" / f"{name}.csv")


def test_architectures_are_invertible_from_the_diagonal_on():
    columns = table("border_architectures")
    full, never = draw.architectures(columns).axes[0].lines
    assert (full.get_xdata() >= full.get_ydata()).all() and (never.get_xdata() < never.get_ydata()).all()
    assert len(full.get_xdata()) == 21 and len(never.get_xdata()) == 15
    axes = full.axes
    assert [text.get_text() for text in axes.texts] == [f"{d:.0f}" for d in columns["deficit"] if d > 0]


def test_the_determinant_keeps_its_sign_on_the_left_and_changes_it_on_the_right():
    adapted, standard = draw.determinant(table("determinant_along_orbits")).axes
    signs = [[len(set(np.sign(line.get_ydata()))) for line in axes.lines[:-1]] for axes in (adapted, standard)]
    assert set(signs[0]) == {1} and set(signs[1]) == {2} and len(signs[0]) == len(signs[1]) == 5
    assert adapted.get_yscale() == "symlog" and max(line.get_xdata()[-1] for line in adapted.lines[:-1]) == pytest.approx(1, abs=1e-6)


def test_shares_still_alive_only_fall():
    axes = draw.times_of_breakdown(table("times_of_breakdown")).axes[0]
    shares = {line.get_label(): line.get_ydata() for line in axes.lines}
    assert len(shares) == 3 and all((np.diff(share) <= 0).all() and share[0] == 1 for share in shares.values())
    assert shares["[1, 2, 2], N = 5"][-1] == 0 and axes.get_xscale() == "log"


def test_the_exact_share_is_a_line_and_the_counted_ones_have_intervals():
    axes = draw.survival_near(table("survival_near_a_teacher")).axes[0]
    assert len(axes.containers) == 2 and [line.get_label() for line in axes.lines if not line.get_label().startswith("_")] == ["[1, 1, 1], N = 4, from the cone"]


def test_intervals_of_either_side_hold_their_shares():
    columns = table("either_side_of_the_border")
    axes = draw.either_side(columns).axes[0]
    (low, high), = (segment[:, 1] for segment in axes.containers[0].lines[2][0].get_segments()[:1])
    assert low == pytest.approx(columns["low"][0]) and high == pytest.approx(columns["high"][0])
    assert columns["gap"].tolist() == [-1, 0, 1, 2]


def test_cost_is_drawn_as_a_power_of_ten_and_the_border_marked():
    axes = draw.growing_data(table("growing_data")).axes[0]
    starts = [line for line in axes.lines if line.get_label().startswith("start")]
    assert len(starts) == 4 and axes.lines[4].get_xdata()[0] == 10
    assert all(line.get_ydata()[0] == pytest.approx(-8, abs=0.1) and line.get_ydata()[-1] > -2 for line in starts)


def test_the_adapted_flow_ends_at_the_fold_and_the_other_path_at_the_root():
    parts = dict(figures.curves(table("newton_curve")))
    axes = draw.newton_curve(table("newton_curve")).axes[0]
    lowest = parts["adapted flow"]["multiple"].min()
    assert parts["adapted flow"]["multiple"][-1] == lowest and parts["adapted flow"]["b"][-1] == pytest.approx((2 - 22 ** 0.5) / 3, abs=1e-3)
    assert parts["through the folds"]["b"][-1] == pytest.approx(4, abs=0.01) and parts["through the folds"]["multiple"].max() > 1
    assert {text.get_text() for text in axes.texts} == {"root", "hybr stops"}
