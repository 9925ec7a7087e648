"""Exact models of breakdown that stand beside those of ``af.examples``' own tests."""

import numpy as np
import pytest

import adaptedflow as af


def test_the_overparametrized_sibling_blows_up_with_full_rank():
    example = af.examples.tanh_monotone()
    p = example.problem
    np.testing.assert_allclose(p.outputs(example.theta0), [0, 1, 2], atol=1e-14)
    orbit = af.integrate(af.AdaptedFlow(p), example.theta0, until=10.0)
    assert orbit.status == "blow_up" and p.K > p.N * p.Q
    assert orbit.end_time == pytest.approx(3 * np.log(2), rel=1e-6) == example.end_time
    assert all(af.numerical_rank(p.jacobian(theta)).rank == 3 for theta in orbit.theta)


def test_no_lift_whatever_the_metric_gets_past_the_monotone_outputs():
    """Another lift of the same segment, for the metric diag(g): p = G^-1 D^T (D G^-1 D^T)^-1 v. It ends no later."""
    example = af.examples.tanh_monotone()
    p, g = example.problem, np.array([1.0, 30.0, 0.1, 5.0])
    scaled = af.FunctionModel(lambda e, X: p.model.outputs(e / np.sqrt(g), X), lambda e, X: p.model.jacobian(e / np.sqrt(g), X) / np.sqrt(g), 4)
    orbit = af.integrate(af.AdaptedFlow(af.Problem(scaled, p.X, p.Y)), np.sqrt(g) * example.theta0, until=10.0)
    assert orbit.status == "blow_up" and orbit.end_time <= 3 * np.log(2) * (1 + 1e-6)


@pytest.mark.parametrize("widths, X", [([1, 2, 2], np.arange(-2.0, 3.0)[:, None]), ([2, 2, 2], np.arange(-2.0, 3.0)[:, None] * [1.0, 2.0])])
def test_alternating_labels_on_a_line_end_every_orbit(widths, X):
    """Two tanh units against five alternating labels, inside (1.1): no network of these widths has such outputs."""
    p = af.Problem(af.Network(widths), X, af.one_hot([0, 1, 0, 1, 0], 2))
    assert p.K >= 10 and len(np.unique(p.Y, axis=0)) == 2
    for seed in range(6):
        theta0 = p.model.init(seed)
        if af.numerical_rank(p.jacobian(theta0)).rank < 10:
            continue
        orbit = af.integrate(af.AdaptedFlow(p), theta0, until=np.inf, stop=af.CostBelow(1e-8 * p.cost(theta0)), clock="segment", max_steps=400)
        assert orbit.status != "reached"
