"""The paper's networks, (1.3)-(1.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import activations, derivatives, gram
from .arrays import real_array, real_number, whole_number
from .seeds import generator

if TYPE_CHECKING:
    from collections.abc import Sequence
    from numpy.typing import ArrayLike
    from .activations import Activation


class Network:
    """A fully connected network with ``L`` hidden layers and an affine output layer, (1.3)-(1.6).

    ``widths = [M, M_1, ..., M_L, Q]``; no hidden layer (``[M, Q]``) is admitted. ``activation`` is a name
    ("identity", "tanh", "softplus", "relu", "erf") or an :class:`adaptedflow.Activation`. ``bias=False`` leaves out every
    bias (outside the paper's class). Parameters are one vector ``theta`` (K,), layer by layer each ``W_l`` row by row and
    then ``b_l``, the order of (2.27). Derivative methods also take complex ``theta`` and ``v``, for the complex step.

    Every method raises ValueError or TypeError on arrays that do not fit, saying what was expected.

    >>> import adaptedflow as af
    >>> net = af.Network([2, 8, 1])
    >>> net.num_parameters, net.jacobian(net.init(0), [[0.0, 1.0], [1.0, 0.0]]).shape
    (33, (2, 33))
    """

    widths: tuple[int, ...]
    activation: Activation
    bias: bool

    def __init__(self, widths: Sequence[int], activation: str | Activation = "tanh", bias: bool = True) -> None:
        if isinstance(widths, (str, bytes)) or getattr(widths, "ndim", 1) != 1 or not hasattr(widths, "__len__") or len(widths) < 2:
            raise ValueError(f"widths: expected at least two layer widths [M, ..., Q], got {widths!r}.")
        if not isinstance(bias, (bool, np.bool_)):
            raise TypeError(f"bias: expected True or False, got {bias!r}.")
        self.widths = tuple(whole_number(f"widths[{i}]", w, minimum=1) for i, w in enumerate(widths))
        self.activation = activations.get(activation)
        self.bias = bool(bias)
        self._places = self._find_places()
        self._cure = f"{Network.__repr__(self)} has K = {self.num_parameters} parameters; net.init(seed) makes such a vector."

    def __repr__(self):
        return f"Network({list(self.widths)}, activation={self.activation.name!r}, bias={self.bias})"

    @property
    def num_parameters(self) -> int:
        """``K`` of (1.5), the sum of ``M_l M_{l-1} + M_l`` (of ``M_l M_{l-1}`` without biases)."""
        return self._places[-1][2]

    @property
    def rounding(self) -> float:
        """The relative rounding error of the activation, that of float64 unless it is one of your own that works in float32."""
        return self.activation.rounding

    def init(self, seed: int | np.random.SeedSequence | np.random.Generator, scale: float = 1.0) -> np.ndarray:
        """Random ``theta`` (K,): ``W_l ~ N(0, scale^2 / M_{l-1})``, ``b_l ~ N(0, (scale / 10)^2)``.

        ``seed`` is a whole number, a ``numpy.random.SeedSequence`` or a ``Generator``; the same seed gives the same vector.
        """
        rng = generator(seed)
        scale = real_number("scale", scale, minimum=0)
        parts = []
        for fan_in, units in zip(self.widths, self.widths[1:]):
            parts.append(rng.normal(size=units * fan_in) * scale / np.sqrt(fan_in))
            if self.bias:
                parts.append(rng.normal(size=units) * scale / 10)
        return np.concatenate(parts)

    def unpack(self, theta: ArrayLike) -> list[tuple[np.ndarray, np.ndarray]]:
        """``[(W_1, b_1), ..., (W_{L+1}, b_{L+1})]`` as views of ``theta``; ``b_l`` is an empty array without biases."""
        return self._split(self._theta(theta))

    def outputs(self, theta: ArrayLike, X: ArrayLike) -> np.ndarray:
        """``x_j[theta]`` of (1.6) for all inputs: (N, Q)."""
        theta, X = self._theta(theta), self._inputs(X)
        return derivatives.forward(self._layers(theta), self.activation, X)[1][-1]

    def preactivations(self, theta: ArrayLike, X: ArrayLike) -> list[np.ndarray]:
        """``[z_1, ..., z_L]`` of the hidden layers, (N, M_l) each: what the activation is applied to."""
        theta, X = self._theta(theta), self._inputs(X)
        return derivatives.forward(self._layers(theta), self.activation, X)[1][:-1]

    def jacobian(self, theta: ArrayLike, X: ArrayLike, out: np.ndarray | None = None) -> np.ndarray:
        """``D`` (N*Q, K) of (1.20), in closed form; rows sample by sample.

        ``out``: a C-ordered array of that shape and type to write into; for large ``D`` the system's zeroing of fresh
        memory costs as much as the arithmetic.
        """
        theta, X = self._theta(theta), self._inputs(X)
        self._check_out(out, (len(X) * self.widths[-1], self.num_parameters), theta.dtype)
        return derivatives.jacobian(self._layers(theta), self.activation, X, self.bias, out)

    def ntk(self, theta: ArrayLike, X: ArrayLike, lower: bool = False, out: np.ndarray | None = None) -> np.ndarray:
        """``D D^T`` (N*Q, N*Q) of (1.26), without forming ``D``. With ``lower`` entries above the diagonal are not set.

        ``out``: a C-ordered array of that shape and type whose memory the kernel may take; what is returned is a view of it.
        """
        theta, X = self._theta(theta), self._inputs(X)
        self._check_out(out, (len(X) * self.widths[-1],) * 2, theta.dtype)
        return gram.ntk(self._layers(theta), self.activation, X, self.bias, lower, out)

    def jvp(self, theta: ArrayLike, X: ArrayLike, v: ArrayLike) -> np.ndarray:
        """``D v`` (N*Q,) for ``v`` (K,), by one forward pass."""
        theta, v, X = self._theta(theta), self._theta(v, "v"), self._inputs(X)
        return derivatives.jvp(self._layers(theta), self._layers(v), self.activation, X).ravel()

    def vjp(self, theta: ArrayLike, X: ArrayLike, u: ArrayLike) -> np.ndarray:
        """``D^T u`` (K,) for ``u`` (N*Q,), by one backward pass."""
        theta, X = self._theta(theta), self._inputs(X)
        N, Q = len(X), self.widths[-1]
        u = real_array("u", u, (N * Q,), allow_complex=True)
        return derivatives.vjp(self._layers(theta), self.activation, X, u.reshape(N, Q), self.bias)

    def linearised(self, theta: ArrayLike, X: ArrayLike, checked: bool = False) -> Any:
        """``D`` as a map, with ``.outputs``, ``.jacobian()``, ``.jvp(v)`` and ``.vjp(u)`` that share one forward pass: for many products at one ``theta``.

        ``checked``: ``X`` has been looked at before, as that of an :class:`adaptedflow.Problem` has.
        """
        theta, X = self._theta(theta), X if checked is True else self._inputs(X)
        return derivatives.Linearised(self._layers(theta), self.activation, X, self.bias, self._split)

    def jacobian_derivative(self, theta: ArrayLike, X: ArrayLike, v: ArrayLike) -> np.ndarray:
        """``d/de D[theta + e v]`` at ``e = 0`` (N*Q, K), in closed form.

        At a kink of the activation (ReLU) the one-sided choice of ``Activation.first`` is differentiated.
        """
        theta, v, X = self._theta(theta), self._theta(v, "v"), self._inputs(X)
        return derivatives.jacobian_derivative(self._layers(theta), self._layers(v), self.activation, X, self.bias)

    def output_hessian(self, theta: ArrayLike, X: ArrayLike, u: ArrayLike) -> np.ndarray:
        """Hessian (K, K) of ``u . x[theta]`` for ``u`` (N*Q,), in closed form: ``sum_i u_i Hess x_i``.

        At a kink of the activation (ReLU) as :meth:`jacobian_derivative`.
        """
        theta, X = self._theta(theta), self._inputs(X)
        N, Q = len(X), self.widths[-1]
        u = real_array("u", u, (N * Q,), allow_complex=True)
        return derivatives.output_hessian(self._layers(theta), self.activation, X, u.reshape(N, Q), self.bias)

    def _split(self, theta):
        return [(theta[start:middle].reshape(shape), theta[middle:stop]) for start, middle, stop, shape in self._places]

    def _find_places(self):
        """For each layer where in theta its weights start, where its bias, where it stops, and the shape of the weights."""
        places, start = [], 0
        for shape in zip(self.widths[1:], self.widths):
            middle = start + shape[0] * shape[1]
            places.append((start, middle, middle + shape[0] * self.bias, shape))
            start = places[-1][2]
        return places

    def _layers(self, theta):
        """As :meth:`unpack`, with 0 for the missing bias, ready for sums."""
        layers = self._split(theta)
        return layers if self.bias else [(W, 0.0) for W, _ in layers]

    def _theta(self, theta, name="theta"):
        return real_array(name, theta, (self.num_parameters,), allow_complex=True, cure=self._cure)

    def _inputs(self, X):
        cure = "One input per row: a single input x is X = x[None, :], N numbers are X = x[:, None]."
        shape = (None, self.widths[0])
        if getattr(X, "shape", ())[1:] == shape[1:]:                   # as almost always
            shape = X.shape
        return real_array("X", X, shape, cure=cure)

    @staticmethod
    def _check_out(out, shape, kind):
        if out is None:
            return
        if not isinstance(out, np.ndarray) or (out.shape, out.dtype) != (shape, kind) or not out.flags.c_contiguous:
            raise ValueError(f"out: expected a C-ordered {kind} array of shape {shape}, got "
                             f"{getattr(out, 'dtype', type(out).__name__)} of shape {getattr(out, 'shape', None)}.")
