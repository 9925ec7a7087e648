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
CURVED = 1e-3        # least curvature, as a share of the largest: a flatter one passes for flat in a cloud of radius 1e-3


@dataclass(frozen=True)
class Found:
    """An equilibrium with positive cost, found from a random start."""

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


def best_line(repeats: int, rng: np.random.Generator, activation="tanh") -> Found:
    """One hidden unit, three one-hot labels, each ``repeats`` times: a best straight line through the labels. Their scatter about the mean is
    the same in all directions of their plane, so every direction serves, and the critical set of C on the image is a circle."""
    M = 3 if repeats == 1 else 6 * repeats                             # K = M + 7 > QN = 9 repeats
    X, Y = np.eye(M)[:3 * repeats], one_hot(np.arange(3 * repeats) % 3, 3)
    direction = np.linalg.qr(np.column_stack([np.ones(3), rng.normal(size=3)])).Q[:, 1]
    hidden = (Y - 1 / 3) @ direction / 2                               # within (-1/2, 1/2)
    weights = np.zeros(M)
    weights[:3 * repeats] = np.arctanh(hidden) if activation == "tanh" else hidden
    problem = Problem(Network([M, 1, 3], activation), X, Y)
    theta = np.concatenate([weights, [0.0], 2 * direction, np.full(3, 1 / 3)])
    return Found(problem, theta, critical.classify(problem, theta))


def found_from_random_starts(rng: np.random.Generator, kinds=KINDS, each: int = 1) -> Iterator[Found]:
    """For each kind the first ``each`` equilibria of positive cost found, each from a random start of a random problem; no other choice is made."""
    for kind in kinds:
        count = 0
        while count < each:
            problem = kind(rng)
            search = critical.find_equilibria(problem, problem.model.init(rng)[None])
            for equilibrium in search.above(1e-6):
                count += 1
                yield Found(problem, equilibrium.theta, critical.classify(problem, equilibrium.theta))


def constant_rank(rng: np.random.Generator, kinds=KINDS, each: int = 4) -> Iterator[Found | str]:
    """Those of :func:`found_from_random_starts` that meet the hypothesis of Theorem 4.2, constant rank near the point, clear of rounding.

    Nothing is asked of the Hessian. The last item is a note of how many were left out.
    """
    dropped = unclear = kept = 0
    for found in found_from_random_starts(rng, kinds, each):
        if not found.kind.constant_rank:
            dropped += 1
        elif found.kind.rank.gap <= CLEAR:
            unclear += 1
        else:
            kept += 1
            yield found
    yield (f"of {dropped + unclear + kept} equilibria of positive cost {dropped} were left out, at which the rank drops"
           + (f", and {unclear} whose rank is not clear" if unclear else ""))
