"""The drawings of notebook 06, from tables made here and from those that were saved with them."""

import numpy as np
import pytest

from adaptedflow import figures, paths
from adaptedflow.figures import critical_manifolds as draw


def table(name):
    return figures.read_table(paths.ROOT / "figures" / f"{name}.csv")


def test_orbits_on_the_critical_surface_begin_together_and_end_apart():
    parts = dict(figures.curves(table("critical_surface")))
    for k in range(1, 5):
        standard, adapted = (np.array([parts[f"{flow} {k}"][c] for c in ("w1", "b1", "b")]) for flow in ("standard", "adapted"))
        np.testing.assert_array_equal(standard[:, 0], adapted[:, 0])
        assert np.linalg.norm(standard[:, -1] - adapted[:, -1]) > 0.004
        costs = [parts[f"{flow} {k}"]["cost"][-1] for flow in ("standard", "adapted")]
        np.testing.assert_allclose(costs, parts["manifold"]["cost"][0], rtol=1e-4)
    (axes,) = draw.critical_surface(table("critical_surface")).axes
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert labels == ["standard flow, and its end", "adapted flow, and its end", "start", "equilibria"]
    assert [text.get_text().strip() for text in axes.texts] == ["1", "2", "3", "4"]


def test_critical_points_on_the_circle_are_where_the_slope_vanishes():
    made = draw.circle_table([(1.4, 0.9), (0.0, 0.0)])
    target, centre = (part for _, part in figures.curves(made))
    assert np.ptp(centre["cost"]) < 1e-12
    left, right = draw.focal_point(made).axes
    ends = next(line for line in left.lines if line.get_marker() == "o" and len(line.get_xdata()) == 2)
    nearest = np.array([1.4, 0.9]) / np.hypot(1.4, 0.9)
    np.testing.assert_allclose(np.column_stack(ends.get_data()), [nearest, -nearest])
    at = target["angle"][np.argmin(target["cost"])]
    assert np.abs([np.cos(at), np.sin(at)] - nearest).max() < 0.03
    assert [text.get_text() for text in right.get_legend().get_texts()] == ["target 1", "the centre"]


def test_kappa_is_measured_and_predicted():
    made = table("cost_against_kappa")
    for name, part in figures.curves(made):
        small = np.abs(part["kappa"]) < 0.11
        np.testing.assert_allclose(part["change"][small], part["predicted"][small], atol=3e-3)
        sign = -1 if "+" in name else 1
        assert (sign * part["change"][part["kappa"] != 0] > 0).all(), name
    dead, saddle = draw.cost_against_kappa(made).axes
    assert (dead.get_title(), saddle.get_title()) == ("dead unit", "saddle")


def test_the_gradient_is_zero_up_to_the_edge_and_not_beyond():
    columns = table("edge_of_a_critical_manifold")
    before = columns["rank"] == columns["rank"].min()
    assert columns["gradient"][before].max() < 1e-12 < 1e-4 < columns["gradient"][-1]
    assert np.ptp(columns["cost"]) == pytest.approx(0, abs=1e-6)
    assert len(draw.along_to_the_edge(columns).axes) == 2


def test_restarts_end_at_the_floor():
    ends = {name: part["cost"][-1] for name, part in figures.curves(table("restarts"))}
    assert ends["saddle: after the escape"] == pytest.approx(0.125, abs=1e-3) == ends["dead units: restart beyond the edge"]
    assert min(ends["saddle: stopped run"], ends["dead units: dead run"]) > 0.3
    assert [axes.get_title() for axes in draw.restarts(table("restarts")).axes] == ["saddle", "dead units"]
