"""How long orbits of the adapted flow live: the hypothesis of Theorem 2.1, proved where it can be, and measured.

:func:`existence_criterion` proves of a single start that its orbit lives for ever; :func:`survival_map` counts how many random
ones do; :func:`reduced_hessian` says why loss of rank catches those that do not.
"""

from .cells import Cell
from .criterion import Certificate, existence_criterion
from .fate import FATES, fate, follow
from .intervals import wilson
from .lipschitz import JacobianBound, jacobian_bound
from .reduced_hessian import ReducedHessian, reduced_hessian
from .stored import stored_cells
from .survival import cell_of_row, survival_map, write_table

__all__ = [
    "FATES", "Cell", "Certificate", "JacobianBound", "ReducedHessian", "cell_of_row", "existence_criterion", "fate", "follow",
    "jacobian_bound", "reduced_hessian", "stored_cells", "survival_map", "wilson", "write_table",
]
