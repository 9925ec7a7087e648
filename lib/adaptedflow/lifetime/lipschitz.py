"""A proved bound on how fast ``D`` changes: networks with one hidden layer, and none.

Write ``X~_n`` for the input ``(x_n, 1)`` of sample n (without the 1 where there are no biases), ``w_j`` for row j of ``(W_1, b_1)``, ``a_j`` for column j of
``W_2``, so that output n is ``sum_j a_j sigma(w_j . X~_n) + b_2``. Its second derivative in the directions
``v = (omega_j, alpha_j, .)`` and ``p = (eta_j, gamma_j, .)``, with all derivatives of sigma taken at ``w_j . X~_n``, is

    sum_j a_j sigma'' (omega_j . X~_n)(eta_j . X~_n) + sum_j sigma' [ alpha_j (eta_j . X~_n) + gamma_j (omega_j . X~_n) ].

Let ``s1 = sup |sigma'|``, ``s2 = sup |sigma''|``, ``rho = max_n |X~_n|``, ``B`` the largest singular value of the matrix with rows ``X~_n``, and
``a = max_j |a_j|``. By Cauchy-Schwarz over j the first sum has norm at most ``a s2 rho |omega| (sum_j (eta_j . X~_n)^2)^(1/2)``;
squared and summed over n this is at most ``(a s2 rho |omega|)^2 B^2 |eta|^2``. The other two, as a matrix ``(alpha_j)`` applied to the vector
``sigma' eta_j . X~_n``, are at most ``s1 B |alpha| |eta|`` and ``s1 B |gamma| |omega|``. So the derivative of D in the direction v
has norm at most that of the quadratic form with matrix ``[[A, s1 B], [s1 B, 0]]``, ``A = a s2 rho B``, times ``|v|``:

    |dD[v]| <= (A + sqrt(A^2 + 4 s1^2 B^2)) / 2 |v|.

At distance u from theta_0 each ``a_j`` has moved by at most u, so ``A <= (a_0 + u) s2 rho B``; and since the bound grows with A at a
rate of at most 1, it is at most ``base + slope u`` with ``slope = s2 rho B``. Integrating along the ray,
``|D(theta) - D(theta_0)| <= base r + slope r^2 / 2`` for ``|theta - theta_0| <= r``. Sigma'' may jump (mollified ReLU): a Lipschitz sigma' is enough. QED
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import activations
from ..arrays import real_number
from ..checked import checked_problem
from ..network import Network

if TYPE_CHECKING:
    from collections.abc import Sequence
    from numpy.typing import ArrayLike

SUPREMA = {                                                            # sup |sigma'|, sup |sigma''|
    "identity": (1.0, 0.0),
    "tanh": (1.0, 4 / (3 * np.sqrt(3))),
    "softplus": (1.0, 1 / 4),
    "erf": (2 / np.sqrt(np.pi), 2 * np.sqrt(2 / (np.pi * np.e))),
}


@dataclass(frozen=True)
class JacobianBound:
    """``|D(theta) - D(theta_0)| <= base r + slope r^2 / 2`` for ``|theta - theta_0| <= r``, in the spectral norm."""

    base: float
    slope: float

    def change(self, r: float | np.ndarray) -> float | np.ndarray:
        """The bound at distance ``r``."""
        return self.base * r + self.slope * r ** 2 / 2


def jacobian_bound(problem: Any, theta0: ArrayLike, derivative_bounds: Sequence[float] | None = None) -> JacobianBound:
    """The :class:`JacobianBound` about ``theta0``; ValueError, saying why, where none has been proved.

    ``derivative_bounds = (sup |sigma'|, sup |sigma''|)`` is needed for other activations than the smooth named ones.
    """
    model = checked_problem(problem).model
    if not isinstance(model, Network):
        raise ValueError(f"no bound on the derivative of D is known for a {type(model).__name__}; it is for an af.Network with one hidden layer.")
    hidden = len(model.widths) - 2
    if hidden > 1:
        raise ValueError(f"a bound on the derivative of D is proved for one hidden layer, and this network has {hidden}.")
    if hidden == 0:
        return JacobianBound(0.0, 0.0)                                 # D does not depend on theta
    s1, s2 = _suprema(model.activation, derivative_bounds)
    inputs = np.column_stack([problem.X, np.ones(problem.N)]) if model.bias else problem.X   # (N, M + 1), rows X~_n
    rho, B = np.linalg.norm(inputs, axis=1).max(), np.linalg.norm(inputs, 2)
    a = np.linalg.norm(model.unpack(theta0)[-1][0], axis=0).max()      # longest column of W_2
    A = a * s2 * rho * B
    return JacobianBound(float((A + np.hypot(A, 2 * s1 * B)) / 2), float(s2 * rho * B))


def slope_bound(activation, sup_slope=None):
    """``sup |sigma'|``; ``sup_slope`` is needed for other activations than the smooth named ones. ValueError where it is not known, or jumps."""
    _refuse_kinks(activation)
    if sup_slope is not None:
        return real_number("sup_slope", sup_slope, minimum=0, strict=True)
    if _named(activation):
        return SUPREMA[activation.name][0]
    raise ValueError(f"the supremum of |sigma'| of {activation.name} is not known; pass it as sup_slope, for mollified_relu 1.")


def _named(activation):
    return activations.BY_NAME.get(activation.name) is activation and activation.name in SUPREMA


def _refuse_kinks(activation):
    if activation.kinks:
        raise ValueError(f"D jumps at the kinks of {activation.name}, and the paper assumes a Lipschitz derivative; try af.mollified_relu(width).")


def _suprema(activation, derivative_bounds):
    _refuse_kinks(activation)
    if derivative_bounds is not None:
        if np.shape(derivative_bounds) != (2,):
            raise ValueError(f"derivative_bounds: expected (sup |sigma'|, sup |sigma''|), got {derivative_bounds!r}.")
        return tuple(real_number("derivative_bounds", bound, minimum=0) for bound in derivative_bounds)
    if _named(activation):
        return SUPREMA[activation.name]
    raise ValueError(f"the suprema of |sigma'| and |sigma''| of {activation.name} are not known; pass them as derivative_bounds=(s1, s2), "
                     "for mollified_relu(w) (1, 1 / (2 * w)).")
