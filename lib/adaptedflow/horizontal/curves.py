"""Curves in output space, to be lifted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from ..arrays import own_array, real_number
from ..foreign_code import Guarded

if TYPE_CHECKING:
    from collections.abc import Callable
    from numpy.typing import ArrayLike

STEP = 1e-30
START = 1e-4         # how far a curve may start from the outputs at theta0, relative to their size: a slip, not rounding


def circle(x0: ArrayLike, u: ArrayLike, v: ArrayLike, radius: float) -> Callable[[complex], np.ndarray]:
    """The loop ``tau -> x0 + radius ((cos 2 pi tau - 1) u + sin 2 pi tau v)`` through ``x0`` (QN,), run from ``u`` towards ``v``.

    For orthonormal ``u, v`` it is a circle of area ``pi radius^2``. Takes complex ``tau``, as :func:`lift` wants.
    """
    x0, u, v = (own_array(name, value, (np.size(x0),)) for name, value in (("x0", x0), ("u", u), ("v", v)))
    radius = real_number("radius", radius)
    return lambda tau: x0 + radius * ((np.cos(2 * np.pi * tau) - 1) * u + np.sin(2 * np.pi * tau) * v)


def pieces(curve, velocity, x0):
    """``curve`` as a list of smooth pieces ``(start, stop, point, velocity)`` that fill [0, 1], checked to start at ``x0``.

    ``point`` is a function of ``tau``, ``velocity`` of ``tau - start``.
    """
    if callable(curve):
        if velocity is not None and not callable(velocity):
            raise TypeError(f"velocity: expected a function of tau, got {velocity!r}.")
        shape, guarded = x0.shape, Guarded(curve)
        slope = _complex_step(guarded, shape) if velocity is None else partial(Guarded(velocity), "velocity", shape, allow_infinite=True)
        found = [(0.0, 1.0, lambda tau: guarded("curve", shape, tau).real, slope)]
    else:
        if velocity is not None:
            raise ValueError("velocity: expected None beside the vertices of a polyline, whose velocity is known.")
        vertices = own_array("curve", curve, (None, len(x0)), cure="One vertex a row; outputs are flattened sample by sample.")
        if len(vertices) < 2:
            raise ValueError("curve: expected at least two vertices, got one.")
        found = _polyline(vertices)
    if not np.isfinite(found[0][3](0.0)).all():
        raise ValueError("velocity: expected finite numbers at the start of the curve, got NaN or infinity there.")
    distance = np.linalg.norm(found[0][2](0.0) - x0)
    if not distance <= START * (1 + np.linalg.norm(x0)):
        raise ValueError(f"curve: expected to start at the outputs of theta0, got a start at distance {distance:.3g} from them; "
                         "add model.outputs(theta0, X).ravel() - curve(0) to it.")
    return found


def _polyline(vertices):
    count = len(vertices) - 1
    def piece(k):
        start, change = vertices[k], vertices[k + 1] - vertices[k]     # (QN,) each
        return k / count, (k + 1) / count, lambda tau: start + (count * tau - k) * change, lambda _: count * change
    return [piece(k) for k in range(count)]


def _complex_step(guarded, shape):
    def velocity(tau):
        value = guarded("curve", shape, tau + 1j * STEP, allow_infinite=True)
        if not np.iscomplexobj(value):
            raise TypeError(f"curve: expected a complex value at complex tau, got {value.dtype}: the velocity is taken by complex "
                            "step. Write the curve with numpy's smooth functions, or pass velocity=function(tau) -> (QN,).")
        return value.imag / STEP
    return velocity
