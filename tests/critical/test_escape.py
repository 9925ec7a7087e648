"""Steps off an equilibrium: what (4.15)-(4.17) can and cannot do."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import critical


def test_every_normal_step_off_the_dead_manifold_rises_by_half_its_square(dead):
    problem, theta = dead
    g = critical.equations(problem, theta)
    for combination in np.random.default_rng(0).normal(size=(20, 2)):
        V = combination @ g.jacobian
        for kappa in (-3.0, -1e-3, 1e-3, 3.0):
            change = problem.cost(theta + kappa * V) - problem.cost(theta)
            assert change == pytest.approx(kappa ** 2 * V @ V / 2, rel=1e-9)


def test_no_escape_from_the_dead_manifold(dead):
    escape = critical.escape_direction(*dead)
    assert not escape and escape.direction is None
    assert escape.message.startswith("None: local minimum") and escape.curvature == pytest.approx(1.0)


def test_escape_from_the_saddle_descends_for_both_signs_as_predicted(triangle):
    problem, theta = triangle
    escape = critical.escape_direction(problem, theta)
    assert escape and escape.curvature == pytest.approx(-1.0) and np.linalg.norm(escape.direction) == pytest.approx(1.0)
    for kappa in (-1e-2, 1e-2):
        change = problem.cost(theta + kappa * escape.direction) - 2.0
        assert change == pytest.approx(escape.change(kappa), rel=1e-3)


@pytest.mark.parametrize("v", [(2.0, -1.0), (-1.0, 2.0), (1.0, -3.0), (-3.0, -1.0)])
def test_prediction_and_sign_where_the_curvature_is_not_one(v):
    """x = 3 (v . t)^2 / 2 with |v| = 1, target 1: C(kappa v) = (3 kappa^2 / 2 - 1)^2 / 2, curvature -3. The largest entry is positive."""
    v = np.array(v) / np.linalg.norm(v)
    model = af.FunctionModel(lambda t, X: np.array([[1.5 * (v @ t) ** 2]]), lambda t, X: 3 * (v @ t) * v[None], 2,
                             lambda t, X, w: 3 * (v @ w) * v[None])
    problem = af.Problem(model, np.ones((1, 1)), np.ones((1, 1)))
    escape = critical.escape_direction(problem, np.zeros(2))
    assert escape.curvature == pytest.approx(-3)
    np.testing.assert_allclose(escape.direction, v * np.sign(v[np.argmax(np.abs(v))]), atol=1e-12)
    for kappa in (-0.1, 0.2):
        assert escape.change(kappa) == pytest.approx(-1.5 * kappa ** 2)
        change = problem.cost(kappa * escape.direction) - 0.5
        assert change == pytest.approx(escape.change(kappa) + 1.125 * kappa ** 4)


def test_no_column_of_D_descends_but_a_combination_does(triangle):
    problem, theta = triangle
    H = problem.cost_hessian(theta)
    for kappa in (-0.3, -1e-3, 1e-3, 0.3):
        assert min(problem.cost(theta + kappa * H[a]) - 2.0 for a in range(10)) > -1e-14
        change = problem.cost(theta + kappa * (H[0] + H[4])) - 2.0
        assert change == pytest.approx(-kappa ** 2 + kappa ** 4 / 2, rel=1e-6)
    assert problem.cost(theta + 0.3 * H[0]) - 2.0 == pytest.approx(6.5 * 0.3 ** 2 + 2 * 0.3 ** 4)


def test_quadratic_coefficient_of_the_polynomial(triangle):
    """The even part of the change is a polynomial of degree four in kappa here, so two values give its coefficients."""
    problem, theta = triangle
    V = critical.equations(problem, theta).jacobian[0]
    even = [(problem.cost(theta + k * V) + problem.cost(theta - k * V)) / 2 - 2.0 for k in (0.5, 1.0)]
    quadratic = (16 * even[0] - even[1]) / 3
    assert quadratic == pytest.approx(V @ problem.cost_hessian(theta) @ V / 2, rel=1e-10)


def test_undecided_and_global_are_said(fold, repeated):
    assert critical.escape_direction(*fold).message.startswith("Undecided")
    theta = repeated.model.init(0)
    own = type(repeated)(repeated.model, repeated.X, repeated.model.outputs(theta, repeated.X))
    assert critical.escape_direction(own, theta).message == "None: the cost is zero."
