"""What each flow says its velocity is, held against the formula the paper prints."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow.flows import pseudo_inverse

OVER, BORDER, UNDER = ((2, 4, 2), 5), ((2, 2, 2), 6), ((1, 2, 1), 12)


@pytest.mark.parametrize("flow, cases", [(af.StandardFlow, [OVER, BORDER, UNDER]), (af.AdaptedFlow, [OVER, BORDER, ((3, 2), 4), ((1, 1, 1), 1)]),
                                         (af.UnderparametrizedFlow, [UNDER, BORDER])])
@pytest.mark.parametrize("seed", range(3))
def test_velocity_is_the_printed_formula(flow, cases, seed, network_problem, printed):
    for widths, N in cases:
        p, theta = network_problem(widths, N, seed)
        D = p.jacobian(theta)
        condition = np.linalg.cond(D)
        condition *= condition if flow is af.UnderparametrizedFlow else 1   # least squares with a residual of order one
        assert condition < 1e10
        expected = printed(flow.equation, D, p.outputs(theta) - p.Y.ravel(), p.N)
        np.testing.assert_allclose(flow(p).velocity(theta), expected, rtol=0, atol=1e-14 * condition * np.linalg.norm(expected))


def test_standard_velocity_descends_the_cost(network_problem):
    p, theta = network_problem(*OVER)
    np.testing.assert_array_equal(af.StandardFlow(p).velocity(theta), -p.cost_gradient(theta))


@pytest.mark.parametrize("widths, N", [OVER, BORDER])
def test_outputs_of_the_adapted_flow_move_as_in_1_11(widths, N, network_problem):
    p, theta = network_problem(widths, N)
    moved = p.jvp(theta, af.AdaptedFlow(p).velocity(theta))
    np.testing.assert_allclose(moved, -(p.outputs(theta) - p.Y.ravel()) / p.N, rtol=0, atol=1e-12)


def test_adapted_velocity_is_horizontal(network_problem):
    """Theorem 2.1's velocity lies in the range of D^T: nothing of it changes theta along a fibre."""
    p, theta = network_problem(*OVER)
    v, D = af.AdaptedFlow(p).velocity(theta), p.jacobian(theta)
    kernel = np.linalg.svd(D)[2][p.N * p.Q:]
    assert len(kernel) == p.K - p.N * p.Q > 0
    np.testing.assert_allclose(kernel @ v, 0, atol=1e-13 * np.linalg.norm(v))


def test_outputs_of_the_underparametrized_flow_move_by_the_projection(network_problem):
    """(5.3) and (5.4), P from the SVD."""
    p, theta = network_problem(*UNDER)
    U = np.linalg.svd(p.jacobian(theta), full_matrices=False)[0]
    moved = p.jvp(theta, af.UnderparametrizedFlow(p).velocity(theta))
    np.testing.assert_allclose(moved, -U @ (U.T @ p.output_gradient(theta)), rtol=0, atol=1e-11)


@pytest.mark.parametrize("widths, N", [((2, 2, 2), 6), ((1, 1, 1), 4), ((1, 2, 2), 5), ((3, 3), 4)])
def test_all_adapted_flows_coincide_at_K_equal_to_QN(widths, N, network_problem):
    """Section 6; both are ``-D^-1 grad_x C``."""
    p, theta = network_problem(widths, N)
    assert p.K == p.N * p.Q
    inverse = np.linalg.solve(p.jacobian(theta), -p.output_gradient(theta))
    for flow in (af.AdaptedFlow, af.UnderparametrizedFlow, af.RankLossFlow):
        np.testing.assert_allclose(flow(p).velocity(theta), inverse, rtol=0, atol=1e-14 * np.linalg.cond(p.jacobian(theta)) * np.linalg.norm(inverse))


@pytest.mark.parametrize("flow, equation, theorem", [(af.StandardFlow, "(1.9)", "Section 1.2"), (af.AdaptedFlow, "(2.4)", "Theorem 2.1"),
                                                     (af.RankLossFlow, "(4.5)", "Theorem 4.1"), (af.UnderparametrizedFlow, "(5.2)", "Theorem 5.1"),
                                                     (af.ComparisonFlow, "(1.11)", "Section 1.3")])
def test_flows_say_where_the_paper_has_them(flow, equation, theorem):
    assert (flow.equation, flow.theorem) == (equation, theorem)


def test_flows_say_what_their_outputs_follow():
    flows = [af.StandardFlow, af.AdaptedFlow, af.RankLossFlow, af.UnderparametrizedFlow]
    assert [flow.follows_segment for flow in flows] == [False, True, False, False]
    assert [flow.follows_gradient for flow in flows] == [True, False, False, False]


