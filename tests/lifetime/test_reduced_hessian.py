"""The reduced Hessian at points where D has lost one rank."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow.lifetime import Cell, follow, reduced_hessian


def test_two_factors_have_one_direction_of_escape():
    """x = w1 w2 at 0: u = -1 for targets below, Hessian of -w1 w2 has eigenvalues -1 and 1; only the balanced line hits it."""
    example = af.examples.two_factor()
    found = reduced_hessian(example.problem, np.zeros(2), np.array([-2.0]))
    np.testing.assert_allclose(found.eigenvalues, [-1, 1])
    assert (found.negative, found.zero, found.positive) == (1, 0, 1) and found.u[0] == -1


def test_against_second_differences_of_the_outputs():
    rng = np.random.default_rng(0)
    net = af.Network([1, 3, 1])
    p = af.Problem(net, np.array([[-1.0], [0.0], [1.0]]), rng.normal(size=(3, 1)))
    theta = np.array([0.0, 0.0, 0.0, 0.1, 0.1, 0.1, 1.0, -0.5, 0.0, 0.3])      # W_1 = 0: the columns of D are multiples of x_n and of 1
    v = rng.normal(size=3)
    found = reduced_hessian(p, theta, v)
    U, values, Vt = np.linalg.svd(p.jacobian(theta))
    Z, h = Vt[2:], 1e-4
    phi = lambda c: found.u @ p.outputs(theta + Z.T @ c)
    E = np.eye(len(Z))
    H = np.array([[(phi(h * (a + b)) - phi(h * (a - b)) - phi(h * (b - a)) + phi(-h * (a + b))) / (4 * h * h) for a in E] for b in E])
    np.testing.assert_allclose(found.eigenvalues, np.linalg.eigvalsh(H), atol=1e-6)
    assert values[-1] < 1e-12 and found.u @ v >= 0


def test_rank_loss_ends_at_K_equal_QN_have_a_negative_eigenvalue():
    cell, seen = Cell((3, 4, 1), 21), 0
    for number in range(6):
        orbit = follow(cell, 0, number)
        if orbit.status == "rank_loss":
            found = reduced_hessian(orbit.flow.problem, orbit.theta[-1], orbit.flow.problem.y - orbit.outputs[0])
            assert len(found.eigenvalues) == 1 and found.negative == 1
            assert found.singular_values[-1] < 1e-3 * found.singular_values[-2]
            seen += 1
    assert seen >= 3


@pytest.mark.parametrize("theta, v, words", [(np.ones(3), [1.0], "theta: expected shape"), (np.ones(2), [1.0, 2.0], "v: expected shape")])
def test_malformed_arguments_are_refused(theta, v, words):
    with pytest.raises(ValueError, match=words):
        reduced_hessian(af.examples.two_factor().problem, theta, v)


def test_a_strict_maximum_with_a_flat_direction():
    """u . x = -(a^2 + 2 b^2 + 1e-5 c^2) / 2 at 0, v upwards: two directions fall, the third is all but flat."""
    def jacobian(theta, X):
        return np.array([[-theta[0], -2 * theta[1], -1e-5 * theta[2]]])

    def derivative(theta, X, v):
        return np.array([[-v[0], -2 * v[1], -1e-5 * v[2]]])

    model = af.FunctionModel(lambda theta, X: np.array([[-(theta[0] ** 2 + 2 * theta[1] ** 2 + 1e-5 * theta[2] ** 2) / 2]]), jacobian, 3, derivative)
    found = reduced_hessian(af.Problem(model, np.ones((1, 1)), np.ones((1, 1))), np.zeros(3), np.ones(1))
    np.testing.assert_allclose(found.eigenvalues, [-2, -1, -1e-5])
    assert (found.negative, found.zero, found.positive) == (2, 1, 0)
