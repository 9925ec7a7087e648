"""Orbits in lockstep: the algebra against that of one network, the steps against scipy's and those of an integration, the fates against those of one orbit after the other."""

import numpy as np
import pytest
from scipy.integrate import DOP853

import adaptedflow as af
from adaptedflow.flows.pseudo_inverse import dense_minimum_norm
from adaptedflow.lifetime import Cell, fate, fates, follow, lockstep
from adaptedflow.lifetime.fate import REACHED, TOLERANCE, survivors
from adaptedflow.lifetime.lockstep import ensemble
from adaptedflow.lifetime.lockstep.ensemble import Ensemble
from adaptedflow.lifetime.lockstep.jacobians import Jacobians
from adaptedflow.lifetime.lockstep.lifts import CLEAR, judged, lifted, unclear
from adaptedflow.lifetime.lockstep.steps import error_norms, factors, trial_step

SEED = 0
SMALL = [Cell((1, 2, 1), 4), Cell((1, 2, 1), 7), Cell((2, 2, 2, 1), 6, "softplus"), Cell((1, 3, 2), 4, "erf", "labels")]   # K = 7, 7, 15, 14


def drawn(cell, count):
    problems, starts = zip(*(cell.draw(SEED, number) for number in range(count)))
    return problems, np.array(starts)


def with_condition(rng, condition, n=6, K=9):
    U, V = np.linalg.qr(rng.normal(size=(n, n)))[0], np.linalg.qr(rng.normal(size=(K, n)))[0]
    return (U * np.geomspace(1, 1 / condition, n)) @ V.T


@pytest.mark.parametrize("widths, activation, bias", [((3, 4, 1), "tanh", True), ((2, 3, 2, 2), "softplus", True), ((2, 3, 4, 2, 3), "erf", False), ((3, 2), "tanh", True)])
def test_the_jacobians_are_those_of_each_network(widths, activation, bias):
    """Also at the second of two parameters, in memory that holds the first."""
    net, rng = af.Network(widths, activation, bias), np.random.default_rng(3)
    X = rng.normal(size=(4, 5, widths[0]))
    jacobians = Jacobians(net, X.swapaxes(1, 2))
    for _ in range(2):
        theta = rng.normal(size=(4, net.num_parameters))
        DT, kernel = jacobians(theta)
        for each in range(4):
            D = net.jacobian(theta[each], X[each])
            np.testing.assert_allclose(DT[each].T, D, rtol=1e-13, atol=1e-14)
            np.testing.assert_allclose(kernel[each], D @ D.T, rtol=1e-13, atol=1e-13)
            np.testing.assert_allclose(jacobians.outputs()[each], net.outputs(theta[each], X[each]).ravel(), rtol=1e-13, atol=1e-14)


def test_the_lift_of_many_is_that_of_each():
    """Well conditioned ones by their kernel, the others by QR, whatever they stand beside."""
    rng, eps = np.random.default_rng(0), np.finfo(float).eps
    conditions = np.array([1.0, 3e1, 5e2, 1e5, 1e7, 1e10])
    D, v = np.array([with_condition(rng, condition) for condition in conditions]), rng.normal(size=(6, 6))
    kernel = D @ D.swapaxes(1, 2)
    for some in (slice(None), slice(0, 3), slice(3, None)):
        for p in (lifted(D[some].swapaxes(1, 2), kernel[some], v[some], unclear(conditions[some])), judged(D[some].swapaxes(1, 2), kernel[some], v[some])[0]):
            for one, matrix, vector, condition in zip(p, D[some], v[some], conditions[some]):
                expected = dense_minimum_norm(matrix, vector, eps).vector
                assert np.linalg.norm(one - expected) <= 10 * eps * max(5, condition ** 2 if condition < CLEAR else 0) * np.linalg.norm(expected)
    found = judged(D.swapaxes(1, 2), kernel, v)[1][:5]
    assert np.all((found >= 0.9 * conditions[:5]) & (found <= 6 ** 0.5 * conditions[:5]))


