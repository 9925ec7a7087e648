"""K-FAC, the natural gradient with Kronecker factors (Martens and Grosse, ICML 2015), for squared error and all samples."""

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from ..arrays import real_number
from ..derivatives import forward, sensitivities
from ..network import Network


def kfac(meter, damping):
    """``theta + alpha p``, ``p = -F^-1 grad C``, ``F`` a Kronecker product ``A x G`` for each layer in the place of ``D^T D / N``.

    ``A`` is the mean of ``a a^T`` over samples, ``a`` the layer's input with a 1; ``G`` that of ``g g^T``, summed over outputs, ``g`` the row of
    ``dx / dz`` (so no labels are drawn). ``lambda = damping`` is shared between both as in the paper's Section 6.3, ``alpha`` is that of the exact quadratic
    model, and ``lambda`` follows the ratio of the fall of the cost to the model's. Networks only.
    """
    lam, problem, theta = real_number("damping", damping, minimum=0, strict=True), meter.problem, meter.theta0
    if not isinstance(problem.model, Network):
        return "needs the layers of a network"
    cost = meter.cost(theta)
    while True:
        meter.charge("kfac")
        gradient = problem.cost_gradient(theta)                        # (K,)
        p = -_solved(problem, theta, gradient, lam)
        Dp = problem.jvp(theta, p)                                     # (N*Q,)
        curvature = Dp @ Dp / problem.N + lam * (p @ p)
        alpha = -(gradient @ p) / max(curvature, 1e-300)
        model = alpha * (gradient @ p) + alpha ** 2 * (Dp @ Dp / problem.N) / 2
        after = meter.cost(theta + alpha * p)
        ratio = (after - cost) / min(model, -1e-300)
        lam = lam / 1.5 if ratio > 0.75 else lam * 1.5 if ratio < 0.25 else lam
        if after < cost:
            theta, cost = theta + alpha * p, after
            meter.note(theta)
        elif lam > 1e12:
            return "no step lowered the cost any more"


def _solved(problem, theta, gradient, lam):
    """``F^-1 gradient`` (K,), layer by layer: ``G^-1 V A^-1`` for the block ``V`` of a layer's weights and bias."""
    net, N = problem.model, problem.N
    layers = net.unpack(theta)
    A, Z = forward(layers, net.activation, problem.X)
    S = sensitivities(layers, [net.activation.first(z) for z in Z[:-1]])
    parts = []
    for a, s, (V, v) in zip(A, S, net.unpack(gradient)):
        a = np.column_stack([a, np.ones(N)]) if net.bias else a        # (N, M_{l-1} + 1)
        left = a.T @ a / N
        g = np.eye(problem.Q) if s is None else np.broadcast_to(s, (N, *s.shape[1:])).reshape(N * problem.Q, -1)
        right = g.T @ g / (1 if s is None else N)                      # (M_l, M_l)
        balance = np.sqrt((np.trace(left) / len(left)) / max(np.trace(right) / len(right), 1e-300))
        block = np.column_stack([V, v]) if net.bias else V             # (M_l, M_{l-1} + 1)
        block = cho_solve(cho_factor(right + np.sqrt(lam) / balance * np.eye(len(right))), block)
        block = cho_solve(cho_factor(left + np.sqrt(lam) * balance * np.eye(len(left))), block.T).T
        parts.append(np.concatenate([block[:, :-1].ravel(), block[:, -1]]) if net.bias else block.ravel())
    return np.concatenate(parts)
