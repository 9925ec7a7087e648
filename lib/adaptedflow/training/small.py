"""Two small tasks: NIST's sum of exponentials, and a network with hardly more parameters than equations, whose adapted orbits break down."""

import numpy as np

from .. import paths
from ..datasets import load_nist
from ..network import Network
from ..nist_models import regression
from ..problem import Problem
from .task import Task

SPREAD = 0.1             # of the starts around NIST's first one, relative


def exponentials(split, prices, budget=3000.0, name=""):
    """NIST's Lanczos3, three exponentials, from starts around the first one that NIST gives. Unseen: the largest relative error of a certified
    parameter. There are no other data: the cost itself chooses."""
    nist = load_nist(paths.DATA / "nist" / "Lanczos3.dat")
    problem = regression(nist)
    start = nist.starts[0] * (1 + SPREAD * np.random.default_rng(split).normal(size=len(nist.certified)))

    def unseen(theta):
        pairs = np.asarray(theta).reshape(-1, 2)
        pairs = pairs[np.argsort(pairs[:, 1])].ravel()                 # the order of the exponentials says nothing
        return float(np.max(np.abs(pairs / nist.certified - 1)))

    return Task(name, problem, start, lambda theta: -problem.cost(theta), unseen, budget, prices)


def tight(split, prices, budget=3000.0, name=""):
    """A [3, 4, 1] tanh network with K = 21 and N = 19 random samples with random targets. Unseen data mean nothing here: NaN."""
    rng, network = np.random.default_rng([split, 19]), Network([3, 4, 1], "tanh")
    problem = Problem(network, rng.normal(size=(19, 3)), rng.normal(size=(19, 1)))
    return Task(name, problem, network.init(split), lambda theta: -problem.cost(theta), lambda theta: float("nan"), budget, prices)
