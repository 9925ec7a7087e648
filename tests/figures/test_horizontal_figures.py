"""The drawings of notebook 04 show the numbers of their tables."""

import numpy as np

from adaptedflow.figures import horizontal_geometry, long_table, staircase


def drawn(axes):
    return [np.column_stack([np.asarray(values, float) for values in line.get_data()[:2]]) for line in axes.lines]


def test_fibres_are_named_and_the_arrows_start_at_the_point():
    fibre = {"w1": np.array([0.5, 1.0, 2.0]), "w2": np.array([2.0, 1.0, 0.5])}
    arrows = {name: {"w1": [1.0, 1 + a], "w2": [1.0, 1 + b]} for name, a, b in (("ker D", 0.4, -0.4), ("horizontal", 0.3, 0.3))}
    axes = horizontal_geometry.fibres(long_table({"x = 1": fibre, "horizontal curve": fibre} | arrows)).axes[0]
    np.testing.assert_array_equal(drawn(axes)[:2], 2 * [np.column_stack([fibre["w1"], fibre["w2"]])])
    np.testing.assert_array_equal(drawn(axes)[2:], 2 * [[[1, 1]]])
    named = {text.get_text(): text for text in axes.texts}
    assert named["$x = 1$"].xy == (1.0, 1.0)                           # its first point inside the picture
    heads = [text.xy for text in axes.texts if text.arrow_patch is not None]
    np.testing.assert_allclose(heads, [[1.4, 0.6], [1.3, 1.3]])
    assert named[r"$\ker D$"].xy == heads[0] and axes.get_aspect() == 1


def test_an_orbit_that_ends_early_is_marked_by_a_cross():
    ends, lives = ({"w1": [1.0, last], "w2": [1.0, low]} for last, low in ((0.0, 0.0), (1.0, -1.0)))
    axes = horizontal_geometry.other_bundles(long_table({"a = 1": ends, "a = 0.5": lives})).axes[0]
    marks = {line.get_marker(): tuple(line.get_xydata()[-1]) for line in axes.lines if len(line.get_xydata()) == 1}
    assert marks["x"] == (0, 0)
    assert [label.get_text() for label in axes.get_legend().get_texts()] == ["a = 1", "a = 0.5"]


def test_predictions_are_lines_and_training_inputs_dots():
    curve = {"x": [0.0, 1.0], "f": [1.0, 2.0]}
    axes = horizontal_geometry.predictions_after_a_loop(long_table({"before": curve, "after": curve, "training inputs": curve})).axes[0]
    assert [line.get_marker() for line in axes.lines] == ["None", "None", "o"]


def test_measured_gaps_stand_beside_the_line_of_the_curvature():
    curve = {"area": [0.01, 0.1], "displacement": [1.0, 2.0], "predicted": [1.1, 2.2], "remainder": [0.1, 0.2]}
    axes = staircase.holonomy_against_area(long_table({"start": curve})).axes[0]
    for line, column in zip(drawn(axes), ("predicted", "displacement", "remainder")):
        np.testing.assert_array_equal(line, np.column_stack([curve["area"], curve[column]]))


def test_the_staircase_has_a_landing_after_each_turn():
    turns = np.arange(9) / 4
    table = {"turns": turns, "p": np.cos(2 * np.pi * turns), "q": np.sin(2 * np.pi * turns), "height": turns**2}
    axes = staircase.staircase(table).axes[0]
    landings = [line.get_data_3d() for line in axes.lines if line.get_marker() == "o"][0]
    np.testing.assert_allclose(landings, [[1, 1, 1], [0, 0, 0], [0, 1, 4]], atol=1e-12)
