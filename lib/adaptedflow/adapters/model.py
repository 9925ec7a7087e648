"""What models made by automatic differentiation share: checks, copies, blocks that fit into memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..arrays import real_array, whole_number
from ..memory import require

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from numpy.typing import ArrayLike

WHOLE = 2 ** 26          # entries of D (512 MiB) up to which it is formed in one piece
LOOKED_AT = 3            # samples in the first look at a function
KINDS = ("float64", "float32")


class AutodiffModel:
    """A model whose derivatives another library takes. Made by :func:`adaptedflow.from_torch` and :func:`adaptedflow.from_jax`.

    Attributes: ``num_parameters`` K; ``theta0`` (K,), the parameters as they were given; ``layout``, a name, a slice of theta and a shape for each
    tensor; ``input_shape``; ``dtype``. Methods are those of :class:`adaptedflow.Network`, for real ``theta``; arrays are numpy's.
    """

    library = ""
    layout: tuple[tuple[str, slice, tuple[int, ...]], ...]
    dtype: str
    num_parameters: int
    input_shape: tuple[int, ...] | None

    def __init__(self, layout: Iterable[tuple[str, slice, tuple[int, ...]]], theta0: ArrayLike, input_shape: Sequence[int] | None, dtype: str) -> None:
        self.layout, self.dtype = tuple(layout), dtype
        self.num_parameters = len(theta0)
        self.input_shape = None if input_shape is None else tuple(whole_number("input_shape", n, minimum=1) for n in input_shape)
        self._theta0, self._looked_at, self._second_looked_at = np.array(theta0, float), False, False

    def __repr__(self):
        return f"{type(self).__name__}({self._what()}, K={self.num_parameters}, {self.dtype})"

    @property
    def theta0(self) -> np.ndarray:
        """The parameters (K,) as they were given."""
        return self._theta0.copy()

    @property
    def rounding(self) -> float:
        """The relative rounding error of what the library computes."""
        return float(np.finfo(self.dtype).eps)

    def outputs(self, theta: ArrayLike, X: ArrayLike) -> np.ndarray:
        """``x[theta]`` (N, Q)."""
        theta, X = self._point(theta, X)
        return self._checked("outputs", self._outputs(theta, X))

    def jacobian(self, theta: ArrayLike, X: ArrayLike) -> np.ndarray:
        """``D`` (N*Q, K), a backward pass for each output of each sample. MemoryError where it does not fit."""
        return self._by_blocks("D", self._rows, *self._point(theta, X))

    def ntk(self, theta: ArrayLike, X: ArrayLike, lower: bool = False) -> np.ndarray:
        """``D D^T`` (N*Q, N*Q), both halves. Where ``D`` is too large to be formed at once, from blocks of its rows, those of the other
        block computed again for each pair: MemoryError only where ``D D^T`` itself does not fit."""
        theta, X = self._point(theta, X)
        n, K = len(X) * self._Q, self.num_parameters
        require((n, n), "the Gram matrix D D^T")
        if n * K <= WHOLE:
            D = self._by_blocks("D", self._rows, theta, X)
            return D @ D.T
        kernel, blocks = np.empty((n, n)), list(self._blocks(len(X), 2))
        for i, left in enumerate(blocks):
            D = self._rows(theta, X[self._samples(left)]).reshape(-1, K)
            kernel[left, left] = D @ D.T
            for right in blocks[:i]:
                kernel[left, right] = D @ self._rows(theta, X[self._samples(right)]).reshape(-1, K).T
                kernel[right, left] = kernel[left, right].T
        return self._checked("D D^T", kernel)

    def jvp(self, theta: ArrayLike, X: ArrayLike, v: ArrayLike) -> np.ndarray:
        """``D v`` (N*Q,) for ``v`` (K,), by one forward pass of tangents."""
        theta, X = self._point(theta, X)
        return self._checked("D v", self._jvp(theta, X, self._theta(v, "v"))).ravel()

    def vjp(self, theta: ArrayLike, X: ArrayLike, u: ArrayLike) -> np.ndarray:
        """``D^T u`` (K,) for ``u`` (N*Q,), by one backward pass."""
        theta, X = self._point(theta, X)
        return self._checked("D^T u", self._vjp(theta, X, self._cotangent(u, X)))

    def jacobian_derivative(self, theta: ArrayLike, X: ArrayLike, v: ArrayLike) -> np.ndarray:
        """``d/de D[theta + e v]`` at ``e = 0`` (N*Q, K): forward over reverse."""
        theta, X = self._point(theta, X)
        dD = self._by_blocks("dD", self._rows_along, theta, X, self._theta(v, "v"))
        if not self._second_looked_at:
            self._look_at_second(theta, X)
        return dD

    def output_hessian(self, theta: ArrayLike, X: ArrayLike, u: ArrayLike) -> np.ndarray:
        """Hessian (K, K) of ``u . x`` for ``u`` (N*Q,), column by column forward over reverse."""
        theta, X = self._point(theta, X)
        require((self.num_parameters, self.num_parameters), "the Hessian of u . x")
        H = self._checked("the Hessian of u . x", self._hessian(theta, X, self._cotangent(u, X)))
        return (H + H.T) / 2

    def _point(self, theta, X):
        """``theta`` and ``X`` in the form that the function takes, after a first look at what the function does there."""
        theta, X = self._theta(theta), self._inputs(X)
        if not self._looked_at:
            self._look(theta, X)
        return theta, X

    def _look(self, theta, X):
        """Refuse what is no smooth map of each sample by itself."""
        few = X[:LOOKED_AT]
        with self.explained():
            single, together = self._one_by_one(theta, few), self._outputs(theta, few)
        size = max(np.abs(together).max(initial=0), np.abs(single).max(initial=0))
        if single.shape != together.shape or not np.all(np.abs(single - together) <= np.sqrt(self.rounding) * size):
            raise ValueError(f"{self._what()}: expected the outputs of each sample to depend on that sample alone; in a batch of {len(few)} they differ from those "
                             "of the samples one by one. Take out what mixes samples: normalisation over the batch becomes LayerNorm or GroupNorm.")
        self._Q, self._looked_at = together.shape[1], len(X) > 1

    def _look_at_second(self, theta, X):
        """Refuse second derivatives that differences contradict: libraries have been wrong about them without a word."""
        few, K = X[:1], self.num_parameters
        v, w = np.cos(np.arange(K)), np.sin(1 + np.arange(K))
        step = np.cbrt(self.rounding)
        change = self._rows_along(theta, few, v).reshape(-1, K) @ w    # (Q,)
        ends = [self._jvp(theta + sign * step * v, few, w).ravel() for sign in (1, -1)]
        error = np.abs((ends[0] - ends[1]) / (2 * step) - change).max()
        size = np.abs(change).max() + np.abs(ends[0]).max()
        if not error <= 0.01 * size:
            raise ValueError(f"{self._what()}: {self.library}'s second derivatives differ from differences of its first by {error:.2g}, at the size {size:.2g}. "
                             "Either theta lies at a kink, or a transform is wrong for an operation in the model: "
                             "take another start, or write the operation by simpler ones.")
        self._second_looked_at = True

    def _by_blocks(self, name, rows_of, theta, X, *more):
        """The matrix (N*Q, K) whose rows ``rows_of(theta, X, *more)`` gives for some samples. A library holds several copies of a block."""
        n, K = len(X) * self._Q, self.num_parameters
        require((n, K), name)
        blocks = list(self._blocks(len(X), 8))
        if len(blocks) == 1:
            return self._checked(name, rows_of(theta, X, *more).reshape(n, K))
        matrix = np.empty((n, K))
        for rows in blocks:
            matrix[rows] = rows_of(theta, X[self._samples(rows)], *more).reshape(-1, K)
        return self._checked(name, matrix)

    def _blocks(self, N, share):
        """Slices of rows of D, whole samples, of at most a ``share``-th of :data:`WHOLE` entries where a sample has fewer."""
        step = max(1, WHOLE // (share * self._Q * self.num_parameters))
        return (slice(i * self._Q, min(N, i + step) * self._Q) for i in range(0, N, step))

    def _samples(self, rows):
        return slice(rows.start // self._Q, rows.stop // self._Q)

    def _theta(self, theta, name="theta"):
        cure = f"This model has K = {self.num_parameters} real parameters; its theta0 is such a vector."
        return real_array(name, theta, (self.num_parameters,), cure=cure)

    def _inputs(self, X):
        X = real_array("X", X, (None, None if self.input_shape is None else int(np.prod(self.input_shape))),
                       cure="One input per row: X.reshape(len(X), -1); input_shape says what a row becomes.")
        return X if self.input_shape is None else X.reshape(len(X), *self.input_shape)

    def _cotangent(self, u, X):
        return real_array("u", u, (len(X) * self._Q,)).reshape(len(X), self._Q)

    def _checked(self, name, array):
        return real_array(f"{name} of {self._what()}", np.asarray(array), (None,) * np.ndim(array))

    def _batch(self, shape, N):
        """ValueError unless ``shape`` is that of outputs for ``N`` samples."""
        if not shape or shape[0] != N:
            raise ValueError(f"{self._what()}: expected outputs of shape (N, ...) for a batch of N = {N} samples, got {tuple(shape)}. "
                             "Keep the first axis for samples.")
