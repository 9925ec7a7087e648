"""What rank the Jacobian D can have, Section 2.1: closed-form Jacobians, exact ranks, bounds, and random instances.

Ranks of factors are exact (fraction-free elimination) where every array passed is of whole numbers, and numerical
(:func:`adaptedflow.numerical_rank`) otherwise. ``X~`` is the data with a column of ones, (N, M+1); ``H~`` the hidden features with one.
"""

from .blocks import jacobian_dead_relu, jacobian_one_layer, jacobian_two_layer_linear
from .bounds import last_layer_bound, relu_bound, rescaling_kernel
from .exact import exact_rank
from .instances import FAMILIES, Instance, draw
from .linear import DeepRank, TwoLayerRank, max_rank_deep_linear, rank_deep_linear, rank_one_layer, rank_two_layer_linear
from .relu import DeadReluRank, PatternBound, rank_dead_relu, relu_pattern_bound

__all__ = [
    "DeadReluRank", "DeepRank", "FAMILIES", "Instance", "PatternBound", "TwoLayerRank",
    "draw", "exact_rank", "jacobian_dead_relu", "jacobian_one_layer", "jacobian_two_layer_linear", "last_layer_bound",
    "max_rank_deep_linear", "rank_dead_relu", "rank_deep_linear", "rank_one_layer", "rank_two_layer_linear",
    "relu_bound", "relu_pattern_bound", "rescaling_kernel",
]
