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


def test_the_determinant_keeps_its_sign_along_the_adapted_flow_and_changes_it_along_the_standard_one():
    parts = dict(figures.curves(table("determinant_along_orbits")))
    for name, part in parts.items():
        assert len(set(np.sign(part["det"]))) == (1 if name.startswith("adapted") else 2), name
        if name.startswith("adapted"):
            slope = np.diff(np.log(np.abs(part["det"]))[-9:]) / np.diff(np.log(part["time"])[-9:])
            assert np.ptp(slope) < 0.1 and slope.mean() > 0.4            # nearly a power of the time that is left, at 3e-4 of it
            growth = part["size"][-1] / part["size"][-21]                # over the last decade
            assert (growth > 1.25) == name.endswith("blow-up")
    left, middle, right = draw.determinant(table("determinant_along_orbits")).axes
    assert len(left.lines) == len(middle.lines) == 5 and len(right.lines) == 6
    assert left.xaxis_inverted() and (left.get_xscale(), right.get_yscale()) == ("log", "symlog")
    np.testing.assert_array_equal(left.lines[0].get_ydata(), np.abs(next(iter(parts.values()))["det"]))


def test_the_rank_that_is_missing():
    columns = table("border_architectures")
    for M1, Q, deficit in zip(*(columns[name].astype(int) for name in ("M1", "Q", "deficit"))):
        M = next(M for M in range(1, 7) if M1 * (M + 1) % Q == 0)
        assert deficit == max(0, (Q - M1) * M1 * (M + 1) // Q)


def test_shares_still_alive_only_fall():
    axes = draw.times_of_breakdown(table("times_of_breakdown")).axes[0]
    shares = {line.get_label(): line.get_ydata() for line in axes.lines}
    assert len(shares) == 3 and all((np.diff(share) <= 0).all() and share[0] == 1 for share in shares.values())
    assert shares["[1, 2, 2], N = 5"][-1] == 0 and axes.get_xscale() == "log"


def test_intervals_of_either_side_hold_their_shares():
    columns = table("either_side_of_the_border")
    axes = draw.either_side(columns).axes[0]
    (low, high), = (segment[:, 1] for segment in axes.containers[0].lines[2][0].get_segments()[:1])
    assert low == pytest.approx(columns["low"][0]) and high == pytest.approx(columns["high"][0])
    assert columns["gap"].tolist() == [-3, -2, -1, 0, 1, 2, 3] and np.argmin(columns["share"]) == 3


def test_the_adapted_flow_ends_at_the_fold_and_the_other_path_at_the_root():
    parts = dict(figures.curves(table("newton_curve")))
    axes = draw.newton_curve(table("newton_curve")).axes[0]
    lowest = parts["adapted flow"]["multiple"].min()
    assert parts["adapted flow"]["multiple"][-1] == lowest and parts["adapted flow"]["b"][-1] == pytest.approx((2 - 22 ** 0.5) / 3, abs=1e-3)
    assert parts["through the folds"]["b"][-1] == pytest.approx(4, abs=0.01) and parts["through the folds"]["multiple"].max() > 1
    assert {text.get_text() for text in axes.texts} == {"root"}
