"""adaptedflow: a runnable companion to Thomas Chen, *Global L2 minimization at uniform exponential rate via geometrically
adapted gradient descent in Deep Learning* (arXiv:2311.15487).

Conventions: float64; inputs ``X`` (N, M), targets ``Y`` (N, Q), outputs flattened sample by sample to (N*Q,), parameters
``theta`` (K,), Jacobian ``D`` (N*Q, K), time ``s`` in the paper's units.
"""

from . import critical, examples, horizontal, lifetime, optimizers, ranks, trapping
from .activations import Activation, mollified_relu
from .adapters import from_jax, from_torch
from .datasets import load_digits, load_nist, one_hot, teacher_student
from .diagnosis import Diagnosis, diagnose
from .errors import Interrupted, RankLossError
from .flows import AdaptedFlow, ComparisonFlow, RankLossFlow, StandardFlow, UnderparametrizedFlow
from .function_model import FunctionModel
from .network import Network
from .numerical_rank import NumericalRank, numerical_rank
from .optimizers import Solution, solve
from .orbit import CostBelow, GradientBelow, KinkCrossing, Orbit, Progress, euler, integrate, load_orbit, save_orbit, stopping_time
from .problem import Problem

__version__ = "0.2.0"

__all__ = [
    "Activation", "AdaptedFlow", "ComparisonFlow", "CostBelow", "Diagnosis", "FunctionModel", "GradientBelow", "Interrupted", "KinkCrossing",
    "Network", "NumericalRank", "Orbit", "Problem", "Progress", "RankLossError", "RankLossFlow", "Solution", "StandardFlow", "UnderparametrizedFlow", "critical",
    "diagnose", "euler", "examples", "from_jax", "from_torch", "horizontal", "integrate", "lifetime", "load_digits", "load_nist", "load_orbit", "mollified_relu", "numerical_rank",
    "one_hot", "optimizers", "ranks", "save_orbit", "solve", "stopping_time", "teacher_student", "trapping",
]
