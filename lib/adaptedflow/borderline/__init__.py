"""The borderline case K = QN of Section 6: which architectures can have an invertible D, and the flow as Newton's method in continuous time."""

from .classification import KINDS, Classification, bottleneck_bound, classify, on_the_border
from .part import train_part
from .systems import freudenstein_roth, powell_singular, rosenbrock

__all__ = [
    "KINDS", "Classification", "bottleneck_bound", "classify", "freudenstein_roth", "on_the_border", "powell_singular", "rosenbrock",
    "train_part",
]
