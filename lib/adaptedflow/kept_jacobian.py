"""``D`` of a small network again and again, as an integration asks for it: into arrays that are kept, and without looking at the arguments.

For a few parameters, checks and allocations take longer than the arithmetic. The algebra is that of :mod:`.derivatives`.
"""

import numpy as np


class KeptJacobian:
    """A function of ``theta`` (K,), real and finite, that returns ``D`` (N*Q, K) of ``net`` for the inputs ``X`` (N, M); the next call overwrites it."""

    def __init__(self, net, X):
        N, Q, K = len(X), net.widths[-1], net.num_parameters
        self.activation, self.X, self.theta, self.D = net.activation, X, np.zeros(K), np.zeros((N * Q, K))
        D, self.layers, self.blocks = self.D.reshape(N, Q, K), [], []   # a view
        for start, middle, stop, shape in net._places:
            W, b = self.theta[start:middle].reshape(shape), self.theta[middle:stop]   # views
            self.layers.append((W, W.T, b if net.bias else None))
            G = D[..., middle:stop] if net.bias else np.empty((N, Q, shape[0]))   # d outputs / d z_l, which is also that by the biases
            self.blocks.append((G, G[..., None], D[..., start:middle].reshape(N, Q, *shape)))
        last, _, weights = self.blocks.pop()
        last[...] = np.eye(Q)
        self.last = np.einsum("iqqk->iqk", weights)                    # a view: of the last layer other entries are 0
        self.Z = [np.empty((N, width)) for width in net.widths[1:-1]]
        self.passed = None                                             # the bytes of the theta at which ``inputs`` are known

    def __call__(self, theta):
        inputs = self.at(theta).inputs
        self.last[...] = inputs[-1][:, None, :]
        back = self.layers[-1][0]                                      # (Q, M_L), then (N, Q, M_l)
        for l in range(len(self.blocks) - 1, -1, -1):
            G, column, weights = self.blocks[l]
            np.multiply(back, self.activation.first(self.Z[l])[:, None, :], out=G)   # (N, Q, M_l)
            np.multiply(column, inputs[l][:, None, None, :], out=weights)   # (N, Q, M_l, M_{l-1})
            if l > 0:
                back = G @ self.layers[l][0]                           # (N, Q, M_{l-1})
        return self.D

    def at(self, theta):
        """Itself, after the forward pass to the hidden layers at ``theta``; that is not done again where the last one was there."""
        self.theta[...] = theta
        here = self.theta.tobytes()
        if here != self.passed:
            self.passed, self.inputs = None, [self.X]                  # None: an activation of one's own may raise
            for layer, Z in zip(self.layers, self.Z):
                self.inputs.append(self.activation.value(_affine(self.inputs[-1], layer, Z)))   # (N, M_l)
            self.passed = here
        return self

    def outputs(self):
        """(N*Q,), at the ``theta`` of the last call."""
        return _affine(self.inputs[-1], self.layers[-1]).ravel()


def _affine(A, layer, out=None):
    """``A W^T + b`` (N, M_l)."""
    _, transposed, b = layer
    Z = np.matmul(A, transposed, out=out)
    if b is not None:
        Z += b
    return Z
