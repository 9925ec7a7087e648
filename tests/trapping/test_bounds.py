"""Proposition 3.1 and three bounds from the same hypothesis: closed forms, and their order on random orbits."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import trapping


def test_four_bounds_in_closed_form(escape):
    """x = w^2, y = 1: |theta| from 1e-4 to 1/2 = eps, where C is (1 - |theta|^2 / 2)^2 / 2."""
    bounds = trapping.residence(escape, trapping.region(escape.flow.problem, 0.5)).bounds
    length, (C0, C1) = 0.5 - 1e-4, ((1 - rho ** 2 / 2) ** 2 / 2 for rho in (1e-4, 0.5))
    assert bounds.proposition_3_1 == pytest.approx(length / (0.5 * (1 - 5e-9)), rel=1e-7)
    assert bounds.cost_drop == pytest.approx(length ** 2 / (C0 - C1), rel=1e-7)
    assert bounds.cost_ratio == pytest.approx(2 * np.log(C0 / C1), rel=1e-7)
    assert bounds.local == pytest.approx(np.log(0.5 / 1e-4) / (1 - 5e-9), rel=1e-7)      # int dl / l
    rounded = [round(value, 5) for value in (bounds.proposition_3_1, bounds.cost_drop, bounds.cost_ratio, bounds.local)]
    assert rounded == [0.99980, 2.13248, 0.53413, 8.51719]


def test_bound_of_a_passage_with_several_samples_counts_them(chains):
    """N = 2, eps = 0.1: (3.7) is 2 L_U / (eps |r|) with |r| = sqrt(2) (1 - x) at the entry."""
    case = chains(1e-2, 1e-2)
    orbit = af.integrate(af.StandardFlow(case.problem), case.theta0, stop=af.CostBelow(0.48), until=100.0, rtol=1e-8)
    stay = trapping.residence(orbit, trapping.region(case.problem, 0.1))
    w1 = 0.1 / 2                                                       # e = 2 w
    length = np.sqrt(2) * (w1 - 1e-2)
    assert stay.bounds.proposition_3_1 == pytest.approx(2 * length / (0.1 * np.sqrt(2) * (1 - 1e-4)), rel=1e-6)
    C0, C1 = ((1 - w * w) ** 2 / 2 for w in (1e-2, w1))
    assert stay.bounds.cost_ratio == pytest.approx(100 * np.log(C0 / C1), rel=1e-6)
    assert stay.bounds.local == pytest.approx(np.log(5) / (1 - 1e-4), rel=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_bounds_are_below_the_time_and_in_order(seed):
    net, rng = af.Network([2, 3, 2]), np.random.default_rng(seed)
    problem = af.Problem(net, rng.normal(size=(4, 2)), af.one_hot(rng.integers(2, size=4), 2))
    orbit = af.integrate(af.StandardFlow(problem), net.init(rng), until=40.0, rtol=1e-7)
    ratios = [trapping.region(problem, 1.0).ratio(theta) for theta in orbit.theta]
    for quantile in (0.3, 0.7):
        stay = trapping.residence(orbit, trapping.region(problem, np.quantile(ratios, quantile)))
        b = stay.bounds
        assert b.proposition_3_1 <= min(b.cost_drop, b.local) * (1 + 1e-9)
        assert max(b.cost_drop, b.cost_ratio, b.local) <= stay.time * (1 + 1e-6)
        entry, exit_ = problem.cost(orbit(stay.entry)), problem.cost(orbit(stay.exit))
        if len(stay.visits) == 1:
            assert b.local >= stay.time * np.sqrt(exit_ / entry) * (1 - 1e-6)
            assert stay.arc_length ** 2 / b.cost_drop == pytest.approx(entry - exit_, rel=1e-5)


def test_other_flows_get_no_bounds(chains):
    case = chains(0.02, 0.02)
    orbit = af.integrate(af.AdaptedFlow(case.problem), case.theta0, until=1.0)
    stay = trapping.residence(orbit, trapping.region(case.problem, 0.1))
    assert stay.bounds is None and 0 < stay.time < 0.1
