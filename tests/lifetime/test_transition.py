"""The logistic description of where survival sets in: found again from exact shares, least among its neighbours, and refused where undetermined."""

import numpy as np
import pytest
from scipy.optimize import minimize

from adaptedflow import paths
from adaptedflow.figures import read_table
from adaptedflow.lifetime import crossing, family, fit_transition, threshold_powers

STORED = read_table(paths.DATA / "survival" / "survival_map.csv")
K = np.repeat([11.0, 21.0, 41.0, 81.0], 5)
GAP = np.tile([0.0, 2.0, 4.0, 7.0, 12.0], 4)


def exact(threshold, width, orbits=1e4):
    """A table whose shares are those of the curve, to the last digit."""
    n = np.full(len(K), orbits)
    return {"K": K, "gap": GAP, "orbits": n, "survived": n / (1 + np.exp(-(GAP - threshold) / width)), "undecided": np.zeros(len(K))}


@pytest.mark.parametrize("coefficients, width", [([1.5, 0.05], 0.9), ([0.2, 0.2], 2.0)])
def test_the_curve_behind_exact_shares_is_found_again(coefficients, width):
    table, basis = exact(coefficients[0] + coefficients[1] * K, width), np.column_stack([np.ones(len(K)), K])
    fit = fit_transition(GAP, table["survived"], table["orbits"], basis)
    np.testing.assert_allclose(fit.coefficients, coefficients, rtol=1e-6)
    assert fit.width == pytest.approx(width, rel=1e-6) and abs(fit.deviance) < 1e-6


@pytest.mark.parametrize("beta", [0.25, 0.5, 1.0])
def test_the_exponent_behind_exact_shares_is_found_again(beta):
    found = threshold_powers(exact(0.8 * K ** beta if beta < 1 else 0.1 * K, 0.8))
    assert found.beta == beta and found.worse.min() == 0 and found.dispersion == 1
    assert found.interval[0] <= beta <= found.interval[1] and found.interval[1] - found.interval[0] < 0.2


@pytest.mark.parametrize("gamma", [-0.4, 0.0, 0.3])
def test_the_exponent_of_the_width_behind_exact_shares_is_found_again(gamma):
    table = exact(0.8 * K ** 0.5, 0.9 * K ** gamma)
    fit = fit_transition(GAP, table["survived"], table["orbits"], K[:, None] ** 0.5, K)
    assert fit.gamma == pytest.approx(gamma, abs=1e-3) and fit.width == pytest.approx(0.9, rel=1e-2) and abs(fit.deviance) < 0.01
    np.testing.assert_allclose(fit.coefficients, [0.8], rtol=1e-3)


@pytest.mark.parametrize("beta, gamma", [(0.25, -0.35), (0.5, 0.35)])
def test_both_exponents_from_simulated_counts(beta, gamma):
    """Counts of 400 orbits a cell: both exponents within a tenth, and the free width fits to within chance where one width for all does not."""
    table = exact(1.1 * K ** beta, 0.9 * (K / 30) ** gamma, orbits=400)
    table["survived"] = np.random.default_rng(5).binomial(400, table["survived"] / 400)
    free, fixed = threshold_powers(table, free_width=True), threshold_powers(table)
    assert free.beta == pytest.approx(beta, abs=0.1) and free.fit.gamma == pytest.approx(gamma, abs=0.1)
    assert free.interval[0] <= beta <= free.interval[1] and free.dispersion < 2 < fixed.dispersion
    assert free.dispersion == max(1, free.fit.deviance / (len(K) - 4)) and fixed.fit.gamma == 0


@pytest.mark.parametrize("sizes", [np.full(20, 11.0), -K, K * (K > 11)])
def test_sizes_that_say_nothing_on_the_width(sizes):
    table = exact(3.0, 1.0)
    with pytest.raises(ValueError, match="above 0 and not all the same"):
        fit_transition(GAP, table["survived"], table["orbits"], np.ones((20, 1)), sizes)


