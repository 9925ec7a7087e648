"""The projector (4.2), the inverse (4.3) and Psi (4.10), against routes that do not diagonalise."""

import numpy as np
import pytest
from scipy.linalg import null_space, orth

import adaptedflow as af
from adaptedflow import critical


@pytest.fixture
def problem():
    return af.Problem(af.Network([3, 1, 3], "tanh"), np.eye(3), af.one_hot([0, 1, 2], 3))      # rank 7 of 9


@pytest.mark.parametrize("seed", range(4))
def test_projection_belongs_to_the_range_and_annihilates_the_left_kernel(problem, seed):
    theta = problem.model.init(seed)
    D, P = problem.jacobian(theta), critical.projector(problem, theta)
    basis = orth(D, rcond=1e-10)
    assert P.rank.rank == 7 and P.rank.gap > 1e5
    assert np.allclose(P.matrix, basis @ basis.T, atol=1e-10)
    assert np.allclose(P.matrix @ null_space(D.T, rcond=1e-10), 0, atol=1e-10)


def test_inverse_solves_on_the_range(problem):
    theta = problem.model.init(1)
    P, kernel = critical.projector(problem, theta), problem.ntk(theta)
    v = P.matrix @ np.arange(9.0)
    solved = np.linalg.lstsq(kernel, v, rcond=1e-10)[0]
    assert np.allclose(P.inverse @ v, solved, rtol=1e-8)


def test_cutoff_decides_the_rank(problem):
    theta = problem.model.init(0)
    values = np.linalg.svd(problem.jacobian(theta), compute_uv=False)
    P = critical.projector(problem, theta, cutoff=(values[2] + values[3]) / 2)
    assert P.rank.rank == 3 and np.isclose(np.trace(P.matrix), 3)


def test_psi_is_the_shortest_minimiser_and_gives_the_flow(problem):
    theta = problem.model.init(2)
    D, gradient = problem.jacobian(theta), problem.output_gradient(theta)
    psi = critical.psi(problem, theta)
    shortest = np.linalg.lstsq(D @ D.T, -gradient, rcond=1e-10)[0]
    assert np.allclose(psi, shortest, rtol=1e-7)
    assert np.allclose(D.T @ psi, af.RankLossFlow(problem).velocity(theta), rtol=1e-9)
    assert problem.cost_gradient(theta) @ D.T @ psi < 0                # with a minus sign, as in the earlier version, it would ascend


def test_projector_is_that_of_the_tangent_plane_of_the_image(problem):
    """Two points of one fibre of linear [2, 1, 2]: same outputs, same projector (holonomic constraints, Remark 5.4)."""
    net, X = af.Network([2, 1, 2], "identity"), np.random.default_rng(0).normal(size=(4, 2))
    problem = af.Problem(net, X, np.zeros((4, 2)))
    (W1, b1), (W2, b2) = net.unpack(net.init(3))
    def packed(c, shift):
        return np.concatenate([c * W1.ravel(), c * b1 + shift, W2.ravel() / c, b2 - W2[:, 0] * shift / c])
    here, there = packed(1.0, 0.0), packed(-2.5, 0.7)
    assert np.allclose(problem.outputs(here), problem.outputs(there))
    assert np.allclose(critical.projector(problem, here).matrix, critical.projector(problem, there).matrix, atol=1e-10)
