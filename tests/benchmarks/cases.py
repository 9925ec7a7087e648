"""The sizes at which everything is timed: networks with tanh, digits as inputs from ``medium`` up."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

import adaptedflow as af


@dataclass(frozen=True)
class Case:
    """A network of ``widths`` on ``N`` samples, at the parameters of seed 0."""

    name: str
    widths: tuple
    N: int
    targets: str = "labels"      # of digits: "labels" (one-hot), or the outputs of a "teacher", a network of the same widths

    @cached_property
    def problem(self):
        net = af.Network(self.widths)
        if self.widths[0] == 64:
            digits = af.load_digits(self.N, 100)
            X, Y = digits.X_train, digits.Y_train
            if self.targets == "teacher" or self.widths[-1] != Y.shape[1]:
                Y = net.outputs(net.init(1), X)
        else:
            rng = np.random.default_rng(0)
            X, Y = rng.normal(size=(self.N, self.widths[0])), rng.normal(size=(self.N, self.widths[-1]))
        return af.Problem(net, X, Y)

    @cached_property
    def theta(self):
        return self.problem.model.init(0)

    @cached_property
    def flow(self):
        return af.AdaptedFlow(self.problem)

    @property
    def size(self):
        p = self.problem
        return f"{'-'.join(map(str, self.widths))}, N = {p.N}, QN = {p.N * p.Q}, K = {p.K}"

    def directions(self):
        """A vector of parameters (K,) and one of outputs (N*Q,) for the products with D."""
        rng = np.random.default_rng(2)
        return rng.normal(size=self.problem.K), rng.normal(size=self.problem.N * self.problem.Q)


TINY = Case("tiny", (4, 8, 2), 6)
MEDIUM = Case("medium", (64, 32, 10), 100)
DEEP = Case("deep", (64, 64, 64, 10), 200)
MEDIUM_TEACHER = Case("medium, a teacher's targets", (64, 32, 10), 100, "teacher")
LARGE = Case("large", (64, 128, 10), 500)
