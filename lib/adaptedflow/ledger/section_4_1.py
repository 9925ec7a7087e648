"""Sections 4.1 and 4.1.1: the projector onto the range of D D^T, and the standard flow under rank loss."""

import numpy as np
from scipy.linalg import qr

from .. import critical
from ..flows import StandardFlow
from ..network import Network
from ..numerical_rank import numerical_rank
from . import rank_deficient
from .registry import check, counterexample

INPUTS = np.array([[-1.0], [0.0], [1.0]])       # linear [1, 1, 1]: rank D = 2 < QN = 3 wherever w2 is not 0


def eigen(problem, theta):
    """R and Lambda of (4.1), eigenvalues at rounding level set to zero."""
    D = problem.jacobian(theta)
    values, vectors = np.linalg.eigh(D @ D.T)                          # D D^T = R^T Lambda R
    rank = numerical_rank(D).rank
    return vectors.T, np.where(np.arange(len(values)) >= len(values) - rank, values, 0.0)


def continued_eigenvector(turns):
    """The factor by which an eigenvector returns after ``turns`` turns around a simple crossing of two eigenvalues."""
    return (-1.0) ** turns


@check("rotation-regularity", formula=continued_eigenvector, tolerance=1e-6)
def loops_around_a_crossing(formula, rng):
    for turns in (0, 1, 2, 1):
        w2 = rng.uniform(0.7, 1.4)
        centre = np.array([np.sqrt(1.5 * (1 + w2 ** 2) - w2 ** 2), 0.0])   # (w1, b1) where the eigenvalues 3 (1 + w2^2) and 2 (w1^2 + w2^2) meet
        if turns == 0:
            centre = centre + [0.5, 0.0]                               # this loop, of radius 0.2, goes round nothing
        yield _returned(centre, w2, max(turns, 1)), formula(turns)


def _returned(centre, w2, rounds):
    """Overlap of the top eigenvector of D D^T with itself after the loop, carried along it by continuity."""
    net, start, current = Network([1, 1, 1], "identity"), None, None
    for angle in np.linspace(0, 2 * np.pi * rounds, 200 * rounds + 1):
        w1, b1 = centre + 0.2 * np.array([np.cos(angle), np.sin(angle)])
        vector = np.linalg.eigh(net.ntk(np.array([w1, b1, w2, 0.0]), INPUTS))[1][:, -1]
        current = vector if current is None else vector * np.sign(vector @ current)
        start = current if start is None else start
    return float(current @ start)


@counterexample("rotation-regularity", printed=lambda turns: 1.0, tolerance=1e-6)
def once_around(formula):
    yield _returned(np.array([np.sqrt(2.0), 0.0]), 1.0, 1), formula(1)


def projector(R, Lambda):
    """(4.2)."""
    return R.T @ np.diag((Lambda > 0).astype(float)) @ R


@check("rank-loss-projector", formula=projector, tolerance=1e-9, variants={
    "onto the complement": lambda R, Lambda: R.T @ np.diag((Lambda == 0).astype(float)) @ R,
    "R and its transpose exchanged": lambda R, Lambda: R @ np.diag((Lambda > 0).astype(float)) @ R.T})
def range_of_the_kernel(formula, rng):
    for problem, theta in rank_deficient.points(rng, 3):
        D, P = problem.jacobian(theta), formula(*eigen(problem, theta))
        Q = qr(D, pivoting=True, mode="economic")[0][:, :numerical_rank(D).rank]
        yield Q @ Q.T, P                                               # a basis of range D by QR
        yield D @ D.T, P @ (D @ D.T) @ P
        yield critical.projector(problem, theta).matrix, P


def inverse_on_the_range(R, Lambda):
    """(4.3)."""
    return R.T @ np.diag(np.divide(1.0, Lambda, out=np.zeros_like(Lambda), where=Lambda > 0)) @ R


@check("rank-loss-inverse", formula=inverse_on_the_range, tolerance=1e-6, variants={
    "not inverted": lambda R, Lambda: R.T @ np.diag(Lambda) @ R})
def inverse_by_the_pseudo_inverse_of_D(formula, rng):
    for problem, theta in rank_deficient.points(rng, 3):
        D = problem.jacobian(theta)
        plus = np.linalg.pinv(D, rcond=1e-10)
        yield plus.T @ plus, formula(*eigen(problem, theta))


def projected_standard_flow(P, D, gradient):
    """(4.4)."""
    return -P @ D @ D.T @ gradient


@check("standard-flow-projected", formula=projected_standard_flow, tolerance=1e-9, variants={
    "D D^T left out": lambda P, D, gradient: -P @ gradient})
def output_velocity(formula, rng):
    for problem, theta in rank_deficient.points(rng, 3):
        v = StandardFlow(problem).velocity(theta)
        moved = problem.model.outputs(theta + 1e-30j * v, problem.X).ravel().imag / 1e-30   # d/ds of the outputs, by a complex step
        yield moved, formula(critical.projector(problem, theta).matrix, problem.jacobian(theta), problem.output_gradient(theta))
