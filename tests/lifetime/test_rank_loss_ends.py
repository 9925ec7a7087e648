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


def test_orbits_that_end_otherwise_are_left_out():
    """A table that calls every orbit lost."""
    table = {name: column[:1] for name, column in TABLE.items()} | {"ends": ["r" * 8]}
    statuses = [follow(AT_THE_BORDER, 0, number).status for number in range(8)]
    assert 0 < len(rank_loss_hessians(table, 8)) == statuses.count("rank_loss") < 8


def test_none_asked_none_given():
    assert rank_loss_hessians(TABLE, 0) == []
    with pytest.raises(ValueError, match="most: expected a whole number >= 0"):
        rank_loss_hessians(TABLE, -1)