def test_a_singular_one_spoils_no_other():
    rng = np.random.default_rng(1)
    D, v = np.array([with_condition(rng, 5.0) for _ in range(3)]), rng.normal(size=(3, 6))
    D[1] = 0.0
    kernel = D @ D.swapaxes(1, 2)
    for by_qr in ([], [1]):
        p = lifted(D.swapaxes(1, 2), kernel, v, by_qr)
        assert np.isnan(p[1]).all() and np.allclose((D @ p[..., None])[[0, 2], :, 0], v[[0, 2]])
    p, condition = judged(D.swapaxes(1, 2), kernel, v)
    assert np.isnan(p[1]).all() and not condition[1] < np.inf and np.allclose((D @ p[..., None])[[0, 2], :, 0], v[[0, 2]])


def test_a_step_is_that_of_scipy():
    """Of each by itself: where it ends, whether it is accepted, and how long the next one is to be."""
    def rates(t, y):
        return np.array([y[1], -np.sin(y[0]) * (1 + y[2] ** 2), np.cos(y[0])])

    rng = np.random.default_rng(2)
    state, length, atol = rng.normal(size=(5, 3)), np.array([0.1, 0.5, 1.0, 1.5, 4.0]), 1e-9
    slope = np.array([rates(0, y) for y in state])

    def increments(states, lengths, out):
        out[...] = lengths * np.array([rates(0, y) for y in states])

    end, parts = trial_step(increments, state, slope, length)
    after = np.array([rates(0, y) for y in end])
    error = error_norms(parts, after, length, atol + 1e-6 * np.maximum(np.abs(state), np.abs(end)))
    next_length = length * factors(error, np.zeros(5, bool))
    accepted = 0
    for n in range(5):
        solver = DOP853(rates, 0.0, state[n], np.inf, first_step=length[n], rtol=1e-6, atol=atol)
        solver.step()
        assert (solver.t == length[n]) == (error[n] < 1)
        if error[n] < 1:
            np.testing.assert_allclose(end[n], solver.y, rtol=1e-13)
            assert next_length[n] == pytest.approx(solver.h_abs, rel=1e-6)             # rounding is in the error, which is small
            accepted += 1
    assert 0 < accepted < 5 and np.all(next_length[error >= 1] < length[error >= 1])
    with np.errstate(all="ignore"):
        assert factors(np.array([0.0, 1e-3, np.nan, 1e30]), np.array([True, True, False, False])).tolist() == [1.0, 1.0, 0.2, 0.2]


@pytest.mark.parametrize("cell", [Cell((3, 4, 1), 10), *SMALL])
def test_the_orbits_are_those_of_an_integration(cell):
    """Each as long as it is under way; those of the first cell step by step, as errors of a well-conditioned velocity do not change how long a step may be."""
    problems, starts = drawn(cell, 4)
    orbits, seen = [follow(cell, SEED, number) for number in range(4)], 0
    with np.errstate(all="ignore"):
        followed = Ensemble(problems, starts, REACHED, TOLERANCE, 1000)
        while followed.going.any():
            for number in np.flatnonzero(followed.going):
                orbit, step, (*theta, time) = orbits[number], followed.steps[number], followed.state[number]
                per_time = 1 / followed.slope[number, -1]                   # large where the orbit is fast: an error of time moves it far
                np.testing.assert_allclose(theta, orbit(-cell.N * np.log1p(-time)), rtol=0, atol=1e-5 * per_time)
                if cell.N == 10:
                    assert time == pytest.approx(-np.expm1(-orbit.s[step] / cell.N), rel=1e-4)
                seen += 1
            followed.step()
    assert seen > 30 and followed.steps.max() < 60


