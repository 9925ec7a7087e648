"""A model with its training data: the cost (1.7) and its derivatives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import gram
from .arrays import any_array, is_finite, own_array, real_array
from .foreign_arrays import EPS
from .foreign_code import guarded_model
from .function_model import Matrix, output_hessian
from .kept_jacobian import KeptJacobian
from .memory import kept, scratch
from .network import Network

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class Problem:
    """Model, inputs ``X`` (N, M) and targets ``Y`` (N, Q): the cost (1.7), its gradients (1.21), (1.23) and Hessian.

    ``model`` is a :class:`adaptedflow.Network`, a :class:`adaptedflow.FunctionModel`, or any object with their methods.
    Outputs are flattened sample by sample to (N*Q,), as (1.2) and (1.8) do. Attributes: ``model X Y N M Q K``.

    >>> import adaptedflow as af
    >>> problem = af.Problem(af.Network([2, 8, 1]), [[0.0, 1.0], [1.0, 0.0]], [[1.0], [-1.0]])
    >>> problem.K, problem.regime, problem.cost([0.0] * problem.K)
    (33, 'overparametrized', 0.5)
    """

    model: Any
    X: np.ndarray
    Y: np.ndarray
    y: np.ndarray
    N: int
    M: int
    Q: int
    K: int

    def __init__(self, model: Any, X: ArrayLike, Y: ArrayLike) -> None:
        for method in ("outputs", "jacobian", "num_parameters"):
            if not hasattr(model, method):
                raise TypeError(f"model: expected an af.Network or af.FunctionModel, got {model!r} without {method!r}.")
        widths = getattr(model, "widths", (None, None))
        labels = "Targets need one row a sample: af.one_hot(labels, Q) turns class labels into rows."
        self.model, self._model = model, guarded_model(model)
        self.X = own_array("X", X, (None, widths[0]), cure="One input per row: images as X.reshape(len(X), -1). A Series has one dimension: X.to_frame().")
        Y = any_array("Y", Y, labels)
        if Y.ndim == 1:
            raise ValueError(f"Y: expected shape (N, Q), got {Y.shape}. {labels} For one number a sample: Y[:, None], of a Series Y.to_frame().")
        self.Y = own_array("Y", Y, (len(self.X), widths[-1]), cure=f"X has N = {len(self.X)} rows. {labels}")
        (self.N, self.M), self.Q, self.K = self.X.shape, self.Y.shape[1], model.num_parameters
        self.y = self.Y.ravel()                                        # (N*Q,), (1.2)

    def __repr__(self):
        return f"Problem({self.model!r}, N={self.N}, Q={self.Q}, K={self.K}: {self.regime})"

    @property
    def regime(self) -> str:
        """"overparametrized" (K > QN), "borderline" (K = QN) or "underparametrized" (K < QN)."""
        QN = self.Q * self.N
        return "overparametrized" if self.K > QN else "borderline" if self.K == QN else "underparametrized"

    @property
    def rounding(self) -> float:
        """The relative rounding error of what the model computes, that of float64, or of float32 or float16 where its functions work in these."""
        return getattr(self._model, "rounding", EPS)

    def outputs(self, theta: ArrayLike, reuse: bool = False) -> np.ndarray:
        """``x[theta]`` (N*Q,) of (1.8). With ``reuse``, within an integration, by the forward pass of :meth:`jacobian` with ``reuse``, which is done once
        where both are asked for at one ``theta``."""
        again = kept(self) if reuse is True and is_finite(theta) else None
        if again is not None:
            return again.at(theta).outputs()
        return self._fitting("outputs, like the targets,", self._model.outputs(theta, self.X), self.Y.shape).ravel()

    def jacobian(self, theta: ArrayLike, reuse: bool = False) -> np.ndarray:
        """``D`` (N*Q, K) of (1.20). With ``reuse``, within an integration, that of a network stands in memory that the next one overwrites, and
        ``theta`` has to be real and finite."""
        if reuse is True and type(self) is Problem and isinstance(self._model, Network):
            again = kept(self, lambda: KeptJacobian(self._model, self.X))
            if again is not None:
                return again(theta)
        return self._fitting("D", self._model.jacobian(theta, self.X), (self.N * self.Q, self.K))

    def ntk(self, theta: ArrayLike, lower: bool = False, reuse: bool = False) -> np.ndarray:
        """``D D^T`` (N*Q, N*Q) of (1.26); with ``lower`` entries above the diagonal need not be set. With ``reuse``, within an integration, a
        network's kernel stands in memory that the next one overwrites."""
        shape = self.N * self.Q, self.N * self.Q
        memory = scratch(shape, gram.NAME) if reuse and isinstance(self._model, Network) else None
        options = {} if memory is None else {"out": memory}
        return self._fitting("D D^T", self._model.ntk(theta, self.X, lower, **options), shape)

    def jvp(self, theta: ArrayLike, v: ArrayLike) -> np.ndarray:
        """``D v`` (N*Q,)."""
        return self._fitting("D v", self._model.jvp(theta, self.X, v), (self.N * self.Q,))

    def vjp(self, theta: ArrayLike, u: ArrayLike) -> np.ndarray:
        """``D^T u`` (K,)."""
        return self._model.vjp(theta, self.X, u)

    @property
    def has_layers(self) -> bool:
        """Whether the model is a :class:`adaptedflow.Network`, whose layers :meth:`linearised` knows."""
        return isinstance(self._model, Network)

    def linearised(self, theta: ArrayLike) -> Any:
        """``D`` as a map, with ``.jvp(v)`` and ``.vjp(u)``: what they share, a network's forward pass or else ``D`` itself, is computed once."""
        return self._model.linearised(theta, self.X, checked=True) if self.has_layers else Matrix(self.jacobian(theta))

    def jacobian_derivative(self, theta: ArrayLike, v: ArrayLike) -> np.ndarray:
        """``d/de D[theta + e v]`` at ``e = 0`` (N*Q, K)."""
        return self._fitting("dD", self._model.jacobian_derivative(theta, self.X, v), (self.N * self.Q, self.K))

    def output_hessian(self, theta: ArrayLike, u: ArrayLike) -> np.ndarray:
        """``sum_i u_i Hess x_i`` (K, K), the Hessian of ``u . x``, for ``u`` (N*Q,)."""
        u = real_array("u", u, (self.N * self.Q,), allow_complex=True)
        return self._fitting("Hess u . x", output_hessian(self._model, theta, self.X, u), (self.K, self.K))

    def cost(self, theta: ArrayLike) -> float:
        """``C = |x[theta] - y|^2 / (2 N)`` of (1.7)."""
        r = self.outputs(theta) - self.y                               # (N*Q,)
        return float(r @ r) / (2 * self.N)

    def output_gradient(self, theta: ArrayLike, reuse: bool = False) -> np.ndarray:
        """``grad_x C = (x[theta] - y) / N`` (N*Q,) of (1.23). ``reuse``: as for :meth:`outputs`."""
        outputs = self.outputs(theta, reuse=True) if reuse is True else self.outputs(theta)
        return (outputs - self.y) / self.N

    def cost_gradient(self, theta: ArrayLike) -> np.ndarray:
        """``grad_theta C = D^T grad_x C`` (K,) of (1.21)."""
        return self.vjp(theta, self.output_gradient(theta))

    def cost_hessian(self, theta: ArrayLike) -> np.ndarray:
        """``(D^T D + sum_k r_k Hess x_k) / N`` (K, K), ``r = x - y``, in closed form, then symmetrised."""
        D = self.jacobian(theta)
        H = D.T @ D / self.N + self.output_hessian(theta, self.output_gradient(theta))
        return (H + H.T) / 2

    def _fitting(self, name, array, shape):
        if array.shape != shape:
            raise ValueError(f"model: expected {name} of shape {shape} (N = {self.N}, Q = {self.Q}, K = {self.K}), got {array.shape}.")
        return array


def reusing(method, theta):
    """``method(theta)`` of a problem, with ``reuse`` where it is one of our own: its outputs, their gradient of the cost, or ``D`` for one use."""
    return method(theta, reuse=True) if type(getattr(method, "__self__", None)) is Problem else method(theta)
