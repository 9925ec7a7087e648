"""Cells draw the problems they describe, from their seed alone."""

import numpy as np
import pytest

from adaptedflow.lifetime import Cell


def test_draws_depend_on_seed_cell_and_number_alone():
    cell = Cell((3, 4, 1), 10)
    (p, theta), (again, same) = cell.draw(0, 3), Cell([3, 4, 1], 10).draw(0, 3)
    np.testing.assert_array_equal(p.Y, again.Y)
    np.testing.assert_array_equal(theta, same)
    for other in (cell.draw(1, 3), cell.draw(0, 4), Cell((3, 4, 1), 10, scale=1.5).draw(0, 3), Cell((3, 4, 1), 10, "erf").draw(0, 3)):
        assert not np.any(other[0].X == p.X)


@pytest.mark.parametrize("targets", ["gaussian", "labels", "teacher", "digits"])
def test_kinds_of_data(targets):
    cell = Cell((4, 5, 2), 9, targets=targets)
    p, theta = cell.draw(0, 0)
    assert (p.N, p.M, p.Q, p.K) == (9, 4, 2, 37) and (cell.K, cell.QN, cell.gap) == (37, 18, 19) and theta.shape == (37,)
    values = np.unique(p.Y, axis=0)
    assert len(values) == (2 if targets in ("labels", "digits") else 9)


def test_a_student_can_reach_its_teacher():
    p, _ = Cell((2, 3, 1), 4, targets="teacher").draw(0, 0)
    assert np.linalg.matrix_rank(p.Y) == 1 and np.abs(p.Y).max() < 10


def test_digits_are_quarters_of_images():
    p, _ = Cell((4, 5, 2), 10, targets="digits").draw(0, 0)
    np.testing.assert_array_equal(p.Y.argmax(axis=1), np.arange(10) % 2)         # dealt 0, 1, ..., 9
    assert np.abs(p.X.mean()) < 0.5 and p.X.min() >= -1.5 and p.X.max() <= 3.5


def test_scale_is_that_of_the_start():
    small, large = (Cell((3, 40, 1), 4, scale=scale).draw(0, 0)[1] for scale in (0.1, 10.0))
    assert 30 < np.linalg.norm(large) / np.linalg.norm(small) < 300


def test_mollified_relu_by_name():
    assert Cell((2, 4, 1), 3, "mollified_relu(0.25)").network().activation.second(np.zeros(1)) == 2


@pytest.mark.parametrize("arguments, error, words", [
    (dict(widths=(3, 4, 1), N=22), ValueError, "expected QN <= K = 21, got QN = 22"),
    (dict(widths=(3, 4, 1), N=0), ValueError, "N: expected a whole number >= 1"),
    (dict(widths=(3, 4, 1), N=4, activation="sigmoid"), ValueError, "activation: expected one of"),
    (dict(widths=(3, 4, 1), N=4, targets="noise"), ValueError, "targets: expected one of gaussian, labels, teacher, digits"),
    (dict(widths=(3, 4, 1), N=4, targets="digits"), ValueError, r"widths: expected \[4, ..., 2\] for digits"),
    (dict(widths=(3, 4, 1), N=4, scale=0), ValueError, "scale: expected a finite number > 0"),
    (dict(widths=(3, 4, 1), N=4, scale="1"), TypeError, "scale: expected a real number"),
])
def test_malformed_cells_are_refused(arguments, error, words):
    with pytest.raises(error, match=words):
        Cell(**arguments)
