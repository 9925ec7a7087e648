"""Exact ranks of D for linear networks, Section 2.1.1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..arrays import real_array, whole_number
from .exact import common, rank, with_ones

if TYPE_CHECKING:
    from collections.abc import Sequence
    from numpy.typing import ArrayLike


@dataclass(frozen=True)
class TwoLayerRank:
    """``rank`` of D, and what it is made of: rank X~, rank H~ and rank W2."""

    rank: int
    rank_inputs: int
    rank_hidden: int
    rank_W2: int


@dataclass(frozen=True)
class DeepRank:
    """``rank`` of D = ``sum_l (left[l] - left[l-1]) right[l]``: ``left[l]`` the rank of the product of the weights above layer
    ``l`` (Q for the last), ``right[l]`` that of the inputs of layer ``l`` with a column of ones; ``left[0]`` is for layer 1."""

    rank: int
    left: tuple[int, ...]
    right: tuple[int, ...]


def rank_one_layer(X: ArrayLike, Q: int) -> int:
    """Rank of D for ``f(x) = W x + b``: ``Q rank X~``, whatever W and b.

    ``X`` (N, M). So D has rank QN exactly if the inputs are affinely independent, which allows N <= M + 1; the paper's
    condition, N <= M and linear independence, is sufficient (after (2.20)). At most ``Q (M + 1)``, not QM.
    """
    X, eps = common(X=(X, (None, None)))
    return whole_number("Q", Q, minimum=1) * rank(with_ones(X), eps)


def rank_two_layer_linear(X: ArrayLike, W1: ArrayLike, b1: ArrayLike, W2: ArrayLike) -> TwoLayerRank:
    """Rank of D for ``f(x) = W2 (W1 x + b1) + b2``, (2.27): ``rank W2 rank X~ + (Q - rank W2) rank H~``, as :class:`TwoLayerRank`.

    ``X`` (N, M), ``W1`` (M1, M), ``b1`` (M1,), ``W2`` (Q, M1); no hypothesis on ranks or sizes. The first two blocks of (2.27) move
    the outputs by ``range(W2) ⊗ rows(X~)``, the last two by ``R^Q ⊗ rows(H~)``, and ``rows(H~)`` lies in ``rows(X~)``.
    """
    X, W1, b1, W2, eps = two_layers(X, W1, b1, W2)
    return two_layer_rank(X, X @ W1.T + b1, W2, eps)


def rank_deep_linear(X: ArrayLike, layers: Sequence[Sequence[ArrayLike]]) -> DeepRank:
    """Rank of D for a linear network of any depth, as :class:`DeepRank`.

    ``X`` (N, M); ``layers`` as ``net.unpack(theta)`` gives them, pairs ``(W_l, b_l)``; empty ``b_l`` throughout is the network without
    biases, for which no column of ones is added. With ``A_l = W_{L+1} ... W_{l+1}`` the parameters of layer ``l`` move the outputs
    by ``range(A_l) ⊗ rows(inputs of layer l)``; the first factor grows with ``l``, the second shrinks, and so the rank
    is ``sum_l (a_l - a_{l-1}) c_l``.
    """
    X, *factors, eps = _deep(X, layers)
    weights, biases = factors[:len(layers)], factors[len(layers):]
    right, A = [], X
    for l, W in enumerate(weights):
        right.append(rank(with_ones(A) if biases else A, eps))
        A = A @ W.T + (biases[l] if biases else 0)                     # (N, M_l)
    left, product = [len(weights[-1])], None
    for W in reversed(weights[1:]):
        product = W if product is None else product @ W                # (Q, M_l)
        left.insert(0, rank(product, eps))
    steps = [a - b for a, b in zip(left, [0] + left)]
    return DeepRank(sum(step * c for step, c in zip(steps, right)), tuple(left), tuple(right))


def max_rank_deep_linear(widths: Sequence[int], X: ArrayLike) -> int:
    """The largest rank of D over all parameters of the linear network of these ``widths`` (with biases), attained almost everywhere.

    With ``rho = rank X~`` and ``m`` the smallest hidden width: ``m rho + (Q - m) min(m + 1, rho)`` if ``m < Q``, else ``Q rho``. ``X`` (N, widths[0]).
    """
    widths = [whole_number(f"widths[{i}]", w, minimum=1) for i, w in enumerate(widths)]
    if len(widths) < 2:
        raise ValueError(f"widths: expected [M, ..., Q], got {widths}.")
    X, eps = common(X=(X, (None, widths[0])))
    Q, rho = widths[-1], rank(with_ones(X), eps)
    m = min(widths[1:-1], default=Q)
    return Q * rho if m >= Q else m * rho + (Q - m) * min(m + 1, rho)


def two_layer_rank(X, H, W2, eps):
    """The formula of :func:`rank_two_layer_linear` from inputs, hidden features and W2 that are checked already."""
    r2, rX, rH = (rank(A, eps) for A in (W2, with_ones(X), with_ones(H)))
    return TwoLayerRank(r2 * rX + (len(W2) - r2) * rH, rX, rH, r2)


def two_layers(X, W1, b1, W2):
    """The four arrays of a network with one hidden layer, checked against each other, and the relative error to which they are known."""
    N, M = real_array("X", X, (None, None)).shape
    M1 = len(real_array("W1", W1, (None, M), cure=f"X has M = {M} columns."))
    return common(X=(X, (N, M)), W1=(W1, (M1, M)), b1=(b1, (M1,)), W2=(W2, (None, M1)))


def _deep(X, layers):
    if not isinstance(layers, (list, tuple)) or not layers or any(not isinstance(layer, (list, tuple)) or len(layer) != 2 for layer in layers):
        raise ValueError("layers: expected pairs (W_l, b_l) as net.unpack(theta) gives them.")
    width = real_array("X", X, (None, None)).shape[1]
    without = all(len(b) == 0 for _, b in layers)
    weights, biases = {}, {}
    for l, (W, b) in enumerate(layers, start=1):
        weights[f"W{l}"] = (W, (None, width))
        width = len(real_array(f"W{l}", W, (None, width)))
        biases[f"b{l}"] = (b, (width,))
    return common(X=(X, (None, None)), **weights, **({} if without else biases))
