"""Where our statement on output weights ends: what its row says of the orbits that do take a weight through zero."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow.ledger.statements import statements

X = np.arange(-2.0, 3.0)[:, None]
HIDDEN = [1.0, 2.0, 0.0, 1.0]                              # W_1 = (1, 2), b_1 = (0, 1)


def segment(net, start, end):
    problem = af.Problem(net, X, net.outputs(end, X))
    return problem, af.integrate(af.AdaptedFlow(problem), start, until=np.inf, clock="segment", rtol=1e-9)


def test_one_surplus_parameter_more_and_a_weight_passes_zero():
    net, theta = af.Network([1, 2, 1]), np.array([*HIDDEN, 0.0, 1.0, 0.0])
    D = net.jacobian(theta, X)
    assert net.num_parameters - 5 == 2 and np.linalg.matrix_rank(D) == 5 and not D[:, [0, 2]].any()
    v = 0.1 * D[:, 4]
    problem = af.Problem(net, X, net.outputs(theta, X) - v[:, None])
    back = af.integrate(af.AdaptedFlow(problem), theta, until=np.inf, clock="segment", rtol=1e-9)
    problem = af.Problem(net, X, net.outputs(theta, X) + v[:, None])
    orbit = af.integrate(af.AdaptedFlow(problem), back.theta[-1], until=np.inf, clock="segment", rtol=1e-9)
    assert back.status == orbit.status == "reached" and orbit.theta[0, 4] < -0.09 and orbit.theta[-1, 4] > 0.09
    assert orbit.sigma_min.min() > 0.04


@pytest.mark.parametrize("part", [0.1, 0.5])
def test_two_outputs_and_a_weight_passes_zero_on_a_straight_line(part):
    net = af.Network([1, 2, 2])
    start, end = (np.array([*HIDDEN, w, 1.0, 1.0, 1.0, 0.0, 0.0]) for w in (-part, part))
    problem, orbit = segment(net, start, end)
    assert problem.K == problem.N * problem.Q == 10 and orbit.status == "reached"
    np.testing.assert_allclose(orbit.theta, start + -np.expm1(-orbit.s / 5)[:, None] * (end - start), atol=1e-7)
    assert orbit.sigma_min.min() > 0.01


def test_there_the_determinant_is_a_multiple_of_the_square_of_1_minus_w():
    """It is a quadratic polynomial in w, since two columns of D are affine in w and the others do not depend on it."""
    net = af.Network([1, 2, 2])
    def determinant(w):
        return np.linalg.det(net.jacobian(np.array([*HIDDEN, w, 1.0, 1.0, 1.0, 0.0, 0.0]), X))
    for w in (-1.0, 0.5, 2.0):
        assert determinant(w) == pytest.approx(determinant(0.0) * (1 - w) ** 2, rel=1e-9)


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("l", [1, 2])
def test_with_more_outputs_and_layers_whole_columns_are_not_zero(l, bias):
    widths, rng = [3, 2, 3, 2], np.random.default_rng(l)
    net, most = af.Network(widths, "softplus", bias), 0
    theta = net.init(rng, 2.0)
    net.unpack(theta)[l][0][:, 0] = 0                       # a column of W_{l+1}
    lost = widths[l - 1] + bias                             # columns of D, those of the unit in layer l
    for n in range(1, net.num_parameters // 2 + 1):
        rank = np.linalg.matrix_rank(net.jacobian(theta, 2 * rng.normal(size=(n, 3))), 1e-9)
        assert rank < 2 * n or net.num_parameters - 2 * n >= lost
        most = n if rank == 2 * n else most
    assert most >= 2


def test_the_row_says_these_numbers():
    (row,) = [row for row in statements() if row.slug == "output-weights-keep-their-sign"]
    assert "W_1 = (1, 2), b_1 = (0, 1), W_2 = (0, 1)" in row.counterexample and "W_2 = ((w, 1), (1, 1))" in row.counterexample
