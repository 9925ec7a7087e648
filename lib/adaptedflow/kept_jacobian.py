"""``D`` of a small network again and again, as an integration asks for it: into arrays that are kept, and without looking at the arguments.

For a few parameters, checks and allocations take longer than the arithmetic. The algebra is that of :mod:`.derivatives`.
"""

import numpy as np


class KeptJacobian:
    """A function of ``theta`` (K,), real and finite, that returns ``D`` (N*Q, K) of ``net`` for the inputs ``X``; the next call overwrites it."""

    def __init__(self, net, X):
        N, Q, K = len(X), net.widths[-1], net.num_parameters
        self.activation, self.X, self.theta, self.D = net.activation, X, np.zeros(K), np.zeros((N * Q, K))
        self.layers, blocks = net.unpack(self.theta), []               # views of the kept theta
        D = self.D.reshape(N, Q, K)                                    # a view
        for start, middle, stop, shape in net._places:
            blocks.append((D[..., start:middle].reshape(N, Q, *shape), D[..., middle:stop]))
        weights, biases = blocks.pop()
        self.last = np.einsum("iqqk->iqk", weights)                    # a view: of the last layer other entries are 0
        if biases.shape[2]:
            biases[...] = np.eye(Q)
        self.blocks = blocks
        self.Z = [np.empty((N, width)) for width in net.widths[1:-1]]
        self.G = [np.empty((N, Q, width)) for width in net.widths[1:-1]]

    def __call__(self, theta):
        self.theta[...] = theta
        inputs, slopes = [self.X], []
        for (W, b), Z in zip(self.layers, self.Z):                     # the hidden layers
            np.matmul(inputs[-1], W.T, out=Z)                          # (N, M_l)
            if len(b):
                Z += b
            inputs.append(self.activation.value(Z))
            slopes.append(self.activation.first(Z))
        self.last[...] = inputs[-1][:, None]
        back = self.layers[-1][0]                                      # (Q, M_L), then (N, Q, M_l)
        for l in range(len(self.blocks) - 1, -1, -1):
            G = np.multiply(back, slopes[l][:, None], out=self.G[l])   # (N, Q, M_l): d outputs / d z_l
            weights, biases = self.blocks[l]
            np.multiply(G[..., None], inputs[l][:, None, None], out=weights)
            if biases.shape[2]:
                biases[...] = G
            if l > 0:
                back = G @ self.layers[l][0]                           # (N, Q, M_{l-1})
        return self.D
