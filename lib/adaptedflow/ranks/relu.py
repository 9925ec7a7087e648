"""Ranks of D for ReLU networks with one hidden layer, Section 2.1.2.

All statements are about the derivative on the pattern of active units that ``theta`` has. Where no pre-activation is
zero, this is D on a neighbourhood of ``theta``, for ReLU and for every mollified ReLU whose window is narrow enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..arrays import any_array
from .exact import rank, with_ones
from .linear import two_layer_rank, two_layers

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True)
class DeadReluRank:
    """``rank`` of D with ``J`` of the samples active; the ranks of their X~ and H (H~ if all are active), and of W2."""

    rank: int
    J: int
    rank_inputs: int
    rank_hidden: int
    rank_W2: int


@dataclass(frozen=True)
class PatternBound:
    """``bound`` on the rank of D, the number of ``groups`` of units active on the same samples, and whether the bound is
    known to be ``attained`` (one group, or Q = 1)."""

    bound: int
    groups: int
    attained: bool


def rank_dead_relu(X: ArrayLike, W1: ArrayLike, b1: ArrayLike, W2: ArrayLike, active: ArrayLike | None = None) -> DeadReluRank:
    """Rank of D for ``W2 relu(W1 x + b1) + b2`` with all units active on J samples and dead on the others, as :class:`DeadReluRank`.

    For J < N it is ``Q + rank W2 rank X~_J + (Q - rank W2) rank H_J``, with the J active rows of X~ and of the hidden features H;
    for J = N that of :func:`rank_two_layer_linear`. Under the hypotheses of Section 2.1.2 (W2 of rank Q, inputs independent) it
    is ``(J + 1) Q``, not the printed JQ: the dead samples still move with the output bias, all by the same vector.
    ``X`` (N, M), ``W1`` (M1, M), ``b1`` (M1,), ``W2`` (Q, M1); ``active`` (a mask (N,) or indices) may name the active samples.

    Raises ValueError where the units do not have that pattern, or where ``active`` names other samples.
    """
    X, W1, b1, W2, eps = two_layers(X, W1, b1, W2)
    alive, H = active_samples(X @ W1.T + b1, active)
    if alive.all():
        linear = two_layer_rank(X, H, W2, eps)
        return DeadReluRank(linear.rank, len(X), linear.rank_inputs, linear.rank_hidden, linear.rank_W2)
    Q, r2 = len(W2), rank(W2, eps)
    rX, rH = rank(with_ones(X[alive]), eps), rank(H[alive], eps)
    return DeadReluRank(Q + r2 * rX + (Q - r2) * rH, int(alive.sum()), rX, rH, r2)


def relu_pattern_bound(X: ArrayLike, W1: ArrayLike, b1: ArrayLike, W2: ArrayLike) -> PatternBound:
    """A bound on the rank of D for any pattern: each unit active on its own set of samples, as :class:`PatternBound`.

    Let units with the same active samples S form a group, with ρ_S the rank of their columns of W2, V_S the span of the
    columns of X~ set to zero off S, C that of the columns of H~ (both in R^N), and η = rank H~. Then

        rank D <= Q η + min( sum_S ρ_S (dim(V_S + C) - η), rank W2 (dim(sum_S V_S + C) - η) ).

    For W2 and b2 move the outputs by ``R^Q ⊗ C``, and modulo that space a group adds ``range(W2_S) ⊗ (V_S + C) / C``. With one group,
    or with Q = 1, there is equality. Units whose column of W2 is zero take no part. Shapes as in :func:`rank_dead_relu`.
    """
    X, W1, b1, W2, eps = two_layers(X, W1, b1, W2)
    Z = X @ W1.T + b1                                                  # (N, M1)
    H = with_ones(np.where(Z > 0, Z, 0))                               # (N, M1+1)
    Q, eta = len(W2), rank(H, eps)
    patterns, members = _groups(Z > 0, (W2 != 0).any(axis=0))
    masked = [with_ones(X) * mask[:, None] for mask in patterns]       # each (N, M+1)
    by_group = sum(rank(W2[:, units], eps) * (rank(np.hstack([V, H]), eps) - eta) for V, units in zip(masked, members))
    together = rank(W2, eps) * (rank(np.hstack([*masked, H]), eps) - eta)
    return PatternBound(Q * eta + min(by_group, together), len(patterns), Q == 1 or len(patterns) <= 1)


def active_samples(Z, active=None):
    """Mask (N,) of the samples on which all units are active, and H (N, M1); ValueError unless all are dead on the others."""
    on = Z > 0                                                         # (N, M1)
    mixed = np.flatnonzero(on.any(axis=1) != on.all(axis=1))
    if len(mixed):
        raise ValueError(f"expected each sample to have all units active or all dead, got sample {mixed[0]} with {on[mixed[0]].sum()} of {on.shape[1]} "
                         "units active. relu_pattern_bound takes any pattern.")
    alive = on.all(axis=1)
    if active is not None:
        named = np.zeros(len(Z), bool)
        try:
            named[any_array("active", active)] = True
        except (IndexError, ValueError):
            raise ValueError(f"active: expected a mask ({len(Z)},) or indices from 0 to {len(Z) - 1}, got {active!r}.") from None
        if (named != alive).any():
            raise ValueError(f"active: expected the samples {np.flatnonzero(alive).tolist()}, where the units are active, got {np.flatnonzero(named).tolist()}.")
    return alive, np.where(on, Z, 0)


def _groups(on, used):
    """The different columns of ``on`` (N, M1) among the ``used`` units, and for each the indices of its units."""
    units = np.flatnonzero(used)
    patterns, which = np.unique(on[:, units].T, axis=0, return_inverse=True)
    which = which.ravel()
    return patterns, [units[which == k] for k in range(len(patterns))]
