"""The drawings of notebook 01 show the numbers of their tables, and name what they show."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow.figures import adapted_flow as draw
from adaptedflow.figures import long_table


def lines(axes, label=None):
    return [line for line in axes.lines if label is None or line.get_label() == label]


def data(line):
    return np.column_stack([np.asarray(values, float) for values in line.get_data()])


@pytest.fixture(scope="module")
def orbits():
    """Two starts of x = w1 w2 on the way to y = 2, whose outputs are 2 - exp(-s)."""
    examples = [af.examples.two_factor(w1, 1 / w1, y=2.0) for w1 in (1.0, 3.0)]
    return [af.integrate(af.AdaptedFlow(example.problem), example.theta0, until=2.0, rtol=1e-9) for example in examples]


def test_points_along_orbits(orbits):
    table = draw.along_orbits({"a": orbits, "b": orbits[:1]}, 5, x=lambda problem, s, theta: problem.outputs(theta)[0], twice=lambda problem, s, theta: 2 * s)
    assert list(table) == ["curve", "start", "s", "x", "twice"]
    assert table["curve"].tolist() == ["a"] * 10 + ["b"] * 5 and table["start"].tolist() == [0] * 5 + [1] * 5 + [0] * 5
    np.testing.assert_allclose(table["s"][5:10], [0, 0.125, 0.5, 1.125, 2])
    np.testing.assert_allclose(table["x"], 2 - np.exp(-table["s"]), rtol=1e-7)
    np.testing.assert_array_equal(table["twice"], 2 * table["s"])


@pytest.mark.parametrize("given, n, words", [
    ("orbits", 1, r"n: expected at least 2 points on an orbit, got 1\. The first"),
    ("none", 5, r"table: expected at least one row, got none"),
])
def test_points_that_are_refused(orbits, given, n, words):
    with pytest.raises(ValueError, match=words):
        draw.along_orbits({"a": orbits} if given == "orbits" else {}, n)


def test_cost_decay_divides_by_the_cost_at_the_start_and_keeps_the_flows_apart():
    one = {"start": [0, 0, 1, 1], "s": [0.0, 1.0, 0.0, 2.0], "cost": [4.0, 2.0, 8.0, 1.0], "law": [1.0, 0.5, 1.0, 0.25]}
    other = one | {"cost": [4.0, 3.0, 8.0, 6.0]}
    figure = draw.cost_decay(long_table({"adapted: tanh": one, "standard: tanh": other, "adapted: erf": one}))
    left, right = figure.axes
    assert [axes.get_title() for axes in figure.axes] == ["adapted flow", "standard flow"]
    assert left.get_yscale() == "log" and len(lines(left)) == 5 and len(lines(right)) == 3
    np.testing.assert_array_equal(data(lines(left)[1]), [[0, 1], [2, 0.125]])
    np.testing.assert_array_equal(data(lines(right)[0]), [[0, 1], [1, 0.75]])
    np.testing.assert_array_equal(np.unique(data(lines(right, "$e^{-2s/N}$")[0]), axis=0), [[0, 1], [1, 0.5], [2, 0.25]])
    assert [text.get_text() for text in left.get_legend().get_texts()] == ["tanh", "erf", "$e^{-2s/N}$"]


def test_output_paths_start_at_their_dots_and_show_the_targets():
    paths = {"start": [0, 0, 3, 3], "x1": [0.1, 1.0, -0.5, 1.0], "x2": [0.2, 0.0, 0.7, 0.0]}
    (axes,) = draw.output_paths(long_table({"adapted": paths, "standard": paths})).axes
    (star,) = lines(axes, "targets")
    np.testing.assert_array_equal(data(star), [[1, 0]])
    np.testing.assert_array_equal(data(lines(axes)[1]), [[-0.5, 0.7], [1, 0]])
    dots = sorted(map(tuple, (data(line)[0] for line in lines(axes) if line.get_marker() == "o")))
    assert dots == [(-0.5, 0.7)] * 2 + [(0.1, 0.2)] * 2
    assert {text.get_text() for text in axes.get_legend().get_texts()} == {"adapted flow", "standard flow", "targets"}


def test_fibres_are_curves_of_one_product():
    one = {"s": [0.0], "w1": [1.0], "w2": [1.0], "exact": [2.0]}
    (contours,) = [c for c in draw.rank_loss(long_table({"c = 0": one})).axes[0].collections if hasattr(c, "levels")]
    for output, path in zip(contours.levels, contours.get_paths()):
        np.testing.assert_allclose(path.vertices.prod(axis=1), output, atol=1e-3)


def test_plateaus_draw_the_cost():
    (axes,) = draw.plateaus(long_table({"c = 1": {"s": [0.0, 2.0], "cost": [2.0, 0.1]}, "c = 0": {"s": [0.0, 2.0], "cost": [2.0, 0.5]}})).axes
    np.testing.assert_array_equal(data(lines(axes, "$c = 0$")[0]), [[0, 2], [2, 0.5]])


def test_correct_digits_against_the_condition_number():
    table = long_table({"as written": {"condition": [10.0, 1e6], "digits": [13.0, 0.0]}, "QR": {"condition": [10.0, 1e6], "digits": [15.0, 10.0]}})
    (axes,) = draw.correct_digits(table).axes
    np.testing.assert_array_equal(data(lines(axes, "QR")[0]), [[10, 15], [1e6, 10]])
    assert axes.get_xscale() == "log" and axes.get_yscale() == "linear"


def test_rank_loss_draws_the_closed_form_as_a_line_and_the_orbit_as_marks():
    curves = {name: {"s": [0.0, 1.0], "w1": [1.0, c], "w2": [1.0, 0.5], "exact": [2.0, 7 * c]} for name, c in (("c = 0", 0.0), ("c = 1", 1.0))}
    plane, gram = draw.rank_loss(long_table(curves)).axes
    exact, computed, _, second = gram.lines[:4]
    np.testing.assert_array_equal(data(exact), [[0, 2], [1, 0]])
    np.testing.assert_array_equal(data(computed), [[0, 2], [1, 0.25]])
    assert exact.get_linestyle() != "None" == computed.get_linestyle() and exact.get_color() != second.get_color()
    np.testing.assert_array_equal(data(plane.lines[2]), [[1, 1], [1, 0.5]])
    assert [text.get_text() for text in gram.get_legend().get_texts()] == ["$c = 0$", "$c = 1$"]


def test_digits_mark_the_level_and_the_time():
    table = {name: np.array(values, float) for name, values in {
        "s": [0, 900], "cost": [1, 1e-8], "law": [1, 2e-8], "train": [0.1, 1], "test": [0.05, 0.9],
        "epsilon": [1e-8] * 2, "predicted": [921] * 2, "chance": [0.1] * 2}.items()}
    left, right = draw.digits(table).axes
    np.testing.assert_array_equal(data(lines(left, "computed")[0]), [[0, 1], [900, 1e-8]])
    np.testing.assert_array_equal(data(lines(left, "$e^{-2s/N}$")[0])[:, 1], [1, 2e-8])
    assert [line.get_ydata()[0] for line in left.lines if line.get_linestyle() == "--"] == [1e-8]
    assert [line.get_xdata()[0] for line in left.lines if line.get_linestyle() == "-."] == [921]
    for label, column in (("images trained on", "train"), ("images not seen", "test"), ("chance", "chance")):
        np.testing.assert_array_equal(data(lines(right, label)[0])[:, 1], table[column])


@pytest.mark.parametrize("function", [draw.output_paths, draw.rank_loss, draw.plateaus, draw.correct_digits, draw.cost_decay])
def test_a_table_without_curves_is_refused(function):
    with pytest.raises(ValueError, match=r"table: expected a column 'curve', got \['s'\]\. Make the table with long_table"):
        function({"s": [0.0, 1.0]})
