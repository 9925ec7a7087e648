"""One step of Dormand-Prince 8(5,3), as scipy's DOP853 makes it, of many orbits at once, each of its own length."""

import numpy as np
from scipy.integrate import DOP853
from scipy.integrate._ivp.rk import MAX_FACTOR, MIN_FACTOR, SAFETY

STAGES = len(DOP853.B)
POWER = -1 / (DOP853.error_estimator_order + 1)
WEIGHTS = [np.append(1.0, DOP853.A[stage, :stage]) for stage in range(1, STAGES)] + [np.append(1.0, DOP853.B)]   # of the start and the increments, 1 for the start
ERRORS = np.array([DOP853.E5, DOP853.E3])


def trial_step(increments, state, slope, length):
    """The end (B, n) of a step of ``length`` (B,) from ``state`` (B, n), where the rates are ``slope``, and what it is made of (STAGES + 2, B, n): the state,
    the increments at the stages, and place for that at the end. ``increments(state, length, out)`` writes the rates times ``length`` (B, 1) into ``out``."""
    parts, length = np.empty((STAGES + 2, *state.shape)), length[:, None]
    flat = parts.reshape(len(parts), -1)                               # a view
    parts[0] = state
    np.multiply(length, slope, out=parts[1])
    for number, weights in enumerate(WEIGHTS[:-1], 2):
        increments((weights @ flat[:number]).reshape(state.shape), length, parts[number])
    return (WEIGHTS[-1] @ flat[:-1]).reshape(state.shape), parts


def error_norms(parts, after, length, scale):
    """The error of a step (B,) in units of ``scale`` (B, n), from its ``parts`` and the rates ``after`` it: accepted below 1, NaN where a stage has none."""
    np.multiply(length[:, None], after, out=parts[-1])
    errors = (ERRORS @ parts[1:].reshape(STAGES + 1, -1)).reshape(2, *scale.shape)
    errors /= scale
    fifth, third = np.vecdot(errors, errors)
    return np.where(fifth + third == 0, 0.0, fifth / np.sqrt((fifth + 0.01 * third) * scale.shape[1]))


def factors(error, rejected):
    """By how much the next step is longer, given whether one was ``rejected`` just before: it does not grow then."""
    factor = np.where(error == 0, MAX_FACTOR, SAFETY * error ** POWER)
    return np.where(error < 1, np.minimum(np.where(rejected, 1.0, MAX_FACTOR), factor), np.fmax(MIN_FACTOR, factor))

