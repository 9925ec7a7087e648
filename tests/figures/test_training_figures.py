"""The drawings of the comparison of notebook 10 show the numbers of their tables."""

import numpy as np
import pytest

from adaptedflow.figures import long_table
from adaptedflow.figures import training as draw


def test_should_i_train_puts_the_first_method_on_top_and_ours_apart():
    table = {"method": ["first", "adapted, x"]} | {f"{name}{end}": np.array(values) for name, end, values in (
        ("cost", "", [-3.0, -5.0]), ("cost", "_low", [-4.0, -6.0]), ("cost", "_high", [-2.5, -4.0]),
        ("unseen", "", [0.7, 0.6]), ("unseen", "_low", [0.6, 0.5]), ("unseen", "_high", [0.75, 0.7]))}
    left, right = draw.should_i_train(table).axes
    assert [line.get_xydata().tolist() for line in left.lines if line.get_marker() in "os"] == [[[-3, 1]], [[-5, 0]]]
    assert [label.get_text() for label in left.get_yticklabels()] == ["first", "adapted, x"]
    np.testing.assert_allclose(left.collections[0].get_segments()[0][:, 0], [-4, -2.5])
    np.testing.assert_allclose(right.collections[1].get_segments()[0][:, 0], [0.5, 0.7])


def test_training_curves_have_cost_above_and_work_on_the_left():
    table = long_table({"Adam": {"work": [1.0, 10.0], "seconds": [2.0, 30.0], "cost": [0.0, -4.0], "unseen": [0.1, 0.6]}})
    panels = np.array(draw.training_curves(table).axes).reshape(2, 2)
    for i, column in enumerate(([0, -4], [0.1, 0.6])):
        for j, across in enumerate(([1, 10], [2, 30])):
            np.testing.assert_array_equal(panels[i, j].lines[0].get_xydata(), np.column_stack([across, column]))
    assert panels[1, 0].get_xscale() == "log" and "error" in draw.training_curves(table, "error", logarithmic=True).axes[2].get_ylabel()


def test_early_and_late():
    table = {"method": ["a", "b"]} | {f"{name}{end}": np.array([base + shift, base])
                                      for name, base in (("early", 0.6), ("late", 0.4)) for end, shift in (("", 0.05), ("_low", 0.0), ("_high", 0.1))}
    (axes,) = draw.early_and_late(table).axes
    marks = [line.get_xdata().tolist() for line in axes.lines if line.get_marker() == "o"]
    assert marks == [pytest.approx([0.65, 0.6]), pytest.approx([0.45, 0.4])]


def test_standing_writes_each_cost_and_shades_by_place():
    table = {"method": np.array(["a", "a", "b", "b"]), "task": np.array(["t", "u", "t", "u"]), "cost": np.array([-1.0, np.nan, -3.25, -2.0])}
    (axes,) = draw.standing(table).axes
    assert [text.get_text() for text in axes.texts] == ["-1.0", "-", "-3.2", "-2.0"]
    np.testing.assert_array_equal(axes.images[0].get_array().filled(np.nan), [[1, np.nan], [0, 0]])
