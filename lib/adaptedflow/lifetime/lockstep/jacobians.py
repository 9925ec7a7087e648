"""``D^T`` and ``D D^T`` of many networks of one shape at once. Samples come last: along them numpy's loops are longer than along the units of small networks."""

import numpy as np


class Jacobians:
    """A function of ``theta`` (B, K) that returns ``D^T`` (B, K, N*Q) and ``D D^T`` (B, N*Q, N*Q) of B networks of the shape of ``net``, each with its inputs
    ``X`` (B, M, N), a column a sample; the next call overwrites ``D^T``. The algebra is that of :mod:`adaptedflow.derivatives`."""

    def __init__(self, net, X):
        B, _, N = X.shape
        Q, K = net.widths[-1], net.num_parameters
        self.activation, self.X, self.theta = net.activation, X, np.empty((B, K))
        self.wider = np.zeros((B, K, N * Q + 1))                       # D^T and a column of zeros, see __call__
        self.DT = self.wider[..., :-1]
        DT, self.layers, self.blocks = self.DT.reshape(B, K, N, Q), [], []          # a view
        for start, middle, stop, shape in net._places:
            self.layers.append((self.theta[:, start:middle].reshape(B, *shape), self.theta[:, middle:stop, None]))   # views
            G = DT[:, middle:stop] if net.bias else np.empty((B, shape[0], N, Q))   # d outputs / d z_l, which is also that by the biases
            self.blocks.append((G, G[:, :, None], DT[:, start:middle].reshape(B, *shape, N, Q)))
        last, _, weights = self.blocks.pop()
        last[...] = np.eye(Q)[:, None]
        self.last = np.einsum("bqknq->bqkn", weights)                  # a view: of the last layer other entries are 0

    def __call__(self, theta):
        self.theta[...] = theta
        A, inputs, slopes = self.X, [], []
        for layer in self.layers[:-1]:                                 # the hidden layers
            inputs.append(A[:, None, :, :, None])
            Z = _affine(layer, A)                                      # (B, M_l, N)
            A = self.activation.value(Z)
            slopes.append(self.activation.first(Z)[..., None])
        self.features = A                                              # (B, M_L, N)
        self.last[...] = A[:, None]
        back = self.layers[-1][0].swapaxes(1, 2)[:, :, None]           # (B, M_L, 1, Q), then (B, M_l, N, Q)
        for l in range(len(slopes) - 1, -1, -1):
            G, spread, weights = self.blocks[l]
            np.multiply(back, slopes[l], out=G)                        # (B, M_l, N, Q)
            np.multiply(spread, inputs[l], out=weights)
            if l > 0:
                back = (self.layers[l][0].swapaxes(1, 2) @ G.reshape(*G.shape[:2], -1)).reshape(len(G), -1, *G.shape[2:])
        return self.DT, (self.DT.swapaxes(1, 2) @ self.wider)[..., :-1]   # numpy takes longer for a matrix and its own transpose

    def outputs(self):
        """(B, N*Q), at the ``theta`` of the last call."""
        return _affine(self.layers[-1], self.features).swapaxes(1, 2).reshape(len(self.X), -1)


def _affine(layer, A):
    """``W A + b`` (B, M_l, N)."""
    W, b = layer
    Z = W @ A
    if b.size:
        Z += b
    return Z
