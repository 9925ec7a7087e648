"""The paper's flows, one file each. Every adapted flow is ``theta' = -D^+ grad_x C`` with the right pseudo-inverse."""

from .adapted import AdaptedFlow
from .comparison import ComparisonFlow
from .lift import Lift
from .rank_loss import RankLossFlow
from .standard import StandardFlow
from .underparametrized import UnderparametrizedFlow

__all__ = ["AdaptedFlow", "ComparisonFlow", "Lift", "RankLossFlow", "StandardFlow", "UnderparametrizedFlow"]
