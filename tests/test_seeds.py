import numpy as np
import pytest

from adaptedflow.seeds import generator


def test_equal_seeds_draw_alike_and_a_generator_goes_on():
    expected = np.random.default_rng(7).random(3)
    for seed in (7, np.int64(7), np.random.SeedSequence(7)):
        np.testing.assert_array_equal(generator(seed).random(3), expected)
    np.testing.assert_array_equal(generator(0).random(3), np.random.default_rng(0).random(3))
    going_on = np.random.default_rng(7)
    assert generator(going_on) is going_on


@pytest.mark.parametrize("seed", [None, True, 1.0, "1", [1]])
def test_other_kinds_of_seed_are_refused(seed):
    with pytest.raises(TypeError, match=r"seed: expected a whole number.*, got .*\. Pass seed=0"):
        generator(seed)


def test_negative_seed_is_refused():
    with pytest.raises(ValueError, match=r"expected a whole number >= 0, got -1\. Pass"):
        generator(-1)
