"""The table of certified orbits: its rows are those of the map."""

import pytest

from adaptedflow import lifetime
from adaptedflow.lifetime.proved import table as table_module

pytest.importorskip("flint")


def test_the_table_has_the_orbits_with_the_letter_and_is_not_computed_twice(tmp_path, monkeypatch):
    fates = lifetime.survival_map([lifetime.Cell((1, 2, 1), 4)], 3)
    alive = fates["ends"][0].index("s")
    found = lifetime.certify_orbits(fates, {0: 1}, folder=tmp_path)
    assert found["number"] == [alive] and found["certified"] == [1] and found["t"] == [1.0] and found["gap"] == [3]
    monkeypatch.setattr(table_module, "certify", None)
    assert lifetime.certify_orbits(fates, {0: 1}, folder=tmp_path) == found
    assert lifetime.certify_orbits(fates, {0: 1}, end="r") == {}
    with pytest.raises(ValueError, match="num_orbits"):
        lifetime.certify_orbits(fates, {0: 0})
    with pytest.raises(ValueError, match="'s' for survivors"):
        lifetime.certify_orbits(fates, {0: 1}, end="b")
