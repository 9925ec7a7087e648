"""How long orbits of the adapted flow live: the hypothesis of Theorem 2.1, proved where it can be, and measured.

:func:`existence_criterion`, :func:`last_layer_criterion` and :func:`linear_bound` prove of a single start that its orbit lives for ever, and
:func:`certify` proves it by following the orbit; :func:`survival_map` counts how many random ones do; :func:`threshold_powers` describes where
survival sets in; :func:`reduced_hessian` looks at why loss of rank is so common.
"""

from .cells import Cell
from .certified import certified_map
from .confirm import confirm
from .criterion import Certificate, existence_criterion
from .families import family, rows, survival_curves
from .fate import FATES, fate, fates, follow
from .intervals import shares, wilson
from .last_layer import LastLayerCertificate, last_layer_criterion
from .linear import LinearBound, linear_bound, rank_loss_on_level
from .lipschitz import JacobianBound, jacobian_bound
from .proved import OrbitCertificate, RankLossCertificate, certify, certify_orbits, certify_rank_loss
from .rank_loss_ends import rank_loss_hessians
from .reduced_hessian import ReducedHessian, reduced_hessian
from .standard import STANDARD_FATES, standard_map
from .stored import stored_cells, stored_map, stored_table, wide_and_deep_cells
from .survival import cell_of_row, survival_map, write_table
from .transition import PowerProfile, Transition, crossing, fit_transition, threshold_powers

__all__ = [
    "Cell", "Certificate", "FATES", "JacobianBound", "LastLayerCertificate", "LinearBound", "OrbitCertificate", "PowerProfile", "RankLossCertificate",
    "ReducedHessian", "STANDARD_FATES", "Transition", "cell_of_row", "certified_map", "certify", "certify_orbits", "certify_rank_loss", "confirm",
    "crossing", "existence_criterion", "family", "fate", "fates", "fit_transition", "follow", "jacobian_bound", "last_layer_criterion",
    "linear_bound", "rank_loss_hessians", "rank_loss_on_level", "reduced_hessian", "rows", "shares",
    "standard_map", "stored_cells", "stored_map", "stored_table", "survival_curves", "survival_map", "threshold_powers", "wide_and_deep_cells", "wilson",
    "write_table",
]
