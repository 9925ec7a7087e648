import numpy as np
import pytest

import adaptedflow as af
from adaptedflow.flows import cholesky
from adaptedflow.orbit.pieces import clock_of
from adaptedflow.orbit.result import _relative, smallest_singular_value

EXAMPLE = af.examples.two_factor(1.1, 0.9)


@pytest.fixture(scope="module", params=["s", "segment"])
def orbit(request):
    return af.integrate(af.AdaptedFlow(EXAMPLE.problem), EXAMPLE.theta0, until=5.0, clock=request.param, rtol=1e-10)


def test_dense_output_is_the_closed_form_between_steps(orbit):
    for s in np.linspace(0, 5, 101):
        np.testing.assert_allclose(orbit(s), EXAMPLE.exact(s), rtol=0, atol=1e-7)


def test_the_clock_alone_is_the_last_number_of_the_interpolant(orbit):
    for piece in (orbit._pieces[0](), orbit._pieces[-1]()):
        clock = clock_of(piece)
        for tau in np.linspace(piece.t_min, piece.t_max, 9):
            assert clock(tau) == piece(tau)[-1]


def test_dense_output_at_the_steps_is_the_steps(orbit):
    for s, theta in zip(orbit.s, orbit.theta):
        np.testing.assert_array_equal(orbit(s), theta)


def test_arrays_of_times_give_a_row_each_in_any_order(orbit):
    times = np.array([3.0, 0.0, 4.9, 1.0])
    rows = orbit(times)
    assert rows.shape == (4, 2)
    for row, s in zip(rows, times):
        np.testing.assert_array_equal(row, orbit(s))
    np.testing.assert_array_equal(orbit([3, 0]), rows[:2])


def test_the_last_time_is_known_up_to_its_rounding(orbit):
    np.testing.assert_array_equal(orbit(5 * (1 + 1e-13)), orbit.theta[-1])


def test_results_do_not_alias_the_record(orbit):
    orbit(0.0)[:] = 7
    np.testing.assert_array_equal(orbit(0.0), EXAMPLE.theta0)


@pytest.mark.parametrize("s, error, words", [
    (-0.1, ValueError, r"s: expected a time in \[0, 5\], where this orbit was computed, got -0.1"),
    (5 * (1 + 1e-10), ValueError, r"got 5\.000000001"),
    (5.1, ValueError, r"s: expected a time in \[0, 5\], where this orbit was computed, got 5.1\. Reached"),
    (np.inf, ValueError, "got inf"),
    (np.nan, ValueError, "s: expected a number, got nan"),
    ([1.0, 6.0], ValueError, "got 6"),
    ("1", TypeError, "s: expected a real number, got '1'"),
    (None, TypeError, "s: expected a real number, got None"),
])
def test_times_outside_are_refused(orbit, s, error, words):
    with pytest.raises(error, match=words):
        orbit(s)


def test_dense_output_of_the_implicit_method():
    orbit = af.integrate(af.StandardFlow(EXAMPLE.problem), EXAMPLE.theta0, until=3.0, rtol=1e-9)
    tight = af.integrate(af.StandardFlow(EXAMPLE.problem), EXAMPLE.theta0, until=3.0, rtol=1e-12)
    times = np.linspace(0, 3, 40)
    np.testing.assert_allclose(orbit(times), tight(times), rtol=0, atol=1e-6)


def test_defects_are_the_relative_deviations_from_2_6_and_2_7(orbit):
    C0, x0, y = orbit.cost[0], orbit.outputs[0], EXAMPLE.problem.y
    np.testing.assert_allclose(orbit.cost_defect, orbit.cost / (np.exp(-2 * orbit.s) * C0) - 1, rtol=0, atol=1e-12)
    law = np.exp(-orbit.s)[:, None] * (x0 - y)
    np.testing.assert_allclose(orbit.segment_defect, np.linalg.norm(orbit.outputs - y - law, axis=1) / np.linalg.norm(law, axis=1), rtol=0, atol=1e-12)


def test_defects_see_a_flow_that_leaves_the_law(survivor):
    p, theta0 = survivor
    orbit = af.integrate(af.StandardFlow(p), theta0, until=5.0)
    assert np.abs(orbit.cost_defect).max() > 0.1 and orbit.segment_defect.max() > 0.1
    assert np.isnan(orbit.condition).all() and set(orbit.route) == {"vjp"}
    assert orbit.cost_defect[0] == orbit.segment_defect[0] == 0


def test_defects_at_infinite_time_are_no_nan():
    orbit = af.integrate(af.AdaptedFlow(EXAMPLE.problem), EXAMPLE.theta0, until=np.inf, clock="segment")
    assert not np.isnan(orbit.cost_defect).any() and not np.isnan(orbit.segment_defect).any()


def test_repr_says_how_it_ended(orbit):
    assert repr(orbit).startswith("Orbit('reached', T=") and "s=5" in repr(orbit)


def test_a_deviation_relative_to_nothing_is_infinite_unless_it_is_none():
    np.testing.assert_array_equal(_relative(np.array([0.0, 1e-30, -2.0, 3.0]), np.array([0.0, 0.0, 4.0, 1.0])), [0.0, np.inf, -0.5, 3.0])


def test_smallest_singular_value_of_a_large_problem_by_the_factor_if_there_is_one(monkeypatch):
    net, X = af.Network([5, 200, 2]), np.random.default_rng(0).normal(size=(100, 5))
    problem, theta = af.Problem(net, X, np.ones((100, 2))), net.init(0)
    expected = np.linalg.svd(net.jacobian(theta, X), compute_uv=False)[-1]
    with monkeypatch.context() as patched:
        patched.setattr(cholesky, "factor_lower", lambda kernel: None)
        assert smallest_singular_value(problem, theta) == pytest.approx(expected, rel=1e-9)
    monkeypatch.setattr(np.linalg, "svd", lambda *args, **kwargs: pytest.fail("SVD of a large matrix"))
    assert smallest_singular_value(problem, theta) == pytest.approx(expected, rel=1e-3)


def test_smallest_singular_value_of_a_large_model_of_ones_own():
    """Its kernel comes by rows, a network's by columns: the factor has to be found in either."""
    net, X = af.Network([5, 300, 2]), np.random.default_rng(0).normal(size=(100, 5))
    theta, expected = net.init(0), np.linalg.svd(net.jacobian(net.init(0), X), compute_uv=False)[-1]
    for model in (net, af.FunctionModel(net.outputs, net.jacobian, net.num_parameters)):
        assert smallest_singular_value(af.Problem(model, X, np.ones((100, 2))), theta) == pytest.approx(expected, rel=1e-3)
