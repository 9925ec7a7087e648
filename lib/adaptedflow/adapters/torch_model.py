"""Modules of PyTorch: derivatives by ``torch.func``."""

from __future__ import annotations

import copy
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.func import functional_call, grad, jacrev, jvp, vjp, vmap
from torch.nn.attention import SDPBackend, sdpa_kernel

from .model import KINDS, AutodiffModel
from .torch_checks import check_module, explain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from numpy.typing import ArrayLike

DIRECTIONS = 64          # columns of a Hessian at a time


class TorchModel(AutodiffModel):
    """A ``torch.nn.Module`` as a model: see :func:`adaptedflow.from_torch`."""

    library = "torch"

    def __init__(self, module: torch.nn.Module, input_shape: Sequence[int] | None = None, dtype: str = "float64", device: Any = None) -> None:
        check_module(module)
        if dtype not in KINDS:
            raise ValueError(f"dtype: expected one of {', '.join(KINDS)}, got {dtype!r}. Half precision cannot tell the rank of D.")
        kind = getattr(torch, dtype)
        self._module = copy.deepcopy(module).to(device=device, dtype=kind)
        self._trainable = {name: p.detach() for name, p in self._module.named_parameters() if p.requires_grad}
        self._place = {"dtype": kind, "device": next(iter(self._trainable.values())).device}
        layout, start = [], 0
        for name, p in self._trainable.items():
            layout.append((name, slice(start, start + p.numel()), tuple(p.shape)))
            start += p.numel()
        theta0 = np.concatenate([_numpy(p).ravel() for p in self._trainable.values()])
        super().__init__(layout, theta0, input_shape, dtype)

    def to_module(self, theta: ArrayLike) -> torch.nn.Module:
        """A copy of the module with the parameters ``theta`` (K,) and this model's ``dtype``; frozen ones are as they were."""
        values, module = self._parameters(self._theta(theta)), copy.deepcopy(self._module)
        with torch.no_grad():
            for name, p in module.named_parameters():
                if name in values:
                    p.copy_(values[name])
        return module

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Errors of torch's transforms as ValueErrors with a cure; attention by the formula, whose every derivative torch knows."""
        with sdpa_kernel(SDPBackend.MATH), explain(self._what()):
            yield

    def _what(self):
        return type(self._module).__name__

    def _parameters(self, theta):
        flat = self._tensor(theta)
        return {name: flat[place].reshape(shape) for name, place, shape in self.layout}

    def _tensor(self, array):
        return torch.tensor(array, **self._place)                      # a copy

    def _call(self, parameters, X):
        """Outputs (N, Q) of the batch ``X``."""
        x = functional_call(self._module, parameters, (X,))
        if not isinstance(x, torch.Tensor):
            raise TypeError(f"{self._what()}: expected one tensor of outputs, got {type(x).__name__}. Wrap the module in one that returns the tensor you mean.")
        self._batch(x.shape, len(X))
        return x.reshape(len(X), -1)

    def _one(self, parameters, sample):
        return self._call(parameters, sample[None])[0]                 # (Q,)

    def _of(self, parameters, X):
        """Rows of D as a mapping from names to (n, Q, ...)."""
        return vmap(jacrev(self._one), (None, 0))(parameters, X)

    def _one_by_one(self, theta, X):
        many = {name: p.expand(len(X), *p.shape) for name, p in self._parameters(theta).items()}      # a branch on parameters is seen, too
        with torch.no_grad():
            return _numpy(vmap(self._one)(many, self._tensor(X)))

    def _outputs(self, theta, X):
        with self.explained(), torch.no_grad():
            return _numpy(self._call(self._parameters(theta), self._tensor(X)))

    def _rows(self, theta, X):
        with self.explained():
            return self._flat(self._of(self._parameters(theta), self._tensor(X)), len(X))

    def _rows_along(self, theta, X, v):
        with self.explained():
            point, direction = self._parameters(theta), self._parameters(v)

            def along(sample, unit):                                   # vmap outermost: torch's jvp of a vmap is wrong for LayerNorm
                return jvp(grad(lambda p: unit @ self._one(p, sample)), (point,), (direction,))[1]
            units = self._tensor(np.eye(self._Q))
            return self._flat(vmap(vmap(along, (None, 0)), (0, None))(self._tensor(X), units), len(X))

    def _jvp(self, theta, X, v):
        with self.explained():
            X = self._tensor(X)
            return _numpy(jvp(lambda p: self._call(p, X), (self._parameters(theta),), (self._parameters(v),))[1])

    def _vjp(self, theta, X, u):
        with self.explained():
            X = self._tensor(X)
            _, pull = vjp(lambda p: self._call(p, X), self._parameters(theta))
            return np.concatenate([_numpy(block).ravel() for block in pull(self._tensor(u))[0].values()])

    def _hessian(self, theta, X, u):
        with self.explained():
            X, u, K = self._tensor(X), self._tensor(u), self.num_parameters
            point = self._parameters(theta)
            slope = grad(lambda p: (u * self._call(p, X)).sum())
            H = np.empty((K, K))
            for start in range(0, K, DIRECTIONS):
                stop = min(K, start + DIRECTIONS)
                units = np.eye(K)[start:stop]
                directions = {name: self._tensor(units[:, place]).reshape(-1, *shape) for name, place, shape in self.layout}
                columns = vmap(lambda e: jvp(slope, (point,), (e,))[1])(directions)
                H[start:stop] = np.concatenate([_numpy(columns[name]).reshape(stop - start, -1) for name, _, _ in self.layout], axis=1)
            return H

    def _flat(self, blocks, n):
        """``blocks`` (n, Q, ...) by names as one array (n, Q, K)."""
        flat = np.empty((n, self._Q, self.num_parameters))
        for name, place, _ in self.layout:
            flat[:, :, place] = blocks[name].detach().cpu().numpy().reshape(n, self._Q, -1)
        return flat


def _numpy(tensor):
    return tensor.detach().cpu().numpy().astype(float)
