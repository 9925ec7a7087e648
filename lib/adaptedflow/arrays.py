"""Checked conversion of what a user passes in: float64 arrays of the right shape, or one clear error."""

import math
import numbers

import numpy as np

from .foreign_arrays import plain

FLOAT = np.dtype(float)


def real_array(name, value, shape, *, cure="", allow_complex=False, allow_infinite=False):
    """``value`` as a finite float64 array of ``shape``; an entry ``None`` in ``shape`` admits any positive length.

    Integer and lower-precision data, DataFrames and Series are converted. Boolean, object and complex data (complex is let through where
    ``allow_complex``), missing values, wrong dimensions, empty arrays, NaN and infinity (unless ``allow_infinite``) raise:
    TypeError for the kind of data, ValueError for the rest. What fits already is returned as it is, and not copied: see :func:`own_array`.
    """
    array = value if type(value) is np.ndarray else any_array(name, value, cure)
    if array.dtype is FLOAT and array.shape == shape and array.size and _square_is_finite(array):
        return array                                                   # as almost always
    kind = array.dtype.kind
    if kind not in ("iufc" if allow_complex else "iuf"):
        raise TypeError(f"{name}: expected real numbers (float or integer), got dtype {array.dtype}.{_then(cure or _kind_cure(kind))}")
    if array.ndim != len(shape) or any(want is not None and want != got for want, got in zip(shape, array.shape)):
        raise ValueError(f"{name}: expected shape {_shape_text(shape)}, got {array.shape}.{_then(cure)}")
    if array.size == 0:
        raise ValueError(f"{name}: expected at least one entry, got an empty array of shape {array.shape}.{_then(cure)}")
    array = array.astype(complex if kind == "c" else float, copy=False)
    if not (_square_is_finite(array) or allow_infinite or np.isfinite(array).all()):
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(f"{name}: expected finite numbers, got {array[where]} at index {where}; remove or repair such entries first.")
    return array


def own_array(name, value, shape, **options):
    """As :func:`real_array`, a copy that nobody can write to: for what is kept, while the caller may use the memory of ``value`` again."""
    array = real_array(name, value, shape, **options).copy()
    array.flags.writeable = False
    return array


def any_array(name, value, cure=""):
    """``value`` as an array of whatever type it has; ValueError or TypeError where it is none, or has missing values."""
    try:
        return plain(name, value)
    except RuntimeError as error:                                      # a tensor that cannot be read as an array
        raise TypeError(f"{name}: expected an array of numbers, got {type(value).__name__}: {error}") from None
    except ValueError as error:
        if str(error).startswith(f"{name}: "):                         # it says already what is missing, and where
            raise
        raise ValueError(f"{name}: expected a rectangular array of numbers, got rows of different lengths.{_then(cure)}") from None


def is_finite(array):
    """Whether all entries of a float64 ``array`` are finite."""
    return _square_is_finite(array) or bool(np.isfinite(array).all())


def _square_is_finite(array):
    """Whether the sum of squares is finite: then all entries are. Asked first, as it takes a third of the time of looking at each."""
    return math.isfinite(abs(np.vdot(array, array)))


def real_number(name, value, *, minimum=None, strict=False, allow_inf=False, cure=""):
    """``value`` as a float, not below ``minimum`` (above it where ``strict``); TypeError or ValueError otherwise."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name}: expected a real number, got {value!r}.{_then(cure)}")
    number = float(value)
    too_small = minimum is not None and (number <= minimum if strict else number < minimum)
    if math.isnan(number) or too_small or (math.isinf(number) and not allow_inf):
        bound = "" if minimum is None else f" {'>' if strict else '>='} {minimum:g}"
        raise ValueError(f"{name}: expected a {'' if allow_inf else 'finite '}number{bound}, got {number:g}.{_then(cure)}")
    return number


def several(value):
    """Whether ``value`` stands for more than one number: a list, or an array or frame with an axis."""
    return isinstance(value, (list, tuple)) or getattr(value, "ndim", 0) > 0


def real_numbers(name, values):
    """``values`` as a flat list of floats, infinite ones too; TypeError or ValueError for others than real numbers, and for missing ones."""
    array = any_array(name, values)
    if array.dtype.kind not in "iuf":
        raise TypeError(f"{name}: expected real numbers (float or integer), got dtype {array.dtype}.{_then(_kind_cure(array.dtype.kind))}")
    return array.ravel().astype(float).tolist()


def whole_number(name, value, *, minimum=0, cure=""):
    """``value`` as an int, not below ``minimum``; TypeError or ValueError otherwise."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, numbers.Integral):
        raise TypeError(f"{name}: expected a whole number, got {value!r}.{_then(cure)}")
    if value < minimum:
        raise ValueError(f"{name}: expected a whole number >= {minimum}, got {value}.{_then(cure)}")
    return int(value)


def _then(cure):
    return f" {cure}" if cure else ""


def _kind_cure(kind):
    return {"b": "Write 0 and 1 as numbers.", "c": "Pass real parts only.",
            "O": "Convert the data with numpy first: values.astype(float), once nothing is missing.", "U": "Turn text into numbers first."}.get(kind, "")


def _shape_text(shape):
    return "(" + ", ".join("any" if n is None else str(n) for n in shape) + ("," if len(shape) == 1 else "") + ")"
