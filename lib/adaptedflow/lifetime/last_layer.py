"""One test at the start, for networks with one hidden layer: the last layer alone can bring the outputs home.

Write ``X~`` for the matrix with columns ``(x_n, 1)``, ``H~`` for the one with columns ``(h_n, 1)``, ``h_n`` the hidden layer at sample n, ``sig_N``
for the N-th singular value, ``v = y - x(theta_0)``, and ``s1 >= sup |sigma'|``; without biases leave out the ones, and all is as below. Measure
velocities by ``Lam^2 |hidden'|^2 + |out'|^2``; ``Lam = 1`` is the paper's flow (2.4).

Theorem. If ``s1 |v| |X~| <= Lam mu^2``, ``mu = sig_N(H~(theta_0)) > 0``, then the lift of the segment from ``x(theta_0)`` to ``y`` exists for all s and
converges to a zero-cost point; with ``q = s1 |v| |X~| / (Lam mu^2) <= 1`` and ``t = 1 - exp(-s/N)`` it keeps
``sig_N(H~)^2 >= mu^2 (1 - q t)``, and its whole length, measured in the same way, is at most ``2 |v| / mu``.

Proof. With ``D_o``, ``D_h`` the columns of D for the last and the hidden layer, ``out' = D_o^T psi`` and ``hidden' = Lam^-2 D_h^T psi``, where
``(D_o D_o^T + Lam^-2 D_h D_h^T) psi = v``. Let ``m = sig_N(H~)``, ``a = |out'|``, ``b = Lam |hidden'|``. Then ``a^2 + b^2 = v . psi``, and
``a >= m |psi|`` because ``D_o D_o^T`` is ``H~^T H~`` times the identity of R^Q. So ``a^2 + b^2 <= a |v| / m``: the speed is at most ``|v| / m``, and
``b^2 <= a (|v| / m - a) <= (|v| / 2m)^2``. A singular value changes no faster than the matrix, and ``H~'`` is ``hidden' X~``, each entry times a
derivative of sigma: in the Frobenius norm (that of ``hidden'`` as a vector) at most ``s1 |hidden'| |X~|``. Hence
``|m'| <= s1 |X~| |hidden'| <= s1 |X~| |v| / (2 m Lam)`` and ``(m^2)' >= -s1 |X~| |v| / Lam``. Integrated, this is the bound on m; it keeps ``D_o``
onto for t < 1, and the speed integrates to at most ``|v| / mu int_0^1 (1 - t)^(-1/2) dt``. The length being finite, theta converges as t -> 1, and
there ``x = y``. QED

The constant 1 cannot be raised: :func:`adaptedflow.examples.last_layer_limit` dies with a quotient as close above 1 as one likes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import real_array, real_number
from ..checked import checked_problem
from ..flows.pseudo_inverse import rounding_of
from ..network import Network
from .lipschitz import slope_bound

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True)
class LastLayerCertificate:
    """What :func:`last_layer_criterion` found.

    ``certified``: ``residual <= margin``, and the orbit exists for all s >= 0 and converges to a zero-cost point. ``residual`` is
    ``s1 |y - x(theta_0)| |X~|``, ``margin`` is ``Lam sig_N(H~)^2``, ``mu`` is ``sig_N(H~)`` at the start, ``length`` the bound ``2 |v| / mu`` on the
    length of the orbit in the metric of Lam (infinite where not certified), ``least_Lam`` the smallest Lam that is certified from this start
    (infinite for mu = 0). ``reason`` says it in a sentence.
    """

    certified: bool
    residual: float
    margin: float
    mu: float
    length: float
    least_Lam: float
    reason: str

    def lower_bound(self, t: ArrayLike) -> float | np.ndarray:
        """What ``sig_N(H~)`` keeps to at ``t = 1 - exp(-s / N)`` in [0, 1]; ValueError where not certified."""
        if not self.certified:
            raise ValueError(f"lower_bound: expected a start that is certified; {self.reason}")
        t = real_array("t", t, np.shape(t))
        if np.any(t < 0) or np.any(t > 1):
            raise ValueError("t: expected times in [0, 1], t = 1 - exp(-s / N).")
        return self.mu * np.sqrt(1 - t * (self.residual / self.margin if self.residual else 0.0))


def last_layer_criterion(problem: Any, theta0: ArrayLike, Lam: float = 1.0, sup_slope: float | None = None) -> LastLayerCertificate:
    """Whether ``s1 |y - x(theta0)| |X~| <= Lam sig_N(H~)^2`` at ``theta0`` (K,), so that the orbit lives: a :class:`LastLayerCertificate`.

    For networks with one hidden layer, biases and a Lipschitz derivative of sigma. ``Lam = 1`` is the adapted flow (2.4); for another
    ``Lam`` it speaks of the lift by ``metric=hidden_metric(net, Lam)``. ``sup_slope`` is ``sup |sigma'|`` where it is not known by
    name: 1 for mollified_relu. Not certified does not mean that the orbit ends.

    True up to rounding: what rounding can do to the outputs and to singular values is counted against it. Raises ValueError or TypeError where
    the theorem does not apply (no :class:`adaptedflow.Network`, another number of hidden layers, no biases, kinks) and for arguments that do not fit.
    """
    problem = checked_problem(problem)
    theta0 = real_array("theta0", theta0, (problem.K,), cure="net.init(seed) makes a start.")
    Lam = real_number("Lam", Lam, minimum=0, strict=True)
    net = problem.model
    if not isinstance(net, Network):
        raise ValueError(f"problem: expected an af.Network with one hidden layer, got a {type(net).__name__}; lifetime.existence_criterion "
                         "with derivative_bounds, or an orbit, may say more.")
    if len(net.widths) != 3 or not net.bias:
        raise ValueError(f"problem: expected one hidden layer and biases, got {net}; for other networks look at an orbit: af.integrate(..., clock='segment').")
    s1 = slope_bound(net.activation, sup_slope)
    hidden = net.activation.value(net.preactivations(theta0, problem.X)[0])            # (N, M_1)
    features = np.column_stack([hidden, np.ones(problem.N)])           # (N, M_1 + 1): H~^T
    inputs = np.column_stack([problem.X, np.ones(problem.N)])          # (N, M + 1): X~^T
    x, eps = problem.outputs(theta0), max(problem.N * problem.Q, problem.K) * rounding_of(problem)
    size = np.linalg.norm(problem.y - x) + eps * (np.linalg.norm(x) + np.linalg.norm(problem.y))
    residual = float(s1 * size * np.linalg.norm(inputs, 2) * (1 + eps))
    singular_values = np.linalg.svd(features, compute_uv=False)
    mu = 0.0
    if len(singular_values) == problem.N:                              # otherwise M_1 + 1 < N
        mu = float(max(0.0, singular_values[-1] - eps * singular_values[0]))
    margin = float(Lam * mu ** 2)
    least = float(residual / mu ** 2) if mu > 0 else np.inf
    if mu == 0:
        why = f"not certified: the hidden layer and a row of ones have rank below N = {problem.N}, which takes at least N - 1 hidden units."
    elif residual <= margin:
        why = f"certified: |v| |X~| sup |sigma'| = {residual:.3g} is at most Lam sig_N(H~)^2 = {margin:.3g}; the orbit lives and converges."
    else:
        why = f"not certified: |v| |X~| sup |sigma'| = {residual:.3g} exceeds Lam sig_N(H~)^2 = {margin:.3g}; Lam >= {least:.3g} would do."
    certified = mu > 0 and residual <= margin
    return LastLayerCertificate(certified, residual, margin, mu, float(2 * size / mu) if certified else np.inf, least, why)
