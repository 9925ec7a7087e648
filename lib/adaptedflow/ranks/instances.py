"""Random networks of whole numbers, with data and weights that are degenerate often enough to matter."""

from dataclasses import dataclass

import numpy as np

from ..network import Network
from ..seeds import generator

FAMILIES = ("one layer", "two layers", "deep linear", "dead samples", "any pattern")


@dataclass(frozen=True)
class Instance:
    """A network with whole-number parameters ``theta`` (K,) and inputs ``X`` (N, M), both integer arrays."""

    net: Network
    theta: np.ndarray
    X: np.ndarray

    @property
    def layers(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """As ``net.unpack(theta)``, of integers."""
        return [(W.astype(int), b.astype(int)) for W, b in self.net.unpack(self.theta)]

    @property
    def D(self) -> np.ndarray:
        """The Jacobian (N*Q, K), of integers, so that floating point makes no error on whole numbers of this size."""
        return np.rint(self.net.jacobian(self.theta, self.X)).astype(int)


def draw(family: str, seed: int | np.random.SeedSequence | np.random.Generator) -> Instance:
    """An :class:`Instance` of one of :data:`FAMILIES`, from a seed or Generator.

    Widths up to 4 and up to 6 inputs, entries of a few units, weights of every rank, inputs that repeat or are affinely
    dependent in about half of the draws. "dead samples": ReLU with all units active or all dead on each sample; "any
    pattern": ReLU as it comes, widths up to 6 and up to 10 inputs.
    """
    if family not in FAMILIES:
        raise ValueError(f"family: expected one of {', '.join(FAMILIES)}, got {family!r}.")
    rng = generator(seed)
    hidden = {"one layer": 0, "deep linear": int(rng.integers(2, 4))}.get(family, 1)
    widest, most = (6, 10) if family == "any pattern" else (4, 6)
    widths = rng.integers(1, widest + 1, size=hidden + 2).tolist()
    num_inputs = int(rng.integers(1, most + 1))
    if family == "dead samples":
        return _dead(rng, widths, num_inputs)
    net = Network(widths, "relu" if family == "any pattern" else "identity")
    parts = []
    for fan_in, units in zip(widths, widths[1:]):
        parts += [_low_rank(rng, units, fan_in).ravel(), rng.integers(-2, 3, size=units)]
    return Instance(net, np.concatenate(parts), _inputs(rng, num_inputs, widths[0]))


def _low_rank(rng, rows, columns):
    """A (rows, columns) matrix of small integers, of any rank from 0 to full."""
    r = int(rng.integers(0, min(rows, columns) + 1))
    return rng.integers(-1, 2, size=(rows, r)) @ rng.integers(-2, 3, size=(r, columns))


def _inputs(rng, N, M):
    X = _low_rank(rng, N, M) if rng.random() < 0.5 else rng.integers(-3, 4, size=(N, M))
    X = X + rng.integers(-2, 3, size=M)
    if rng.random() < 0.25:
        X[-1] = X[0]
    return X


def _dead(rng, widths, N):
    """Rows of W1 that are not negative and not zero, seen by inputs on one side of a shifted origin: all active or all dead."""
    M, M1, Q = widths
    side = np.where(rng.random(N) < 0.5, 1, -1)
    X = side[:, None] * rng.integers(1, 4, size=(N, M))
    W1 = rng.integers(0, 2, size=(M1, M))
    W1[np.arange(M1), rng.integers(0, M, size=M1)] += 1
    if rng.random() < 0.4:
        W1[:] = W1[0]
    origin = rng.integers(-2, 3, size=M)
    theta = np.concatenate([W1.ravel(), -W1 @ origin, _low_rank(rng, Q, M1).ravel(), rng.integers(-2, 3, size=Q)])
    return Instance(Network(widths, "relu"), theta, X + origin)
