"""Vector fields on parameter space and their Lie bracket, exact to rounding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.linalg import solve_triangular

from ..arrays import own_array, real_array
from ..checked import checked_model
from ..foreign_code import Guarded
from .bundle import factors

if TYPE_CHECKING:
    from collections.abc import Callable
    from numpy.typing import ArrayLike

STEP = 1e-30         # of the complex step: its square is nothing beside 1, so there is no truncation error


class GradientField:
    """``theta -> D^T u`` (K,): the Euclidean gradient of ``u . x``, for fixed ``u`` (QN,).

    Horizontal, and defined at every rank. Takes complex ``theta``; :meth:`derivative` is in closed form.
    """

    def __init__(self, model: Any, X: ArrayLike, u: ArrayLike) -> None:
        self.model, self.X, self.u = checked_model(model), own_array("X", X, (None, None)), own_array("u", u, (None,))

    def __call__(self, theta: ArrayLike) -> np.ndarray:
        return self.model.vjp(theta, self.X, self.u)

    def derivative(self, theta: ArrayLike, direction: ArrayLike) -> np.ndarray:
        """``d/de (D^T u)[theta + e direction]`` (K,): the Hessian of ``u . x`` on ``direction``."""
        return self.model.jacobian_derivative(theta, self.X, direction).T @ self.u


class LiftField:
    """``theta -> D^+ v`` (K,): the horizontal lift of the constant output velocity ``v`` (QN,), where ``rank D = QN``.

    A complex ``theta`` is read as a real one with an infinitesimal imaginary part, as in a complex step.
    """

    def __init__(self, model: Any, X: ArrayLike, v: ArrayLike) -> None:
        self.model, self.X, self.v = checked_model(model), own_array("X", X, (None, None)), own_array("v", v, (None,))

    def __call__(self, theta: np.ndarray) -> np.ndarray:
        if np.iscomplexobj(theta):
            return self(theta.real) + 1j * self.derivative(theta.real, theta.imag)
        _, Q, R = self._factors(theta)
        return Q @ solve_triangular(R, self.v, trans="T")

    def derivative(self, theta: ArrayLike, direction: ArrayLike) -> np.ndarray:
        """``-D^+ dD p + (1 - P) dD^T z`` (K,) with ``p = D^+ v``, ``z = (D D^T)^-1 v`` and ``dD`` along ``direction``."""
        _, Q, R = self._factors(theta)
        c = solve_triangular(R, self.v, trans="T")                     # p = Q c
        dD = self.model.jacobian_derivative(theta, self.X, direction)  # (QN, K)
        across = dD.T @ solve_triangular(R, c)                         # (K,): dD^T z
        along = Q.T @ across + solve_triangular(R, dD @ (Q @ c), trans="T")
        return across - Q @ along

    def _factors(self, theta):
        found = factors(self.model, self.X, theta)
        if len(found[0]) != len(self.v):
            raise ValueError(f"v: expected shape ({len(found[0])},), a velocity of all outputs, got {self.v.shape}.")
        return found


def lie_bracket(field1: Callable, field2: Callable, theta: ArrayLike) -> np.ndarray:
    """``[V, W] = DW V - DV W`` (K,) at ``theta`` (K,): the commutator of the two flows, to second order in their times.

    Fields are functions ``theta -> (K,)``. Derivatives are taken from a method ``derivative(theta, direction)`` where the
    field has one (:class:`GradientField`, :class:`LiftField`), else by complex step; the field then has to take complex
    ``theta`` and return a complex array, ValueError otherwise. A bracket is such a field again:
    ``lambda theta: lie_bracket(V, W, theta)``, so brackets of brackets are exact too.
    """
    theta = real_array("theta", theta, (None,), allow_complex=True)
    first, second = (Guarded(field)("field", theta.shape, theta) for field in (field1, field2))
    return _derivative(field2, theta, first) - _derivative(field1, theta, second)


def _derivative(field, theta, direction):
    if hasattr(field, "derivative"):
        return Guarded(field.derivative)("the derivative of a field", theta.shape, theta, direction)
    if np.iscomplexobj(theta):
        raise ValueError("field: expected one with a method derivative(theta, direction) inside a nested bracket, got a plain "
                         "function: one complex step cannot stand inside another. Use horizontal.GradientField.")
    value = Guarded(field)("field", theta.shape, theta + 1j * STEP * direction)
    if not np.iscomplexobj(value):
        raise ValueError(f"field: expected a complex array of shape {theta.shape} at complex theta, got {value.dtype} {value.shape}. "
                         "Write it with complex-safe functions (a constant c as c + 0 * theta), or give it a derivative method.")
    return value.imag / STEP
