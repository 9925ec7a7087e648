import mpmath
import numpy as np
import pytest

import adaptedflow as af

# D = B C of rank 2, integers: the pseudo-inverse C^T (C C^T)^-1 (B^T B)^-1 B^T is exact to as many digits as one likes
B = np.array([[1.0, 2], [0, 1], [3, -1]])
C = np.array([[2.0, 0, 1, 1], [1, -1, 0, 3]])


def exact_pseudo_inverse():
    b, c = mpmath.matrix(B.tolist()), mpmath.matrix(C.tolist())
    with mpmath.workdps(50):
        inverse = c.T * (c * c.T) ** -1 * (b.T * b) ** -1 * b.T
        return np.array(inverse.tolist(), float)


def test_velocity_at_deficient_rank_is_that_of_the_exact_pseudo_inverse(linear):
    p, theta = linear(B @ C, [1, 2, 3]), np.array([1.0, 0, -1, 2])
    expected = -exact_pseudo_inverse() @ (B @ C @ theta - [1, 2, 3])
    np.testing.assert_allclose(af.RankLossFlow(p).velocity(theta), expected, rtol=1e-13)
    assert af.RankLossFlow(p).lift(theta, np.ones(3)).route == "svd, rank 2"


def test_sign_of_theorem_4_1(linear):
    """The cost falls, ``C' = -|P grad_x C|^2``, with the sign of v6; the earlier version's sign lets it rise."""
    p, theta = linear(B @ C, [1, 2, 3]), np.array([1.0, 0, -1, 2])
    P = B @ np.linalg.inv(B.T @ B) @ B.T
    projected = P @ p.output_gradient(theta)
    velocity = af.RankLossFlow(p).velocity(theta)
    assert p.cost_gradient(theta) @ velocity == pytest.approx(-projected @ projected, rel=1e-12)
    np.testing.assert_allclose(p.jvp(theta, velocity), -projected, rtol=1e-12)                  # (4.7)


@pytest.mark.parametrize("widths, N", [((2, 4, 2), 5), ((2, 2, 2), 6), ((1, 2, 1), 12)])
def test_is_the_flow_of_the_full_rank_theorems_where_the_rank_is_full(widths, N, network_problem):
    p, theta = network_problem(widths, N)
    flow = af.UnderparametrizedFlow(p) if p.regime == "underparametrized" else af.AdaptedFlow(p)
    expected = flow.velocity(theta)
    np.testing.assert_allclose(af.RankLossFlow(p).velocity(theta), expected, rtol=0, atol=1e-14 * np.linalg.cond(p.jacobian(theta)) ** 2 * np.linalg.norm(expected))


def test_equilibria_are_those_of_the_standard_flow(linear):
    """Theorem 4.2 (i): ``ker D^+ = ker D^T``."""
    u = np.linalg.svd(B @ C)[0][:, 2]                                  # spans the kernel of D^T
    theta = np.array([1.0, 2, 0, 1])
    p = linear(B @ C, B @ C @ theta - 3 * u)
    np.testing.assert_allclose(p.cost_gradient(theta), 0, atol=1e-13)
    np.testing.assert_allclose(af.RankLossFlow(p).velocity(theta), 0, atol=1e-13)
    assert p.cost(theta) == pytest.approx(4.5, rel=1e-13)


def test_dead_samples_keep_the_velocity_finite():
    net = af.Network([1, 2, 2], "relu")                                # all units dead: only the output biases are left
    theta = np.array([1.0, 1, -9, -9, 1, 2, 3, 4, 0.5, -0.5])
    p = af.Problem(net, [[0.0], [1], [2]], [[1.0, 0], [0, 1], [1, 0]])
    velocity = af.RankLossFlow(p).velocity(theta)
    np.testing.assert_allclose(velocity[:-2], 0, atol=1e-15)
    np.testing.assert_allclose(velocity[-2:], -(theta[-2:] - p.Y.mean(axis=0)) / 3, rtol=1e-13)   # D^+ averages over N, then 1 / N


def test_cutoff_decides_which_directions_count(linear):
    p = linear(np.diag([1.0, 1e-3]), [1, 1])
    np.testing.assert_allclose(af.RankLossFlow(p).velocity([0.0, 0]), [1, 1e3], rtol=1e-12)
    np.testing.assert_array_equal(af.RankLossFlow(p, cutoff=1e-2).velocity([0.0, 0]), [1, 0])
    np.testing.assert_array_equal(af.RankLossFlow(p, cutoff=2).velocity([0.0, 0]), [0, 0])


def test_rounding_is_not_taken_for_rank(linear):
    p = linear(np.diag([1.0, 1e-17]), [1, 1])
    np.testing.assert_array_equal(af.RankLossFlow(p).velocity([0.0, 0]), [1, 0])
    assert af.RankLossFlow(linear(np.zeros((2, 2)), [1, 1])).velocity([1.0, 1]).tolist() == [0, 0]


@pytest.mark.parametrize("cutoff, error, words", [(-1, ValueError, "cutoff: expected a finite number >= 0, got -1"), (np.nan, ValueError, "got nan"),
                                                  ("0", TypeError, "cutoff: expected a real number, got '0'"), (True, TypeError, "got True")])
def test_malformed_cutoff_is_refused(cutoff, error, words, linear):
    with pytest.raises(error, match=words):
        af.RankLossFlow(linear(np.eye(2), [1, 1]), cutoff=cutoff)


def test_the_cutoff_counts_the_longer_side_of_D(linear):
    """``max(QN, K) eps``: of 1,000 parameters and two outputs, a singular value of 1e-13 is rounding, and one of 1e-12 is not."""
    for small, rank in ((1e-13, 1), (1e-12, 2)):
        A = np.zeros((2, 1000))
        A[0, 0], A[1, 1] = 1.0, small
        p = linear(A, np.zeros(2))
        assert af.RankLossFlow(p).lift(np.ones(1000), np.ones(2)).route == f"svd, rank {rank}"
