"""Architectures with K = QN: whether the square D can be invertible, by bound and by sampling."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from ..activations import get
from ..arrays import whole_number
from ..network import Network
from ..numerical_rank import rank_at
from ..ranks import max_rank_deep_linear, relu_bound
from ..seeds import generator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from ..activations import Activation

KINDS = ("never", "generically", "somewhere", "undecided")
ANALYTIC = ("identity", "tanh", "softplus", "erf")
SCALE = 3.0              # of the parameters drawn: units are neither linear nor saturated on normal inputs


@dataclass(frozen=True)
class Classification:
    """An architecture on the border and what is known of ``D`` there.

    ``bound`` holds at every parameter for any N inputs, by the ``reason`` named; ``rank`` is the largest one drawn.
    ``kind``: "never" invertible (``bound < K``); "generically", which is for almost all parameters and inputs; "somewhere", on an
    open set (an activation that is not analytic); "undecided" (no draw of full rank, though no bound forbids it).
    """

    widths: tuple[int, ...]
    activation: str
    N: int
    K: int
    bound: int
    reason: str
    rank: int
    kind: str


def bottleneck_bound(widths: Sequence[int], N: int) -> int:
    """For ANY activation, any parameters and any N inputs: a bound on rank D from the narrowest place of the network.

    With ``a = min(M_l, M_{l+1})`` and ``c_l = min(M_l + 1, N)`` it is the least, over the hidden layers l, of

        a N + (M_{l+1} - a) c_l + sum_{k > l+1} M_k c_{k-1},

    and of K and ``sum_k M_k c_{k-1}``. Everything up to layer ``l + 1`` moves its pre-activations by ``range(W_{l+1}) ⊗ R^N`` plus what
    ``W_{l+1}`` and ``b_{l+1}`` do on the complement; each layer above adds ``R^{M_k} ⊗ columns(H~)`` at most. For the last hidden
    layer it is :func:`adaptedflow.ranks.last_layer_bound`. Networks with biases.
    """
    net, N = Network(widths), whole_number("N", N, minimum=1)
    sizes = net.widths
    layers = [units * min(fan_in + 1, N) for fan_in, units in zip(sizes, sizes[1:])]     # what each layer can do alone
    bounds = [net.num_parameters, sum(layers)]
    for l in range(1, len(sizes) - 1):
        a = min(sizes[l], sizes[l + 1])
        bounds.append(a * N + (sizes[l + 1] - a) * min(sizes[l] + 1, N) + sum(layers[l + 1:]))
    return min(bounds)


def classify(widths: Sequence[int], activation: str | Activation = "tanh", draws: int = 20,
             seed: int | np.random.SeedSequence | np.random.Generator = 0) -> Classification:
    """The :class:`Classification` of the network of these ``widths`` (with biases) at ``N = K / Q``.

    "never" rests on a proof (:func:`bottleneck_bound`; for ReLU the rescaling of units; for linear networks the exact maximum).
    "generically" rests on a draw: for an analytic activation det D is an analytic function of parameters and
    inputs, which vanishes on a null set only if it is not zero at one point. Up to ``draws`` random parameters and normal inputs
    are tried, and a rank counts only where its last singular value is clear of rounding. ValueError where Q does not divide K.
    """
    net = Network(widths, activation)
    K, Q = net.num_parameters, net.widths[-1]
    if K % Q:
        raise ValueError(f"widths: expected K to be a multiple of Q, got K = {K} and Q = {Q}: no N has K = QN.")
    N, rng, draws = K // Q, generator(seed), whole_number("draws", draws, minimum=1)
    bound, reason = _bound(net, N)
    rank = 0
    for _ in range(draws):
        X, theta = rng.normal(size=(N, net.widths[0])), net.init(rng, SCALE)
        found = rank_at(net.jacobian(theta, X), eps=net.rounding)
        rank = max(rank, found.rank if found.clear else 0)
        if rank == bound:
            break
    name = net.activation.name
    kind = "never" if bound < K else "undecided" if rank < K else "generically" if name in ANALYTIC else "somewhere"
    return Classification(net.widths, name, N, K, bound, reason, rank, kind)


def on_the_border(largest_width: int, hidden_layers: int, largest_K: int) -> Iterator[tuple[int, ...]]:
    """All ``widths`` of that many hidden layers, each width up to ``largest_width``, for which Q divides ``K <= largest_K``."""
    sizes = range(1, whole_number("largest_width", largest_width, minimum=1) + 1)
    largest_K = whole_number("largest_K", largest_K, minimum=1)
    for widths in product(sizes, repeat=whole_number("hidden_layers", hidden_layers) + 2):
        K = Network(widths).num_parameters
        if K <= largest_K and K % widths[-1] == 0:
            yield widths


def _bound(net, N):
    """The least of the bounds that hold for this activation, and why."""
    widths, K = net.widths, net.num_parameters
    bound, reason = bottleneck_bound(widths, N), "bottleneck"
    if net.activation.name == "relu" and relu_bound(widths) < bound:
        bound, reason = relu_bound(widths), "rescaling of units"
    if net.activation.name == "identity":
        independent = np.eye(N, widths[0], dtype=int)                          # with a column of ones: rank min(N, M + 1)
        linear = max_rank_deep_linear(widths, independent)
        if linear < bound:
            bound, reason = linear, "linear in the input"
    return bound, reason if bound < K else "none"
