"""Regions of a cell and what is left without them."""

import pytest

from adaptedflow.classroom.markers import CODE_STUB, HIDDEN_TESTS, SOLUTION, regions, without

CELL = "def f():\n    # hint\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION\nf()"


def test_the_stub_takes_the_place_of_the_solution():
    assert without(CELL, SOLUTION, CODE_STUB) == f"def f():\n    # hint\n    {CODE_STUB}\nf()"
    assert regions(CELL, SOLUTION) == ["    return 1"]


def test_other_markers_and_no_markers_change_nothing():
    assert without(CELL, HIDDEN_TESTS) == CELL
    assert without("", SOLUTION, CODE_STUB) == "" and regions("x = 1", SOLUTION) == []


@pytest.mark.parametrize("cell", ["### BEGIN SOLUTION\nx", "x\n### END SOLUTION", "### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION"])
def test_markers_come_in_pairs(cell):
    with pytest.raises(ValueError, match="pairs"):
        without(cell, SOLUTION)
