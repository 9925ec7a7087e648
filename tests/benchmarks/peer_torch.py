"""torch, float64, on one thread."""

import torch
from torch.func import jacrev, vmap

from contender import Contender

torch.set_num_threads(1)


def layers_of(case):
    return [(torch.tensor(W), torch.tensor(b)) for W, b in case.problem.model.unpack(case.theta)]


def one_sample(layers, x):
    for W, b in layers[:-1]:
        x = torch.tanh(W @ x + b)
    return layers[-1][0] @ x + layers[-1][1]


def contenders(case):
    layers, X, y = layers_of(case), torch.tensor(case.problem.X), torch.tensor(case.problem.y)
    rows = len(y)
    blocks = vmap(jacrev(one_sample), (None, 0))

    def jacobian():
        return torch.cat([block.reshape(rows, -1) for layer in blocks(layers, X) for block in layer], dim=1)

    def gram():
        D = jacobian()
        return D @ D.T

    def velocity():
        D = jacobian()
        v = (y - vmap(one_sample, (None, 0))(layers, X).ravel()) / len(X)
        return D.T @ torch.cholesky_solve(v[:, None], torch.linalg.cholesky(D @ D.T)).ravel()

    return [
        Contender("torch vmap(jacrev)", "D", jacobian),
        Contender("torch, from D", "D D^T", gram),
        Contender("torch, Cholesky of D D^T", "velocity", velocity),
    ]
