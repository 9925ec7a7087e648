"""The drawings of notebook 10 and of the command fit show the numbers of their tables, and name what they show."""

import numpy as np
import pytest

from adaptedflow.figures import long_table, own_data
from adaptedflow.figures import real_data as draw


def data(line):
    return np.column_stack([np.asarray(values, float) for values in line.get_data()])


def test_euler_steps_draw_the_theory_as_lines_and_the_steps_as_marks():
    table = long_table({name: {"step": [0, 1, 2], "cost": [0.0, c, 2 * c], "law": [0.0, -1.0, -2.0]} for name, c in (("h = N", -3.0), ("h = 2N", 1.0))})
    (axes,) = draw.euler_steps(table).axes
    np.testing.assert_array_equal(data(axes.lines[0])[:, 1], [0, -1, -2])
    np.testing.assert_array_equal(data(axes.lines[1])[:, 1], [0, -3, -6])
    assert axes.lines[1].get_linestyle() == "None" and [text.get_text() for text in axes.texts] == ["$h = N$", "$h = 2N$"]


def test_discrete_gradient_has_a_panel_a_size():
    table = long_table({f"{size}: {method}": {"step": [0, 1], "cost": [0.0, value]}
                        for size, method, value in (("h = 1", "Euler", 2.0), ("h = 1", "discrete gradient", -1.0), ("h = 3", "Euler", 3.0))})
    left, right = draw.discrete_gradient(table).axes
    assert (left.get_title(), right.get_title()) == ("$h = 1$", "$h = 3$")
    assert [data(line)[1, 1] for line in left.lines] == [2, -1] and [data(line)[1, 1] for line in right.lines] == [3]
    assert left.lines[0].get_linestyle() != left.lines[1].get_linestyle()


def test_lazy_limit_draws_the_power_through_the_last_mark():
    table = long_table({"a": {"width": [10.0, 100.0], "distance": [-1.0, -2.5], "power": [-2.0, -2.0]}})
    (axes,) = draw.lazy_limit(table).axes
    marks, law = axes.lines
    np.testing.assert_array_equal(data(marks), [[10, -1], [100, -2.5]])
    np.testing.assert_allclose(data(law)[:, 1], [-0.5, -2.5])
    assert law.get_label() == "power -2" and axes.get_xscale() == "log"


def test_own_data():
    table = {"s": np.array([0.0, 1.0]), "cost": np.array([2.0, 1.0]), "law": np.array([2.0, 0.9]), "sigma_min": np.array([0.3, 0.2])}
    left, right = own_data.orbit_of_own_data(table).axes
    np.testing.assert_array_equal(data(left.lines[0])[:, 1], np.log10([2, 0.9]))
    np.testing.assert_array_equal(data(left.lines[1])[:, 1], np.log10([2, 1]))
    np.testing.assert_array_equal(data(right.lines[0])[:, 1], np.log10([0.3, 0.2]))


@pytest.mark.parametrize("function", [draw.euler_steps, draw.discrete_gradient, draw.lazy_limit])
def test_tables_without_curves_are_refused(function):
    with pytest.raises(ValueError, match="curve"):
        function({"step": np.ones(2)})
