"""Passes through a network, and its Jacobian (1.20), in closed form.

Everything follows from two arrays a layer: its input ``A_{l-1}`` (N, M_{l-1}) and its sensitivity
``G_l = d outputs / d z_l`` (N, Q, M_l), where ``z_l = W_l a_{l-1} + b_l`` and ``G_{L+1}`` is the identity (written
``None``). Then ``D = [G_1 x A_0, G_1, ..., G_{L+1} x A_L, G_{L+1}]``. Nothing is conjugated: complex parameters pass.
"""

from functools import cached_property

import numpy as np

from .memory import require

SLAB = 1_000_000         # entries of dz_l / dtheta at a time


def forward(layers, activation, X):
    """Inputs ``A = [A_0, ..., A_L]`` and pre-activations ``Z = [Z_1, ..., Z_{L+1}]`` of the layers, (1.3) and (1.4)."""
    A, Z = [X], []
    for number, (W, b) in enumerate(layers, start=1):
        Z.append(A[-1] @ W.T + b)                                      # (N, M_l)
        if number < len(layers):
            A.append(activation.value(Z[-1]))
    return A, Z


def sensitivities(layers, S):
    """``[G_1, ..., G_L, None]`` from the slopes ``S_l = sigma'(Z_l)`` of the hidden layers."""
    G, carried = [None], None
    for (W, _), s in zip(reversed(layers[1:]), reversed(S)):
        carried = W[None] if carried is None else carried @ W          # (1 or N, Q, M_l)
        carried = carried * s[:, None, :]                              # (N, Q, M_l)
        G.append(carried)
    return G[::-1]


def jacobian(layers, activation, X, bias, out=None):
    """``D`` (N*Q, K) of (1.20), a block a layer, into ``out`` if given."""
    A, Z = forward(layers, activation, X)
    return _write_jacobian(layers, A, [activation.first(z) for z in Z[:-1]], Z[-1], bias, out)


def _write_jacobian(layers, A, S, outputs, bias, out=None):
    D, blocks = _empty_jacobian(layers, outputs, bias, out)
    for (weights, biases), g, a in zip(blocks, sensitivities(layers, S), A):
        _write_product(weights, g, a)                                  # dx_iq / dW_mk = G_iqm A_ik
        if bias:
            biases[...] = np.eye(biases.shape[1]) if g is None else g  # dx_iq / db_m  = G_iqm
    return D


def jacobian_derivative(layers, direction, activation, X, bias):
    """``d/de D[theta + e v]`` at ``e = 0`` (N*Q, K): the product rule on ``G x A``, layer by layer."""
    A, Z = forward(layers, activation, X)
    dA, dZ = _forward_tangent(layers, direction, activation, A, Z)
    dA[0] = np.zeros_like(X)
    S = [activation.first(z) for z in Z[:-1]]
    dS = [activation.second(z) * dz for z, dz in zip(Z, dZ[:-1])]      # (N, M_l)
    G = sensitivities(layers, S)
    dG = [None]
    for l in range(len(layers) - 2, -1, -1):                           # G_l = (G_{l+1} W_{l+1}) S_l
        (W, _), (V, _), g, dg = layers[l + 1], direction[l + 1], G[l + 1], dG[0]
        back = W[None] if g is None else g @ W                         # (1 or N, Q, M_l)
        dback = V[None] if g is None else dg @ W + g @ V               # (1 or N, Q, M_l)
        dG.insert(0, dback * S[l][:, None, :] + back * dS[l][:, None, :])
    dD, blocks = _empty_jacobian(layers, dZ[-1], bias)
    for (weights, biases), g, dg, a, da in zip(blocks, G, dG, A, dA):
        _write_product(weights, g, da)
        if dg is not None:
            weights += dg[:, :, :, None] * a[:, None, None, :]         # (N, Q, M_l, M_{l-1})
        if bias:
            biases[...] = 0 if dg is None else dg
    return dD


