import numpy as np
import pytest

import adaptedflow as af

EXAMPLE = af.examples.two_factor(1.1, 0.9)
FLOW = af.AdaptedFlow(EXAMPLE.problem)


def test_steps_are_those_of_the_definition(survivor):
    p, theta0 = survivor
    orbit = af.euler(af.StandardFlow(p), theta0, 0.1, 3)
    theta = theta0
    for k in range(4):
        np.testing.assert_allclose(orbit.theta[k], theta, rtol=1e-15)
        theta = theta - 0.1 * p.cost_gradient(theta)
    np.testing.assert_allclose(orbit.s, [0, 0.1, 0.2, 0.3], rtol=1e-15)
    assert orbit.status == "reached" and orbit.cost.shape == (4,)


def test_error_is_of_first_order():
    """Against the closed form at s = 1: halving the step halves the error."""
    numbers = np.array([20, 40, 80, 160, 320])
    errors = [np.linalg.norm(af.euler(FLOW, EXAMPLE.theta0, 1 / n, n).theta[-1] - EXAMPLE.exact(1.0)) for n in numbers]
    slope = np.polyfit(np.log(1 / numbers), np.log(errors), 1)[0]
    assert abs(slope - 1) < 0.05


def test_a_step_of_N_solves_a_linear_problem_at_once():
    net, rng = af.Network([4, 2]), np.random.default_rng(0)
    p = af.Problem(net, rng.normal(size=(3, 4)), rng.normal(size=(3, 2)))
    orbit = af.euler(af.AdaptedFlow(p), net.init(0), step=p.N, num_steps=1)
    assert orbit.cost[1] < 1e-25 * orbit.cost[0]


def test_orbit_between_steps_is_the_chord():
    orbit = af.euler(FLOW, EXAMPLE.theta0, 0.5, 4)
    np.testing.assert_allclose(orbit(0.6), 0.8 * orbit.theta[1] + 0.2 * orbit.theta[2], rtol=1e-13)
    np.testing.assert_array_equal(orbit(0.5), orbit.theta[1])
    assert orbit([0.25, 1.9]).shape == (2, 2)


def test_no_steps_is_the_start():
    orbit = af.euler(FLOW, EXAMPLE.theta0, 0.5, 0)
    assert orbit.s.tolist() == [0.0] and orbit.theta.shape == (1, 2)


def test_diverging_steps_are_said():
    p = af.Problem(af.FunctionModel(lambda t, X: t[None] ** 3, lambda t, X: 3 * t[None] ** 2, 1), [[1.0]], [[0.0]])
    with pytest.raises((OverflowError, ValueError), match="diverge|finite"), np.errstate(all="ignore"):
        af.euler(af.StandardFlow(p), [10.0], 1.0, 50)


def test_steps_of_which_one_entry_diverges_are_said():
    """``theta' = -theta``: the first entry grows to 1e200 and beyond, the second rests at zero."""
    p = af.Problem(af.FunctionModel(lambda t, X: t[None], lambda t, X: np.eye(2), 2), [[1.0]], [[0.0, 0.0]])
    with pytest.raises(OverflowError, match="after 2 steps; take a smaller step"), np.errstate(over="ignore"):
        af.euler(af.StandardFlow(p), [1.0, 0.0], 1e200, 5)


def test_a_deficient_point_raises():
    with pytest.raises(af.RankLossError):
        af.euler(FLOW, [0.0, 0.0], 0.1, 3)


@pytest.mark.parametrize("arguments, error, words", [
    ((FLOW, [1.0], 0.1, 3), ValueError, r"theta0: expected shape \(2,\), got \(1,\)"),
    ((FLOW, [1.0, np.inf], 0.1, 3), ValueError, "theta0: expected finite numbers, got inf"),
    ((FLOW, [1.0, 1], 0, 3), ValueError, "step: expected a finite number > 0, got 0"),
    ((FLOW, [1.0, 1], -0.1, 3), ValueError, "step: expected a finite number > 0, got -0.1"),
    ((FLOW, [1.0, 1], np.nan, 3), ValueError, "step: .*got nan"),
    ((FLOW, [1.0, 1], 0.1, -1), ValueError, "num_steps: expected a whole number >= 0, got -1"),
    ((FLOW, [1.0, 1], 0.1, 2.0), TypeError, "num_steps: expected a whole number, got 2.0"),
    ((None, [1.0, 1], 0.1, 2), TypeError, "flow: expected"),
])
def test_malformed_arguments_are_refused(arguments, error, words):
    with pytest.raises(error, match=words):
        af.euler(*arguments)
