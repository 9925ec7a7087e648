"""The drawings of notebook 05 show the numbers of their tables, and name what they show."""

import numpy as np
import pytest

from adaptedflow.figures import long_table
from adaptedflow.figures import trapping as draw


def data(line):
    return np.column_stack([np.asarray(values, float) for values in line.get_data()])


def labelled(axes, label):
    (line,) = [line for line in axes.lines if line.get_label() == label]
    return data(line)


def test_smallest_eigenvalue_undoes_the_logarithm():
    table = long_table({"N = 1": {"t": [0.1, 1.0], "log10_eigenvalue": [0.0, 1.0]}, "deep": {"t": [0.1, 1.0], "log10_eigenvalue": [-8.0, -2.0]}})
    (axes,) = draw.smallest_eigenvalue(table).axes
    np.testing.assert_allclose(labelled(axes, "deep"), [[0.1, 1e-8], [1, 1e-2]])
    np.testing.assert_allclose(labelled(axes, "N = 1")[:, 1], [1, 10])
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")


def flat(w1, w2, s=np.nan):
    return {"w1": np.array(w1, float), "w2": np.array(w2, float), "s": np.broadcast_to(s, len(w1)).astype(float), "cost": np.ones(len(w1))}


def test_landscape_has_a_dot_at_every_half_unit_of_time():
    grid = [axis.ravel() for axis in np.meshgrid([0.0, 1.0, 2.0], [0.0, 1.0, 2.0])]
    orbit = flat([0.1, 0.2, 0.3, 0.4, 0.5], [1, 2, 3, 4, 5], [0, 0.25, 0.5, 0.7, 1.0])
    table = {"cost": flat(*grid), "minima": flat([1, 2], [2, 1]), "region": flat([0.1, 0], [0, 0.1]),
             "standard: c = 1": orbit, "adapted: c = 1": orbit, "adapted: c = 0": flat([0.7], [-0.7], 0.0)}
    left, right = draw.landscape(long_table(table)).axes
    assert [axes.get_title() for axes in (left, right)] == ["standard flow", "adapted flow"]
    np.testing.assert_array_equal(labelled(left, "$c = 1$"), np.column_stack([orbit["w1"], orbit["w2"]]))
    dots = [data(line) for line in left.lines if line.get_marker() == "o"]
    np.testing.assert_array_equal(dots[0][:, 0], [0.1, 0.3, 0.5])
    assert len(left.lines) == 5 and len(right.lines) == 7
    assert [text.get_text() for text in right.get_legend().get_texts()] == ["$c = 1$", "$c = 0$"]


def test_residence_times_in_one_panel_a_family():
    columns = {name: [float(k), float(k + 1)] for k, name in enumerate(("measured", "exact", "printed", "drop", "ratio", "local"))}
    table = long_table({"balanced: w_0": {"distance": [0.1, 0.01]} | columns, "passage: c": {"distance": [1.0, 2.0]} | columns})
    left, right = draw.residence_times(table).axes
    assert [(axes.get_title(), axes.get_xlabel()) for axes in (left, right)] == [("balanced", "$w_0$"), ("passage", "$c$")]
    for label, power in (("measured", 0), ("exact time", 1), ("(3.7)", 2), ("cost drop", 3), ("cost ratio", 4), ("local", 5)):
        np.testing.assert_allclose(labelled(left, label), [[0.1, 10.0 ** power], [0.01, 10.0 ** (power + 1)]])
    assert left.xaxis_inverted() and left.get_yscale() == left.get_xscale() == "log"


def test_two_parameters_shows_each_orbit_in_both_planes():
    def rows(*values):
        return dict(zip(("w1", "w2", "x1", "x2", "cost"), np.array(values, float).T))
    grid = [(a, b, 0, 0, a + b) for a in (0, 1, 2) for b in (0, 1, 2)]
    none = np.nan
    table = {"cost": rows(*grid), "target": rows((1, 1, 0.7, 0.9, 0)), "edge: 1": rows((none, none, 0, 0, none), (none, none, 2, 2, none)),
             "edge: 2": rows((none, none, 0, 0, none), (none, none, 1, 2, none)),
             "adapted: A": rows((1, 2, 3, 4, 0), (5, 6, 7, 8, 0)), "standard: A": rows((1, 2, 3, 4, 0), (9, 10, 11, 12, 0))}
    left, right = draw.two_parameters(long_table(table)).axes
    np.testing.assert_array_equal(labelled(left, "adapted flow"), [[1, 2], [5, 6]])
    np.testing.assert_array_equal(labelled(left, "standard flow"), [[1, 2], [9, 10]])
    assert any(np.array_equal(data(line), [[3, 4], [7, 8]]) for line in right.lines)
    corners = right.patches[0].get_xy()
    np.testing.assert_array_equal(corners[:3], [[0, 0], [2, 2], [1, 2]])
    assert "A" in [text.get_text() for text in left.texts]


def test_plateau_shades_the_visits():
    orbit = {"s": [0.0, 5.0], "log10_cost": [0.0, -2.0], "log10_ratio": [1.0, -3.0], "epsilon": [0.1, 0.1]}
    visit = {"s": [1.0, 4.0], "log10_cost": [np.nan] * 2, "log10_ratio": [np.nan] * 2, "epsilon": [0.1, 0.1]}
    left, right = draw.plateau(long_table({"visit 1": visit, "standard flow": orbit})).axes
    for axes, values in ((left, [1, 0.01]), (right, [10, 0.001])):
        np.testing.assert_allclose(labelled(axes, "standard flow")[:, 1], values)
        (span,) = axes.patches
        assert (span.get_x(), span.get_x() + span.get_width()) == (1.0, 4.0)
    assert any(line.get_ydata()[0] == 0.1 for line in right.lines if line.get_color() == "black")


@pytest.mark.parametrize("function", [draw.smallest_eigenvalue, draw.landscape, draw.residence_times, draw.two_parameters, draw.plateau])
def test_a_table_without_curves_is_refused(function):
    with pytest.raises(ValueError, match=r"table: expected a column 'curve', got \['s'\]"):
        function({"s": [0.0, 1.0]})
