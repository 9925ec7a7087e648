"""The geometry of Sections 2.3 and 2.4: parameter space split into fibres and horizontal directions.

A model ``theta -> x[theta]`` divides the tangent space where ``rank D = QN``: vertical vectors, ``ker D``, change no output;
horizontal ones, ``V = range D^T``, are orthogonal to them. Every curve of outputs has one horizontal lift through each
parameter over its start, the adapted flow is the lift of a straight segment, and curvature is what keeps the lift of a
loop from closing. The splitting rests on the metric of parameter space, Euclidean unless :func:`lift` is given another; outputs alone do not determine it.

Fields are functions ``theta -> (K,)``; nothing here knows targets.
"""

from .bundle import grad_h, horizontal_projector, pullback_metric, vertical_projector
from .conserved import balancedness, tanh_invariants
from .curvature import curvature
from .curves import circle
from .fields import GradientField, LiftField, lie_bracket
from .growth import GrowthVector, growth_vector
from .holonomy import Holonomy, holonomy
from .lift import HorizontalLift, lift
from .metric import hidden_metric, rescaled

__all__ = [
    "GradientField", "GrowthVector", "Holonomy", "HorizontalLift", "LiftField", "balancedness", "circle", "curvature",
    "grad_h", "growth_vector", "hidden_metric", "holonomy", "horizontal_projector", "lie_bracket", "lift", "pullback_metric",
    "rescaled", "tanh_invariants", "vertical_projector",
]