def output_hessian(layers, activation, X, U, bias):
    """Hessian (K, K) of ``u . x`` in the parameters, for ``U`` (N, Q): the sum over samples, by slabs that stay in memory."""
    K = sum(W.size + bias * len(W) for W, _ in layers)
    require((K, K), "the Hessian of u . x")
    step = max(1, SLAB // (K * max(len(W) for W, _ in layers)))
    return sum(_output_hessian(layers, activation, X[i:i + step], U[i:i + step], bias, K) for i in range(0, len(X), step))


def _output_hessian(layers, activation, X, U, bias, K):
    """All directions at once.

    With ``P_l = dz_l / dtheta`` and ``B_l = d(u . x) / dz_l``: activations add ``P_l^T diag(B_{l+1} W_{l+1} sigma''(z_l)) P_l``, and each
    product ``W_{l+1} a_l`` the pairs of an entry of ``W_{l+1}`` with ``a_l``.
    """
    A, Z = forward(layers, activation, X)
    S = [activation.first(z) for z in Z[:-1]]
    B = [U]
    for (W, _), s in zip(reversed(layers[1:]), reversed(S)):
        B.insert(0, (B[0] @ W) * s)                                    # (N, M_l)
    H, dA, start = np.zeros((K, K), np.result_type(U, *A)), None, 0
    for l, (W, _) in enumerate(layers):
        units, middle = len(W), start + W.size
        if l > 0:
            pairs = np.tensordot(B[l], dA, (0, 0)).reshape(W.size, K)  # rows: entries of W_l, with da_{l-1} of every parameter
            H[start:middle] += pairs
            H[:, start:middle] += pairs.T
        if l == len(layers) - 1:
            return H
        P = np.zeros((len(X), units, K), H.dtype) if l == 0 else W @ dA     # (N, M_l, K)
        for m in range(units):
            P[:, m, start + m * W.shape[1]:start + (m + 1) * W.shape[1]] += A[l]
            if bias:
                P[:, m, middle + m] += 1
        bent = (B[l + 1] @ layers[l + 1][0]) * activation.second(Z[l])  # (N, M_l)
        H += (bent[:, :, None] * P).reshape(-1, K).T @ P.reshape(-1, K)
        dA = S[l][:, :, None] * P
        start = middle + bias * units


def jvp(layers, direction, activation, X):
    """``D v`` as (N, Q): one forward pass of tangents."""
    A, Z = forward(layers, activation, X)
    return _forward_tangent(layers, direction, activation, A, Z)[1][-1]


def vjp(layers, activation, X, U, bias):
    """``D^T u`` (K,) for ``U`` (N, Q): one backward pass."""
    A, Z = forward(layers, activation, X)
    parts = []
    for l in range(len(layers) - 1, -1, -1):
        if bias:
            parts.append(U.sum(axis=0))                                # (M_l,)
        parts.append((U.T @ A[l]).ravel())                             # (M_l, M_{l-1})
        if l > 0:
            U = (U @ layers[l][0]) * activation.first(Z[l - 1])        # (N, M_{l-1})
    return np.concatenate(parts[::-1])


class Linearised:
    """``D`` at one ``theta`` as a map: the outputs, ``D`` itself and products with it, which share one forward pass. ``shape`` is (N, Q), ``outputs`` (N*Q,).

    ``inputs`` ``[A_0, ..., A_L]`` of the layers and ``slopes`` ``[S_1, ..., S_L]`` of the activations, as above.
    """

    def __init__(self, layers, activation, X, bias, split):
        self.layers, self.bias, self._split, self._activation = layers, bias, split, activation
        self.inputs, self._Z = forward(layers, activation, X)
        self.shape, self.outputs = self._Z[-1].shape, self._Z[-1].ravel()
        self.num_parameters = sum(W.size + bias * len(W) for W, _ in layers)

    @cached_property
    def slopes(self):
        return [self._activation.first(z) for z in self._Z[:-1]]

    def jacobian(self):
        """``D`` (N*Q, K)."""
        return _write_jacobian(self.layers, self.inputs, self.slopes, self._Z[-1], self.bias)

    def jvp(self, v):
        """``D v`` (N*Q,)."""
        v = np.asarray(v, np.result_type(v, self.outputs))             # complex with theta
        dz, last = None, len(self.layers) - 1
        for l, ((W, _), (V, c)) in enumerate(zip(self.layers, self._split(v))):
            if l > 0:
                dz *= self.slopes[l - 1]                               # in place: fresh memory would take as long as the product
            if l < last:
                through, dz = dz, self.inputs[l] @ V.T                 # (N, M_l)
                if l > 0:
                    dz += through @ W.T
            else:                                                      # few columns: BLAS takes them faster as rows
                dz = (V @ self.inputs[l].T + (0.0 if l == 0 else W @ dz.T)).T
            if self.bias:
                dz += c
        return dz.ravel()

    def vjp(self, u):
        """``D^T u`` (K,)."""
        U, parts = np.asarray(u, np.result_type(u, self.outputs)).reshape(self.shape), []
        for l in range(len(self.layers) - 1, -1, -1):
            if self.bias:
                parts.append(U.sum(axis=0))                            # (M_l,)
            parts.append(_transposed_product(U, self.inputs[l]).ravel())   # (M_l, M_{l-1})
            if l > 0:
                U = U @ self.layers[l][0]                              # (N, M_{l-1})
                U *= self.slopes[l - 1]
        return np.concatenate(parts[::-1])


def _transposed_product(U, A):
    """``U^T A``, with the wider matrix on the right, which BLAS takes faster."""
    return U.T @ A if U.shape[1] <= A.shape[1] else (A.T @ U).T


def _forward_tangent(layers, direction, activation, A, Z):
    """``dA`` (0 for the inputs) and ``dZ``, the changes of ``A`` and ``Z`` along ``direction``."""
    dA, dZ = [0.0], []
    for l, ((W, _), (V, c)) in enumerate(zip(layers, direction)):
        dz = A[l] @ V.T + c                                            # (N, M_l)
        dZ.append(dz + dA[l] @ W.T if l > 0 else dz)
        if l < len(layers) - 1:
            dA.append(activation.first(Z[l]) * dZ[l])                  # (N, M_l)
    return dA, dZ


def _empty_jacobian(layers, outputs, bias, out=None):
    """An (N*Q, K) array and, a layer, its views ``weights`` (N, Q, M_l, M_{l-1}) and ``biases`` (N, Q, M_l)."""
    N, Q = outputs.shape
    if out is None:
        K = sum(W.size + bias * len(W) for W, _ in layers)
        require((N * Q, K), "the Jacobian D")
        out = np.empty((N * Q, K), np.result_type(outputs, *(W for W, _ in layers)))   # complex with theta, though a derivative of outputs may be real
    D = out.reshape(N, Q, -1)                                          # a view
    blocks, start = [], 0
    for W, _ in layers:
        middle = start + W.size
        stop = middle + bias * len(W)
        blocks.append((D[:, :, start:middle].reshape(N, Q, *W.shape), D[:, :, middle:stop]))
        start = stop
    return out, blocks


def _write_product(weights, g, a):
    """``weights[i, q, m, k] = g[i, q, m] a[i, k]``, with the identity for ``g is None``."""
    if g is None:
        weights[...] = 0
        for q in range(weights.shape[1]):
            weights[:, q, q, :] = a
    else:
        np.multiply(g[:, :, :, None], a[:, None, None, :], out=weights)
