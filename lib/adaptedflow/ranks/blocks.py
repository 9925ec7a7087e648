"""The paper's Jacobians (2.15), (2.27) and (2.39), block by block, with the right sizes.

Each function returns the blocks in the order of ``theta``, name -> array with NQ rows; ``np.hstack(list(blocks.values()))`` is D.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..arrays import real_array, whole_number
from .linear import two_layers
from .relu import active_samples

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def jacobian_one_layer(X: ArrayLike, Q: int) -> dict[str, np.ndarray]:
    """(2.15) for ``f(x) = W x + b``: blocks ``W`` (NQ, QM), rows ``1_Q ⊗ x_j^T``, and ``b`` (NQ, Q), rows ``1_Q``."""
    X, eye = real_array("X", X, (None, None)), np.eye(whole_number("Q", Q, minimum=1))
    return {"W": _stack(eye, X), "b": _repeat(eye, len(X))}


def jacobian_two_layer_linear(X: ArrayLike, W1: ArrayLike, b1: ArrayLike, W2: ArrayLike) -> dict[str, np.ndarray]:
    """(2.27) for ``f(x) = W2 (W1 x + b1) + b2``: blocks ``W1`` (NQ, M1 M), ``b1`` (NQ, M1), ``W2`` (NQ, Q M1), ``b2`` (NQ, Q).

    The printed count gives the first block QM columns; it has M1 M, so that ``K = M1 M + M1 + Q M1 + Q``.
    """
    X, W1, b1, W2 = (A.astype(float) for A in two_layers(X, W1, b1, W2)[:-1])
    return _four_blocks(X, X @ W1.T + b1, W2, np.ones(len(X)))


def jacobian_dead_relu(X: ArrayLike, W1: ArrayLike, b1: ArrayLike, W2: ArrayLike,
                       active: ArrayLike | None = None) -> dict[str, np.ndarray]:
    """(2.39) for ``W2 relu(W1 x + b1) + b2``: as (2.27) on the samples where all units are active, zero but for ``b2`` on the dead ones.

    The zeros below the block ``W1`` are ``Q(N-J)`` by ``M1 M``. Arguments and errors as in :func:`adaptedflow.ranks.rank_dead_relu`.
    """
    X, W1, b1, W2 = (A.astype(float) for A in two_layers(X, W1, b1, W2)[:-1])
    alive, H = active_samples(X @ W1.T + b1, active)
    return _four_blocks(X, H, W2, alive.astype(float))


def _four_blocks(X, H, W2, gate):
    """``gate`` (N,) is 1 on active samples and 0 on dead ones; the features ``H`` (N, M1) are zero there."""
    N, eye = len(X), np.eye(len(W2))
    return {
        "W1": _stack(W2, X * gate[:, None]),                           # W2 ⊗ x_j^T
        "b1": np.kron(gate[:, None], W2),                              # u_J ⊗ W2, then zeros
        "W2": _stack(eye, H),                                          # 1_Q ⊗ h_j^T
        "b2": _repeat(eye, N),                                         # u_N ⊗ 1_Q
    }


def _stack(A, X):
    """The blocks ``A ⊗ x_j^T`` on top of each other."""
    return np.vstack([np.kron(A, x[None]) for x in X])


def _repeat(A, N):
    return np.kron(np.ones((N, 1)), A)
