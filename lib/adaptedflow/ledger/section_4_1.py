"""Sections 4.1 and 4.1.1: the projector onto the range of D D^T, and the standard flow under rank loss."""

import numpy as np
from scipy.linalg import qr

from .. import critical
from ..flows import StandardFlow
from ..numerical_rank import numerical_rank
from . import instances, rank_deficient
from .registry import check


def eigen(problem, theta):
    """R and Lambda of (4.1), eigenvalues at rounding level set to zero."""
    D = problem.jacobian(theta)
    values, vectors = np.linalg.eigh(D @ D.T)                          # D D^T = R^T Lambda R
    rank = numerical_rank(D).rank
    return vectors.T, np.where(np.arange(len(values)) >= len(values) - rank, values, 0.0)


def rotated(R, Lambda):
    """R^T Lambda R, (4.1)."""
    return R.T @ np.diag(Lambda) @ R


@check("rotation-regularity", formula=rotated, tolerance=1e-9, variants={
    "R and its transpose exchanged": lambda R, Lambda: R @ np.diag(Lambda) @ R.T})
def diagonalised_at_each_point(formula, rng):
    for problem, theta in rank_deficient.points(rng, 5):
        D = problem.jacobian(theta)
        U, values, _ = np.linalg.svd(D)                                # D D^T = U diag(values^2) U^T
        U[:, 0] *= np.linalg.det(U)                                    # a rotation: det R = 1
        padded = np.append(values ** 2, np.zeros(len(U) - len(values)))
        yield D @ D.T, formula(U.T, padded)
        yield np.linalg.det(U), 1.0


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


def standard_flow_of_the_outputs(D, gradient):
    """(3.1)."""
    return -D @ D.T @ gradient


@check("standard-flow-constrained", formula=standard_flow_of_the_outputs, tolerance=1e-9, variants={
    "projected, and D D^T left out": lambda D, gradient: -np.linalg.pinv(D, rcond=1e-10).T @ D.T @ gradient})
def projected_and_not(formula, rng):
    """(4.4) with its projector, at points of full rank and not."""
    for problem, theta in [*rank_deficient.points(rng, 2), *instances.full_rank(rng, 4)]:
        D, gradient = problem.jacobian(theta), problem.output_gradient(theta)
        yield projected_standard_flow(critical.projector(problem, theta).matrix, D, gradient), formula(D, gradient)
