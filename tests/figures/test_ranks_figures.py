"""The drawings of notebooks 02 and 03 show the numbers of their tables."""

import numpy as np
import pytest

from adaptedflow.figures import linear_networks, long_table, shallow_relu


def drawn(axes):
    return [np.column_stack([np.asarray(values, float) for values in line.get_data()]) for line in axes.lines]


def test_blocks_stand_side_by_side_in_the_heat_map_and_the_rank_counts_above():
    blocks = {"W": np.array([[1.0, 0, 2], [0, 3, 0]]), "b1": np.array([[4.0], [5]])}
    table = linear_networks.entries(blocks, [1, 2, 2, 2])
    assert table["block"].tolist() == ["W"] * 6 + ["b1"] * 2
    top, axes = linear_networks.jacobian_blocks(table, rows=1, copies=2).axes[:2]
    np.testing.assert_array_equal(axes.images[0].get_array(), np.hstack(list(blocks.values())))
    assert [text.get_text() for text in axes.texts] == ["$W$", "$b_1$"]
    assert [text.get_text() for text in axes.get_yticklabels()] == ["sample 1", "sample 2"]
    np.testing.assert_array_equal(drawn(top)[0], [[-0.5, 1], [0.5, 2], [1.5, 2], [2.5, 2], [3.5, 2]])
    assert 1.5 in [line.get_xdata()[0] for line in axes.lines]         # between the copies


def test_the_block_on_the_left_alone_is_parted_into_copies():
    blocks = {"W1": np.ones((2, 4)), "b1": np.ones((2, 2))}
    axes = linear_networks.jacobian_blocks(linear_networks.entries(blocks, [1] * 6), rows=1, copies=2).axes[1]
    thin = [line.get_xdata()[0] for line in axes.lines if line.get_linewidth() < 0.6]
    assert thin == [1.5]


def test_blocks_of_different_height_are_refused():
    with pytest.raises(ValueError, match="same number of rows"):
        linear_networks.entries({"W": np.ones((2, 1)), "b": np.ones((3, 1))}, [1, 1])


def test_a_rank_is_asked_for_each_column():
    with pytest.raises(ValueError, match="each of the 2 columns, got 1"):
        linear_networks.entries({"W": np.ones((2, 2))}, [1])


def test_ranks_above_a_bound_are_set_apart():
    curve = {"bound": np.array([0, 1, 2]), "rank": np.array([1, 1, 1]), "count": np.array([5, 2, 3])}
    other = curve | {"bound": np.array([1, 1, 2])}
    first, second = linear_networks.bounds_against_rank(long_table({"a": curve, "b": other})).axes
    assert [text.get_text() for text in first.get_legend().get_texts()] == ["within the bound: 5", "above the bound: 5"]
    np.testing.assert_array_equal(first.collections[1].get_offsets(), [[0, 1]])
    assert second.get_legend().get_texts()[1].get_text() == "above the bound: 0" and second.get_xlabel() == "b"


def test_measured_ranks_are_dots_on_the_exact_line():
    table = {"N": [1, 2], "measured": [2, 4], "exact": [2, 4], "paper": [1, 3], "full": [2, 4]}
    lines = drawn(linear_networks.rank_against_samples({name: np.array(values) for name, values in table.items()}).axes[0])
    np.testing.assert_array_equal(lines[2], [[1, 1], [2, 3]])
    np.testing.assert_array_equal(lines[3], [[1, 2], [2, 4]])


def test_two_scalings_shows_shares_and_eigenvalues():
    curve = {name: np.array([1.0, 2.0, 4.0]) * (1 + k) for k, name in enumerate(("width", "share", "least", "median", "most", "limit"))}
    left, right = linear_networks.two_scalings(long_table({"a": curve, "b": curve})).axes
    assert len(left.lines) == 2 and len(right.lines) == 4
    np.testing.assert_array_equal(drawn(left)[0], np.column_stack([curve["width"], curve["share"]]))
    np.testing.assert_array_equal(drawn(right)[0], np.column_stack([curve["width"], curve["median"]]))
    np.testing.assert_array_equal(drawn(right)[1], np.column_stack([curve["width"], curve["limit"]]))


def test_shares_of_dead_samples_have_their_intervals():
    curve = {"width": [1.0, 2.0], "predicted": [0.5, 0.25], "measured": [0.4, 0.3], "low": [0.3, 0.1], "high": [0.6, 0.4]}
    axes = shallow_relu.dead_probability(long_table({"one": curve, "both": curve})).axes[0]
    np.testing.assert_array_equal(drawn(axes)[0], [[1, 0.5], [2, 0.25]])
    bars = [collection.get_segments() for collection in axes.collections]
    np.testing.assert_allclose(bars[0], [[[1, 0.3], [1, 0.6]], [[2, 0.1], [2, 0.4]]])


def test_softplus_has_its_measured_values_and_the_line():
    table = {"sharpness": np.array([1.0, 2.0]), "sigma_min": np.array([0.1, 0.01]), "predicted": np.array([0.2, 0.02])}
    line, dots = drawn(shallow_relu.softplus_sharpness(table).axes[0])
    np.testing.assert_array_equal(line, [[1, 0.2], [2, 0.02]])
    np.testing.assert_array_equal(dots, [[1, 0.1], [2, 0.01]])


def test_dead_outputs_has_a_panel_for_each_flow_and_one_line_for_dead_samples():
    curve = {"s": [0.1, 1.0]} | {f"output {j}": [float(j), j + 1.0] for j in (1, 2, 3, 4)}
    panels = shallow_relu.dead_outputs(long_table({"first": curve, "second": curve})).axes
    assert [axes.get_title() for axes in panels] == ["first", "second"]
    np.testing.assert_array_equal(drawn(panels[0])[:3], [[[0.1, j], [1, j + 1]] for j in (1, 2, 3)])


def test_the_field_at_a_kink_and_the_orbits_that_end_on_it():
    nan = [np.nan, np.nan]
    field = {"u": [-0.1, 0.1], "b2": [1.0, 1.2], "du": [0.5, -0.5], "db2": [-1.0, -2.0]}
    ends, passes = ({"u": [0.1, end], "b2": [1.5, 1.4], "du": nan, "db2": nan} for end in (0.0, -0.05))
    left, right = shallow_relu.kink_field(long_table({"ReLU: field": field, "ReLU: a": ends, "soft: field": field, "soft: a": passes})).axes
    assert [axes.get_title() for axes in (left, right)] == ["ReLU", "soft"]
    arrows = left.collections[0]
    np.testing.assert_array_equal([arrows.U, arrows.V], [[0.5, -0.5], [-1, -2]])
    np.testing.assert_array_equal(arrows.get_offsets(), [[-0.1, 1], [0.1, 1.2]])
    crosses = [[line.get_marker() for line in axes.lines].count("x") for axes in (left, right)]
    assert crosses == [1, 0]
