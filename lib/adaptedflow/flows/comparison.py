"""The comparison flow in the output layer, (1.11)-(1.16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..arrays import any_array, own_array, real_array, real_number, real_numbers, several

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class ComparisonFlow:
    """Euclidean gradient flow of the cost in the outputs: ``x' = -grad_x C = -(x - y) / N``, (1.11).

    It knows no network. ``Y`` (N, Q) are the targets. Every solution runs along the straight segment from ``x0`` to ``y``
    and ``C(s) = exp(-2 s / N) C(0)``, (1.14), at the same rate from every start.
    """

    equation: str = "(1.11)"
    theorem: str = "Section 1.3"
    Y: np.ndarray
    y: np.ndarray
    N: int

    def __init__(self, Y: ArrayLike) -> None:
        Y = any_array("Y", Y)
        if Y.ndim == 1:
            raise ValueError(f"Y: expected shape (N, Q), got {Y.shape}. Use af.one_hot(labels, Q), or Y[:, None] for Q = 1, of a Series Y.to_frame().")
        self.Y = own_array("Y", Y, (None, None))
        self.N, self.y = len(self.Y), self.Y.ravel()

    def velocity(self, x: ArrayLike) -> np.ndarray:
        """``x'`` (N*Q,) at outputs ``x`` (N*Q,)."""
        return -(real_array("x", x, self.y.shape, cure="Outputs are flattened sample by sample.") - self.y) / self.N

    def solution(self, x0: ArrayLike, s: ArrayLike) -> np.ndarray:
        """``x(s) = y + exp(-s / N) (x0 - y)`` of (1.13): (N*Q,), or (T, N*Q) for an array ``s`` (T,) of times >= 0."""
        x0 = real_array("x0", x0, self.y.shape, cure="Outputs are flattened sample by sample.")
        if not several(s):
            s = real_number("s", s, minimum=0, allow_inf=True)
            return self.y + np.exp(-s / self.N) * (x0 - self.y)
        return np.array([self.solution(x0, one) for one in real_numbers("s", s)])
