"""A user's arrays may be of any of these kinds at any of these places: right numbers, or a refusal with a sentence; and they stay hers."""

import numpy as np
import pytest

from .places_of_arrays import PLACES, owed
from .ways import ARRAYS, spoil

CELLS = [(place, way) for place in PLACES for way in ARRAYS if owed(place, way) != "-"]


@pytest.mark.parametrize("place, way", CELLS)
def test_right_numbers_or_a_refusal(place, way):
    array, call = PLACES[place]
    change, _ = ARRAYS[way]
    given = change(array.copy())
    if owed(place, way) == "refused":
        with pytest.raises((ValueError, TypeError)) as caught:
            call(given)()
        assert len(str(caught.value).split()) > 5
        return
    result, before = call(given), np.array(given, array.dtype)
    assert np.array_equal(before, array)                               # not written to
    if way == "changed later":
        spoil([given])
    np.testing.assert_allclose(result(), call(array)(), rtol=1e-12, atol=1e-12)
