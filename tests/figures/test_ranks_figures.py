"""The drawings of notebooks 02 and 03 show the numbers of their tables."""

import numpy as np
import pytest

from adaptedflow.figures import linear_networks, long_table, shallow_relu


def drawn(axes):
    return [np.column_stack([np.asarray(values, float) for values in line.get_data()]) for line in axes.lines]


def test_blocks_stand_side_by_side_in_the_heat_map():
    blocks = {"W": np.array([[1.0, 0, 2], [0, 3, 0]]), "b1": np.array([[4.0], [5]])}
    table = linear_networks.entries(blocks)
    assert table["block"].tolist() == ["W"] * 6 + ["b1"] * 2
    axes = linear_networks.jacobian_blocks(table, rows=1).axes[0]
    np.testing.assert_array_equal(axes.images[0].get_array(), np.hstack(list(blocks.values())))
    assert [text.get_text() for text in axes.texts] == ["$W$", "$b_1$"]
    assert [text.get_text() for text in axes.get_yticklabels()] == ["sample 1", "sample 2"]


def test_blocks_of_different_height_are_refused():
    with pytest.raises(ValueError, match="same number of rows"):
        linear_networks.entries({"W": np.ones((2, 1)), "b": np.ones((3, 1))})


def test_ranks_above_the_bound_are_set_apart():
    table = {"bound": np.array([0, 1, 2]), "rank": np.array([1, 1, 1]), "count": np.array([5, 2, 3])}
    axes = linear_networks.bound_against_rank(table).axes[0]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["within the printed bound (5)", "above the printed bound (5)"]
    np.testing.assert_array_equal(axes.collections[1].get_offsets(), [[0, 1]])


def test_measured_ranks_are_dots_on_the_exact_line():
    table = {"N": [1, 2], "measured": [2, 4], "exact": [2, 4], "printed": [1, 3], "full": [2, 4]}
    lines = drawn(linear_networks.rank_against_samples({name: np.array(values) for name, values in table.items()}).axes[0])
    np.testing.assert_array_equal(lines[2], [[1, 1], [2, 3]])
    np.testing.assert_array_equal(lines[3], [[1, 2], [2, 4]])


@pytest.mark.parametrize("draw, columns", [
    (linear_networks.column_directions, ("index", "value", "independent")),
    (linear_networks.smallest_eigenvalue, ("width", "median", "limit", "least", "most")),
    (linear_networks.kernel_convergence, ("width", "distance")),
    (shallow_relu.dead_probability, ("width", "predicted", "measured")),
])
def test_every_curve_is_drawn(draw, columns):
    curve = {name: np.array([1.0, 2.0, 4.0]) * (1 + k) for k, name in enumerate(columns)}
    lines = drawn(draw(long_table({"a": curve, "b": curve})).axes[0])
    shown = np.column_stack([curve[columns[0]], curve[columns[1]]])
    assert sum(line.shape == shown.shape and np.array_equal(line, shown) for line in lines) == 2


def test_sharpness_shows_both_flows():
    curve = {"sharpness": [1.0, 2.0], "sigma_min": [0.1, np.nan], "adapted": [0.0, 0.1], "standard": [0.05, 0.1]}
    left, right = shallow_relu.sharpness(long_table({"softplus": curve, "mollified ReLU": curve})).axes
    assert len(left.lines) == 2 and len(right.lines) == 4
    np.testing.assert_array_equal(drawn(right)[1], [[1, 0.05], [2, 0.1]])


def test_dead_outputs_has_a_panel_for_each_flow():
    curve = {"sample": [1, 1, 2, 2], "dead": [0, 0, 1, 1], "s": [0.0, 1.0] * 2, "output": [1.0, 2, 3, 4], "predicted": [np.nan] * 4, "target": [1.0, 1, 0, 0]}
    panels = shallow_relu.dead_outputs(long_table({"first": curve, "second": curve})).axes
    assert [axes.get_title() for axes in panels] == ["first", "second"]
    np.testing.assert_array_equal(drawn(panels[0])[2], [[0, 3], [1, 4]])


def test_kinks_are_marked_where_they_are_crossed():
    table = {"s": [0.0, 1.0, 2.0, 3.0], "cost": [1, 0.5, 0.2, 0.1], "law": [1, 0.5, 0.2, 0.1], "sigma_min": [1.0, 1, 2, 2], "kinks": [0, 0, 1, 1]}
    left, right = shallow_relu.kink_orbit({name: np.array(values) for name, values in table.items()}).axes
    for axes in (left, right):
        np.testing.assert_array_equal(drawn(axes)[-1], [[2, 0], [2, 1]])
