import numpy as np
import pytest

import adaptedflow as af

Y = np.array([[1.0, -2], [0, 3], [5, 1]])
X0 = np.array([2.0, 0, 0, 1, -1, 4])


def test_solution_obeys_1_11():
    flow, h = af.ComparisonFlow(Y), 1e-5
    for s in (0.0, 0.5, 4.0):
        slope = (flow.solution(X0, s + 2 * h) - flow.solution(X0, s)) / (2 * h)
        np.testing.assert_allclose(slope, flow.velocity(flow.solution(X0, s + h)), atol=1e-9)
    np.testing.assert_allclose(flow.velocity(X0), -(X0 - Y.ravel()) / 3, rtol=1e-15)           # N = 3, not QN = 6


def test_solution_is_a_flow():
    flow = af.ComparisonFlow(Y)
    np.testing.assert_array_equal(flow.solution(X0, 0), X0)
    np.testing.assert_allclose(flow.solution(flow.solution(X0, 0.7), 1.1), flow.solution(X0, 1.8), rtol=1e-14, atol=1e-15)
    np.testing.assert_array_equal(flow.solution(X0, np.inf), Y.ravel())
    np.testing.assert_array_equal(flow.solution(Y.ravel(), 3.0), Y.ravel())


def test_cost_falls_at_the_uniform_rate_1_14():
    flow = af.ComparisonFlow(Y)
    distance = np.linalg.norm(flow.solution(X0, 1.5) - Y.ravel()) / np.linalg.norm(X0 - Y.ravel())
    assert distance ** 2 == pytest.approx(np.exp(-2 * 1.5 / 3), rel=1e-14)


def test_arrays_of_times_give_a_row_each():
    flow, times = af.ComparisonFlow(Y), np.array([0.0, 1.0, 2.5])
    rows = flow.solution(X0, times)
    assert rows.shape == (3, 6)
    for row, s in zip(rows, times):
        np.testing.assert_array_equal(row, flow.solution(X0, s))


@pytest.mark.parametrize("call, error, words", [
    (lambda: af.ComparisonFlow([0, 1, 2]), ValueError, r"Y: expected shape \(N, Q\), got \(3,\)\. Use af.one_hot"),
    (lambda: af.ComparisonFlow([[np.nan]]), ValueError, "Y: expected finite numbers, got nan"),
    (lambda: af.ComparisonFlow(Y > 0), TypeError, "Y: expected real numbers .*, got dtype bool"),
    (lambda: af.ComparisonFlow(np.ones((0, 2))), ValueError, "Y: expected at least one entry"),
    (lambda: af.ComparisonFlow(Y).velocity(Y), ValueError, r"x: expected shape \(6,\), got \(3, 2\)\. Outputs are flattened"),
    (lambda: af.ComparisonFlow(Y).solution(X0[:3], 1), ValueError, r"x0: expected shape \(6,\), got \(3,\)"),
    (lambda: af.ComparisonFlow(Y).solution(X0 * 1j, 1), TypeError, "x0: expected real numbers"),
    (lambda: af.ComparisonFlow(Y).solution(X0, -1), ValueError, "s: expected a number >= 0, got -1"),
    (lambda: af.ComparisonFlow(Y).solution(X0, np.nan), ValueError, "s: expected a number >= 0, got nan"),
    (lambda: af.ComparisonFlow(Y).solution(X0, [1.0, -1.0]), ValueError, "s: expected a number >= 0, got -1"),
    (lambda: af.ComparisonFlow(Y).solution(X0, "1"), TypeError, "s: expected a real number, got '1'"),
])
def test_malformed_arguments_are_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()
