"""Random problems with K > QN and at most Q distinct targets in which D loses rank on an open set, and equilibria found in them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .. import critical
from ..activations import mollified_relu
from ..datasets import one_hot
from ..network import Network
from ..numerical_rank import numerical_rank
from ..problem import Problem

CLEAR = 1e5          # least factor between the singular values that count and those that do not
CURVED = 1e-3        # least normal curvature, as a share of the largest: a flatter one passes for flat in a cloud of radius 1e-3


@dataclass(frozen=True)
class Found:
    """An equilibrium with positive cost, found from a random start, in a region of constant rank."""

    problem: Problem
    theta: np.ndarray
    kind: critical.Classification


def repeated_inputs(rng) -> Problem:
    """Tanh, three samples with two distinct inputs, of which one carries both labels."""
    return Problem(Network([1, 2, 2], "tanh"), rng.normal(size=(2, 1))[[0, 1, 1]], one_hot([0, 1, 0], 2))


def affinely_dependent(rng) -> Problem:
    """Linear, five samples in the plane."""
    return Problem(Network([2, 2, 2], "identity"), rng.normal(size=(5, 2)), one_hot([0, 1, 0, 1, 1], 2))


def bottleneck(rng) -> Problem:
    """Linear, one hidden unit for three samples with three random targets. (A tanh unit saturates on the way to some of its equilibria.)"""
    return Problem(Network([3, 1, 3], "identity"), rng.normal(size=(3, 3)), rng.normal(size=(3, 3)))


def one_unit(rng) -> Problem:
    """Mollified ReLU, one hidden unit and positive inputs: it dies, or is dead at the start, about every other time."""
    return Problem(Network([1, 1, 2], mollified_relu(0.1)), rng.uniform(0.5, 2.0, size=(2, 1)), one_hot([0, 1], 2))


KINDS = (repeated_inputs, affinely_dependent, bottleneck, one_unit)


def points(rng: np.random.Generator, rounds: int) -> Iterator[tuple[Problem, np.ndarray]]:
    """Problems of all four kinds, each with a random ``theta`` at which rank D < QN, clear of rounding."""
    for _ in range(rounds):
        for kind in KINDS:
            while True:
                problem = kind(rng)
                theta = problem.model.init(rng, 1.5)
                rank = numerical_rank(problem.jacobian(theta))
                if rank.rank < problem.N * problem.Q and rank.gap > CLEAR:
                    yield problem, theta
                    break


def equilibria(rng: np.random.Generator, kinds=KINDS) -> Iterator[Found]:
    """For each kind the first equilibrium found, from a random start of a random problem, that is not global and regular, clear of
    rounding. Which starts lead to none, or to one at which the rank drops, is counted in the notebook, not here."""
    for kind in kinds:
        found = None
        while found is None:
            problem = kind(rng)
            search = critical.find_equilibria(problem, problem.model.init(rng)[None])
            for equilibrium in search.above(1e-6):
                sort = critical.classify(problem, equilibrium.theta)
                sizes = np.sort(np.abs(sort.eigenvalues))
                if sort.regular and min(sort.gap, sort.rank.gap) > CLEAR and sizes[sort.zero] > CURVED * sizes[-1]:
                    found = Found(problem, equilibrium.theta, sort)
        yield found
