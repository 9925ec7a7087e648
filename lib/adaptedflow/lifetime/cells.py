"""A cell of a survival map: an architecture, a number of samples and a kind of data, from which random problems are drawn."""

import hashlib
import re
from dataclasses import dataclass

import numpy as np

from ..activations import get, mollified_relu
from ..arrays import real_number, whole_number
from ..datasets import load_digits, one_hot, teacher_student
from ..network import Network
from ..problem import Problem

TARGETS = ("gaussian", "labels", "teacher", "digits")


@dataclass(frozen=True)
class Cell:
    """Random problems of one kind.

    ``widths`` [M, M_1, ..., Q] and ``activation`` (a name, or "mollified_relu(w)") give the network, ``scale`` its initial
    scale, ``N`` the samples. ``targets``: "gaussian", N different ones; "labels", one of Q unit vectors for each sample, as
    in (1.1); "teacher", the outputs of another random network of these widths; all three with Gaussian inputs; "digits",
    handwritten ones in four numbers each (ink in the quarters of the image, M = 4), odd or even (Q = 2).

    Raises ValueError or TypeError for what does not fit, K < QN included: Theorem 2.1 is about K >= QN.
    """

    widths: tuple[int, ...]
    N: int
    activation: str = "tanh"
    targets: str = "gaussian"
    scale: float = 1.0

    def __post_init__(self):
        network = self.network()
        object.__setattr__(self, "widths", network.widths)
        object.__setattr__(self, "N", whole_number("N", self.N, minimum=1))
        object.__setattr__(self, "scale", real_number("scale", self.scale, minimum=0, strict=True))
        if self.targets not in TARGETS:
            raise ValueError(f"targets: expected one of {', '.join(TARGETS)}, got {self.targets!r}.")
        if self.targets == "digits" and (self.widths[0], self.widths[-1]) != (4, 2):
            raise ValueError(f"widths: expected [4, ..., 2] for digits (four numbers an image, odd or even), got {list(self.widths)}.")
        if self.gap < 0:
            raise ValueError(f"N: expected QN <= K = {self.K}, got QN = {self.QN}. At most N = {self.K // self.widths[-1]} samples fit.")

    def network(self) -> Network:
        """The :class:`adaptedflow.Network`."""
        width = re.fullmatch(r"mollified_relu\((.+)\)", self.activation) if isinstance(self.activation, str) else None
        return Network(list(self.widths), mollified_relu(float(width[1])) if width else get(self.activation))

    @property
    def K(self) -> int:
        return self.network().num_parameters

    @property
    def QN(self) -> int:
        return self.widths[-1] * self.N

    @property
    def gap(self) -> int:
        """``K - QN``, the dimension of the fibres of theta -> x."""
        return self.K - self.QN

    @property
    def name(self) -> str:
        """A name that says it all, fit for a file."""
        return f"{self.activation}_{'-'.join(map(str, self.widths))}_N{self.N}_{self.targets}_scale{self.scale:g}"

    def draw(self, seed: int, number: int) -> tuple[Problem, np.ndarray]:
        """Problem ``number`` of this cell and a start: ``(Problem, theta0)``. They depend on ``seed``, the cell and ``number`` alone."""
        digest = hashlib.sha256(self.name.encode()).digest()
        rng = np.random.default_rng([whole_number("seed", seed), int.from_bytes(digest[:8], "big"), whole_number("number", number)])
        network = self.network()
        X, Y = _data(self, network, rng)
        return Problem(network, X, Y), network.init(rng, self.scale)


def _data(cell, network, rng):
    """Inputs (N, M) and targets (N, Q)."""
    M, Q = cell.widths[0], cell.widths[-1]
    if cell.targets == "teacher":
        drawn = teacher_student(network, cell.N, rng)
        return drawn.X, drawn.Y
    if cell.targets == "digits":
        digits = load_digits(cell.N, 10, seed=int(rng.integers(2 ** 31)))
        quarters = digits.X_train.reshape(-1, 2, 4, 2, 4).mean(axis=(2, 4)).reshape(-1, 4)   # (N, 4)
        return 5 * (quarters - 0.3), one_hot(digits.labels_train % 2, 2)                     # of mean about 0, deviation about 1/2
    X = rng.normal(size=(cell.N, M))
    return X, rng.normal(size=(cell.N, Q)) if cell.targets == "gaussian" else one_hot(rng.integers(Q, size=cell.N), Q)
