"""The drawings of notebook 05 show the numbers of their tables, and name what they show."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import trapping
from adaptedflow.figures import curves, long_table
from adaptedflow.figures import trapping as draw


def data(line):
    return np.column_stack([np.asarray(values, float) for values in line.get_data()])


def labelled(axes, label):
    (line,) = [line for line in axes.lines if line.get_label() == label]
    return data(line)


def flat(w1, w2, s=np.nan):
    return {"w1": np.array(w1, float), "w2": np.array(w2, float), "s": np.broadcast_to(s, len(w1)).astype(float), "cost": np.ones(len(w1))}


def test_landscape_has_a_dot_at_every_half_unit_of_time():
    grid = [axis.ravel() for axis in np.meshgrid([0.0, 1.0, 2.0], [0.0, 1.0, 2.0])]
    orbit = flat([0.1, 0.2, 0.3, 0.4, 0.5], [1, 2, 3, 4, 5], [0, 0.25, 0.5, 0.7, 1.0])
    table = {"cost": flat(*grid), "minima": flat([1, 2], [2, 1]), "region": flat([0.1, 0], [0, 0.1]),
             "standard: c = 1": orbit, "adapted: c = 1": orbit, "adapted: c = 0": flat([0.7], [-0.7], 0.0),
             "breakdown of adapted: c = 0": flat([0.1], [-0.1], 0.0)}
    figure = draw.landscape(long_table(table))
    left, right = figure.axes
    assert [axes.get_title() for axes in (left, right)] == ["standard flow", "adapted flow"]
    np.testing.assert_array_equal(labelled(left, "$c = 1$"), np.column_stack([orbit["w1"], orbit["w2"]]))
    dots = [data(line) for line in left.lines if line.get_marker() == "o"]
    np.testing.assert_array_equal(dots[0][:, 0], [0.1, 0.3, 0.5])
    assert len(left.lines) == 5 and len(right.lines) == 8
    np.testing.assert_array_equal(labelled(right, "breakdown"), [[0.1, -0.1]])
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["zero cost", "edge of the trap", "saddle", "$c = 1$", "$c = 0$", "breakdown"]


def test_landscape_table_marks_the_orbit_that_ends():
    orbits = {}
    for c in (0.0, 1.0):
        w1 = np.sqrt((np.hypot(c, 1.0) + c) / 2)
        example = af.examples.two_factor(w1, -0.5 / w1, y=1.0)
        orbits[f"adapted: c = {c:g}"] = af.integrate(af.AdaptedFlow(example.problem), example.theta0, until=1.0)
    parts = dict(curves(draw.landscape_table(orbits, 0.1)))
    assert [name for name in parts if name.startswith("breakdown")] == ["breakdown of adapted: c = 0"]
    assert np.abs([parts["breakdown of adapted: c = 0"][w][0] for w in ("w1", "w2")]).max() < 0.01     # the saddle
    np.testing.assert_allclose(np.hypot(parts["region"]["w1"], parts["region"]["w2"]), 0.1)
    np.testing.assert_allclose(parts["minima"]["w1"] * parts["minima"]["w2"], 1)


def test_the_speed_lies_below_its_bounds():
    table = {"s": [0.0, 1.0, 2.0], "speed": [3.0, 1.0, 2.0], "local": [3.0, 2.8, 2.5], "bound": [3.0, 3.0, 3.0]}
    (axes,) = draw.speed_in_the_trap(table).axes
    np.testing.assert_array_equal(labelled(axes, r"speed $|\nabla_\theta\mathcal{C}|$")[:, 1], table["speed"])
    np.testing.assert_array_equal(labelled(axes, r"$\epsilon\,|\nabla_x\mathcal{C}|$")[:, 1], table["local"])


def test_residence_times_in_one_panel_a_depth():
    whats = ("exact", "measured", "(3.7)", "local bound")
    rows = {f"{depth}: {what}": {"distance": [0.1, 0.01], "log10_time": [k, k + 1.0]}
            for depth in ("two factors", "four factors") for k, what in enumerate(whats)}
    left, right = draw.residence_times(long_table(rows)).axes
    assert [axes.get_title() for axes in (left, right)] == ["two factors", "four factors"]
    for power, what in enumerate(whats):
        np.testing.assert_allclose(labelled(right, what), [[0.1, 10.0 ** power], [0.01, 10.0 ** (power + 1)]])
    assert left.xaxis_inverted() and left.get_yscale() == left.get_xscale() == "log"


def test_two_parameters_shows_each_orbit_in_both_planes():
    def rows(*values):
        return dict(zip(("w1", "w2", "x1", "x2", "cost"), np.array(values, float).T))
    grid = [(a, b, 0, 0, a + b) for a in (0, 1, 2) for b in (0, 1, 2)]
    none = np.nan
    table = {"cost": rows(*grid), "target": rows((1, 1, 0.7, 0.9, 0)), "edge: 1": rows((none, none, 0, 0, none), (none, none, 2, 2, none)),
             "edge: 2": rows((none, none, 0, 0, none), (none, none, 1, 2, none)),
             "end: adapted: A": rows((5, 6, 7, 8, 0)), "adapted: A": rows((1, 2, 3, 4, 0), (5, 6, 7, 8, 0)), "standard: A": rows((1, 2, 3, 4, 0), (9, 10, 11, 12, 0))}
    left, right = draw.two_parameters(long_table(table)).axes
    np.testing.assert_array_equal(labelled(left, "adapted flow"), [[1, 2], [5, 6]])
    np.testing.assert_array_equal(labelled(left, "standard flow"), [[1, 2], [9, 10]])
    assert any(np.array_equal(data(line), [[3, 4], [7, 8]]) for line in right.lines)
    np.testing.assert_array_equal(labelled(left, "breakdown"), [[5, 6]])
    corners = right.patches[0].get_xy()
    np.testing.assert_array_equal(corners[:3], [[0, 0], [2, 2], [1, 2]])
    assert "A" in [text.get_text() for text in left.texts]


def test_life_in_the_trap_is_the_share_of_each_orbit():
    example = af.examples.two_factor(0.5, -0.5, y=1.0)
    orbit = af.integrate(af.StandardFlow(example.problem), example.theta0 + [0.01, 0.0], until=8.0)
    stay = trapping.residence(orbit, trapping.region(example.problem, 0.2))
    never = trapping.residence(orbit, trapping.region(example.problem, 1e-9))
    assert stay and not never
    table = draw.life_table({(0.1, 0): (orbit, stay), (0.1, 1): (orbit, never), (2.0, 0): (orbit, never), (2.0, 1): (orbit, never)})
    left, right = draw.life_in_the_trap(table).axes
    np.testing.assert_allclose(labelled(right, "median of the starts"), [[0.1, stay.time / orbit.s[-1] / 2], [2.0, 0.0]])
    (cost, thick) = left.lines
    assert cost.get_label() == "scale 0.1" and thick.get_linewidth() > 3
    np.testing.assert_allclose(data(thick)[[0, -1], 0], [stay.entry, stay.exit])


@pytest.mark.parametrize("function", [draw.landscape, draw.residence_times, draw.two_parameters, draw.life_in_the_trap])
def test_a_table_without_curves_is_refused(function):
    with pytest.raises(ValueError, match=r"table: expected a column 'curve', got \['s'\]"):
        function({"s": [0.0, 1.0]})
