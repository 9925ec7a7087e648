"""Ends in loss of rank, followed again."""

import numpy as np
import pytest

from adaptedflow.lifetime import Cell, follow, rank_loss_hessians, reduced_hessian, survival_map

AT_THE_BORDER = Cell((3, 2, 1), 11)                                   # K = QN
TABLE = survival_map([AT_THE_BORDER, Cell((1, 2, 1), 4)], 8)


def test_the_first_ends_of_each_row_are_looked_at():
    lost = [[number for number, end in enumerate(ends) if end == "r"] for ends in TABLE["ends"]]
    assert len(lost[0]) > 2
    found = rank_loss_hessians(TABLE, 2)
    assert len(found) == sum(min(2, len(numbers)) for numbers in lost)
    orbit = follow(AT_THE_BORDER, 0, lost[0][1])
    p = orbit.flow.problem
    np.testing.assert_array_equal(found[1].eigenvalues, reduced_hessian(p, orbit.theta[-1], p.y - orbit.outputs[0]).eigenvalues)


def test_survivors_are_followed_to_a_relative_cost_of_1e_8():
    orbits = [follow(Cell((3, 2, 1), 6), 0, number) for number in range(4)]
    ratios = [orbit.cost[-1] / orbit.cost[0] for orbit in orbits if orbit.status == "reached"]
    assert len(ratios) >= 2
    np.testing.assert_allclose(ratios, 1e-8, rtol=1e-6)


def test_orbits_that_end_otherwise_are_left_out():
    """A table that calls every orbit lost."""
    table = {name: column[:1] for name, column in TABLE.items()} | {"ends": ["r" * 8]}
    statuses = [follow(AT_THE_BORDER, 0, number).status for number in range(8)]
    assert 0 < len(rank_loss_hessians(table, 8)) == statuses.count("rank_loss") < 8


def test_two_samples_die_together_with_a_mollified_relu():
    """Where u lives on two samples no unit sees either of them any more: their rows of D are equal, as in Section 2.1.2."""
    cell, pairs = Cell((3, 4, 1), 15, "mollified_relu(0.5)"), 0
    for number in (0, 1, 2, 5):                                        # these lose rank
        orbit = follow(cell, 0, number)
        p, theta = orbit.flow.problem, orbit.theta[-1]
        two = np.argsort(reduced_hessian(p, theta, p.y - orbit.outputs[0]).u ** 2)[-2:]
        W, b = p.model.unpack(theta)[0]
        inputs = p.X @ W.T + b                                         # (N, M_1), into the units; the window begins at -0.5
        highest = inputs.max(axis=1)                                   # (N,)
        assert inputs.max(axis=0).min() > 0                            # no unit is dead
        if np.all(highest[two] < -0.49):
            np.testing.assert_allclose(*p.jacobian(theta)[two], atol=1e-3)
            assert np.sum(highest < -0.49) == 2
            pairs += 1
    assert pairs == 3


def test_none_asked_none_given():
    assert rank_loss_hessians(TABLE, 0) == []
    with pytest.raises(ValueError, match="most: expected a whole number >= 0"):
        rank_loss_hessians(TABLE, -1)
