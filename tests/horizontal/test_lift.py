"""Horizontal lifts against adapted flows, closed forms and a plain integration of another kind."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

import adaptedflow as af
from adaptedflow.horizontal import circle, lift


@pytest.fixture
def tanh():
    net = af.Network([1, 3, 1], "tanh")
    return af.Problem(net, np.array([[-1.0], [0.0], [1.5]]), np.array([[0.3], [-0.4], [0.2]])), net.init(2)


def test_the_adapted_flow_is_the_lift_of_the_segment(tanh):
    problem, theta0 = tanh
    lifted = lift(problem.model, problem.X, np.array([problem.outputs(theta0), problem.y]), theta0)
    orbit = af.integrate(af.AdaptedFlow(problem), theta0, until=9.0, rtol=1e-10)      # the paper's clock, not the segment's
    for s in (0.5, 2.0, 9.0):
        np.testing.assert_allclose(lifted(1 - np.exp(-s / problem.N)), orbit(s), atol=1e-8)
    np.testing.assert_allclose(lifted.outputs[-1], problem.y, atol=1e-9)


def test_a_polyline_is_a_chain_of_adapted_flows(tanh):
    problem, theta0 = tanh
    vertices = np.vstack([problem.outputs(theta0), problem.y, problem.y + [0.5, 0.1, 0.0]])
    theta = theta0
    for target in vertices[1:]:
        leg = af.Problem(problem.model, problem.X, target[:, None])
        theta = af.integrate(af.AdaptedFlow(leg), theta, until=np.inf, clock="segment", rtol=1e-10).theta[-1]
    lifted = lift(problem.model, problem.X, vertices, theta0)
    np.testing.assert_allclose(lifted.theta[-1], theta, atol=1e-9)
    np.testing.assert_allclose(problem.outputs(lifted(0.5)), problem.y, atol=1e-9)
    np.testing.assert_allclose(lifted([0.25, 0.5]), [lifted(0.25), lifted(0.5)])
    np.testing.assert_array_equal(lifted([0.0, 1.0]), [theta0, lifted.theta[-1]])


def test_a_circle_against_another_integration(tanh):
    problem, theta0 = tanh
    loop = circle(problem.outputs(theta0), [1, 0, 0], [0, 0, 1], 0.4)
    def velocity(tau):
        return 0.4 * 2 * np.pi * np.array([-np.sin(2 * np.pi * tau), 0, np.cos(2 * np.pi * tau)])
    plain = solve_ivp(lambda tau, t: np.linalg.pinv(problem.jacobian(t)) @ velocity(tau), (0, 1), theta0, "RK45", rtol=1e-9, atol=1e-11)
    lifted = lift(problem.model, problem.X, loop, theta0)
    np.testing.assert_allclose(lifted.theta[-1], plain.y[:, -1], atol=1e-7)
    given = lift(problem.model, problem.X, lambda tau: loop(tau).real, theta0, velocity=velocity)
    np.testing.assert_allclose(given.theta[-1], lifted.theta[-1], atol=1e-10)
    np.testing.assert_allclose(lifted(1), lifted.theta[-1], atol=1e-12)
    assert lifted.status == "reached" and lifted.output_defect.max() < 1e-9
    assert lifted.tau[0] == 0 and lifted.tau[-1] == 1 and (np.diff(lifted.tau) > 0).all()
    assert lifted.sigma_min.shape == lifted.tau.shape and lifted.sigma_min.min() > 0


def test_the_defect_is_relative_to_the_size_of_the_curve(tanh):
    problem, theta0 = tanh
    loop = circle(problem.outputs(theta0), [1, 0, 0], [0, 0, 1], 0.4)
    def velocity(tau):                                                 # of a circle a little larger, which closes as well
        return 0.400004 * 2 * np.pi * np.array([-np.sin(2 * np.pi * tau), 0, np.cos(2 * np.pi * tau)])
    beside = lift(problem.model, problem.X, lambda tau: loop(tau).real, theta0, velocity=velocity)
    points = np.array([loop(tau).real for tau in beside.tau])
    size = np.linalg.norm(points - points[0], axis=1).max()
    assert 0.7 < size <= 0.8 and beside.output_defect.max() > 5e-6
    np.testing.assert_allclose(beside.output_defect, np.linalg.norm(beside.outputs - points, axis=1) / size, rtol=1e-4, atol=1e-9)


def test_the_way_back_is_the_way_there(tanh):
    problem, theta0 = tanh
    loop = circle(problem.outputs(theta0), [1, 0, 0], [0, 0, 1], 0.4)
    end = lift(problem.model, problem.X, loop, theta0).theta[-1]
    back = lift(problem.model, problem.X, lambda tau: loop(1 - tau), end).theta[-1]
    assert np.linalg.norm(end - theta0) > 0.01
    np.testing.assert_allclose(back, theta0, atol=1e-9)


def test_a_point_stays_where_it_is(tanh):
    problem, theta0 = tanh
    x0 = problem.outputs(theta0)
    still = lift(problem.model, problem.X, np.array([x0, x0]), theta0)
    np.testing.assert_array_equal(still.theta[-1], theta0)
    assert still.status == "reached"


def test_rank_loss_on_the_way():
    example = af.examples.two_label_rank_loss()
    problem = example.problem
    lifted = lift(problem.model, problem.X, np.array([problem.outputs(example.theta0), problem.y]), example.theta0)
    assert lifted.status == "rank_loss" and lifted.end_tau == pytest.approx(0.5, abs=1e-7)
    assert "loses rank at tau = 0.5" in lifted.message
    with pytest.raises(ValueError, match="loses rank"):
        lifted(0.75)


def test_blow_up_on_the_way():
    example = af.examples.tanh_interpolation()
    problem = example.problem
    lifted = lift(problem.model, problem.X, np.array([problem.outputs(example.theta0), problem.y]), example.theta0)
    assert lifted.status == "blow_up" and lifted.end_tau == pytest.approx(1 / 8, rel=1e-6)
    assert f"unbounded as tau -> {lifted.end_tau:.9g}" in lifted.message


def test_refusals(tanh):
    problem, theta0 = tanh
    model, X, x0 = problem.model, problem.X, problem.outputs(theta0)
    with pytest.raises(ValueError, match="at distance 1"):
        lift(model, X, np.array([x0 + [1, 0, 0], x0]), theta0)
    with pytest.raises(ValueError, match="at least two vertices"):
        lift(model, X, x0[None], theta0)
    with pytest.raises(ValueError, match="curve: expected shape"):
        lift(model, X, np.ones((2, 4)), theta0)
    with pytest.raises(TypeError, match="complex step"):
        lift(model, X, lambda tau: x0, theta0)
    with pytest.raises(ValueError, match="not|another|derivative"):
        lift(model, X, lambda tau: x0 + tau * np.ones(3), theta0, velocity=lambda tau: 2 * np.ones(3))
    with pytest.raises(TypeError, match="velocity"):
        lift(model, X, lambda tau: x0, theta0, velocity=1.0)
    with pytest.raises(ValueError, match="expected None beside"):
        lift(model, X, np.array([x0, x0]), theta0, velocity=lambda tau: x0)
    with pytest.raises(ValueError, match=r"curve: expected shape \(3,\), got \(2,\)"):
        lift(model, X, lambda tau: np.ones(2) * tau, theta0)
    with pytest.raises(ValueError, match="K >= QN"):
        lift(af.Network([1, 1, 1]), np.arange(5.0)[:, None], np.ones((2, 5)), np.ones(4))
    with pytest.raises(af.RankLossError):
        lift(model, X, np.array([np.zeros(3), np.ones(3)]), np.zeros(10))


@pytest.mark.parametrize("slip, accepted", [(5e-5, True), (2e-4, False)])
def test_a_start_next_to_zero_may_slip_by_the_same_as_one_at_size_1(slip, accepted):
    net, X = af.Network([1, 1]), np.array([[1.0]])
    curve = np.array([[slip], [1.0]])
    if accepted:
        assert lift(net, X, curve, np.zeros(2), rtol=1e-6).status == "reached"
    else:
        with pytest.raises(ValueError, match="expected to start at the outputs"):
            lift(net, X, curve, np.zeros(2))


@pytest.mark.parametrize("size", [1e-2, 1.0, 1e2])
def test_how_far_a_lift_leaves_the_curve_is_told_beside_the_size_of_the_curve(size):
    """Velocities twice, 1.001 and 1.00003 times those of the curve."""
    net, X, along = af.Network([1, 1]), np.array([[1.0], [2.0]]), size * np.array([3.0, 4.0])
    with pytest.raises(ValueError, match="leaves the curve by 1 of its size"):
        lift(net, X, lambda tau: tau * along, np.zeros(2), velocity=lambda tau: 2 * along)
    with pytest.raises(ValueError, match="leaves the curve by 0.001 of its size"):
        lift(net, X, lambda tau: tau * along, np.zeros(2), velocity=lambda tau: 1.001 * along)
    near = lift(net, X, lambda tau: tau * along, np.zeros(2), velocity=lambda tau: 1.00003 * along)
    np.testing.assert_allclose(near.output_defect, 3e-5 * near.tau, atol=1e-9)


@pytest.mark.parametrize("N, follows", [(4, True), (5, False)])
def test_as_many_parameters_are_needed_as_there_are_outputs(N, follows):
    """[3, 2] has K = 8; N inputs with Q = 2 outputs each ask for 2N."""
    net, X = af.Network([3, 2]), np.random.default_rng(0).normal(size=(N, 3))
    start = net.outputs(net.init(0), X).ravel()
    if follows:
        assert lift(net, X, np.array([start, start + 1]), net.init(0)).status == "reached"
    else:
        with pytest.raises(ValueError, match="expected K >= QN, got K = 8 and QN = 10"):
            lift(net, X, np.array([start, start + 1]), net.init(0))


def test_a_velocity_with_a_gap_is_refused():
    net, X = af.Network([1, 1]), np.array([[1.0], [2.0]])
    with pytest.raises(ValueError, match="velocity: expected finite numbers at the start"):
        lift(net, X, lambda tau: np.array([tau, tau]), np.zeros(2), velocity=lambda tau: np.array([1.0, np.nan]))