def test_deviance_by_another_route():
    """Nelder and Mead's search on the binomial likelihood of the stored counts, written out."""
    part = family(STORED, targets="labels")
    gap, n, alive, root = part["gap"], part["orbits"], part["survived"], np.sqrt(part["K"])

    def deviance(unknowns):
        p = 1 / (1 + np.exp(-(gap - unknowns[1] * root) / np.exp(unknowns[0])))
        terms = [count * np.log(count / (n * chance)) if count else 0 for count, chance, n in zip(alive, p, n)]
        terms += [(n - count) * np.log((n - count) / (n * (1 - chance))) if count < n else 0 for count, chance, n in zip(alive, p, n)]
        return 2 * sum(terms)

    fit = fit_transition(gap, alive, n, root[:, None])
    search = minimize(deviance, [0.0, 1.0], method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-8})
    assert fit.deviance == pytest.approx(search.fun, rel=1e-6)
    assert (np.log(fit.width), fit.coefficients[0]) == pytest.approx(tuple(search.x), rel=1e-4)


def test_profile_divides_by_the_dispersion_and_counts_the_undecided():
    strict, lenient = threshold_powers(family(STORED)), threshold_powers(family(STORED), lenient=True)
    cells = len(family(STORED)["K"])
    assert strict.dispersion == pytest.approx(strict.fit.deviance / (cells - 3)) and strict.dispersion > 1
    for found in (strict, lenient):
        inside = found.betas[found.worse <= 3.84]
        assert found.interval == (inside[0], inside[-1]) and found.worse[found.betas == found.beta] == 0
    assert lenient.fit.deviance != strict.fit.deviance
    part = family(STORED)
    other = fit_transition(part["gap"], part["survived"], part["orbits"], part["K"][:, None] ** strict.betas[0])
    assert strict.worse[0] == pytest.approx((other.deviance - strict.fit.deviance) / strict.dispersion, rel=1e-6)


@pytest.mark.parametrize("alive, basis, error, words", [
    ([0, 0, 10, 10], np.ones((4, 1)), ArithmeticError, "do not determine the transition"),
    ([1, 5, 6, 9], np.ones((4, 2)), ArithmeticError, "do not determine the transition"),
    ([9, 6, 5, 1], np.ones((4, 1)), ArithmeticError, "does not grow with the gap"),
    ([1, 5, 6, 11], np.ones((4, 1)), ValueError, "expected 0 <= alive <= orbits"),
    ([1, 5, 6, 9], np.zeros((4, 1)), ValueError, "not zero throughout"),
    ([1, 5, 6, 9], np.ones((3, 1)), ValueError, "basis: expected shape"),
    ([1, 5, 6], np.ones((4, 1)), ValueError, "alive: expected shape"),
])
def test_where_no_transition_can_be_fitted(alive, basis, error, words):
    with pytest.raises(error, match=words):
        fit_transition([0.0, 1.0, 2.0, 3.0], alive, [10, 10, 10, 10], basis)


@pytest.mark.parametrize("free_width, unknowns", [(False, 3), (True, 4)])
def test_too_few_cells_for_the_unknowns(free_width, unknowns):
    with pytest.raises(ValueError, match=f"unknowns, {unknowns}, got {unknowns}"):
        threshold_powers({name: column[:unknowns] for name, column in exact(3.0, 1.0).items()}, free_width=free_width)


def test_crossing_between_neighbours_only():
    gap, share = [6.0, 0.0, 2.0, 4.0, 11.0], [0.7, 0.0, 0.2, 0.6, 0.9]
    assert crossing(gap, share, 0.4) == 3.0 and crossing(gap, share, 0.1) == 1.0 and crossing(gap, share, 0.6) == 4.0
    assert crossing(gap, share, 0.8, apart=5) == 8.5
    assert np.isnan([crossing(gap, share, 0.8), crossing(gap, share, 0.95), crossing(gap[2:], share[2:], 0.1)]).all()
    with pytest.raises(ValueError, match="share: expected shape"):
        crossing(gap, share[1:], 0.5)