def test_an_orbit_that_has_left_its_segment_aims_anew():
    problems, starts = drawn(Cell((3, 4, 1), 10), 3)
    orbits, everyone = Ensemble(problems, starts, REACHED, TOLERANCE, 1000), np.arange(3)
    for _ in range(8):
        orbits.step()
    v, state, slope = orbits.v.copy(), orbits.state.copy(), orbits.slope.copy()
    left = np.array([problem.y - problem.outputs(theta) for problem, theta in zip(problems, state[:, :-1])])
    assert np.all(state[:, -1] > 0.03) and np.allclose(v, left / (1 - state[:, -1:]), rtol=1e-4)
    orbits.v[:2], orbits.slope[:] = 1.01 * v[:2], 0.0
    orbits._accept(everyone, state.copy(), slope.copy(), np.array([problem.y for problem in problems]) - left, orbits.condition)
    np.testing.assert_allclose(orbits.v[:2], left[:2] / (1 - state[:2, -1:]), rtol=1e-12)
    np.testing.assert_array_equal(orbits.v[2], v[2])
    np.testing.assert_allclose(orbits.slope, slope, rtol=1e-3)


@pytest.mark.parametrize("factor, survived", [(1.0, [True] * 3), (1.001, [False] * 3)])
def test_a_step_that_ends_the_segment_has_to_pass_the_target(factor, survived):
    orbits = Ensemble(*drawn(Cell((3, 4, 1), 10), 3), REACHED, TOLERANCE, 1000)
    jacobians = Jacobians(orbits.net, orbits.X)
    with np.errstate(all="ignore"):
        while orbits.going.any():
            orbits.v *= factor                                         # each step leads past the target by so much
            orbits.slope = ensemble._at_end(jacobians, orbits.state, orbits.v)[0]
            orbits.step()
    assert orbits.survived.tolist() == survived and np.all(orbits.state[:, -1] > 0.7)


@pytest.mark.parametrize("cell, numbers", list(zip(SMALL, [(3, 0, 1, 2, 5, 0), (4, 0, 3), (1, 0, 2, 7), range(8)])))
def test_fates_are_those_of_one_orbit_after_the_other(cell, numbers):
    """Rank losses and blow-ups among them."""
    together = fates(cell, SEED, numbers)
    assert together == "".join(fate(cell, SEED, number) for number in numbers)
    known, alive = survivors(cell, SEED, numbers), {number for number, letter in zip(numbers, together) if letter == "s"}
    assert set(known.values()) <= {"s"} and set(known) <= alive and len(known) >= len(alive) - 1
    assert fates(cell, SEED, numbers[:1], max_steps=3) == fate(cell, SEED, numbers[0], max_steps=3) == "u"


def test_what_is_not_decided_together(monkeypatch):
    """Stiff orbits that blow up, D deficient or nearly so at the start, kinks, more than 50 parameters, more steps than stiff orbits are left for."""
    assert survivors(Cell((3, 4, 1), 15), SEED, (5, 15, 3)) == {3: "s"}
    net, rng = af.Network([3, 4, 1]), np.random.default_rng(0)
    X, Y = rng.normal(size=(5, 3)), rng.normal(size=(5, 1))
    beside = np.where(np.arange(5)[:, None] == 4, X[3], X)             # the last input is the one before
    problems = [af.Problem(net, inputs, targets) for inputs, targets in ((X, Y), (beside, Y), (beside + 1e-8 * X, np.vstack([Y[:4], Y[3]])))]
    assert lockstep.survivors(problems, [net.init(0)] * 3, REACHED, TOLERANCE, 1000).tolist() == [True, False, False]
    for cell in (Cell((3, 4, 1), 2, "relu"), Cell((3, 10, 1), 10)):
        assert survivors(cell, SEED, (2, 3)) == {}
    assert fates(Cell((3, 10, 1), 10), SEED, (1,)) == fate(Cell((3, 10, 1), 10), SEED, 1)
    steps = len(follow(Cell((3, 4, 1), 10), SEED, 1).s) - 1
    for most, found in ((steps, {1: "s"}), (steps - 1, {})):
        monkeypatch.setattr(ensemble, "STEPS", most)
        assert survivors(Cell((3, 4, 1), 10), SEED, (1,)) == found


def test_numbers_that_are_none_are_refused():
    for numbers, error in ((3, TypeError), ([0, -1], ValueError), ([0.5], TypeError)):
        with pytest.raises(error, match="numbers: expected"):
            fates(SMALL[0], SEED, numbers)
    assert fates(SMALL[0], SEED, []) == ""