@pytest.mark.parametrize("flow, case, words", [
    (af.AdaptedFlow, UNDER, r"AdaptedFlow \(Theorem 2.1\) expected K >= QN, got K = 7 and QN = 12 \(underparametrized\)\. Use af.UnderparametrizedFlow \(Theorem 5.1\)"),
    (af.UnderparametrizedFlow, OVER, r"UnderparametrizedFlow \(Theorem 5.1\) expected K <= QN, got K = 22 and QN = 10 \(overparametrized\)\. Use af.AdaptedFlow \(Theorem 2.1\)"),
])
def test_the_wrong_regime_is_refused_with_the_flow_to_use(flow, case, words, network_problem):
    with pytest.raises(ValueError, match=words):
        flow(network_problem(*case)[0])


@pytest.mark.parametrize("flow", [af.StandardFlow, af.AdaptedFlow, af.RankLossFlow, af.UnderparametrizedFlow])
class TestMalformed:
    @pytest.mark.parametrize("problem", [None, 3, af.Network([1, 1])])
    def test_problem(self, flow, problem):
        with pytest.raises(TypeError, match="problem: expected an af.Problem, got .* without"):
            flow(problem)

    @pytest.mark.parametrize("theta, error, words", [
        (np.ones(11), ValueError, r"theta: expected shape \(12,\), got \(11,\)\. K = 12"),
        (np.ones((12, 1)), ValueError, r"theta: expected shape \(12,\), got \(12, 1\)"),
        (np.full(12, np.inf), ValueError, "theta: expected finite numbers, got inf"),
        (np.ones(12) * 1j, TypeError, "theta: expected real numbers .*, got dtype complex128"),
        (np.ones(12, bool), TypeError, "theta: expected real numbers .*, got dtype bool"),
        (None, TypeError, "theta: expected real numbers .*, got dtype object"),
    ])
    def test_theta(self, flow, theta, error, words, network_problem):
        p, _ = network_problem(*BORDER)
        with pytest.raises(error, match=words):
            flow(p).velocity(theta)


@pytest.mark.parametrize("kind", [af.AdaptedFlow, af.RankLossFlow, af.UnderparametrizedFlow])
def test_a_lift_of_ones_own_is_what_is_integrated(kind, monkeypatch):
    """Here half of the right one: on it the time runs half as fast."""
    class Slow(kind):
        def lift(self, *arguments):
            found = super().lift(*arguments)
            return replace(found, vector=found.vector / 2)

    monkeypatch.setattr(pseudo_inverse, "DENSE_SIZE", 0)               # where trial steps have another way
    x = np.linspace(-1, 1, 5)[:, None]
    net = af.Network([1, 6, 1]) if kind is not af.UnderparametrizedFlow else af.Network([1, 1, 1])
    problem, theta0 = af.Problem(net, x, np.sin(2 * x)), net.init(3)
    slow, right = af.integrate(Slow(problem), theta0, until=2.0, rtol=1e-9), af.integrate(kind(problem), theta0, until=1.0, rtol=1e-9)
    np.testing.assert_allclose(slow.theta[-1], right.theta[-1], rtol=0, atol=1e-6)


@pytest.mark.parametrize("flow, lifted", [(af.AdaptedFlow, lambda D: np.linalg.pinv(D) @ D), (af.StandardFlow, lambda D: D.T @ D)])
def test_the_lift_of_the_columns_of_D(flow, lifted, network_problem):
    p, theta = network_problem((2, 4, 2), 5, 0)
    np.testing.assert_allclose(flow(p).lifted_jacobian(theta), lifted(p.jacobian(theta)), rtol=0, atol=1e-12)


def test_implicit_steps_are_for_few_parameters_with_second_derivatives(network_problem):
    p, _ = network_problem((2, 4, 2), 5, 0)
    largest, larger = (network_problem((2, hidden, 4), 5, 0)[0] for hidden in (28, 29))   # K = 200, 207
    assert af.StandardFlow(p).implicit() and af.AdaptedFlow(p).implicit() and af.StandardFlow(largest).implicit()
    assert not af.RankLossFlow(p).implicit() and not af.StandardFlow(larger).implicit()
    model = af.FunctionModel(p.model.outputs, p.model.jacobian, p.K)
    assert not af.StandardFlow(af.Problem(model, p.X, p.Y)).implicit()
    own = SimpleNamespace(num_parameters=p.K, outputs=p.model.outputs, jacobian=p.model.jacobian)   # a model of one's own
    assert not af.StandardFlow(af.Problem(own, p.X, p.Y)).implicit()
    own.jacobian_derivative = p.model.jacobian_derivative
    assert af.StandardFlow(af.Problem(own, p.X, p.Y)).implicit()
