"""Section 4: rank loss, equilibria and the critical manifolds they lie on.

At an equilibrium ``theta_*`` write ``r = rank D``, ``H = Hess C``. Where the rank of D is constant near ``theta_*``, the image of that
neighbourhood is an r-dimensional manifold S, its fibres have dimension K - r and tangent space ker D, and the critical set
is the union of the fibres over the critical points of C on S. Hence ``ker D`` lies in ``ker H``, and
``rank H = r`` exactly if the critical point on S is nondegenerate: then the critical set is a (K - r)-dimensional
manifold with normal space ``range H``, as Theorem 4.2 says. The functions here measure each of these statements.
"""

from .chart import Chart, chart
from .classification import Classification, classify
from .dimension import Dimension, local_dimension, nearby_rank
from .equations import Equations, column_frame, equations
from .escape import Escape, escape_direction
from .newton import polish
from .projector import Projector, projector, psi
from .rank_drop import RankDrop, rank_drop
from .search import Equilibrium, Search, find_equilibria
from .trace import Trace, trace

__all__ = [
    "Chart", "Classification", "Dimension", "Equations", "Equilibrium", "Escape", "Projector", "RankDrop", "Search", "Trace",
    "chart", "classify", "column_frame", "equations", "escape_direction", "find_equilibria", "local_dimension", "nearby_rank",
    "polish", "projector", "psi", "rank_drop", "trace",
]
