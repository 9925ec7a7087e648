"""Checked conversion of what a user passes in: float64 arrays of the right shape, or one clear error."""

import math
import numbers

import numpy as np


def real_array(name, value, shape, *, cure="", allow_complex=False):
    """``value`` as a finite float64 array of ``shape``; an entry ``None`` in ``shape`` admits any positive length.

    Integer data are converted. Boolean, object and complex data (complex is let through where ``allow_complex``),
    wrong dimensions, empty arrays, NaN and infinity raise: TypeError for the kind of data, ValueError for the rest.
    """
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(f"{name}: expected a rectangular array of numbers, got rows of different lengths.{_then(cure)}") from None
    kind = array.dtype.kind
    if kind not in ("iufc" if allow_complex else "iuf"):
        raise TypeError(f"{name}: expected real numbers (float or integer), got dtype {array.dtype}.{_then(cure or _kind_cure(kind))}")
    if array.ndim != len(shape) or any(want is not None and want != got for want, got in zip(shape, array.shape)):
        raise ValueError(f"{name}: expected shape {_shape_text(shape)}, got {array.shape}.{_then(cure)}")
    if array.size == 0:
        raise ValueError(f"{name}: expected at least one entry, got an empty array of shape {array.shape}.{_then(cure)}")
    array = array.astype(complex if kind == "c" else float, copy=False)
    if not (_square_is_finite(array) or np.isfinite(array).all()):
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(f"{name}: expected finite numbers, got {array[where]} at index {where}; remove or repair such entries first.")
    return array


def _square_is_finite(array):
    """Whether the sum of squares is finite: then all entries are. Asked first, as it takes a third of the time of looking at each."""
    return math.isfinite(abs(np.vdot(array, array)))


def real_number(name, value, *, minimum=None, strict=False, allow_inf=False, cure=""):
    """``value`` as a float, not below ``minimum`` (above it where ``strict``); TypeError or ValueError otherwise."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name}: expected a real number, got {value!r}.{_then(cure)}")
    number = float(value)
    too_small = minimum is not None and (number <= minimum if strict else number < minimum)
    if np.isnan(number) or too_small or (np.isinf(number) and not allow_inf):
        bound = "" if minimum is None else f" {'>' if strict else '>='} {minimum:g}"
        raise ValueError(f"{name}: expected a {'' if allow_inf else 'finite '}number{bound}, got {number:g}.{_then(cure)}")
    return number


def whole_number(name, value, *, minimum=0, cure=""):
    """``value`` as an int, not below ``minimum``; TypeError or ValueError otherwise."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, numbers.Integral):
        raise TypeError(f"{name}: expected a whole number, got {value!r}.{_then(cure)}")
    if value < minimum:
        raise ValueError(f"{name}: expected a whole number >= {minimum}, got {value}.{_then(cure)}")
    return int(value)


def checked_problem(problem):
    """``problem`` itself; TypeError where it has not what an :class:`adaptedflow.Problem` has."""
    return _having("problem", problem, ("K", "N", "Q", "y", "outputs", "jacobian", "vjp"), "an af.Problem")


def checked_model(model, name="model"):
    """``model`` itself; TypeError where it has not what an :class:`adaptedflow.Network` or FunctionModel has."""
    return _having(name, model, ("num_parameters", "outputs", "jacobian"), "an af.Network or af.FunctionModel")


def checked_network(net):
    """``net`` itself; TypeError where it has no layers."""
    return _having("net", net, ("num_parameters", "widths", "activation", "unpack"), "an af.Network")


def _having(name, value, attributes, expected):
    if isinstance(value, type) or not all(hasattr(value, attribute) for attribute in attributes):
        raise TypeError(f"{name}: expected {expected}, got {value!r}.")
    return value


def _then(cure):
    return f" {cure}" if cure else ""


def _kind_cure(kind):
    return {"b": "Write 0 and 1 as numbers.", "c": "Pass real parts only.",
            "O": "Convert the data with numpy first.", "U": "Turn text into numbers first."}.get(kind, "")


def _shape_text(shape):
    return "(" + ", ".join("any" if n is None else str(n) for n in shape) + ("," if len(shape) == 1 else "") + ")"
