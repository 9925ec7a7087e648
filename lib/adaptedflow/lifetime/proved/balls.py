"""Arrays and matrices of python-flint's balls, and rigorous bounds on their norms."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Context
from fractions import Fraction
from functools import reduce

import numpy as np


def flint():
    """The module python-flint, or ModuleNotFoundError with the cure."""
    try:
        import flint as module
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError("lifetime.certify works in ball arithmetic and needs python-flint: pip install python-flint", name="flint") from error
    return module


def balls(integers, bits):
    """Integers (any shape) in units of ``2^-bits`` as balls."""
    arb = flint().arb
    unit = arb(2) ** -bits
    return each(lambda c: arb(int(c)) * unit, integers)


def exact(floats):
    """Floats (any shape) as balls of radius zero."""
    return each(lambda c: flint().arb(float(c)), floats)


def fraction(ball):
    """The middle of ``ball``."""
    mantissa, exponent = ball.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def size(array):
    """An upper bound on the Euclidean (for a matrix: Frobenius) norm, as an exact ball."""
    return sum((value * value for value in np.ravel(array)), flint().arb(0)).abs_upper().sqrt().upper()


def largest(balls):
    """An upper bound on the largest of ``balls``, as an exact ball; as floats, two of them could be the same number."""
    return reduce(lambda one, other: one.max(other), balls).upper()


def below(value, digits):
    """The float ``value`` rounded down to ``digits`` decimal digits, so that a bound stays one where it is written with so many."""
    return float(Context(digits, ROUND_FLOOR).create_decimal_from_float(float(value)))


def above(value, digits):
    """As :func:`below`, rounded up."""
    return float(Context(digits, ROUND_CEILING).create_decimal_from_float(float(value)))


def each(function, *arrays):
    """``function`` applied entry by entry."""
    return np.frompyfunc(function, len(arrays), 1)(*arrays)


def table(shape, function):
    """The object array of ``function(i, j, ...)``; numpy would take a polynomial for a sequence."""
    array = np.empty(shape, dtype=object)
    for index in np.ndindex(*shape):
        array[index] = function(*index)
    return array


def matrix(array):
    """An ``arb_mat`` of a two-dimensional array."""
    return flint().arb_mat(array.tolist())
