"""The formulas of this package against exact ranks, on many random networks of whole numbers."""

from dataclasses import dataclass
from itertools import cycle

from ..arrays import whole_number
from ..numerical_rank import numerical_rank
from ..seeds import generator
from .exact import exact_rank
from .instances import FAMILIES, draw
from .linear import rank_deep_linear, rank_one_layer, rank_two_layer_linear
from .relu import rank_dead_relu, relu_pattern_bound


@dataclass(frozen=True)
class Verdict:
    """One instance: its ``family``, whether D has ``full`` rank QN, the ``exact`` rank of D, the rank ``expected`` by the formula (for
    "any pattern" a bound), the rank ``numerical`` in floating point, and whether that one rests on a ``clear`` gap."""

    family: str
    full: bool
    exact: int
    expected: int
    numerical: int
    clear: bool


def referee(num_instances, seed):
    """``num_instances`` instances, the families by turns, as a list of :class:`Verdict`: nothing is left out."""
    rng = generator(seed)
    return [judge(family, draw(family, rng)) for family, _ in
            zip(cycle(FAMILIES), range(whole_number("num_instances", num_instances, minimum=1)))]


def judge(family, instance):
    """The :class:`Verdict` on one instance of ``family``."""
    D = instance.D
    measured, exact = numerical_rank(D), exact_rank(D)
    return Verdict(family, exact == len(D), exact, _expected(family, instance), measured.rank, bool(measured.clear))


def _expected(family, instance):
    X, layers = instance.X, instance.layers
    (W1, b1), (W2, _) = layers[0], layers[-1]
    if family == "one layer":
        return rank_one_layer(X, len(W2))
    if family == "two layers":
        return rank_two_layer_linear(X, W1, b1, W2).rank
    if family == "deep linear":
        return rank_deep_linear(X, layers).rank
    if family == "dead samples":
        return rank_dead_relu(X, W1, b1, W2).rank
    return relu_pattern_bound(X, W1, b1, W2).bound
