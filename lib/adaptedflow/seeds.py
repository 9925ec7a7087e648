"""Every random draw starts from a seed that the caller names."""

import numbers

import numpy as np


def generator(seed):
    """Return the numpy Generator of ``seed``: a whole number >= 0, a SeedSequence, or a Generator (used as it is).

    Raises TypeError for anything else, None included: a draw nobody can repeat is not offered.
    """
    if isinstance(seed, (np.random.Generator, np.random.SeedSequence)):
        return np.random.default_rng(seed)
    if isinstance(seed, (bool, np.bool_)) or not isinstance(seed, numbers.Integral):
        raise TypeError(f"seed: expected a whole number, a numpy SeedSequence or a Generator, got {seed!r}. Pass seed=0.")
    if seed < 0:
        raise ValueError(f"seed: expected a whole number >= 0, got {seed}. Pass seed=0.")
    return np.random.default_rng(int(seed))
