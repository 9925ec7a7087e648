"""Activation functions sigma of (1.3), each with its first and second derivative.

All functions act entry by entry, are safe for large arguments, and take complex arguments by branching on the real
part, so that the complex step differentiates through them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import erf as _erf

from .arrays import real_number
from .foreign_arrays import EPS
from .foreign_code import Pointwise, is_ours


@dataclass(frozen=True)
class Activation:
    """An activation ``value`` with derivatives ``first`` and ``second``, and the points ``kinks`` where ``first`` jumps.

    The paper asks for a Lipschitz continuous derivative (Section 1.1): that is ``kinks == ()``. ReLU does not satisfy
    it; :func:`mollified_relu` does. The functions get copies, and what they return is copied and checked: ValueError or TypeError
    for another shape and for entries that are no finite numbers.
    """

    name: str
    value: Callable
    first: Callable
    second: Callable
    kinks: tuple[float, ...] = ()

    def __post_init__(self):
        if not isinstance(self.name, str):
            raise TypeError(f"name: expected a string, got {self.name!r}.")
        own = []
        for field in ("value", "first", "second"):
            if not callable(getattr(self, field)):
                raise TypeError(f"{field}: expected a function of an array, got {getattr(self, field)!r}.")
            if not is_ours(getattr(self, field)):
                own.append(Pointwise(f"the activation {self.name}, {field}", getattr(self, field)))
                object.__setattr__(self, field, own[-1])
        object.__setattr__(self, "_own", tuple(own))                   # those that this package did not write
        if not isinstance(self.kinks, (tuple, list)):
            raise TypeError(f"kinks: expected a tuple of points, () where the derivative is continuous, got {self.kinks!r}.")
        object.__setattr__(self, "kinks", tuple(real_number("kinks", kink) for kink in self.kinks))

    @property
    def rounding(self) -> float:
        """The relative rounding error of what the functions return, as far as they have been called (that of float64, or of float32 or float16)."""
        return max(function.rounding for function in self._own) if self._own else EPS


def _decay(u, rate=1.0):
    """exp(-rate |u|), with the sign of the real part in the place of the sign."""
    if np.iscomplexobj(u):
        return np.exp(np.where(np.real(u) < 0, rate * u, -rate * u))
    size = np.abs(u)
    size *= -rate
    return np.exp(size, out=size)


def _sech_squared(u):
    """``4 e / (1 + e)^2`` with ``e = exp(-2 |u|)``; in place, as fresh memory for each step would cost more than the arithmetic."""
    e = _decay(u, 2.0)
    q = 1.0 + e                                                        # with floats: numpy takes as long to convert an int as to add a few of them
    q *= q
    e *= 4.0
    e /= q
    return e


def _softplus(u):
    return np.where(u.real > 0, u, 0) + np.log1p(_decay(u))


def _sigmoid(u):
    e = _decay(u)
    return np.where(u.real < 0, e, 1) / (1 + e)


def _sigmoid_prime(u):
    e = _decay(u)
    return e / (1 + e) ** 2


def _gauss(u):
    return 2 / np.sqrt(np.pi) * np.exp(-u * u)


def _ones(u):
    return np.ones_like(u)


def _zeros(u):
    return np.zeros_like(u)


identity = Activation("identity", lambda u: u, _ones, _zeros)
tanh = Activation("tanh", lambda u: np.tanh(u), _sech_squared, lambda u: -2 * np.tanh(u) * _sech_squared(u))
softplus = Activation("softplus", _softplus, _sigmoid, _sigmoid_prime)
erf = Activation("erf", lambda u: _erf(u), _gauss, lambda u: -2 * u * _gauss(u))
relu = Activation(
    "relu",
    lambda u: np.where(u.real > 0, u, 0),
    lambda u: np.where(u.real > 0, 1.0, 0.0),       # at the kink itself the derivative is taken as 0
    _zeros,
    kinks=(0.0,),
)

BY_NAME = {a.name: a for a in (identity, tanh, softplus, relu, erf)}


def mollified_relu(width: float) -> Activation:
    """ReLU mollified on the window ``[-width, width]``: its average over that window, as the paper's Section 1.1 admits.

    ``sigma(u) = 0`` for ``u <= -w``, ``(u + w)^2 / (4 w)`` inside, ``u`` for ``u >= w``. The derivative is piecewise
    linear and Lipschitz with constant ``1 / (2 w)``; the second derivative is a step, ``1 / (2 w)`` inside the window.
    Raises ValueError unless ``width > 0``.
    """
    w = real_number("width", width, minimum=0, strict=True, cure="Use activation='relu' for the unmollified ReLU.")

    def value(u):
        inside = (u + w) ** 2 / (4 * w)
        return np.where(u.real >= w, u, np.where(u.real > -w, inside, 0))

    def first(u):
        return np.where(u.real >= w, 1, np.where(u.real > -w, (u + w) / (2 * w), 0))

    def second(u):
        return np.where(np.abs(u.real) < w, 1 / (2 * w), 0.0)

    return Activation(f"mollified_relu({w:g})", value, first, second)


def get(activation):
    """The :class:`Activation` for a name or an Activation; ValueError or TypeError for anything else."""
    if isinstance(activation, Activation):
        return activation
    if isinstance(activation, str):
        if activation in BY_NAME:
            return BY_NAME[activation]
        raise ValueError(f"activation: expected one of {sorted(BY_NAME)}, got {activation!r}. "
                         "For others pass af.mollified_relu(width) or af.Activation(name, value, first, second).")
    raise TypeError(f"activation: expected a name or an af.Activation, got {activation!r}.")
