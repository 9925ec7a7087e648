"""adaptedflow: a runnable companion to Thomas Chen, *Global L2 minimization at uniform exponential rate via geometrically
adapted gradient descent in Deep Learning* (arXiv:2311.15487).

Conventions: float64; inputs ``X`` (N, M), targets ``Y`` (N, Q), outputs flattened sample by sample to (N*Q,), parameters
``theta`` (K,), Jacobian ``D`` (N*Q, K), time ``s`` in the paper's units.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from .activations import Activation, mollified_relu
from .adapters import from_jax, from_torch
from .datasets import load_digits, load_nist, one_hot, teacher_student
from .errors import Interrupted, RankLossError
from .flows import AdaptedFlow, ComparisonFlow, RankLossFlow, StandardFlow, UnderparametrizedFlow
from .function_model import FunctionModel
from .network import Network
from .numerical_rank import NumericalRank, numerical_rank
from .orbit import CostBelow, GradientBelow, KinkCrossing, Orbit, Progress, euler, integrate, load_orbit, save_orbit, stopping_time
from .problem import Problem

if TYPE_CHECKING:
    from . import critical, examples, horizontal, lifetime, optimizers, ranks, trapping
    from .diagnosis import Diagnosis, diagnose
    from .optimizers.solve import Solution, solve

__version__ = "0.2.0"

__all__ = [
    "Activation", "AdaptedFlow", "ComparisonFlow", "CostBelow", "Diagnosis", "FunctionModel", "GradientBelow", "Interrupted", "KinkCrossing",
    "Network", "NumericalRank", "Orbit", "Problem", "Progress", "RankLossError", "RankLossFlow", "Solution", "StandardFlow", "UnderparametrizedFlow",
    "critical", "diagnose", "euler", "examples", "from_jax", "from_torch", "horizontal", "integrate", "lifetime", "load_digits", "load_nist",
    "load_orbit", "mollified_relu", "numerical_rank", "one_hot", "optimizers", "ranks", "save_orbit", "solve", "stopping_time", "teacher_student",
    "trapping",
]

_AT_FIRST_USE = {                        # name -> its module, which is imported when the name is first asked for: together they take as long as all the rest
    **{name: name for name in ("critical", "examples", "horizontal", "lifetime", "optimizers", "ranks", "trapping")},
    "Diagnosis": "diagnosis", "diagnose": "diagnosis", "Solution": "optimizers", "solve": "optimizers",
}


def __getattr__(name):
    if name not in _AT_FIRST_USE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f".{_AT_FIRST_USE[name]}", __name__)
    found = globals()[name] = module if name == _AT_FIRST_USE[name] else getattr(module, name)
    return found


def __dir__():
    return sorted({*globals(), *__all__})
