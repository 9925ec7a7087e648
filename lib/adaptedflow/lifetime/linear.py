"""Linear networks: a conserved matrix keeps D away from rank loss, whatever is learned.

Let sigma be the identity and the inputs affinely independent, ``rank X~ = N`` for the matrix ``X~`` with columns ``(x_n, 1)``. Write ``A_l = [W_l | b_l]``
for l = 1, ..., L + 1, with ``A_1`` projected onto the range of ``X~`` (the rest of it never moves), and for each hidden layer

    S_l = W_{l+1}^T W_{l+1} - A_l A_l^T          (M_l, M_l), constant on every horizontal curve.

Theorem. With ``lam_k`` the k-th largest eigenvalue, its positive part, and 0 where there is none, ``sig_min(D)^2 >= m^2`` on the whole level of S, where

    m^2 = sig_N(X~)^2 sum_{k=1}^{L+1}  prod_{l<k} lam_{r_l}(-S_l)  prod_{l>=k} lam_{M_{l+1}}(S_l),        r_1 = N, r_l = M_{l-1} + 1.

So if ``m > 0`` at the start, then for *every* target the adapted orbit lives for all s, and ``|theta_* - theta(s)| <= exp(-s/N) |v| / m``. For one hidden
layer ``m^2 = (lam_Q(S)_+ + lam_N(-S)_+) sig_N(X~)^2``; there, if N > 1 and m = 0, the level of S contains points at which D loses rank.

Proof. A horizontal curve has ``A_l' = (W_{L+1} ... W_{l+1})^T Psi H~_{l-1}^T`` for some Psi (Q, N), so ``W_{l+1}^T W_{l+1}`` and ``A_l A_l^T``
change alike. ``D D^T`` is the sum over the layers k of ``H~_{k-1}^T H~_{k-1}`` times ``P_k P_k^T``, ``P_k = W_{L+1} ... W_{k+1}`` (Kronecker
product). The least singular value of a product of matrices with full row rank is at least the product of theirs, and that of ``W_{l+1}`` squared is
``lam_{M_{l+1}}(W_{l+1}^T W_{l+1}) >= lam_{M_{l+1}}(S_l)`` because ``W_{l+1}^T W_{l+1} >= S_l``. In the same way
``H~_l^T H~_l >= H~_{l-1}^T A_l^T A_l H~_{l-1}``, and the least eigenvalue of ``A_l^T A_l`` is ``lam_{r_l}(A_l A_l^T) >= lam_{r_l}(-S_l)`` because
``A_l A_l^T >= -S_l``. So the orbit's speed is at most ``|v| / m`` for t < 1. Converse: let S have p < Q positive and q < N negative eigenvalues.
Choose W_2 of rank p and A of rank q with ``W_2^T W_2 = S_+`` and ``A A^T = S_-``, and the rows of A in the range of ``X~`` so that the row of ones
lies among the rows of ``A X~`` (if q > 0). Then ``rank H~ = max(q, 1) < N`` and ``rank D = p N + (Q - p) rank H~ < QN``. QED

Two remarks on the converse. If the inputs are affinely dependent, the outputs at some r = ``rank X~`` samples determine all others by fixed affine
combinations, and the proof holds for these samples: r takes the place of N, and Qr that of QN. And points where D is not onto are on the level for
every differentiable sigma: choose W_2 as above, and the rows of A, with ``A A^T = S_-``, in the range of ``X~`` and orthogonal to ``x~_1 - x~_2``,
which leaves N - 1 >= q dimensions. Then samples 1 and 2 have the same hidden layer, and for z in R^Q with ``z^T W_2 = 0`` the vector with z at
sample 1, -z at sample 2, and 0 elsewhere, is orthogonal to all columns of D. For other sigma, S need not be conserved, and ``m > 0`` does not keep
D onto.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import real_array
from ..checked import checked_problem
from ..foreign_arrays import EPS
from ..network import Network
from ..numerical_rank import numerical_rank

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True)
class LinearBound:
    """What :func:`linear_bound` found.

    ``mu`` is m, below which the smallest singular value of D never falls on the level of ``invariants`` (``S_l``, one (M_l, M_l) a hidden layer);
    ``terms`` (L + 1,) are the summands of ``m^2``, one for each layer that may carry the outputs. ``certified``: m > 0, and the orbit lives for every
    target; then ``radius`` is ``|v| / m`` for the target of the problem (infinite otherwise). ``reason`` says it in a sentence.
    """

    certified: bool
    mu: float
    radius: float
    terms: np.ndarray
    invariants: tuple[np.ndarray, ...]
    reason: str


def linear_bound(problem: Any, theta0: ArrayLike) -> LinearBound:
    """The :class:`LinearBound` of a linear network with biases at ``theta0`` (K,), any number of hidden layers.

    True up to rounding, which is taken off each eigenvalue and off ``sig_N(X~)``. Raises ValueError or TypeError for another activation or model, no
    biases, or inputs that are affinely dependent (where D has rank below QN everywhere), and for arguments that do not fit.
    """
    problem, layers, inputs = _linear(problem, theta0)
    invariants, scales = _invariants(layers, inputs)
    L, N = len(layers) - 1, problem.N
    rising = [_eigenvalue(S, W_next.shape[0], scale) for S, scale, (W_next, _) in zip(invariants, scales, layers[1:])]
    falling = [_eigenvalue(-S, N if l == 0 else layers[l][0].shape[1] + 1, scale)
               for l, (S, scale) in enumerate(zip(invariants, scales))]
    singular_values = np.linalg.svd(inputs, compute_uv=False)
    least = singular_values[-1] - max(inputs.shape) * EPS * singular_values[0]         # positive: numerical_rank has found N
    terms = np.array([least ** 2 * np.prod(falling[:k]) * np.prod(rising[k:]) for k in range(L + 1)])
    mu = float(np.sqrt(terms.sum()))
    size = float(np.linalg.norm(problem.y - problem.outputs(theta0)))
    if mu > 0:
        return LinearBound(True, mu, size / mu, terms, invariants,
                           f"certified: the smallest singular value of D stays at or above {mu:.3g}, whatever the targets are.")
    return LinearBound(False, mu, np.inf, terms, invariants,
                       "not certified: no layer has enough eigenvalues of one sign in the conserved matrices; the orbit may live all the same.")


def rank_loss_on_level(problem: Any, theta0: ArrayLike) -> np.ndarray:
    """A point (K,) with ``rank D < QN`` and the same conserved matrix S as ``theta0`` (K,): the converse of :func:`linear_bound`, for one hidden layer.

    It shares with ``theta0`` all that no horizontal curve moves and the last bias. ValueError where there is no such point (m > 0, or N = 1), and for
    what :func:`linear_bound` refuses.
    """
    problem, layers, inputs = _linear(problem, theta0)
    if len(layers) != 2 or problem.N == 1:
        raise ValueError(f"problem: expected one hidden layer and N > 1, got {problem.model} and N = {problem.N}.")
    if linear_bound(problem, theta0).certified:
        raise ValueError("theta0: expected a start with m = 0, got one whose level has D of full rank everywhere; linear_bound says so.")
    (W1, b1), (W2, b2) = layers
    (S,), (scale,) = _invariants(layers, inputs)
    values, vectors = np.linalg.eigh(S)
    small = scale * len(S) * 8 * EPS
    up, down = values > small, values < -small
    theta = np.array(theta0, float)
    (W1, b1), (W2, b2) = problem.model.unpack(theta)                   # views
    W2[:] = 0
    W2[:up.sum()] = np.sqrt(values[up])[:, None] * vectors[:, up].T    # W_2^T W_2 = S_+
    basis = np.linalg.svd(inputs, full_matrices=False)[0]              # (M + 1, N): of range X~
    frame = basis @ np.linalg.qr(basis[-1:].T, "complete")[0][:, :down.sum()]      # X~^T basis @ basis[-1] = (1, ..., 1)
    A = np.column_stack([W1, b1])
    A += (vectors[:, down] * np.sqrt(-values[down])) @ frame.T - A @ basis @ basis.T
    W1[:], b1[:] = A[:, :-1], A[:, -1]
    return theta


def _linear(problem, theta0):
    """The problem, its layers at ``theta0`` and ``X~`` (M + 1, N), checked."""
    problem = checked_problem(problem)
    net = problem.model
    if not isinstance(net, Network) or net.activation.name != "identity":
        raise ValueError(f"problem: expected a linear network, af.Network(widths, 'identity'), got {net!r}; lifetime.last_layer_criterion is for others.")
    if not net.bias:
        raise ValueError(f"problem: expected biases, as in the paper, got {net}.")
    theta0 = real_array("theta0", theta0, (problem.K,), cure="net.init(seed) makes a start.")
    inputs = np.column_stack([problem.X, np.ones(problem.N)]).T        # (M + 1, N)
    if numerical_rank(inputs).rank < problem.N:
        raise ValueError(f"X: expected affinely independent inputs (at most M + 1 = {problem.M + 1} of them), got N = {problem.N} that are not: "
                         "D has rank below QN everywhere, and af.RankLossFlow (Theorem 4.1) applies.")
    return problem, net.unpack(theta0), inputs


def _invariants(layers, inputs):
    """``S_l``, and the sizes to which rounding errors in them are relative: for nearly dependent inputs it turns the range of X~."""
    basis, singular_values, _ = np.linalg.svd(inputs, full_matrices=False)             # (M + 1, N)
    found, scales = [], []
    for l, ((W, b), (W_next, _)) in enumerate(zip(layers, layers[1:])):
        A = np.column_stack([W, b])                                    # (M_l, M_{l-1} + 1)
        size = np.linalg.norm(A) ** 2 * (singular_values[0] / singular_values[-1] if l == 0 else 1)
        A = A @ basis if l == 0 else A
        found.append(W_next.T @ W_next - A @ A.T)
        scales.append(np.linalg.norm(W_next) ** 2 + size)
    return tuple(found), scales


def _eigenvalue(S, k, scale):
    """The k-th largest eigenvalue less rounding, its positive part; 0 where there is none."""
    if len(S) < k:
        return 0.0
    return max(0.0, np.linalg.eigvalsh(S)[len(S) - k] - 8 * len(S) * EPS * scale)
