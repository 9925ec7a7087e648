"""One step of Dormand-Prince 8(5,3), as scipy's DOP853 makes it, of many orbits at once, each of its own length."""

import numpy as np
from scipy.integrate import DOP853
from scipy.integrate._ivp.rk import MAX_FACTOR, MIN_FACTOR, SAFETY

STAGES = len(DOP853.B)
POWER = -1 / (DOP853.error_estimator_order + 1)


def trial_step(rates, state, slope, length):
    """The end (B, n) of a step of ``length`` (B,) from ``state`` (B, n), where the rates are ``slope``, and the rates at its stages (STAGES, B, n)."""
    k = np.empty((STAGES, *state.shape))
    k[0] = slope
    for stage in range(1, STAGES):
        k[stage] = rates(state + length[:, None] * _combined(DOP853.A[stage, :stage], k[:stage]))
    return state + length[:, None] * _combined(DOP853.B, k), k


def error_norms(k, after, length, scale):
    """The error of a step (B,) in units of ``scale`` (B, n), from its stages and the rates ``after`` it: accepted below 1, NaN where a stage has none."""
    fifth, third = (np.sum(((_combined(e[:-1], k) + e[-1] * after) / scale) ** 2, axis=1) for e in (DOP853.E5, DOP853.E3))
    return np.where(fifth + third == 0, 0.0, length * fifth / np.sqrt((fifth + 0.01 * third) * scale.shape[1]))


def factors(error, rejected):
    """By how much the next step is longer, given whether one was ``rejected`` just before: it does not grow then."""
    factor = np.where(error == 0, MAX_FACTOR, SAFETY * error ** POWER)
    return np.where(error < 1, np.minimum(np.where(rejected, 1.0, MAX_FACTOR), factor), np.fmax(MIN_FACTOR, factor))


def _combined(weights, k):
    return (weights @ k.reshape(len(k), -1)).reshape(k.shape[1:])
