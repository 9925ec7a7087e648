"""A user's functions may behave in any of these ways at any of these places: right numbers, or a refusal with a sentence."""

import numpy as np
import pytest

import adaptedflow as af

from .places_of_code import FREE, PLACES, START, X, Y, open_loop, owed
from .ways import CODE

CELLS = [(place, way) for place in PLACES for way in CODE if owed(place, way) != "-"]


@pytest.fixture(scope="module")
def expected():
    kept = {}

    def at(place):
        if place not in kept:
            kept[place] = PLACES[place](lambda f: f)
        return kept[place]
    return at


@pytest.mark.parametrize("place, way", CELLS)
@pytest.mark.filterwarnings("ignore::numpy.exceptions.ComplexWarning")
def test_right_numbers_or_a_refusal(place, way, expected):
    misbehave, _ = CODE[way]
    if owed(place, way) == "refused":
        with pytest.raises((ValueError, TypeError)) as caught:
            PLACES[place](misbehave)
        assert len(str(caught.value).split()) > 5
    else:
        tolerance = 2e-3 if way == "float32" else 1e-9
        np.testing.assert_allclose(PLACES[place](misbehave), expected(place), rtol=tolerance, atol=tolerance)


def test_an_open_loop_in_one_buffer_is_not_closed():
    """Both of its ends are then one array."""
    with pytest.raises(ValueError, match="expected a closed curve"):
        open_loop(CODE["fills one buffer"][0])


@pytest.mark.parametrize("answer", [True, None, "no", np.array([1.0, 2.0]), np.nan])
def test_a_stop_answers_by_a_number(answer):
    class Own:
        def excess(self, problem, theta):
            return answer
    with pytest.raises((TypeError, ValueError), match="stop.excess: expected a"):
        af.integrate(af.AdaptedFlow(af.Problem(FREE, X, Y)), START, until=1.0, stop=Own())
