"""nngeometry: its Jacobian and its Gram matrix, which knows the structure of a linear layer."""

import torch
from nngeometry.gram import GramMatrix
from nngeometry.jacobian import Jacobian
from torch.utils.data import DataLoader, TensorDataset

from contender import Contender
from peer_torch import layers_of


def contenders(case):
    modules = []
    for W, b in layers_of(case):
        linear = torch.nn.Linear(W.shape[1], W.shape[0], dtype=torch.float64)
        linear.weight.data, linear.bias.data = W, b
        modules += [linear, torch.nn.Tanh()]
    model = torch.nn.Sequential(*modules[:-1])
    N, Q = case.problem.Y.shape
    loader = DataLoader(TensorDataset(torch.tensor(case.problem.X)), batch_size=N)

    def jacobian():
        return Jacobian(model, loader).to_torch()                      # (Q, N, K)

    def gram():
        return GramMatrix(model, loader).data                          # (Q, N, Q, N)

    return [
        Contender("nngeometry", "D", jacobian, lambda D: D.permute(1, 0, 2).reshape(N * Q, -1).numpy()),
        Contender("nngeometry", "D D^T", gram, lambda K: K.permute(1, 0, 3, 2).reshape(N * Q, N * Q).numpy()),
    ]
