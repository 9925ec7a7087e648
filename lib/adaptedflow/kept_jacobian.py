"""``D`` of a small network again and again, as an integration asks for it: into arrays that are kept, and without looking at the arguments.

For a few parameters, checks and allocations take longer than the arithmetic. The algebra is that of :mod:`.derivatives`.
"""

import numpy as np


class KeptJacobian:
    """A function of ``theta`` (K,), real and finite, that returns ``D`` (N*Q, K) of ``net`` for the inputs ``X`` (N, M); the next call overwrites it.

    With inputs (B, N, M) it is about B networks of the shape of ``net`` at once: ``theta`` (B, K) and ``D`` (B, N*Q, K).
    """

    def __init__(self, net, X):
        *several, N, _ = X.shape                                       # [] or [B]
        Q, K = net.widths[-1], net.num_parameters
        self.activation, self.X, self.theta, self.D = net.activation, X, np.zeros((*several, K)), np.zeros((*several, N * Q, K))
        D, self.layers, blocks = self.D.reshape(*several, N, Q, K), [], []          # a view
        for start, middle, stop, shape in net._places:
            W, b = self.theta[..., start:middle].reshape(*several, *shape), self.theta[..., None, middle:stop]   # views
            self.layers.append((W, W.swapaxes(-1, -2), b if net.bias else None))
            blocks.append((D[..., start:middle].reshape(*several, N, Q, *shape), D[..., middle:stop] if net.bias else None))
        weights, biases = blocks.pop()
        self.last = np.einsum("...iqqk->...iqk", weights)              # a view: of the last layer other entries are 0
        if net.bias:
            biases[...] = np.eye(Q)
        self.blocks = blocks
        self.Z = [np.empty((*several, N, width)) for width in net.widths[1:-1]]
        self.G = [np.empty((*several, N, Q, width)) for width in net.widths[1:-1]]
        self.passed = None                                             # the bytes of the theta at which ``inputs`` are known

    def __call__(self, theta):
        inputs = self.at(theta).inputs
        self.last[...] = inputs[-1][..., None, :]
        back = self.layers[-1][0][..., None, :, :]                     # (1, Q, M_L), then (N, Q, M_l)
        for l in range(len(self.blocks) - 1, -1, -1):
            slopes = self.activation.first(self.Z[l])                  # (N, M_l)
            G = np.multiply(back, slopes[..., None, :], out=self.G[l])   # (N, Q, M_l): d outputs / d z_l
            weights, biases = self.blocks[l]
            np.multiply(G[..., None], inputs[l][..., None, None, :], out=weights)
            if biases is not None:
                biases[...] = G
            if l > 0:
                back = G @ self.layers[l][0][..., None, :, :]          # (N, Q, M_{l-1})
        return self.D

    def at(self, theta):
        """Itself, after the forward pass to the hidden layers at ``theta``; that is not done again where the last one was there."""
        self.theta[...] = theta
        here = self.theta.tobytes()
        if here != self.passed:
            self.passed, self.inputs = None, [self.X]                  # None: an activation of one's own may raise
            for layer, Z in zip(self.layers, self.Z):
                self.inputs.append(self.activation.value(_affine(self.inputs[-1], layer, Z)))
            self.passed = here
        return self

    def outputs(self):
        """(N*Q,) or (B, N*Q), at the ``theta`` of the last call."""
        x = _affine(self.inputs[-1], self.layers[-1])
        return x.reshape(*x.shape[:-2], -1)


def _affine(A, layer, out=None):
    """``A W^T + b`` (N, M_l)."""
    _, transposed, b = layer
    Z = np.matmul(A, transposed, out=out)
    if b is not None:
        Z += b
    return Z
