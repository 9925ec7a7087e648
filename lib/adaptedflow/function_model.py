"""Any smooth map in the place of a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .arrays import FLOAT, real_array, whole_number
from .foreign_code import Guarded

if TYPE_CHECKING:
    from collections.abc import Callable
    from numpy.typing import ArrayLike


class FunctionModel:
    """A map ``(theta, X) -> (N, Q)`` given by functions; the paper's theorems hold for any such smooth map.

    ``outputs(theta, X)`` returns (N, Q); ``jacobian(theta, X)`` returns ``D`` (N*Q, K), rows sample by sample;
    ``jacobian_derivative(theta, X, v)``, if given, returns ``d/de D[theta + e v]`` (N*Q, K). Kernel and products follow
    from ``D``. The functions get copies of ``theta`` (K,), ``X`` (N, M) and ``v`` (K,), and what they return is copied and checked: ValueError where a
    shape does not fit, an entry is not finite or missing. They may work in float32: cutoffs for the rank of ``D`` follow (``rounding``).

    >>> import adaptedflow as af
    >>> product = af.FunctionModel(lambda w, X: X * w[0] * w[1], lambda w, X: X * [w[1], w[0]], 2)
    >>> product.jacobian([2.0, 0.5], [[1.0]]).tolist()
    [[0.5, 2.0]]
    """

    num_parameters: int

    def __init__(self, outputs: Callable, jacobian: Callable, num_parameters: int, jacobian_derivative: Callable | None = None) -> None:
        for name, function in (("outputs", outputs), ("jacobian", jacobian)):
            if not callable(function):
                raise TypeError(f"{name}: expected a function of (theta, X), got {function!r}.")
        if jacobian_derivative is not None and not callable(jacobian_derivative):
            raise TypeError(f"jacobian_derivative: expected a function of (theta, X, v), got {jacobian_derivative!r}.")
        self.num_parameters = whole_number("num_parameters", num_parameters, minimum=1)
        self._outputs, self._jacobian = Guarded(outputs), Guarded(jacobian)
        self._derivative = None if jacobian_derivative is None else Guarded(jacobian_derivative)

    @property
    def rounding(self) -> float:
        """The relative rounding error of what the functions return, 2.2e-16, or that of float32 or float16 where they work in these."""
        return max(function.rounding for function in (self._outputs, self._jacobian, self._derivative) if function)

    @property
    def has_jacobian_derivative(self) -> bool:
        """Whether second derivatives were given."""
        return self._derivative is not None

    def outputs(self, theta: ArrayLike, X: ArrayLike) -> np.ndarray:
        """``x[theta]`` (N, Q)."""
        X = self._inputs(X)
        return self._outputs("the model's outputs(theta, X)", (len(X), None), self._theta(theta), X)

    def jacobian(self, theta: ArrayLike, X: ArrayLike) -> np.ndarray:
        """``D`` (N*Q, K)."""
        return self._jacobian("the model's jacobian(theta, X)", (None, self.num_parameters), self._theta(theta), self._inputs(X))

    def ntk(self, theta: ArrayLike, X: ArrayLike, lower: bool = False) -> np.ndarray:
        """``D D^T`` (N*Q, N*Q), both halves."""
        D = self.jacobian(theta, X)
        return D @ D.T

    def jvp(self, theta: ArrayLike, X: ArrayLike, v: ArrayLike) -> np.ndarray:
        """``D v`` (N*Q,)."""
        return self.jacobian(theta, X) @ self._theta(v, "v")

    def vjp(self, theta: ArrayLike, X: ArrayLike, u: ArrayLike) -> np.ndarray:
        """``D^T u`` (K,)."""
        D = self.jacobian(theta, X)
        return D.T @ real_array("u", u, (len(D),), allow_complex=True)

    def jacobian_derivative(self, theta: ArrayLike, X: ArrayLike, v: ArrayLike) -> np.ndarray:
        """``d/de D[theta + e v]`` (N*Q, K); ValueError if the model was made without it."""
        if self._derivative is None:
            raise ValueError("this FunctionModel has no second derivatives: pass "
                             "jacobian_derivative=function(theta, X, v) -> (N*Q, K) when you make it.")
        theta, X, v = self._theta(theta), self._inputs(X), self._theta(v, "v")
        return self._derivative("the model's jacobian_derivative(theta, X, v)", (None, self.num_parameters), theta, X, v)

    def _theta(self, theta, name="theta"):
        return real_array(name, theta, (self.num_parameters,), allow_complex=True,
                          cure=f"This model has K = {self.num_parameters} parameters.")

    @staticmethod
    def _inputs(X):
        if type(X) is np.ndarray and X.ndim == 2 and not X.flags.writeable and X.dtype is FLOAT:
            return X                                                   # a Problem's, checked once
        return real_array("X", X, (None, None), cure="One input per row.")


class Matrix:
    """``D`` (N*Q, K) as a map, as :class:`adaptedflow.derivatives.Linearised` is one."""

    def __init__(self, D):
        self.D, self.num_parameters = D, D.shape[1]

    def jvp(self, v):
        """``D v`` (N*Q,)."""
        return self.D @ v

    def vjp(self, u):
        """``D^T u`` (K,)."""
        return self.D.T @ u


def output_hessian(model, theta, X, u):
    """Hessian (K, K) of ``u . x`` for ``u`` (N*Q,): the model's own method, or K times its derivative of ``D``."""
    if hasattr(model, "output_hessian"):
        return model.output_hessian(theta, X, u)
    return np.array([u @ model.jacobian_derivative(theta, X, e) for e in np.eye(model.num_parameters)])
