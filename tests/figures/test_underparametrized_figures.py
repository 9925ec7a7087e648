"""The drawings of notebook 07, from the tables that were saved with them."""

import numpy as np

from adaptedflow import figures, paths
from adaptedflow.figures import underparametrized as draw


def table(name):
    return figures.read_table(paths.ROOT / "figures" / f"{name}.csv")


def test_excess_cost_draws_each_network_with_its_law():
    axes = draw.excess_cost(table("excess_cost")).axes[0]
    measured, law = axes.lines[0], axes.lines[1]
    np.testing.assert_allclose(measured.get_ydata(), law.get_ydata(), rtol=1e-3)     # no hidden layer: exp(-2 s / N)
    np.testing.assert_allclose(law.get_ydata(), np.exp(-2 * law.get_xdata()), rtol=1e-4)
    assert axes.get_yscale() == "log" and len(axes.lines) == 5


def test_rank_is_full_in_no_more_draws_than_meet_every_window():
    met, full = draw.share_of_full_rank(table("share_of_full_rank")).axes[0].lines
    assert (full.get_ydata() <= met.get_ydata()).all() and full.get_ydata()[0] < full.get_ydata().max() > full.get_ydata()[-1]


def test_coordinates_do_not_show_in_the_adapted_flow():
    adapted, standard = draw.coordinates(table("coordinates")).axes
    apart = [[np.abs(line.get_ydata() - axes.lines[0].get_ydata()).max() for line in axes.lines[1:4]] for axes in (adapted, standard)]
    assert max(apart[0]) < 1e-5 and apart[1][0] < 1e-5 and min(apart[1][1:]) > 1e-3


def test_digits_have_one_kind_of_mark_for_a_method():
    axes = draw.digits_and_evaluations(table("nist_digits")).axes[0]
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert labels == ["adapted flow", "its default", "trf", "dogbox", "lm", "Gauss-Newton"]
    assert min(axes.lines[0].get_ydata()) >= 9 and all(len(line.get_ydata()) == 16 for line in axes.lines[:6])


def test_the_projected_pull_lies_in_the_tangent_plane_and_the_last_pull_is_normal():
    parts = {name: np.array([columns[x] for x in ("x1", "x2", "x3")]).T for name, columns in figures.curves(table("surface"))}
    for k in (1, 2):
        corners, foot = parts[f"tangent plane {k}"], parts[f"pull {k}"][0]
        np.testing.assert_allclose(corners.mean(axis=0), foot, atol=1e-4)
        normal = np.cross(*(corners[:2] - foot))
        normal /= np.linalg.norm(normal)
        pull = parts["target"][0] - foot
        if k == 1:
            foot, tip = parts["projected pull"]
            assert abs((tip - foot) @ normal) < 1e-4 and np.abs(np.cross(pull - (tip - foot), normal)).max() < 1e-4
        else:
            assert np.abs(np.cross(pull, normal)).max() < 1e-4
            np.testing.assert_allclose(parts["adapted flow"][-1], foot, atol=1e-4)
    np.testing.assert_allclose(parts["adapted flow"][0], parts["standard flow"][0])


def test_the_surface_names_what_it_shows():
    figure = draw.surface(table("surface"))
    assert figure.axes[0].name == "3d"
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert labels == ["adapted flow", "standard flow", "pull of the target", "its projection", "start", "limit", "target"]
