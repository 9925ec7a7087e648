"""The systems of Moré, Garbow and Hillstrom, and networks trained in part."""

import numpy as np
import pytest
from scipy.optimize import root

import adaptedflow as af
from adaptedflow import borderline

SYSTEMS = borderline.rosenbrock, borderline.powell_singular, borderline.freudenstein_roth


@pytest.mark.parametrize("system", SYSTEMS)
def test_derivatives_are_those_of_the_equations(system):
    problem, theta = system().problem, system().theta0 + 0.1
    for e in np.eye(problem.K):
        np.testing.assert_allclose(problem.outputs(theta + 1e-30j * e).imag / 1e-30, problem.jvp(theta, e), atol=1e-12)
        np.testing.assert_allclose(problem.jacobian(theta + 1e-30j * e).imag / 1e-30, problem.jacobian_derivative(theta, e), atol=1e-12)


@pytest.mark.parametrize("system", SYSTEMS)
def test_closed_forms_start_where_they_should_and_follow_the_segment_law(system):
    example = system()
    np.testing.assert_allclose(example.exact(0.0), example.theta0, atol=1e-14)
    for s in (0.1, 0.5, 0.88):
        np.testing.assert_allclose(example.problem.outputs(example.exact(s)), np.exp(-s) * example.problem.outputs(example.theta0), atol=1e-13)


@pytest.mark.parametrize("flow", [af.AdaptedFlow, af.UnderparametrizedFlow])
@pytest.mark.parametrize("system", SYSTEMS)
def test_both_flows_follow_the_closed_form(system, flow):
    example = system()
    orbit = af.integrate(flow(example.problem), example.theta0, until=0.8, rtol=1e-9)
    np.testing.assert_allclose(orbit.theta[-1], example.exact(0.8), atol=1e-6)


@pytest.mark.parametrize("system, theta", [(borderline.rosenbrock, (1, 1)), (borderline.powell_singular, (0, 0, 0, 0)), (borderline.freudenstein_roth, (5, 4))])
def test_roots_known_from_the_collection(system, theta):
    np.testing.assert_allclose(system().problem.outputs(np.array(theta, float)), 0, atol=1e-13)


def test_freudenstein_and_roth_break_at_the_fold_where_hybr_gets_stuck():
    example = borderline.freudenstein_roth()
    orbit = af.integrate(af.AdaptedFlow(example.problem), example.theta0, until=5.0)
    assert orbit.status == example.end_status == "rank_loss"
    assert orbit.end_time == pytest.approx(example.end_time, rel=1e-7) and example.end_time == pytest.approx(0.8857307936, rel=1e-9)
    found = root(example.problem.outputs, example.theta0, jac=example.problem.jacobian)
    assert not found.success and found.x[1] == pytest.approx(borderline.systems.FOLD, abs=1e-3)


def test_a_part_of_the_parameters_is_trained_and_the_rest_stays():
    net, X = af.Network([1, 3, 1]), np.linspace(-2, 2, 5)[:, None]
    theta0, trained = net.init(0), np.array([7, 0, 4])
    model = borderline.train_part(net, theta0, trained)
    part = np.array([0.3, -1.0, 2.0])
    whole = theta0.copy()
    whole[trained] = part
    np.testing.assert_array_equal(model.outputs(part, X), net.outputs(whole, X))
    np.testing.assert_array_equal(model.jacobian(part, X), net.jacobian(whole, X)[:, trained])
    for e in np.eye(3):
        np.testing.assert_allclose(model.jacobian(part + 1e-30j * e, X).imag / 1e-30, model.jacobian_derivative(part, X, e), atol=1e-12)
    assert model.num_parameters == 3


@pytest.mark.parametrize("trained, words", [([0, 0], "different indices"), ([], "different indices"), ([0.5], "different indices"), ([10], "from 0 to 9, got 10 to 10")])
def test_indices_that_are_refused(trained, words):
    net = af.Network([1, 3, 1])
    with pytest.raises(ValueError, match=words):
        borderline.train_part(net, net.init(0), trained)
