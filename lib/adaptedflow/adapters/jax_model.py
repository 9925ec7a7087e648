"""Functions of JAX: derivatives by its transforms, compiled."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import jax
import jax.numpy as jnp
import numpy as np

from .model import KINDS, AutodiffModel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from numpy.typing import ArrayLike

DIRECTIONS = 64          # columns of a Hessian at a time


class JaxModel(AutodiffModel):
    """A function of JAX as a model: see :func:`adaptedflow.from_jax`."""

    library = "jax"

    def __init__(self, function: Callable, params: Any, input_shape: Sequence[int] | None = None, dtype: str = "float64") -> None:
        if not callable(function):
            raise TypeError(f"function: expected a function of (params, X), got {function!r}.")
        if dtype not in KINDS:
            raise ValueError(f"dtype: expected one of {', '.join(KINDS)}, got {dtype!r}. Half precision cannot tell the rank of D.")
        leaves, self._tree = jax.tree_util.tree_flatten_with_path(params)
        self._function, layout, start = function, [], 0
        for path, leaf in leaves:
            size = _checked_leaf(jax.tree_util.keystr(path), leaf).size
            layout.append((jax.tree_util.keystr(path), slice(start, start + size), np.shape(leaf)))
            start += size
        if start == 0:
            raise ValueError(f"params: expected arrays of floating-point numbers, got none in {params!r}.")
        super().__init__(layout, np.concatenate([np.asarray(leaf, float).ravel() for _, leaf in leaves]), input_shape, dtype)
        self._compiled = {name: jax.jit(getattr(self, f"_traced_{name}")) for name in ("outputs", "rows", "along", "jvp", "vjp", "columns", "single")}

    def to_params(self, theta: ArrayLike) -> Any:
        """``theta`` (K,) as a tree like ``params``, of JAX arrays of this model's ``dtype``."""
        theta = self._theta(theta)
        with self.explained():
            return self._unflatten(jnp.asarray(theta, self.dtype))

    @contextmanager
    def explained(self) -> Iterator[None]:
        """JAX in this model's precision; its errors as ValueErrors with a cure."""
        try:
            with jax.enable_x64(self.dtype == "float64"):
                yield
        except jax.errors.JAXTypeError as error:                       # a tracer where a number is needed
            raise ValueError(f"{self._what()}: jax cannot trace it: it branches on the values of data or parameters, or turns them into numbers of Python or numpy. "
                             f"Use jax.numpy, and choose with jnp.where. (jax: {_first_line(error)})") from error
        except (TypeError, ValueError, RuntimeError, KeyError, AttributeError, IndexError) as error:
            if str(error).startswith(self._what()):
                raise
            raise ValueError(f"{self._what()}: jax could not evaluate or differentiate it at X. Does function(params, X) work on a batch of this shape? "
                             f"(jax: {_first_line(error)})") from error

    def _what(self):
        return getattr(self._function, "__name__", type(self._function).__name__)

    def _unflatten(self, theta):
        return jax.tree_util.tree_unflatten(self._tree, [theta[place].reshape(shape) for _, place, shape in self.layout])

    def _call(self, theta, X):
        """Outputs (N, Q) of the batch ``X``."""
        x = self._function(self._unflatten(theta), X)
        if not isinstance(x, jax.Array):
            raise TypeError(f"{self._what()}: expected one array of outputs, got {type(x).__name__}. Wrap the function in one that returns the array you mean.")
        if not jnp.issubdtype(x.dtype, jnp.floating):
            raise TypeError(f"{self._what()}: expected outputs of floating-point numbers, got {x.dtype}. A class or a choice is no smooth map.")
        self._batch(x.shape, len(X))
        return x.reshape(len(X), -1)

    def _one(self, theta, sample):
        return self._call(theta, sample[None])[0]                      # (Q,)

    def _traced_outputs(self, theta, X):
        return self._call(theta, X)

    def _traced_single(self, theta, X):
        return jax.vmap(self._one, (None, 0))(theta, X)

    def _traced_rows(self, theta, X):
        return jax.vmap(jax.jacrev(self._one), (None, 0))(theta, X)    # (n, Q, K)

    def _traced_along(self, theta, X, v):
        return jax.jvp(lambda p: self._traced_rows(p, X), (theta,), (v,))[1]

    def _traced_jvp(self, theta, X, v):
        return jax.jvp(lambda p: self._call(p, X), (theta,), (v,))[1]

    def _traced_vjp(self, theta, X, u):
        return jax.vjp(lambda p: self._call(p, X), theta)[1](u)[0]

    def _traced_columns(self, theta, X, u, directions):
        slope = jax.grad(lambda p: (u * self._call(p, X)).sum())
        return jax.vmap(lambda e: jax.jvp(slope, (theta,), (e,))[1])(directions)

    def _run(self, name, *arrays):
        with self.explained():
            return np.array(self._compiled[name](*(jnp.array(array, self.dtype) for array in arrays)), float)

    def _one_by_one(self, theta, X):
        return self._run("single", theta, X)

    def _outputs(self, theta, X):
        return self._run("outputs", theta, X)

    def _rows(self, theta, X):
        return self._run("rows", theta, X)

    def _rows_along(self, theta, X, v):
        return self._run("along", theta, X, v)

    def _jvp(self, theta, X, v):
        return self._run("jvp", theta, X, v)

    def _vjp(self, theta, X, u):
        return self._run("vjp", theta, X, u)

    def _hessian(self, theta, X, u):
        K = self.num_parameters
        H = np.empty((K, K))
        for start in range(0, K, DIRECTIONS):
            H[start:start + DIRECTIONS] = self._run("columns", theta, X, u, np.eye(DIRECTIONS, K, start))[:K - start]
        return H


def _checked_leaf(name, leaf):
    """``leaf`` as an array, or TypeError."""
    if not hasattr(leaf, "dtype") and not isinstance(leaf, float):
        raise TypeError(f"params: expected arrays of floating-point numbers, got {type(leaf).__name__} at {name or 'the top'}. "
                        "What is to stay fixed belongs into the function: functools.partial, or a closure.")
    kind = jnp.asarray(leaf).dtype
    if not jnp.issubdtype(kind, jnp.floating):
        raise TypeError(f"params: expected arrays of floating-point numbers, got {kind} at {name or 'the top'}. Whole numbers have no derivative: keep them in the "
                        "function, by a closure or functools.partial.")
    return np.asarray(leaf)


def _first_line(error):
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
