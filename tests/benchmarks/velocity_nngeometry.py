"""nngeometry's Gram matrix, which knows the structure of a linear layer; torch's Cholesky factor; one backward pass."""

import torch
from nngeometry.gram import GramMatrix
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)


def velocity(case):
    """``call()`` returns the velocity (K,)."""
    p, modules = case.problem, []
    for W, b in p.model.unpack(case.theta):
        linear = torch.nn.Linear(W.shape[1], W.shape[0], dtype=torch.float64)
        linear.weight.data, linear.bias.data = torch.tensor(W), torch.tensor(b)
        modules += [linear, torch.nn.Tanh()]
    model, X, Y = torch.nn.Sequential(*modules[:-1]), torch.tensor(p.X), torch.tensor(p.Y)
    loader = DataLoader(TensorDataset(X), batch_size=p.N)

    def call():
        kernel = GramMatrix(model, loader).data                        # (Q, N, Q, N)
        x = model(X)
        v = (Y - x.detach()) / p.N
        factor = torch.linalg.cholesky(kernel.reshape(p.N * p.Q, -1))
        z = torch.cholesky_solve(v.T.reshape(-1, 1), factor).reshape(p.Q, p.N).T
        return torch.cat([part.ravel() for part in torch.autograd.grad(x, list(model.parameters()), z)]).numpy()
    return call
