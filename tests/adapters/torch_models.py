"""Small modules of each kind: name -> (module, shape of one sample)."""

import torch
from torch import nn


class Residual(nn.Module):
    def __init__(self, width=4):
        super().__init__()
        self.first, self.inner, self.last = nn.Linear(2, width), nn.Linear(width, width), nn.Linear(width, 2)

    def forward(self, X):
        h = torch.tanh(self.first(X))
        return self.last(h + torch.tanh(self.inner(h)))


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.attend, self.norm, self.last = nn.MultiheadAttention(4, 2, batch_first=True), nn.LayerNorm(4), nn.Linear(4, 2)

    def forward(self, X):
        h = self.norm(X + self.attend(X, X, X, need_weights=False)[0])
        return self.last(h.mean(dim=1))


class Shared(nn.Module):
    """One matrix in two layers, transposed in the last: an autoencoder with tied weights."""

    def __init__(self):
        super().__init__()
        self.inner, self.again = nn.Linear(3, 3), nn.Linear(3, 3)
        self.again.weight = self.inner.weight

    def forward(self, X):
        return torch.tanh(self.again(torch.tanh(self.inner(X)))) @ self.inner.weight.T


def mlp():
    return nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 2)), (3,)


def convolution():
    return nn.Sequential(nn.Conv2d(1, 2, 3, padding=1), nn.GELU(), nn.AvgPool2d(2), nn.Conv2d(2, 2, 2), nn.Softplus(), nn.Flatten(), nn.Linear(2, 2)), (1, 4, 4)


MAKERS = {"MLP": mlp, "convolution": convolution, "residual": lambda: (Residual(), (2,)), "attention": lambda: (Attention(), (3, 4)),
          "shared weights": lambda: (Shared(), (3,))}


def made(name, seed=0):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return MAKERS[name]()
